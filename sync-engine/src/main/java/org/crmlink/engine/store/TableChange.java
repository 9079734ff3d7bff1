package org.crmlink.engine.store;

import static org.crmlink.engine.store.SqlName.quoted;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crmlink.engine.store.StoreException.Kind;

/** Takes a table from one definition to another, inside a transaction. One-at-a-time. */
final class TableChange {

    private final Database db;
    private final EntityDirectory directory;

    TableChange(Database db, EntityDirectory directory) {
        this.db = db;
        this.directory = directory;
    }

    SchemaChange apply(Optional<EntityState> before, EntityTable wanted) throws SQLException {
        Optional<String> clash = directory.nameClash(wanted);
        if (clash.isPresent()) {
            throw new StoreException(
                    Kind.NAMES,
                    db.file(),
                    "entity '" + wanted.name() + "' cannot have a table in '" + db.file() + "': '" + clash.get()
                            + "' is there already, and SQLite does not tell names apart by case",
                    "Leave one of the two out of the configuration, or rename what you added to the database.");
        }
        if (before.isEmpty()) {
            create(wanted);
            return new SchemaChange(true, List.of(), List.of(), false, "");
        }
        EntityTable old = before.get().table();
        if (old.equals(wanted)) {
            return SchemaChange.NONE;
        }
        return change(old, wanted);
    }

    private SchemaChange change(EntityTable old, EntityTable wanted) throws SQLException {
        List<Column> added = new ArrayList<>();
        List<Column> dropped = new ArrayList<>();
        List<String> retyped = new ArrayList<>();
        for (Column column : wanted.columns()) {
            Optional<Column> known = old.column(column.name());
            if (known.isEmpty()) {
                added.add(column);
            } else if (!known.get().storedLike(column)) {
                retyped.add(column.name());
            }
        }
        for (Column column : old.columns()) {
            if (wanted.column(column.name()).isEmpty()) {
                dropped.add(column);
            }
        }
        boolean rebuild = !retyped.isEmpty()
                || !old.key().equals(wanted.key())
                || old.serverKeys() != wanted.serverKeys()
                || !old.link().equals(wanted.link());
        String blocked = rebuild ? blockedRebuild(wanted, retyped) : blockedDrop(wanted, dropped);
        if (!blocked.isEmpty()) {
            return new SchemaChange(false, List.of(), List.of(), false, blocked);
        }
        if (rebuild) {
            directory.dropTable(old);
            create(wanted);
            directory.forgetToken(wanted.name());
            return new SchemaChange(false, names(added), names(dropped), true, "");
        }
        alter(old, wanted, added, dropped);
        return new SchemaChange(false, names(added), names(dropped), false, "");
    }

    private void alter(EntityTable old, EntityTable wanted, List<Column> added, List<Column> dropped)
            throws SQLException {
        boolean interrupted = directory.require(old.name()).fullRead();
        if (!added.isEmpty() || interrupted && !dropped.isEmpty()) {
            // rows that an interrupted read has brought have the columns that it began with
            directory.forgetToken(old.name());
        }
        for (String sql : TriggerSql.drop(old)) {
            db.execute(sql);
        }
        String table = "ALTER TABLE " + quoted(wanted.name());
        for (Column column : dropped) {
            // first the number that is made from it
            if (!column.companion().isEmpty()) {
                db.execute(table + " DROP COLUMN " + quoted(column.companion()));
            }
            db.execute(table + " DROP COLUMN " + quoted(column.name()));
        }
        for (Column column : added) {
            for (String definition : TableSql.definitions(column)) {
                db.execute(table + " ADD COLUMN " + definition);
            }
        }
        for (String sql : TriggerSql.create(wanted)) {
            db.execute(sql);
        }
        directory.store(wanted);
    }

    private void create(EntityTable table) throws SQLException {
        db.execute(TableSql.create(table, table.name()));
        db.execute(TableSql.keyIndex(table, table.name(), 0));
        Optional<String> pairs = TableSql.pairIndex(table, table.name(), 0);
        if (pairs.isPresent()) {
            db.execute(pairs.get());
        }
        for (String sql : TriggerSql.create(table)) {
            db.execute(sql);
        }
        directory.store(table);
    }

    private String blockedRebuild(EntityTable wanted, List<String> retyped) throws SQLException {
        long pending = db.number("SELECT count(*) FROM crmlink_outbox WHERE entity = ?", wanted.name());
        if (pending == 0) {
            return "";
        }
        String what = retyped.isEmpty() ? "its key" : "the type of " + String.join(", ", retyped);
        return "entity '" + wanted.name() + "' keeps its old definition: " + what + " changed, but " + pending
                + " local changes are not uploaded";
    }

    private String blockedDrop(EntityTable wanted, List<Column> dropped) throws SQLException {
        List<String> needed = new ArrayList<>();
        for (Column column : dropped) {
            if (db.exists(
                            "SELECT 1 FROM crmlink_outbox_field WHERE entity = ? AND field = ? LIMIT 1",
                            wanted.name(),
                            column.name())
                    || db.exists("SELECT 1 FROM crmlink_outbox o JOIN " + quoted(wanted.name()) + " t ON t."
                            + quoted(wanted.key()) + " = o.id WHERE o.entity = "
                            + SqlName.literal(wanted.name())
                            + " AND o.kind = 'create' AND t."
                            + quoted(column.name()) + " IS NOT NULL LIMIT 1")) {
                needed.add(column.name());
            }
        }
        return needed.isEmpty()
                ? ""
                : "entity '" + wanted.name() + "' keeps its old definition: local changes of "
                        + String.join(", ", needed) + " are not uploaded";
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }
}
