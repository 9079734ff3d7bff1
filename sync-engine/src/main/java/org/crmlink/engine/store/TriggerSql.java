package org.crmlink.engine.store;

import static org.crmlink.engine.store.SqlName.literal;
import static org.crmlink.engine.store.SqlName.quoted;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.crmlink.sdk.metadata.FieldType;

/**
 * The triggers that catch local edits of one entity's table. They have to work from any program that opens the file, so they use nothing but SQL,
 * and nothing newer than SQLite 3.37.
 *
 * <p>Inside a trigger the conflict clause of the outer statement (INSERT OR REPLACE …) overrides those of the inner ones. Therefore no inner
 * statement here relies on one: each looks first (NOT EXISTS), then writes.
 *
 * <p>INSERT OR REPLACE deletes the old row without a delete trigger. So a BEFORE INSERT trigger keeps a copy of a row with the same key; if it was
 * a merge (ON CONFLICT DO UPDATE) or nothing (OR IGNORE), no AFTER INSERT trigger comes and the copy is thrown away later. A row that is deleted
 * and inserted again counts, like a replaced one, as an update of what differs.
 */
final class TriggerSql {

    private static final String LOCAL = "(SELECT applying FROM crmlink_guard) = 0";
    private static final String EDITS = "(SELECT edits FROM crmlink_guard)";
    private static final String COUNT = "UPDATE crmlink_guard SET edits = edits + 1";

    private final EntityTable table;
    private final String name;
    private final String entity;
    private final String key;
    /** Columns whose local edits are uploaded. */
    private final List<Column> tracked;
    /** Columns that only the server writes. */
    private final List<Column> readOnly;

    private TriggerSql(EntityTable table) {
        this.table = table;
        this.name = quoted(table.name());
        this.entity = literal(table.name());
        this.key = quoted(table.key());
        this.tracked = table.writable();
        this.readOnly = table.readOnly();
    }

    static List<String> create(EntityTable table) {
        TriggerSql sql = new TriggerSql(table);
        List<String> triggers =
                new ArrayList<>(List.of(sql.beforeInsert(), sql.afterInsert(), sql.beforeUpdate(), sql.afterDelete()));
        if (!sql.tracked.isEmpty()) {
            triggers.add(sql.afterUpdate());
        }
        if (!table.deletable()) {
            triggers.add(sql.beforeDelete());
        }
        return triggers;
    }

    static List<String> drop(EntityTable table) {
        return List.of(
                        "before_insert",
                        "after_insert",
                        "before_update",
                        "after_update",
                        "before_delete",
                        "after_delete")
                .stream()
                .map(event -> "DROP TRIGGER IF EXISTS " + triggerName(table, event))
                .toList();
    }

    private static String triggerName(EntityTable table, String event) {
        return quoted("crmlink_" + event + ":" + table.name());
    }

    private String trigger(String event, String when, List<String> statements) {
        return "CREATE TRIGGER " + triggerName(table, event) + " "
                + event.replace('_', ' ').toUpperCase(Locale.ROOT) + " ON " + name + "\nWHEN " + when
                + "\nBEGIN\n  " + String.join(";\n  ", statements) + ";\nEND";
    }

    private static String raise(String message, String condition) {
        return "SELECT RAISE(ABORT, " + literal(message) + ") WHERE " + condition;
    }

    /** The record's row in one of the store's tables. */
    private String record(String row) {
        return "entity = " + entity + " AND id = " + row + "." + key;
    }

    private String outboxHas(String row, String condition) {
        return "EXISTS(SELECT 1 FROM crmlink_outbox WHERE " + record(row) + condition + ")";
    }

    // ---- before insert

