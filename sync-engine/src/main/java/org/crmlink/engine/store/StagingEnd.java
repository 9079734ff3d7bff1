package org.crmlink.engine.store;

import static org.crmlink.engine.store.SqlName.literal;
import static org.crmlink.engine.store.SqlName.quoted;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.crmlink.engine.store.EntityTable.LinkEnds;
import org.sqlite.SQLiteErrorCode;

/**
 * The end of a full read: makes of the staging table what the entity's table has to be, and puts it in its place; the rows that the read did not see
 * are gone by that (rule F13), except those with pending changes or errors (D14). Inside one transaction. One-at-a-time.
 */
final class StagingEnd {

    private final Database db;
    private final EntityTable table;
    private final Staging staging;
    private final List<Column> brought;
    private final long generation;
    private final String main;
    private final String staged;
    private final String key;
    private final String entity;
    /** Ids of records that no download may touch. */
    private final String kept;

    /** @param brought the columns that the read has brought */
    StagingEnd(Database db, EntityTable table, List<Column> brought, long generation) {
        this.db = db;
        this.table = table;
        this.staging = new Staging(db, table);
        this.brought = brought;
        this.generation = generation;
        this.main = quoted(table.name());
        this.staged = quoted(Staging.nameFor(table));
        this.key = quoted(table.key());
        this.entity = literal(table.name());
        this.kept = "(SELECT id FROM crmlink_outbox WHERE entity = " + entity
                + " UNION SELECT record_id FROM sync_errors WHERE entity = " + entity + " AND kind <> 'unreadable')";
    }

    /** @return how many rows of the entity's table are gone */
    int run() throws SQLException {
        indexByKey();
        Optional<String> byEnds = TableSql.pairIndex(table, Staging.nameFor(table), generation);
        if (byEnds.isPresent()) {
            db.execute(byEnds.get());
        }
        leaveOutWhatIsGone();
        keepUnreadable();
        if (table.link().isPresent()) {
            settleLinkedPairs(table.link().get());
        }
        tellPendingChanges();
        takeOverKeptRows();
        int gone = (int) db.number("SELECT count(*) FROM " + main + " WHERE " + unseen());
        staging.dropTriggers();
        if (brought.size() == table.columns().size() && !hasThingsOfOthers()) {
            swap();
        } else {
            merge();
        }
        db.execute("DELETE FROM sync_errors WHERE entity = " + entity + " AND kind = 'unreadable' AND record_id <> ''"
                + " AND record_id NOT IN (SELECT id FROM crmlink_staged_mark WHERE entity = " + entity
                + " AND gone = 0)");
        staging.drop();
        db.forgetStatements();
        return gone;
    }

    /** A record may have come twice: it was changed while the read went on, or a page was read again. Its last row counts. */
    private void indexByKey() throws SQLException {
        String index = TableSql.keyIndex(table, Staging.nameFor(table), generation);
        try {
            db.execute(index);
        } catch (SQLException e) {
            if ((e.getErrorCode() & 0xFF) != SQLiteErrorCode.SQLITE_CONSTRAINT.code) {
                throw e;
            }
            String rowId = TableSql.rowId(table);
            db.execute("DELETE FROM " + staged + " WHERE " + rowId + " NOT IN (SELECT max(" + rowId + ") FROM " + staged
                    + " GROUP BY " + key + ")");
            db.execute(index);
        }
    }

    private void leaveOutWhatIsGone() throws SQLException {
        String rowId = TableSql.rowId(table);
        db.execute("DELETE FROM " + staged + " WHERE " + rowId + " IN (SELECT s." + rowId
                + " FROM crmlink_staged_mark m CROSS JOIN " + staged + " s ON s." + key + " = m.id WHERE m.entity = "
                + entity + " AND m.gone = 1 AND s." + rowId + " <= m.after_row)");
    }

    /** The row of a record that could not be decoded stays as it was. */
    private void keepUnreadable() throws SQLException {
        // SQLite takes the other columns from the row that has the maximum
        String last = "SELECT id, gone, max(rowid) FROM crmlink_staged_mark WHERE entity = " + entity + " GROUP BY id";
        copy(key + " IN (SELECT id FROM (" + last + ") WHERE gone = 0) AND NOT EXISTS(SELECT 1 FROM " + staged
                + " s WHERE s." + key + " = " + main + "." + key + ")");
    }

    /** A pair that is to be linked, and that the server has linked already. */
    private void settleLinkedPairs(LinkEnds ends) throws SQLException {
        db.execute("DELETE FROM crmlink_outbox WHERE entity = " + entity
                + " AND kind = 'create' AND state = 'pending' AND id IN (SELECT " + key + " FROM " + main + " WHERE "
                + key + " IN " + kept + " AND " + isStagedPair(ends) + ")");
    }

