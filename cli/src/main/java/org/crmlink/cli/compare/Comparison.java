package org.crmlink.cli.compare;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks for every record of a file in a table: a record is found if a row holds the same value in every column that the file has and the table knows;
 * each row serves one record. One-at-a-time.
 */
public final class Comparison {

    private static final String SQLITE_OPEN_READONLY = "1";

    private final Path database;
    private final String table;
    private final Map<String, String> renamed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** @param renamed column of the table by column of the file */
    public Comparison(Path database, String table, Map<String, String> renamed) {
        this.database = database;
        this.table = table;
        this.renamed.putAll(renamed);
    }

    /**
     * What was found.
     *
     * @param records records in the file
     * @param found those that have a row of their own
     * @param fields values compared in the records found
     * @param columns columns compared
     * @param ignored columns of the file that the table does not have
     * @param missing some of the records that have no row, as texts
     */
    public record Result(
            long records, long found, long fields, Set<String> columns, Set<String> ignored, List<String> missing) {

        public boolean isEqual() {
            return records == found && records > 0;
        }
    }

    public Result run(Path file) throws IOException, SQLException {
        Properties readOnly = new Properties();
        readOnly.setProperty("open_mode", SQLITE_OPEN_READONLY);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database, readOnly)) {
            Map<String, String> types = columnTypes(connection);
            List<Map<String, String>> records = new ArrayList<>();
            Set<String> columns = new LinkedHashSet<>();
            Set<String> ignored = new LinkedHashSet<>();
            RecordFile.read(file, values -> {
                Map<String, String> record = new LinkedHashMap<>();
                values.forEach((name, value) -> {
                    String column = renamed.getOrDefault(name, name.toLowerCase(Locale.ROOT));
                    if (types.containsKey(column)) {
                        record.put(column, canonical(value, types.get(column)));
                        columns.add(column);
                    } else {
                        ignored.add(name);
                    }
                });
                records.add(record);
            });
            return match(records, rows(connection, List.copyOf(columns)), columns, ignored);
        }
    }

    private static Result match(
            List<Map<String, String>> records,
            Map<Map<String, String>, Integer> rows,
            Set<String> columns,
            Set<String> ignored) {
        List<String> missing = new ArrayList<>();
        long found = 0;
        long fields = 0;
        for (Map<String, String> record : records) {
            // a row that has more values than the file is another record, so the whole tuple must be equal
            Integer count = rows.get(record);
            if (count == null || count == 0) {
                missing.add(record.toString());
            } else {
                rows.put(record, count - 1);
                found++;
                fields += record.size();
            }
        }
        return new Result(records.size(), found, fields, columns, ignored, missing);
    }

    private Map<String, String> columnTypes(Connection connection) throws SQLException {
        Map<String, String> types = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        try (PreparedStatement statement = connection.prepareStatement("select name, type from pragma_table_info(?)")) {
            statement.setString(1, table);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    types.put(result.getString(1), result.getString(2));
                }
            }
        }
        if (types.isEmpty()) {
            throw new SQLException("the database " + database + " has no table '" + table + "'");
        }
        return types;
    }

    private Map<Map<String, String>, Integer> rows(Connection connection, List<String> columns) throws SQLException {
        Map<Map<String, String>, Integer> rows = new LinkedHashMap<>();
        if (columns.isEmpty()) {
            return rows;
        }
        String select = columns.stream().map(Comparison::quoted).collect(Collectors.joining(", "));
        try (PreparedStatement statement = connection.prepareStatement("select " + select + " from " + quoted(table));
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 0; i < columns.size(); i++) {
                    @Nullable String value = result.getString(i + 1);
                    if (value != null) {
                        row.put(columns.get(i), value);
                    }
                }
                rows.merge(row, 1, Integer::sum);
            }
        }
        return rows;
    }

    /** A text of the file as the column would show it. */
    private static String canonical(String value, @Nullable String type) {
        if (!"INTEGER".equalsIgnoreCase(type)) {
            return value;
        }
        if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
            return value.equalsIgnoreCase("true") ? "1" : "0";
        }
        try {
            return new BigDecimal(value).toBigIntegerExact().toString();
        } catch (NumberFormatException | ArithmeticException e) {
            return value;
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