    private String beforeInsert() {
        List<String> body = new ArrayList<>();
        String rowId = TableSql.rowId(table);
        body.add(raise(
                table.name() + ": a row with another key has this rowid; leave the rowid out",
                "EXISTS(SELECT 1 FROM " + name + " WHERE " + rowId + " = NEW." + rowId + " AND " + key + " IS NOT NEW."
                        + key + ")"));
        body.add(raise(
                table.name() + "." + table.key()
                        + ": the record is here already, its id spelled in lower case and without braces; use that spelling",
                otherSpelling()));
        table.link()
                .ifPresent(link -> body.add(raise(
                        table.name() + "." + table.key() + " is the id of another pair; leave it out",
                        isAnotherPair(link))));
        table.link()
                .ifPresent(link -> body.add(raise(
                        table.name() + ": a pair needs both '" + link.firstField() + "' and '" + link.secondField()
                                + "'",
                        "NEW." + quoted(link.firstField()) + " IS NULL OR NEW." + quoted(link.secondField())
                                + " IS NULL")));
        for (Column column : readOnly) {
            body.add(raise(readOnlyMessage(column), insertsOther(column)));
        }
        body.add("DELETE FROM crmlink_replaced_field WHERE " + record("NEW"));
        body.add("DELETE FROM crmlink_replaced WHERE " + record("NEW"));
        body.add("INSERT INTO crmlink_replaced(entity, id, version, gen, kind) SELECT " + entity + ", " + key + ", "
                + TableSql.VERSION + ", " + TableSql.GENERATION + ", (SELECT kind FROM crmlink_outbox WHERE "
                + record("NEW") + ") FROM " + name + " WHERE " + key + " = NEW." + key);
        if (!table.columns().isEmpty()) {
            body.add("INSERT INTO crmlink_replaced_field(entity, id, field, base_value, base_entity) SELECT " + entity
                    + ", NEW." + key + ", column1, column2, column3 FROM ("
                    + values(
                            table.columns(),
                            column -> literal(column.name()) + ", " + existing(column.name()) + ", "
                                    + (column.polymorphic() ? existing(column.companion()) : "NULL") + ", NULL")
                    + ") WHERE EXISTS(SELECT 1 FROM crmlink_replaced WHERE " + record("NEW") + ")");
        }
        return trigger("before_insert", LOCAL, body);
    }

    /** A GUID is one id in any spelling; where the backend writes it in lower case, the row would be the record's second one. */
    private String otherSpelling() {
        String plain = "lower(trim(NEW." + key + ", '{}'))";
        return "NEW." + key + " <> " + plain + " AND length(" + plain + ") = 36 AND (EXISTS(SELECT 1 FROM " + name
                + " WHERE " + key + " = " + plain + ") OR EXISTS(SELECT 1 FROM crmlink_outbox WHERE entity = " + entity
                + " AND id = " + plain + "))";
    }

    /** The id stands, or stood until it was deleted here, for a pair of other records. */
    private String isAnotherPair(EntityTable.LinkEnds link) {
        String first = quoted(link.firstField());
        String second = quoted(link.secondField());
        return "EXISTS(SELECT 1 FROM " + name + " WHERE " + key + " = NEW." + key + " AND (" + first + " IS NOT NEW."
                + first + " OR " + second + " IS NOT NEW." + second
                + ")) OR EXISTS(SELECT 1 FROM crmlink_outbox_field WHERE "
                + record("NEW") + " AND (field = " + literal(link.firstField()) + " AND base_value IS NOT NEW." + first
                + " OR field = " + literal(link.secondField()) + " AND base_value IS NOT NEW." + second + "))";
    }

    private String existing(String column) {
        return "(SELECT " + quoted(column) + " FROM " + name + " WHERE " + key + " = NEW." + key + ")";
    }

    /** A read-only value may be given if it is the one that is, or was, there: so a copied row can be put back. */
    private String insertsOther(Column column) {
        String value = "NEW." + quoted(column.name());
        return value + " IS NOT NULL AND NOT EXISTS(SELECT 1 FROM " + name + " WHERE " + key + " = NEW." + key + " AND "
                + quoted(column.name()) + " IS " + value + ") AND NOT EXISTS(SELECT 1 FROM crmlink_outbox_field WHERE "
                + record("NEW") + " AND field = " + literal(column.name()) + " AND base_value IS " + value + ")";
    }

    private String readOnlyMessage(Column column) {
        return column.type() == FieldType.BINARY
                ? table.name() + "." + column.name() + " shows the size of a binary value; it cannot be written"
                : table.name() + "." + column.name() + " is read-only: only the server sets it";
    }

    // ---- after insert

