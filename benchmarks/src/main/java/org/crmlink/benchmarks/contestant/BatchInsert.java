package org.crmlink.benchmarks.contestant;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How the typical program and the peers write: one prepared insert, JDBC batches of 1,000, autocommit off, the key declared on the table, SQLite as it
 * comes, a commit after each batch, as one finds it in every introduction to JDBC. One-at-a-time.
 */
final class BatchInsert implements AutoCloseable {

    private static final int BATCH = 1_000;

    private final Connection connection;
    private final PreparedStatement insert;
    private int waiting;
    private long rows;

    BatchInsert(Path file) throws SQLException {
        this.connection = Table.open(file);
        Table.run(connection, Table.create(true));
        connection.setAutoCommit(false);
        this.insert = connection.prepareStatement(Table.INSERT);
    }

    void set(int column, @Nullable Object value) throws SQLException {
        insert.setObject(column + 1, value);
    }

    void endRow() throws SQLException {
        insert.addBatch();
        rows++;
        if (++waiting == BATCH) {
            flush();
        }
    }

    /** Writes what waits. */
    void flush() throws SQLException {
        insert.executeBatch();
        connection.commit();
        waiting = 0;
    }

    long rows() {
        return rows;
    }

    @Override
    public void close() throws SQLException {
        insert.close();
        connection.close();
    }
}
