package org.crmlink.engine.store;

import static org.crmlink.engine.store.SqlName.quoted;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction of a download writes; nothing of it is there before {@link #commit}, and nothing if it is closed without. Used by the thread
 * that began it.
 *
 * <p>A record with a pending local change or an error is not touched: the change is told of it and the record is put on the refetch list, because
 * the token passes it (rules C11, L9, D6, D14).
 */
public final class PageTransaction implements AutoCloseable {

    /** What became of a row or removal. */
    public enum Effect {
        /** The row was inserted, updated or deleted. */
        WRITTEN,
        /** The row was there just so; or there was nothing to remove. */
        UNCHANGED,
        /** Left alone because of a pending local change or an error. */
        KEPT,
        /** A value could not be stored; the record stands in {@code sync_errors}. */
        UNREADABLE
    }

    private static final String PENDING = "SELECT 1 FROM crmlink_outbox WHERE entity = ?1 AND id = ?2 UNION ALL"
            + " SELECT 1 FROM sync_errors WHERE entity = ?1 AND record_id = ?2 AND kind <> 'unreadable'";

    private final Database db;
    private final PageWriter writer;
    private final EntityTable table;
    private final String entity;
    private final PreparedStatement upsert;
    private final @Nullable PairRows pairs;
    /** Whether any record of the entity may need a closer look; most downloads meet none. */
    private final boolean mayBePending;

    private boolean mayBeListed;
    private boolean open = true;

    PageTransaction(Database db, PageWriter writer) {
        this.db = db;
        this.writer = writer;
        this.table = writer.table;
        this.entity = table.name();
        try {
            this.upsert = db.prepare(writer.upsert);
            this.mayBePending = db.exists("SELECT 1 FROM crmlink_outbox WHERE entity = ? LIMIT 1", entity)
                    || db.exists("SELECT 1 FROM sync_errors WHERE entity = ? LIMIT 1", entity);
            this.mayBeListed = db.exists("SELECT 1 FROM crmlink_refetch WHERE entity = ? LIMIT 1", entity)
                    || db.exists("SELECT 1 FROM sync_errors WHERE entity = ? AND kind = 'unreadable' LIMIT 1", entity);
            this.pairs = table.link().isPresent() ? new PairRows(db, table) : null;
        } catch (SQLException e) {
            throw db.failure("write", e);
        }
    }

    /** Stores a row of the server. */
    public Effect upsert(Row row) {
        checkOpen();
        try {
            String id = row.id();
            if (mayBePending && db.exists(PENDING, entity, id)) {
                keep(id, false);
                return Effect.KEPT;
            }
            try {
                bind(row);
            } catch (UnfitValueException e) {
                recordUnreadable(id, "the server's value of " + e.reason());
                return Effect.UNREADABLE;
            }
            if (pairs != null) {
                pairs.makeRoom(row.id(), writer, row);
            }
            if (mayBeListed) {
                unlist(id);
            }
            return upsert.executeUpdate() > 0 ? Effect.WRITTEN : Effect.UNCHANGED;
        } catch (SQLException e) {
            throw db.failure("write", e);
        }
    }

    private void bind(Row row) throws SQLException, UnfitValueException {
        @Nullable Object[] values = row.values();
        int parameter = 1;
        upsert.setObject(parameter++, row.id());
        for (int i = 0; i < writer.places.length; i++) {
            Column column = writer.columns.get(i);
            Object value = values[writer.places[i]];
            upsert.setObject(parameter++, stored(column, value));
            if (column.polymorphic()) {
                upsert.setObject(parameter++, ValueCodec.storeEntity(value));
            }
        }
        upsert.setObject(parameter++, row.version().orElse(null));
        upsert.setObject(parameter, writer.generation);
    }

    private static @Nullable Object stored(Column column, @Nullable Object value) throws UnfitValueException {
        try {
            return ValueCodec.store(column, value);
        } catch (UnfitValueException e) {
            throw new UnfitValueException("'" + column.name() + "' cannot be stored: " + e.reason());
        }
    }

    /** The row stays as it is, but was seen, and has to be looked at again when its change has gone up. */
    private void keep(String id, boolean gone) throws SQLException {
        db.update(
                "UPDATE crmlink_outbox SET " + (gone ? "server_deleted = 1" : "server_changed = 1, server_deleted = 0")
                        + ", base_gen = ? WHERE entity = ? AND id = ?",
                writer.generation,
                entity,
                id);
        db.update(writer.seen, writer.generation, id);
        RefetchList.add(db, entity, id);
        mayBeListed = true;
    }

    /** The row is what the server has: neither a refetch nor an old reading error is due any more. */
    private void unlist(String id) throws SQLException {
        db.update("DELETE FROM crmlink_refetch WHERE entity = ? AND id = ?", entity, id);
        db.update("DELETE FROM sync_errors WHERE entity = ? AND record_id = ? AND kind = 'unreadable'", entity, id);
    }

    /** Deletes the row of a record that is gone, or no longer wanted. */
    public Effect remove(String id) {
        checkOpen();
        try {
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
            return db.update(writer.delete, id) > 0 ? Effect.WRITTEN : Effect.UNCHANGED;
        } catch (SQLException e) {
            throw db.failure("write", e);
        }
    }

    /** Records that a record could not be decoded; its row stays as it was. */
    public void unreadable(Unreadable record) {
        checkOpen();
        try {
            recordUnreadable(record.id(), String.valueOf(record.error().getMessage()));
        } catch (SQLException e) {
            throw db.failure("write", e);
        }
    }

    private void recordUnreadable(String id, String message) throws SQLException {
        SyncErrors.record(
                db,
                entity,
                id,
                SyncError.Detail.of(
                        SyncError.Kind.UNREADABLE,
                        "read",
                        "",
                        message,
                        "The record is read again when it changes on the server, or with the next full sync."));
        db.update(writer.seen, writer.generation, id);
        mayBeListed = true;
    }

    /** Puts a record on the list of those that are fetched by id. */
    public void refetch(String id) {
        checkOpen();
        try {
            RefetchList.add(db, entity, id);
            mayBeListed = true;
        } catch (SQLException e) {
            throw db.failure("write", e);
        }
    }

    /** Everything up to this checkpoint is written with this transaction. */
    public void checkpoint(SyncToken checkpoint) {
        checkOpen();
        try {
            db.update("UPDATE crmlink_entity SET checkpoint = ? WHERE name = ?", checkpoint.value(), entity);
        } catch (SQLException e) {
            throw db.failure("write", e);
        }
    }

    /**
     * The read has ended well: keeps the token for next time. After a full read, rows that it has not seen are deleted, except those with pending
     * changes or errors (rules F13, D14).
     *
     * @return how many rows were deleted
     */
    public int finish(SyncToken token, Instant now) {
        checkOpen();
        try {
            int swept = (writer.fullRead ? sweep() : 0) + dissolvedPairs();
            db.update(
                    "UPDATE crmlink_entity SET token = ?, checkpoint = NULL, full_read = 0, last_sync = ? WHERE name = ?",
                    token.value(),
                    now.truncatedTo(ChronoUnit.SECONDS).toString(),
                    entity);
            return swept;
        } catch (SQLException e) {
            throw db.failure("write", e);
        }
    }

    /**
     * A pair that was linked from here has a local key until the server's row takes its place. The read that has ended began after the link was made:
     * if it brought no such row, the pair was dissolved meanwhile, by a removal under a key that was never known here.
     */
    private int dissolvedPairs() throws SQLException {
        if (table.link().isEmpty()) {
            return 0;
        }
        return db.update("DELETE FROM " + quoted(table.name()) + " WHERE " + TableSql.GENERATION + " IS NULL AND "
                + TableSql.VERSION + " IS NULL AND NOT " + TableSql.protectedRow(table));
    }

    private int sweep() throws SQLException {
        String name = quoted(table.name());
        String unseen = TableSql.GENERATION + " IS NOT ?";
        // an edited row that was not seen: whether it is gone is asked when its change has gone up
        db.update(
                "INSERT OR IGNORE INTO crmlink_refetch(entity, id) SELECT o.entity, o.id FROM crmlink_outbox o JOIN "
                        + name
                        + " t ON t." + quoted(table.key()) + " = o.id WHERE o.entity = ? AND o.kind = 'update' AND t."
                        + unseen,
                entity,
                writer.generation);
        return db.update(
                "DELETE FROM " + name + " WHERE " + unseen + " AND NOT " + TableSql.protectedRow(table),
                writer.generation);
    }

    /** Makes it last. */
    public void commit() {
        checkOpen();
        open = false;
        db.commitHeld();
    }

    /** Takes everything back unless it was committed. */
    @Override
    public void close() {
        if (open) {
            open = false;
            db.rollbackHeld();
        }
    }

    private void checkOpen() {
        if (!open) {
            throw new IllegalStateException("the transaction has ended");
        }
    }
}
