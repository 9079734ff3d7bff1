package org.crmlink.cli.chaos;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a failed command must leave as it was: the rows of some tables, and what waits to be sent or has an error. */
final class SavedRows {

    private static final List<String> KEPT_BY_THE_ENGINE =
            List.of("crmlink_outbox", "crmlink_outbox_field", "sync_errors");

    private SavedRows() {}

    static Map<String, List<String>> of(Path database, List<String> entities) throws SQLException {
        List<String> tables = new ArrayList<>(entities);
        tables.addAll(KEPT_BY_THE_ENGINE);
        Map<String, List<String>> rows = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            for (String table : tables) {
                List<String> lines = new ArrayList<>();
                try (ResultSet found = statement.executeQuery("SELECT * FROM " + table)) {
                    while (found.next()) {
                        StringBuilder line = new StringBuilder();
                        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                            line.append(found.getString(i)).append('|');
                        }
                        lines.add(line.toString());
                    }
                }
                rows.put(table, lines);
            }
        }
        return rows;
    }
}
