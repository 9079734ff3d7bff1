package org.crmlink.engine.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.crmlink.engine.store.PageTransaction.Effect;
import org.crmlink.sdk.change.Row;

/** The rows of a full read: they are appended to the {@link Staging} table as they come. One-at-a-time. */
final class StagedRows implements RowTarget {

    private final Database db;
    private final PageWriter writer;
    private final PreparedStatement insert;

    StagedRows(Database db, PageWriter writer) throws SQLException {
        this.db = db;
        this.writer = writer;
        this.insert = db.prepare(Staging.insert(writer.table, writer.columns));
    }

    @Override
    public Effect upsert(Row row) throws SQLException {
        try {
            writer.bind(insert, row);
        } catch (UnfitValueException e) {
            unreadable(row.id(), "the server's value of " + e.reason());
            return Effect.UNREADABLE;
        }
        insert.executeUpdate();
        return Effect.WRITTEN;
    }

    @Override
    public Effect remove(String id) throws SQLException {
        db.update(Staging.mark(writer.table), writer.table.name(), id, 1);
        return Effect.UNCHANGED;
    }

    @Override
    public void unreadable(String id, String message) throws SQLException {
        SyncErrors.unreadable(db, writer.table.name(), id, message);
        db.update(Staging.mark(writer.table), writer.table.name(), id, 0);
    }

    @Override
    public void refetch(String id) throws SQLException {
        RefetchList.add(db, writer.table.name(), id);
    }

    @Override
    public int finish() throws SQLException {
        return new StagingEnd(db, writer.table, writer.columns, writer.generation).run();
    }
}