    private String afterInsert() {
        String pending = outboxHas("NEW", " AND state = 'pending'");
        List<String> body = new ArrayList<>();
        body.add(COUNT);
        // a new record, unless it replaced one that the server knows
        body.add("INSERT INTO crmlink_outbox(entity, id, kind, base_version, base_gen, revision, seq) SELECT " + entity
                + ", NEW." + key + ", CASE WHEN r.id IS NULL OR r.kind = 'create' THEN 'create' ELSE 'update' END,"
                + " r.version, r.gen, " + EDITS + ", " + EDITS
                + " FROM (SELECT 1) LEFT JOIN crmlink_replaced r ON r.entity = "
                + entity + " AND r.id = NEW." + key + " WHERE NOT " + outboxHas("NEW", ""));
        body.add("INSERT INTO crmlink_outbox_field(entity, id, field, base_value, base_entity, revision)"
                + " SELECT entity, id, field, base_value, base_entity, " + EDITS
                + " FROM crmlink_replaced_field r WHERE " + record("NEW")
                + " AND NOT EXISTS(SELECT 1 FROM crmlink_outbox_field f WHERE f.entity = r.entity AND f.id = r.id"
                + " AND f.field = r.field)");
        body.add("UPDATE crmlink_outbox SET kind = CASE kind WHEN 'delete' THEN 'update' ELSE kind END, revision = "
                + EDITS + " WHERE " + record("NEW"));
        body.addAll(restore());
        if (!readOnly.isEmpty()) {
            body.add("DELETE FROM crmlink_outbox_field WHERE " + record("NEW") + " AND field IN (" + names(readOnly)
                    + ")");
        }
        if (!tracked.isEmpty()) {
            // what equals the server's value is no change; while a sending is under way nobody knows what that will be
            body.add(
                    "DELETE FROM crmlink_outbox_field WHERE " + record("NEW") + " AND " + pending
                            + " AND EXISTS(SELECT 1 FROM (" + restoredValues()
                            + ") v WHERE v.column1 = crmlink_outbox_field.field"
                            + " AND v.column2 IS crmlink_outbox_field.base_value AND v.column3 IS crmlink_outbox_field.base_entity)");
        }
        body.add("UPDATE crmlink_outbox_field SET revision = " + EDITS + " WHERE " + record("NEW"));
        body.add("DELETE FROM crmlink_outbox_field WHERE " + record("NEW") + " AND "
                + outboxHas("NEW", " AND state = 'pending' AND kind = 'create'"));
        body.add("DELETE FROM crmlink_outbox WHERE " + record("NEW") + " AND kind = 'update' AND state = 'pending'"
                + " AND NOT EXISTS(SELECT 1 FROM crmlink_outbox_field WHERE " + record("NEW") + ")");
        body.add("DELETE FROM crmlink_replaced_field WHERE " + record("NEW"));
        body.add("DELETE FROM crmlink_replaced WHERE " + record("NEW"));
        return trigger("after_insert", LOCAL, body);
    }

    /**
     * A row put back gets what only the server writes: its version, and the read-only columns that were left out; and what cannot be emptied, such as
     * owner and state, so that leaving it out does not mean to empty it.
     */
    private List<String> restore() {
        List<String> set = new ArrayList<>();
        set.add(TableSql.VERSION + " = (SELECT base_version FROM crmlink_outbox WHERE " + record("NEW") + ")");
        set.add(TableSql.GENERATION + " = (SELECT base_gen FROM crmlink_outbox WHERE " + record("NEW") + ")");
        for (Column column : tracked) {
            if (!column.nullable()) {
                String given = "NEW." + quoted(column.name());
                set.add(quoted(column.name()) + " = ifnull(" + given + ", " + base(column, "base_value") + ")");
                if (column.polymorphic()) {
                    set.add(quoted(column.companion()) + " = CASE WHEN " + given + " IS NULL THEN "
                            + base(column, "base_entity") + " ELSE NEW." + quoted(column.companion()) + " END");
                }
            }
        }
        for (Column column : readOnly) {
            set.add(quoted(column.name()) + " = " + base(column, "base_value"));
            if (column.polymorphic()) {
                set.add(quoted(column.companion()) + " = " + base(column, "base_entity"));
            }
        }
        return List.of(
                "UPDATE crmlink_guard SET applying = 1",
                "UPDATE " + name + " SET " + String.join(", ", set) + " WHERE " + key + " = NEW." + key,
                "UPDATE crmlink_guard SET applying = 0");
    }

    private String base(Column column, String part) {
        return "(SELECT " + part + " FROM crmlink_outbox_field WHERE " + record("NEW") + " AND field = "
                + literal(column.name()) + ")";
    }

    // ---- update

