package org.crmlink.cli.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.compare.TableFields.TableField;
import org.jspecify.annotations.Nullable;

/**
 * Looks for every record of a file in a table: a record is found if a row means the same in every column that the file has and that a record can
 * be made with; each row serves one record. One-at-a-time.
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
     * @param readOnly columns of the file that only the server fills, which are not compared
     * @param missing the records that have no row, as texts
     */
    public record Result(
            long records,
            long found,
            long fields,
            Set<String> columns,
            Set<String> ignored,
            Set<String> readOnly,
            List<String> missing) {

        public boolean isEqual() {
            return records == found && records > 0;
        }
    }

    /**
     * Compares.
     *
     * @throws CliException if the file cannot be read as records, or the table is no entity's
     * @throws SQLException if the database cannot be read
     */
    public Result run(Path file) throws SQLException {
        Properties readOnly = new Properties();
        readOnly.setProperty("open_mode", SQLITE_OPEN_READONLY);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database, readOnly)) {
            Reading reading = new Reading(TableFields.of(connection, table));
            reading.read(file);
            return reading.match(rows(connection, List.copyOf(reading.compared.values())));
        }
    }

    /** A record with what it means, by column. */
    private record Wanted(FileRecord record, Map<String, Object> meaning) {}

    /** The file on its way. */
    private final class Reading {

        private final TableFields fields;
        private final List<Wanted> wanted = new ArrayList<>();
        private final Map<String, TableField> compared = new LinkedHashMap<>();
        private final Map<String, String> origins = new HashMap<>();
        private final Set<String> ignored = new LinkedHashSet<>();
        private final Set<String> readOnly = new LinkedHashSet<>();

        Reading(TableFields fields) {
            this.fields = fields;
        }

        void read(Path file) {
            try {
                RecordFile.read(file, this::add);
            } catch (IOException e) {
                String why = e instanceof FileFault ? String.valueOf(e.getMessage()) : "it breaks while it is read";
                throw unusable(file, why, e);
            }
            if (wanted.isEmpty()) {
                throw unusable(file, "it holds no record", null);
            }
        }

        private void add(FileRecord record) {
            Map<String, Object> meaning = new HashMap<>();
            record.values()
                    .forEach((name, value) -> field(name)
                            .ifPresent(field -> meaning.put(field.column(), Meaning.of(field.type(), value))));
            wanted.add(new Wanted(record, meaning));
        }

        /** The field to compare a column of the file with. */
        private Optional<TableField> field(String name) {
            Optional<TableField> field = fields.find(renamed.getOrDefault(name, name));
            if (field.isEmpty()) {
                ignored.add(name);
                return field;
            }
            if (!field.get().given()) {
                readOnly.add(name);
                return Optional.empty();
            }
            String column = field.get().column();
            String other = origins.putIfAbsent(column, name);
            if (other != null && !other.equals(name)) {
                throw new CliException(
                        ExitCode.USAGE,
                        "the columns " + other + " and " + name + " are both for " + table + "." + column,
                        "name another field with --map, or remove one of them");
            }
            compared.put(column, field.get());
            return field;
        }

        Result match(Map<Map<String, Object>, Integer> rows) {
            List<String> missing = new ArrayList<>();
            long found = 0;
            long values = 0;
            for (Wanted one : wanted) {
                // a row that has more values than the file is another record, so the whole tuple must be equal
                Integer count = rows.get(one.meaning());
                if (count == null || count == 0) {
                    missing.add(one.record().toString());
                } else {
                    rows.put(one.meaning(), count - 1);
                    found++;
                    values += one.meaning().size();
                }
            }
            return new Result(wanted.size(), found, values, compared.keySet(), ignored, readOnly, missing);
        }
    }

    private static CliException unusable(Path file, String why, @Nullable Throwable cause) {
        return new CliException(
                ExitCode.USAGE,
                "the file " + file + " cannot be compared: " + why,
                "correct the file, or its name",
                cause);
    }

    private Map<Map<String, Object>, Integer> rows(Connection connection, List<TableField> fields) throws SQLException {
        Map<Map<String, Object>, Integer> rows = new HashMap<>();
        if (fields.isEmpty()) {
            return rows;
        }
        String columns = fields.stream().map(field -> quoted(field.column())).collect(Collectors.joining(", "));
        try (PreparedStatement statement = connection.prepareStatement("select " + columns + " from " + quoted(table));
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                Map<String, Object> row = new HashMap<>();
                for (int i = 0; i < fields.size(); i++) {
                    Object value = result.getObject(i + 1);
                    if (value != null) {
                        // as an object: SQLite's own text of a floating-point number has too few digits
                        String text = value instanceof byte[] bytes
                                ? new String(bytes, StandardCharsets.UTF_8)
                                : value.toString();
                        row.put(fields.get(i).column(), Meaning.of(fields.get(i).type(), text));
                    }
                }
                rows.merge(row, 1, Integer::sum);
            }
        }
        return rows;
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