    /** Whether the read has brought the pair under another key. */
    private String isStagedPair(LinkEnds ends) {
        String first = quoted(ends.firstField());
        String second = quoted(ends.secondField());
        return "EXISTS(SELECT 1 FROM " + staged + " s WHERE s." + first + " = " + main + "." + first + " AND s."
                + second + " = " + main + "." + second + " AND s." + key + " <> " + main + "." + key + ")";
    }

    /** Rows that are gone; a pair that was linked from here gives way to the server's row, which is no deletion. */
    private String unseen() {
        String unseen = "NOT EXISTS(SELECT 1 FROM " + staged + " s WHERE s." + key + " = " + main + "." + key + ")";
        return table.link()
                .map(ends ->
                        unseen + " AND (" + TableSql.GENERATION + " IS NOT NULL OR NOT " + isStagedPair(ends) + ")")
                .orElse(unseen);
    }

    /** What was edited here is told what the server has; the token passes it, so it is fetched when its change has gone up (C11, L9). */
    private void tellPendingChanges() throws SQLException {
        String here = "EXISTS(SELECT 1 FROM " + staged + " s WHERE s." + key + " = crmlink_outbox.id)";
        db.execute("UPDATE crmlink_outbox SET server_changed = 1, server_deleted = 0 WHERE entity = " + entity + " AND "
                + here);
        db.execute("UPDATE crmlink_outbox SET server_deleted = 1 WHERE entity = " + entity
                + " AND kind = 'update' AND NOT " + here);
        db.execute(
                "INSERT OR IGNORE INTO crmlink_refetch(entity, id) SELECT entity, id FROM crmlink_outbox WHERE entity = "
                        + entity + " AND (kind = 'update' OR " + here + ")");
        db.execute("INSERT OR IGNORE INTO crmlink_refetch(entity, id) SELECT " + entity + ", k.id FROM " + kept
                + " k WHERE EXISTS(SELECT 1 FROM " + staged + " s WHERE s." + key + " = k.id)");
    }

    private void takeOverKeptRows() throws SQLException {
        db.execute("DELETE FROM " + staged + " WHERE " + key + " IN " + kept);
        copy(key + " IN " + kept);
    }

    private void copy(String condition) throws SQLException {
        String columns = String.join(", ", Staging.rowColumns(table, table.columns()));
        db.execute("INSERT INTO " + staged + "(" + columns + ") SELECT " + columns + " FROM " + main + " WHERE "
                + condition);
    }

    /** Columns and triggers on the table that somebody else has made. */
    private boolean hasThingsOfOthers() throws SQLException {
        if (db.exists(
                "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE"
                        + " AND name NOT LIKE 'crmlink\\_%' ESCAPE '\\'",
                table.name())) {
            return true;
        }
        Set<String> ours = new HashSet<>(Set.of(table.key(), TableSql.VERSION, TableSql.GENERATION));
        for (Column column : table.columns()) {
            ours.add(column.name());
            ours.add(column.companion());
        }
        try (ResultSet columns = db.query("SELECT name FROM pragma_table_xinfo(?)", table.name())) {
            while (columns.next()) {
                if (!ours.contains(columns.getString(1))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The staging table becomes the entity's table. */
    private void swap() throws SQLException {
        List<String> indexesOfOthers = new ArrayList<>();
        try (ResultSet indexes = db.query(
                "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? COLLATE NOCASE AND sql IS NOT NULL"
                        + " AND name NOT LIKE 'crmlink\\_%' ESCAPE '\\'",
                table.name())) {
            while (indexes.next()) {
                indexesOfOthers.add(indexes.getString(1));
            }
        }
        db.forgetStatements();
        db.execute("DROP TABLE " + main);
        // views and triggers of others that name the table stay as they are, and are not looked at while it is away
        db.execute("PRAGMA legacy_alter_table = ON");
        try {
            db.execute("ALTER TABLE " + staged + " RENAME TO " + main);
        } finally {
            db.execute("PRAGMA legacy_alter_table = OFF");
        }
        for (String sql : TriggerSql.create(table)) {
            db.execute(sql);
        }
        for (String sql : indexesOfOthers) {
            db.execute(sql);
        }
    }

    /** The rows go over one by one, only those that differ: so columns of others stay, and their triggers see what changes. */
    private void merge() throws SQLException {
        List<String> columns = Staging.rowColumns(table, brought);
        List<String> compared = columns.subList(1, columns.size() - 1);
        db.execute("DELETE FROM " + main + " WHERE NOT EXISTS(SELECT 1 FROM " + staged + " s WHERE s." + key + " = "
                + main + "." + key + ")");
        db.execute("INSERT INTO " + main + "(" + String.join(", ", columns) + ") SELECT " + String.join(", ", columns)
                + " FROM " + staged + " WHERE true ON CONFLICT(" + key + ") DO UPDATE SET "
                + compared.stream().map(c -> c + " = excluded." + c).collect(Collectors.joining(", ")) + " WHERE "
                + TableSql.differs(compared, main + ".", "excluded."));
    }
}
