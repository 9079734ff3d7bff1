package org.crmlink.benchmarks.contestant;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.crmlink.benchmarks.data.Kind;
import org.crmlink.benchmarks.data.Property;

/**
 * What a table of accounts holds, in one line: number of rows, of each column how many values there are and how long they are together, and the whole of
 * some rows. Equal lines are equal work. Stateless.
 *
 * <p>Decimals count by their value: whether {@code 12.5000} keeps its zeros is each library's own affair.
 */
final class Fingerprint {

    private static final int WHOLE_ROWS = 25;

    private Fingerprint() {}

    static String of(Path file) throws SQLException {
        List<String> totals = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        totals.add("count(*)");
        for (Property property : Table.PROPERTIES) {
            String name = property.column();
            String value = value(property);
            totals.add("count(" + name + ")");
            totals.add(
                    isDecimal(property)
                            ? "cast(round(total(" + value + ")) as integer)"
                            : "total(length(" + name + "))");
            cells.add("coalesce(" + value + ",'-')");
        }
        totals.add("total(length(" + Table.OWNER_ENTITY + "))");
        String some = "SELECT " + String.join("||'|'||", cells) + "||'|'||" + Table.OWNER_ENTITY
                + " FROM account ORDER BY accountid LIMIT " + WHOLE_ROWS;
        try (Connection connection = Table.open(file);
                Statement statement = connection.createStatement()) {
            StringBuilder line = new StringBuilder();
            try (ResultSet result = statement.executeQuery("SELECT " + String.join(",", totals) + " FROM account")) {
                result.next();
                for (int i = 1; i <= totals.size(); i++) {
                    line.append(result.getLong(i)).append(' ');
                }
            }
            int hash = 0;
            try (ResultSet result = statement.executeQuery(some)) {
                while (result.next()) {
                    hash = hash * 31 + result.getString(1).hashCode();
                }
            }
            return line.append(Integer.toHexString(hash)).toString();
        }
    }

    private static String value(Property property) {
        return isDecimal(property) ? "cast(" + property.column() + " as real)" : property.column();
    }

    private static boolean isDecimal(Property property) {
        return property.kind() == Kind.MONEY || property.kind() == Kind.RATE;
    }
}
