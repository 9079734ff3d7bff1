package org.crmlink.benchmarks.contestant;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import org.crmlink.benchmarks.data.Property;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;
import org.sqlite.core.NativeDB;
import org.sqlite.core.SafeStmtPtr;

/**
 * A prepared insert whose cells go to SQLite's bind functions as bytes, without JDBC between. The driver does not show them; a program that must be as
 * fast as can be takes them anyway. One-at-a-time.
 */
final class NativeInsert implements AutoCloseable {

    private static final int DONE = 101;

    private static final MethodHandle BIND_TEXT = bind("bind_text_utf8", byte[].class);
    private static final MethodHandle BIND_LONG = bind("bind_long", long.class);
    private static final MethodHandle BIND_NULL = bind("bind_null");

    private final PreparedStatement statement;
    private final NativeDB database;
    private final long pointer;
    private final boolean[] numbers;

    private NativeInsert(PreparedStatement statement, NativeDB database, long pointer) {
        this.statement = statement;
        this.database = database;
        this.pointer = pointer;
        this.numbers = new boolean[Table.COLUMNS.size()];
        for (Property property : Table.PROPERTIES) {
            numbers[Table.COLUMNS.indexOf(property.column())] =
                    property.kind().sqlType().equals("INTEGER");
        }
    }

    private static MethodHandle bind(String name, Class<?>... value) {
        try {
            Class<?>[] parameters = new Class<?>[2 + value.length];
            parameters[0] = long.class;
            parameters[1] = int.class;
            System.arraycopy(value, 0, parameters, 2, value.length);
            return MethodHandles.privateLookupIn(NativeDB.class, MethodHandles.lookup())
                    .findVirtual(NativeDB.class, name, MethodType.methodType(int.class, parameters));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of the driver has no " + name, e);
        }
    }

    static NativeInsert prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            Field pointer = SafeStmtPtr.class.getDeclaredField("ptr");
            pointer.setAccessible(true);
            DB database = connection.unwrap(SQLiteConnection.class).getDatabase();
            return new NativeInsert(
                    statement, (NativeDB) database, pointer.getLong(((CoreStatement) statement).pointer));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of the driver keeps its statements elsewhere", e);
        }
    }

    /** Inserts all rows of a batch. */
    int rows(CellBatch batch) throws Exception {
        byte[] bytes = batch.bytes();
        int rows = batch.rows();
        try {
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < numbers.length; column++) {
                    int start = batch.start(row, column);
                    int length = batch.length(row, column);
                    int code;
                    if (length == CellBatch.NULL) {
                        code = (int) BIND_NULL.invokeExact(database, pointer, column + 1);
                    } else if (numbers[column]) {
                        code = (int) BIND_LONG.invokeExact(database, pointer, column + 1, number(bytes, start, length));
                    } else {
                        byte[] cell = Arrays.copyOfRange(bytes, start, start + length);
                        code = (int) BIND_TEXT.invokeExact(database, pointer, column + 1, cell);
                    }
                    if (code != 0) {
                        throw new SQLException("bind failed: " + code);
                    }
                }
                int code = database.step(pointer);
                if (code != DONE) {
                    throw new SQLException("insert failed: " + code);
                }
                database.reset(pointer);
            }
            return rows;
        } catch (Error | Exception e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** A whole number, or a truth value as 1 or 0. */
    private static long number(byte[] bytes, int start, int length) {
        if (bytes[start] == 't') {
            return 1;
        }
        if (bytes[start] == 'f') {
            return 0;
        }
        long value = 0;
        for (int i = start; i < start + length; i++) {
            value = value * 10 + (bytes[i] - '0');
        }
        return value;
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
