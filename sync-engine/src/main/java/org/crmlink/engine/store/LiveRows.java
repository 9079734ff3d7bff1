package org.crmlink.engine.store;

import static org.crmlink.engine.store.SqlName.quoted;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.crmlink.engine.store.PageTransaction.Effect;
import org.crmlink.sdk.change.Row;
import org.jspecify.annotations.Nullable;

/**
 * Rows that go straight into the entity's table: changes, and records fetched by id. One-at-a-time.
 *
 * <p>A record with a pending local change or an error is not touched: the change is told of it and the record is put on the refetch list, because
 * the token passes it (rules C11, L9, D6, D14).
 */
final class LiveRows implements RowTarget {

    private static final String PENDING = "SELECT 1 FROM crmlink_outbox WHERE entity = ?1 AND id = ?2 UNION ALL"
            + " SELECT 1 FROM sync_errors WHERE entity = ?1 AND record_id = ?2 AND kind <> 'unreadable'";

    private final Database db;
    private final PageWriter writer;
    private final EntityTable table;
    private final String entity;
    private final String upsert;
    private final String delete;
    private final @Nullable PairRows pairs;
    /** Whether any record of the entity may need a closer look; most downloads meet none. */
    private final boolean mayBePending;

    private boolean mayBeListed;

    LiveRows(Database db, PageWriter writer) throws SQLException {
        this.db = db;
        this.writer = writer;
        this.table = writer.table;
        this.entity = table.name();
        this.upsert = writer.insert();
        this.delete = TableSql.delete(table);
        this.mayBePending = db.exists("SELECT 1 FROM crmlink_outbox WHERE entity = ? LIMIT 1", entity)
                || db.exists("SELECT 1 FROM sync_errors WHERE entity = ? LIMIT 1", entity);
        this.mayBeListed = db.exists("SELECT 1 FROM crmlink_refetch WHERE entity = ? LIMIT 1", entity)
                || db.exists("SELECT 1 FROM sync_errors WHERE entity = ? AND kind = 'unreadable' LIMIT 1", entity);
        this.pairs = table.link().isPresent() ? new PairRows(db, table) : null;
    }

    @Override
    public Effect upsert(Row row) throws SQLException {
        String id = row.id();
        if (mayBePending && db.exists(PENDING, entity, id)) {
            keep(id, false);
            return Effect.KEPT;
        }
        PreparedStatement statement = db.prepare(upsert);
        try {
            writer.bind(statement, row);
        } catch (UnfitValueException e) {
            unreadable(id, "the server's value of " + e.reason());
            return Effect.UNREADABLE;
        }
        if (pairs != null) {
            pairs.makeRoom(row.id(), writer, row);
        }
        if (mayBeListed) {
            unlist(id);
        }
        return statement.executeUpdate() > 0 ? Effect.WRITTEN : Effect.UNCHANGED;
    }

    /** The row stays as it is, and has to be looked at again when its change has gone up. */
    private void keep(String id, boolean gone) throws SQLException {
        db.update(
                "UPDATE crmlink_outbox SET " + (gone ? "server_deleted = 1" : "server_changed = 1, server_deleted = 0")
                        + " WHERE entity = ? AND id = ?",
                entity,
                id);
        refetch(id);
    }

    /** The row is what the server has: neither a refetch nor an old reading error is due any more. */
    private void unlist(String id) throws SQLException {
        db.update("DELETE FROM crmlink_refetch WHERE entity = ? AND id = ?", entity, id);
        db.update("DELETE FROM sync_errors WHERE entity = ? AND record_id = ? AND kind = 'unreadable'", entity, id);
    }

    @Override
    public Effect remove(String id) throws SQLException {
        if (mayBePending && db.exists(PENDING, entity, id)) {
            // a deletion that meets the same deletion: both sides agree (rule C3)
            int agreed = db.update(
                    "DELETE FROM crmlink_outbox WHERE entity = ? AND id = ? AND kind = 'delete' AND state = 'pending'",
                    entity,
                    id);
            if (agreed == 0) {
                keep(id, true);
                return Effect.KEPT;
            }
            db.update("DELETE FROM crmlink_outbox_field WHERE entity = ? AND id = ?", entity, id);
            db.update("DELETE FROM sync_errors WHERE entity = ? AND record_id = ?", entity, id);
        }
        if (mayBeListed) {
            unlist(id);
        }
        return db.update(delete, id) > 0 ? Effect.WRITTEN : Effect.UNCHANGED;
    }

    @Override
    public void unreadable(String id, String message) throws SQLException {
        SyncErrors.unreadable(db, entity, id, message);
        mayBeListed = true;
    }

    @Override
    public void refetch(String id) throws SQLException {
        RefetchList.add(db, entity, id);
        mayBeListed = true;
    }

    @Override
    public void flush() {
        // a row is written when it comes
    }

    /**
     * A pair that was linked from here has a local key until the server's row takes its place. The read that has ended began after the link was made:
     * if it brought no such row, the pair was dissolved meanwhile, by a removal under a key that was never known here.
     */
    @Override
    public int finish() throws SQLException {
        if (table.link().isEmpty()) {
            return 0;
        }
        return db.update("DELETE FROM " + quoted(table.name()) + " WHERE " + TableSql.GENERATION + " IS NULL AND "
                + TableSql.VERSION + " IS NULL AND NOT " + TableSql.protectedRow(table));
    }
}
