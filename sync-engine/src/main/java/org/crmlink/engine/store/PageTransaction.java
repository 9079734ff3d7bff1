package org.crmlink.engine.store;

import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;

/**
 * What one transaction of a download writes; nothing of it is there before {@link #commit}, and nothing if it is closed without. Used by the thread
 * that began it. What a full read brings shows in the entity's table when the read has {@linkplain #finish ended}.
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

    private final Database db;
    private final String entity;
    private final RowTarget target;
    private boolean open = true;

    PageTransaction(Database db, PageWriter writer) {
        this.db = db;
        this.entity = writer.table.name();
        try {
            this.target = writer.fullRead ? new StagedRows(db, writer) : new LiveRows(db, writer);
        } catch (SQLException e) {
            throw db.failure("write", e);
        }
    }

    /** Stores a row of the server. */
    public Effect upsert(Row row) {
        return write(() -> target.upsert(row));
    }

    /** Deletes the row of a record that is gone, or no longer wanted. */
    public Effect remove(String id) {
        return write(() -> target.remove(id));
    }

    /** Records that a record could not be decoded; its row stays as it was. */
    public void unreadable(Unreadable record) {
        write(() -> {
            target.unreadable(record.id(), String.valueOf(record.error().getMessage()));
            return true;
        });
    }

    /** Puts a record on the list of those that are fetched by id. */
    public void refetch(String id) {
        write(() -> {
            target.refetch(id);
            return true;
        });
    }

    /** Everything up to this checkpoint is written with this transaction. */
    public void checkpoint(SyncToken checkpoint) {
        write(() -> db.update("UPDATE crmlink_entity SET checkpoint = ? WHERE name = ?", checkpoint.value(), entity));
    }

    /**
     * The read has ended well: keeps the token for next time. After a full read its rows take the place of the entity's; those that it has not seen
     * are gone, except those with pending changes or errors (rules F13, D14). Nothing but {@link #commit} may follow.
     *
     * @return how many rows were deleted
     */
    public int finish(SyncToken token, Instant now) {
        return write(() -> {
            int gone = target.finish();
            db.update(
                    "UPDATE crmlink_entity SET token = ?, checkpoint = NULL, full_read = 0, last_sync = ? WHERE name = ?",
                    token.value(),
                    now.truncatedTo(ChronoUnit.SECONDS).toString(),
                    entity);
            return gone;
        });
    }

    private <T> T write(Database.Work<T> work) {
        checkOpen();
        try {
            return work.run();
        } catch (SQLException e) {
            throw db.failure("write", e);
        }
    }

    /** Makes it last. */
    public void commit() {
        write(() -> {
            target.flush();
            return true;
        });
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