    private String beforeUpdate() {
        List<String> body = new ArrayList<>();
        body.add(raise(
                table.name() + "." + table.key() + " is the key of the record and cannot be changed",
                "NEW." + key + " IS NOT OLD." + key));
        String rowId = TableSql.rowId(table);
        body.add(raise(
                table.name() + ": the rowid of a row cannot be changed", "NEW." + rowId + " IS NOT OLD." + rowId));
        for (Column column : readOnly) {
            body.add(raise(readOnlyMessage(column), changed(column)));
        }
        for (Column column : tracked) {
            if (table.link().isPresent()) {
                body.add(raise(
                        table.name() + "." + column.name() + " is one end of a pair: delete the row and insert another",
                        changed(column)));
                continue;
            }
            if (!column.nullable()) {
                body.add(raise(
                        table.name() + "." + column.name() + " cannot be emptied",
                        "(" + emptied(column.name())
                                + (column.polymorphic() ? " OR " + emptied(column.companion()) : "") + ") AND NOT "
                                + outboxHas("OLD", " AND kind = 'create'")));
            }
            if (!column.updatable()) {
                body.add(raise(
                        table.name() + "." + column.name()
                                + " can be set only before the record is created on the server",
                        changed(column) + " AND NOT "
                                + outboxHas("OLD", " AND kind = 'create' AND state = 'pending'")));
            }
        }
        return trigger("before_update", LOCAL, body);
    }

    private static String emptied(String column) {
        return "NEW." + quoted(column) + " IS NULL AND OLD." + quoted(column) + " IS NOT NULL";
    }

    private String changed(Column column) {
        String test = "NEW." + quoted(column.name()) + " IS NOT OLD." + quoted(column.name());
        return column.polymorphic()
                ? "(" + test + " OR NEW." + quoted(column.companion()) + " IS NOT OLD." + quoted(column.companion())
                        + ")"
                : test;
    }

    private String afterUpdate() {
        List<String> columns =
                TableSql.valueColumns(tracked).stream().map(SqlName::quoted).toList();
        String changes = "("
                + values(
                        tracked,
                        column -> literal(column.name()) + ", OLD." + quoted(column.name()) + ", "
                                + (column.polymorphic() ? "OLD." + quoted(column.companion()) : "NULL") + ", "
                                + changed(column))
                + ")";
        List<String> body = new ArrayList<>();
        body.add(COUNT);
        body.add("INSERT INTO crmlink_outbox(entity, id, kind, base_version, base_gen, revision, seq) SELECT " + entity
                + ", NEW." + key + ", 'update', OLD." + TableSql.VERSION + ", OLD." + TableSql.GENERATION + ", " + EDITS
                + ", " + EDITS + " WHERE NOT " + outboxHas("NEW", ""));
        body.add("UPDATE crmlink_outbox SET revision = " + EDITS + " WHERE " + record("NEW"));
        body.add("UPDATE crmlink_outbox_field SET revision = " + EDITS + " WHERE " + record("NEW")
                + " AND field IN (SELECT column1 FROM " + changes + " WHERE column4)");
        body.add("INSERT INTO crmlink_outbox_field(entity, id, field, base_value, base_entity, revision) SELECT "
                + entity
                + ", NEW." + key + ", column1, column2, column3, " + EDITS + " FROM " + changes + " v WHERE v.column4"
                + " AND NOT EXISTS(SELECT 1 FROM crmlink_outbox_field f WHERE f.entity = " + entity + " AND f.id = NEW."
                + key + " AND f.field = v.column1)");
        body.addAll(undone());
        return trigger("after_update", LOCAL + " AND " + TableSql.differs(columns, "NEW.", "OLD."), body);
    }

    /**
     * A field that has its old value again is no change any more, and a record without any is as if it had never been edited: otherwise the old value
     * would be sent over what the server has by now. While a sending is under way nobody knows what the server will have.
     */
    private List<String> undone() {
        String pending = outboxHas("NEW", " AND kind = 'update' AND state = 'pending'");
        return List.of(
                "DELETE FROM crmlink_outbox_field WHERE " + record("NEW") + " AND " + pending
                        + " AND EXISTS(SELECT 1 FROM ("
                        + newValues() + ") v WHERE v.column1 = crmlink_outbox_field.field"
                        + " AND v.column2 IS crmlink_outbox_field.base_value AND v.column3 IS crmlink_outbox_field.base_entity)",
                "DELETE FROM crmlink_outbox WHERE " + record("NEW") + " AND kind = 'update' AND state = 'pending'"
                        + " AND NOT EXISTS(SELECT 1 FROM crmlink_outbox_field WHERE " + record("NEW") + ")",
                "DELETE FROM sync_errors WHERE entity = " + entity + " AND record_id = NEW." + key
                        + " AND kind <> 'unreadable' AND NOT " + outboxHas("NEW", ""));
    }

