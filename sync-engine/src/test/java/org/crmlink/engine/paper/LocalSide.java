package org.crmlink.engine.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.crmlink.sdk.RecordRef;
import org.jspecify.annotations.Nullable;

/** The local database as any program sees it: plain SQL, nothing of the engine. One-at-a-time. */
public final class LocalSide {

    private final Path file;

    public LocalSide(Path file) {
        this.file = file;
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            // no test pulls the plug: waiting for the disk would only cost time
            statement.execute("PRAGMA synchronous = OFF");
        }
        return connection;
    }

    /** Runs one statement; says how many rows it changed. */
    public int sql(String sql, @Nullable Object... parameters) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
            return statement.getUpdateCount();
        } catch (SQLException e) {
            throw new AssertionError(sql + ": " + e.getMessage(), e);
        }
    }

    /** All rows of a query, values as texts. */
    public List<Map<String, @Nullable String>> rows(String sql, @Nullable Object... parameters) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                ResultSetMetaData columns = result.getMetaData();
                List<Map<String, @Nullable String>> rows = new ArrayList<>();
                while (result.next()) {
                    Map<String, @Nullable String> row = new LinkedHashMap<>();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        row.put(columns.getColumnName(i), result.getString(i));
                    }
                    rows.add(row);
                }
                return rows;
            }
        } catch (SQLException e) {
            throw new AssertionError(sql + ": " + e.getMessage(), e);
        }
    }

    /** The one value of a query, as text. */
    public @Nullable String value(String sql, @Nullable Object... parameters) {
        List<Map<String, @Nullable String>> rows = rows(sql, parameters);
        assertThat(rows).as(sql).hasSize(1);
        return rows.get(0).values().iterator().next();
    }

    public long count(String sql, @Nullable Object... parameters) {
        return Long.parseLong(String.valueOf(value(sql, parameters)));
    }

    public List<String> ids(String entity) {
        return rows("SELECT " + entity + "id AS id FROM " + entity + " ORDER BY 1").stream()
                .map(row -> String.valueOf(row.get("id")))
                .toList();
    }

    public long pending() {
        return count("SELECT count(*) FROM crmlink_outbox");
    }

    /** Asserts that the table holds exactly the server's records that match, value by value. */
    public void mirrors(PaperServer server, String entity, List<String> fields, Predicate<PaperRecord> matching) {
        Map<String, Map<String, @Nullable String>> expected = new TreeMap<>();
        for (PaperRecord record : server.records(entity).values()) {
            if (matching.test(record)) {
                Map<String, @Nullable String> row = new LinkedHashMap<>();
                for (String field : fields) {
                    row.put(field, text(record.value(field)));
                }
                expected.put(record.id(), row);
            }
        }
        Map<String, Map<String, @Nullable String>> actual = new TreeMap<>();
        String columns = String.join(", ", fields);
        for (Map<String, @Nullable String> row :
                rows("SELECT " + entity + "id AS crm_key, " + columns + " FROM " + entity)) {
            String id = String.valueOf(row.remove("crm_key"));
            actual.put(id, row);
        }
        assertThat(actual).as(entity).isEqualTo(expected);
    }

    /** The same for all fields of these entities and all records. */
    public void mirrors(PaperServer server, String... entities) {
        for (String entity : entities) {
            mirrors(
                    server,
                    entity,
                    server.type(entity).fields().stream().map(f -> f.name()).toList(),
                    record -> true);
        }
    }

    private static @Nullable String text(@Nullable Object value) {
        if (value instanceof RecordRef ref) {
            return ref.id();
        }
        if (value instanceof Boolean flag) {
            return flag ? "1" : "0";
        }
        return value == null ? null : value.toString();
    }
}
