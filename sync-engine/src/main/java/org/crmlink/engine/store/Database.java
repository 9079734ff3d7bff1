package org.crmlink.engine.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * The one connection, its transactions and its prepared statements. Thread-safe: a transaction holds a lock, others wait for it.
 *
 * <p>The driver is put into its manual mode once and never told of transactions: in its own auto-commit mode it tries to begin and to commit one
 * after each statement.
 */
final class Database implements AutoCloseable {

    /** Work inside a transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    private final Path file;
    private final Connection connection;
    private final Statement plain;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean inTransaction;
    /** Whether the guard is set in the open transaction. */
    private boolean applying;

    private Database(Path file, Connection connection, Statement plain) {
        this.file = file;
        this.connection = connection;
        this.plain = plain;
    }

    /** Opens a file, which is created if it may be and does not exist. */
    static Database open(Path file, boolean create, int busyMillis) {
        Properties properties = new Properties();
        // SQLITE_OPEN_READWRITE, and SQLITE_OPEN_CREATE if asked: a database that cannot be written must not be opened
        // silently for reading
        properties.setProperty("open_mode", Integer.toString(create ? 6 : 2));
        properties.setProperty("busy_timeout", Integer.toString(busyMillis));
        // else the driver asks for the new row's number after each insert, with a statement that it prepares anew
        properties.setProperty("jdbc.get_generated_keys", "false");
        Connection connection = null;
        try {
            connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath(), properties);
            connection.setAutoCommit(false);
            Statement plain = connection.createStatement();
            plain.execute("COMMIT");
            return new Database(file, connection, plain);
        } catch (SQLException e) {
            closeAfter(e, connection);
            throw StoreFailure.of(file, "open", e);
        }
    }

    private static void closeAfter(SQLException failure, @Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
    }

    Path file() {
        return file;
    }

    StoreException failure(String doing, SQLException cause) {
        return StoreFailure.of(file, doing, cause);
    }

    /** Runs without a transaction: a single statement, or a pragma. */
    <T> T direct(String doing, Work<T> work) {
        lock.lock();
        boolean done = false;
        try {
            T result = work.run();
            done = true;
            return result;
        } catch (SQLException e) {
            throw failure(doing, e);
        } finally {
            if (!done) {
                prepared.clear();
            }
            lock.unlock();
        }
    }

    /** Reads from one snapshot. Inside a write it reads what that has written. */
    <T> T read(String doing, Work<T> work) {
        return transaction(doing, "BEGIN", work);
    }

    /** Writes all or nothing; the triggers for local edits rest. */
    <T> T write(String doing, Work<T> work) {
        return transaction(doing, "BEGIN IMMEDIATE", () -> {
            if (applying) {
                return work.run();
            }
            guard(true);
            T result = work.run();
            guard(false);
            return result;
        });
    }

    /** Writes all or nothing as any other program would: the triggers act. */
    <T> T writeAsUser(String doing, Work<T> work) {
        return transaction(doing, "BEGIN IMMEDIATE", () -> {
            if (applying) {
                throw new IllegalStateException("the triggers rest in the transaction that is open");
            }
            return work.run();
        });
    }

    private <T> T transaction(String doing, String begin, Work<T> work) {
        lock.lock();
        try {
            if (inTransaction) {
                return work.run();
            }
            begin(begin);
            boolean done = false;
            try {
                T result = work.run();
                commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    rollback();
                }
            }
        } catch (SQLException e) {
            throw failure(doing, e);
        } finally {
            lock.unlock();
        }
    }

    /** Begins a write transaction that the calling thread ends with {@link #commitHeld} or {@link #rollbackHeld}. */
    void beginHeld() {
        lock.lock();
        boolean begun = false;
        try {
            if (inTransaction) {
                throw new IllegalStateException("a transaction is open already");
            }
            begin("BEGIN IMMEDIATE");
            guard(true);
            begun = true;
        } catch (SQLException e) {
            rollback();
            throw failure("write", e);
        } finally {
            if (!begun) {
                lock.unlock();
            }
        }
    }

    void commitHeld() {
        boolean done = false;
        try {
            guard(false);
            commit();
            done = true;
        } catch (SQLException e) {
            throw failure("commit", e);
        } finally {
            if (!done) {
                rollback();
            }
            lock.unlock();
        }
    }

    void rollbackHeld() {
        rollback();
        lock.unlock();
    }

    private void begin(String sql) throws SQLException {
        plain.execute(sql);
        inTransaction = true;
    }

    private void commit() throws SQLException {
        plain.execute("COMMIT");
        inTransaction = false;
    }

    private void guard(boolean applying) throws SQLException {
        plain.executeUpdate("UPDATE crmlink_guard SET applying = " + (applying ? 1 : 0));
        this.applying = applying;
    }

    private void rollback() {
        if (!inTransaction) {
            return;
        }
        inTransaction = false;
        applying = false;
        try {
            // the driver has finalized a statement that failed
            forgetStatements();
            plain.execute("ROLLBACK");
        } catch (SQLException e) {
            // after FULL, IOERR or NOMEM SQLite has rolled back by itself, and says that there is no transaction
            if (e.getErrorCode() != SQLiteErrorCode.SQLITE_ERROR.code) {
                System.getLogger(Database.class.getName())
                        .log(System.Logger.Level.WARNING, "rollback failed in " + file, e);
            }
        }
    }

    /** A statement that is kept; the caller has the lock and closes result sets before the next use. */
    PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    /** Runs a statement that is kept. */
    int update(String sql, @Nullable Object... parameters) throws SQLException {
        return bound(sql, parameters).executeUpdate();
    }

    /** Runs a query that is kept; the caller closes the result. */
    ResultSet query(String sql, @Nullable Object... parameters) throws SQLException {
        return bound(sql, parameters).executeQuery();
    }

    boolean exists(String sql, @Nullable Object... parameters) throws SQLException {
        try (ResultSet result = query(sql, parameters)) {
            return result.next();
        }
    }

    long number(String sql, @Nullable Object... parameters) throws SQLException {
        try (ResultSet result = query(sql, parameters)) {
            return result.next() ? result.getLong(1) : 0;
        }
    }

    private PreparedStatement bound(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = prepare(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    /** Runs SQL that is not kept: definitions and pragmas. */
    void execute(String sql) throws SQLException {
        plain.execute(sql);
    }

    /** Forgets kept statements, because tables have changed their shape. */
    void forgetStatements() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (connection.isClosed()) {
                return;
            }
            rollback();
            forgetStatements();
            plain.close();
            connection.close();
        } catch (SQLException e) {
            throw failure("close", e);
        } finally {
            lock.unlock();
        }
    }
}
