package org.crmlink.engine.store;

import static org.crmlink.engine.store.SqlName.quoted;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the records that the server no longer lists, where its changes do not tell deletions (rule D5). Ids wait in a temporary table on disk, so any
 * number will do. One-at-a-time.
 */
public final class IdReconciliation implements AutoCloseable {

    private final Database db;
    private final EntityTable table;

    IdReconciliation(Database db, EntityTable table) {
        this.db = db;
        this.table = table;
        db.direct("compare ids in", () -> {
            db.execute("CREATE TEMP TABLE IF NOT EXISTS crmlink_ids(id TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID");
            db.execute("DELETE FROM temp.crmlink_ids");
            return true;
        });
    }

    /** Notes ids that the server has. */
    public void add(List<String> ids) {
        db.read("compare ids in", () -> {
            PreparedStatement insert = db.prepare("INSERT OR IGNORE INTO temp.crmlink_ids(id) VALUES(?)");
            for (String id : ids) {
                insert.setString(1, id);
                insert.executeUpdate();
            }
            return true;
        });
    }

    /**
     * Deletes the rows whose ids were not noted, except those with pending changes or errors. Call it only if the listing came to its end.
     *
     * @return how many rows were deleted
     */
    public int finish() {
        return db.write("compare ids in", () -> {
            String gone = quoted(table.key()) + " NOT IN (SELECT id FROM temp.crmlink_ids)";
            markPending();
            return db.update("DELETE FROM " + quoted(table.name()) + " WHERE " + gone + " AND NOT "
                    + TableSql.protectedRow(table));
        });
    }

    /**
     * Noted ids without a row here, and without a local deletion or error: records that belong here now although no change told of them (rules
     * D12, D16).
     *
     * @param after the last id of the list before, or an empty text
     * @param limit how many at most
     */
    public List<String> absentHere(String after, int limit) {
        return db.read("compare ids in", () -> {
            List<String> absent = new ArrayList<>();
            try (ResultSet result = db.query(
                    "SELECT i.id FROM temp.crmlink_ids i WHERE i.id > ?2 AND NOT EXISTS(SELECT 1 FROM "
                            + quoted(table.name()) + " t WHERE t." + quoted(table.key()) + " = i.id)"
                            + " AND NOT EXISTS(SELECT 1 FROM crmlink_outbox o WHERE o.entity = ?1 AND o.id = i.id)"
                            + " AND NOT EXISTS(SELECT 1 FROM sync_errors e WHERE e.entity = ?1 AND e.record_id = i.id)"
                            + " ORDER BY i.id LIMIT ?3",
                    table.name(),
                    after,
                    limit)) {
                while (result.next()) {
                    absent.add(result.getString(1));
                }
            }
            return absent;
        });
    }

    /** What was edited here and is gone there is told to the change; what was deleted on both sides is settled. */
    private void markPending() throws SQLException {
        String gone = " WHERE entity = ? AND state = 'pending' AND id NOT IN (SELECT id FROM temp.crmlink_ids)";
        db.update("UPDATE crmlink_outbox SET server_deleted = 1" + gone + " AND kind = 'update'", table.name());
        db.update(
                "INSERT OR IGNORE INTO crmlink_refetch(entity, id) SELECT entity, id FROM crmlink_outbox" + gone
                        + " AND kind = 'update'",
                table.name());
        db.update(
                "DELETE FROM crmlink_outbox_field WHERE entity = ?1 AND id IN (SELECT id FROM crmlink_outbox"
                        + gone.replace("?", "?1") + " AND kind = 'delete')",
                table.name());
        db.update(
                "DELETE FROM sync_errors WHERE entity = ?1 AND record_id IN (SELECT id FROM crmlink_outbox"
                        + gone.replace("?", "?1") + " AND kind = 'delete')",
                table.name());
        db.update("DELETE FROM crmlink_outbox" + gone + " AND kind = 'delete'", table.name());
    }

    @Override
    public void close() {
        db.direct("compare ids in", () -> {
            db.execute("DELETE FROM temp.crmlink_ids");
            return true;
        });
    }
}
