package org.crmlink.engine.store;

import static org.crmlink.engine.store.SqlName.literal;
import static org.crmlink.engine.store.SqlName.quoted;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a full read puts its rows until it has ended: a table without index and triggers beside the entity's own, so that rows are only appended, an
 * interrupted read shows nothing half done, and the next sync goes on with it (rules L7, F13). {@link StagingEnd} puts it in the place of the
 * entity's table.
 *
 * <p>It is a log: of several rows with one key the last counts. What else happens to the entity while the read is under way is logged there too, by
 * triggers: rows that the upload wrote or that were read by id, and, as marks in {@code crmlink_staged_mark}, deletions. Rows with a pending change
 * are not: what becomes of them is decided at the end. Inside a transaction. One-at-a-time.
 */
final class Staging {

    private final Database db;
    private final EntityTable table;

    Staging(Database db, EntityTable table) {
        this.db = db;
        this.table = table;
    }

    /** Name of the staging table. */
    static String nameFor(EntityTable table) {
        return "crmlink_staged:" + table.name();
    }

    /** Begins a read from its start. */
    void begin() throws SQLException {
        drop();
        db.execute(TableSql.create(table, nameFor(table)));
        for (String sql : logTriggers()) {
            db.execute(sql);
        }
    }

    /** Deletes what a read has brought so far, if there is any. */
    void drop() throws SQLException {
        dropTriggers();
        db.execute("DROP TABLE IF EXISTS " + quoted(nameFor(table)));
        db.update("DELETE FROM crmlink_staged_mark WHERE entity = ?", table.name());
    }

    void dropTriggers() throws SQLException {
        for (String event : List.of("insert", "update", "delete", "settled")) {
            db.execute("DROP TRIGGER IF EXISTS " + triggerName(event));
        }
    }

    /** Appends a row of one read. Parameters: key, the value columns, version. */
    static String insert(EntityTable table, List<Column> columns, long generation) {
        List<String> names = rowColumns(table, columns);
        return "INSERT INTO " + quoted(nameFor(table)) + "(" + String.join(", ", names) + ") VALUES("
                + "?, ".repeat(names.size() - 1) + generation + ")";
    }

    /** Marks a record as gone or as unreadable. Parameters: entity, id, 1 if it is gone. */
    static String mark(EntityTable table) {
        return "INSERT INTO crmlink_staged_mark(entity, id, gone, after_row) VALUES(?, ?, ?, " + lastRow(table) + ")";
    }

    /** The columns of a row that hold what a download brings, quoted: key, values, version, generation. */
    static List<String> rowColumns(EntityTable table, List<Column> columns) {
        List<String> names = new ArrayList<>();
        names.add(quoted(table.key()));
        TableSql.valueColumns(columns).forEach(name -> names.add(quoted(name)));
        names.add(TableSql.VERSION);
        names.add(TableSql.GENERATION);
        return names;
    }

    private static String lastRow(EntityTable table) {
        return "(SELECT ifnull(max(" + TableSql.rowId(table) + "), 0) FROM " + quoted(nameFor(table)) + ")";
    }

    private List<String> logTriggers() {
        String name = quoted(table.name());
        String key = quoted(table.key());
        String entity = literal(table.name());
        List<String> columns = rowColumns(table, table.columns());
        String append = "INSERT INTO " + quoted(nameFor(table)) + "(" + String.join(", ", columns) + ") VALUES("
                + columns.stream().map(column -> "NEW." + column).collect(Collectors.joining(", ")) + ")";
        String gone = "INSERT INTO crmlink_staged_mark(entity, id, gone, after_row) VALUES(" + entity + ", %s, 1, "
                + lastRow(table) + ")";
        String byEngine = "(SELECT applying FROM crmlink_guard) = 1";
        String settledRow = byEngine + " AND NOT EXISTS(SELECT 1 FROM crmlink_outbox WHERE entity = " + entity
                + " AND id = NEW." + key + ")";
        return List.of(
                trigger("insert", "AFTER INSERT ON " + name, settledRow, append),
                trigger("update", "AFTER UPDATE ON " + name, settledRow, append),
                trigger("delete", "AFTER DELETE ON " + name, byEngine, gone.formatted("OLD." + key)),
                // a row deleted by the user goes from the table at once, from the server with the next upload
                trigger(
                        "settled",
                        "AFTER DELETE ON crmlink_outbox",
                        byEngine + " AND OLD.entity = " + entity
                                + " AND OLD.kind = 'delete' AND NOT EXISTS(SELECT 1 FROM " + name + " WHERE " + key
                                + " = OLD.id)",
                        gone.formatted("OLD.id")));
    }

    private String trigger(String event, String on, String when, String statement) {
        return "CREATE TRIGGER " + triggerName(event) + " " + on + "\nWHEN " + when + "\nBEGIN\n  " + statement
                + ";\nEND";
    }

    private String triggerName(String event) {
        return quoted("crmlink_staged_" + event + ":" + table.name());
    }
}
