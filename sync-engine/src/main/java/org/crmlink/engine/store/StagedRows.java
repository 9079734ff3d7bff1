package org.crmlink.engine.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.crmlink.engine.store.PageTransaction.Effect;
import org.crmlink.sdk.change.Row;

/** The rows of a full read: they are appended to the {@link Staging} table as they come. One-at-a-time. */
final class StagedRows implements RowTarget {

    /** A call of the driver for each row costs a twentieth more; larger batches bring nothing but garbage that lives longer. */
    private static final int ROWS_IN_BATCH = 100;

    private final Database db;
    private final PageWriter writer;
    private final PreparedStatement insert;
    /** Rows that the driver holds. */
    private int waiting;

    StagedRows(Database db, PageWriter writer) throws SQLException {
        this.db = db;
        this.writer = writer;
        this.insert = db.prepare(writer.insert());
    }

    @Override
    public Effect upsert(Row row) throws SQLException {
        try {
            writer.bind(insert, row);
        } catch (UnfitValueException e) {
            unreadable(row.id(), "the server's value of " + e.reason());
            return Effect.UNREADABLE;
        }
        insert.addBatch();
        waiting++;
        if (waiting == ROWS_IN_BATCH) {
            flush();
        }
        return Effect.WRITTEN;
    }

    @Override
    public void flush() throws SQLException {
        if (waiting > 0) {
            waiting = 0;
            insert.executeBatch();
        }
    }

    /** Says at which row it happened, so those that wait have to be there. */
    private void mark(String id, int gone) throws SQLException {
        flush();
        db.update(Staging.mark(writer.table), writer.table.name(), id, gone);
    }

    @Override
    public Effect remove(String id) throws SQLException {
        mark(id, 1);
        return Effect.UNCHANGED;
    }

    @Override
    public void unreadable(String id, String message) throws SQLException {
        SyncErrors.unreadable(db, writer.table.name(), id, message);
        mark(id, 0);
    }

    @Override
    public void refetch(String id) throws SQLException {
        RefetchList.add(db, writer.table.name(), id);
    }

    @Override
    public int finish() throws SQLException {
        flush();
        return new StagingEnd(db, writer.table, writer.columns, writer.generation).run();
    }
}