    // ---- delete

    private String beforeDelete() {
        return trigger(
                "before_delete",
                LOCAL,
                List.of(raise(table.name() + ": the server takes no deletions of these records", "1")));
    }

    private String afterDelete() {
        String unsent = " AND kind = 'create' AND state = 'pending'";
        List<String> body = new ArrayList<>();
        body.add(COUNT);
        // created and deleted before a sync: nothing to tell the server (rule U19)
        body.add("DELETE FROM sync_errors WHERE entity = " + entity + " AND record_id = OLD." + key + " AND "
                + outboxHas("OLD", unsent));
        body.add("DELETE FROM crmlink_outbox_field WHERE " + record("OLD") + " AND " + outboxHas("OLD", unsent));
        body.add("UPDATE crmlink_outbox SET kind = 'void' WHERE " + record("OLD") + unsent);
        body.add("INSERT INTO crmlink_outbox(entity, id, kind, base_version, base_gen, revision, seq) SELECT " + entity
                + ", OLD." + key + ", 'delete', OLD." + TableSql.VERSION + ", OLD." + TableSql.GENERATION + ", " + EDITS
                + ", " + EDITS + " WHERE NOT " + outboxHas("OLD", ""));
        body.add("UPDATE crmlink_outbox SET kind = 'delete', revision = " + EDITS + " WHERE " + record("OLD")
                + " AND kind <> 'void'");
        if (!table.columns().isEmpty()) {
            body.add("INSERT INTO crmlink_outbox_field(entity, id, field, base_value, base_entity, revision) SELECT "
                    + entity + ", OLD." + key + ", column1, column2, column3, " + EDITS + " FROM ("
                    + values(
                            table.columns(),
                            column -> literal(column.name()) + ", OLD." + quoted(column.name()) + ", "
                                    + (column.polymorphic() ? "OLD." + quoted(column.companion()) : "NULL") + ", NULL")
                    + ") v WHERE " + outboxHas("OLD", " AND kind = 'delete'")
                    + " AND NOT EXISTS(SELECT 1 FROM crmlink_outbox_field f WHERE f.entity = " + entity
                    + " AND f.id = OLD." + key + " AND f.field = v.column1)");
        }
        body.add("DELETE FROM crmlink_outbox WHERE " + record("OLD") + " AND kind = 'void'");
        return trigger("after_delete", LOCAL, body);
    }

    // ---- lists

    private static String names(List<Column> columns) {
        return columns.stream().map(column -> literal(column.name())).collect(Collectors.joining(", "));
    }

    /** As {@link #newValues}, with what {@link #restore} has put back. */
    private String restoredValues() {
        return values(
                tracked,
                column -> literal(column.name()) + ", "
                        + (column.nullable() ? "NEW." + quoted(column.name()) : existing(column.name())) + ", "
                        + (!column.polymorphic()
                                ? "NULL"
                                : column.nullable()
                                        ? "NEW." + quoted(column.companion())
                                        : existing(column.companion()))
                        + ", NULL");
    }

    private String newValues() {
        return values(
                tracked,
                column -> literal(column.name()) + ", NEW." + quoted(column.name()) + ", "
                        + (column.polymorphic() ? "NEW." + quoted(column.companion()) : "NULL") + ", NULL");
    }

    /**
     * One row a column. VALUES has no limit on rows, unlike a compound SELECT, but takes the names of its columns from what stands in its first row;
     * therefore the first row is a SELECT.
     */
    private static String values(List<Column> columns, Function<Column, String> row) {
        StringBuilder rows = new StringBuilder(
                        "SELECT NULL AS column1, NULL AS column2, NULL AS column3, NULL AS column4")
                .append(" WHERE 0 UNION ALL VALUES ");
        for (int i = 0; i < columns.size(); i++) {
            rows.append(i == 0 ? "(" : ", (").append(row.apply(columns.get(i))).append(')');
        }
        return rows.toString();
    }
}
