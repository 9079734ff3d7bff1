package org.crmlink.benchmarks.contestant;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.crmlink.benchmarks.data.Entity;
import org.crmlink.benchmarks.data.Kind;
import org.crmlink.benchmarks.data.Property;

/** The table that every contestant fills: the key, the 20 fields, and beside the owner its entity. Stateless. */
final class Table {

    static final Entity ENTITY = Entity.ACCOUNT;
    static final List<Property> PROPERTIES = ENTITY.stored();
    /** The column behind the owner's. */
    static final String OWNER_ENTITY = "ownerid_entity";

    static final List<String> COLUMNS = columns();
    static final String INSERT =
            "INSERT INTO account(" + String.join(",", COLUMNS) + ") VALUES(?" + ",?".repeat(COLUMNS.size() - 1) + ")";
    /** Built after the load, where the key is not declared. */
    static final String KEY_INDEX = "CREATE UNIQUE INDEX account_key ON account(accountid)";

    private Table() {}

    private static List<String> columns() {
        List<String> names = new ArrayList<>();
        for (Property property : PROPERTIES) {
            names.add(property.column());
            if (property.kind() == Kind.OWNER) {
                names.add(OWNER_ENTITY);
            }
        }
        return List.copyOf(names);
    }

    /** Its definition, with the key declared or without an index at all. */
    static String create(boolean key) {
        List<String> parts = new ArrayList<>();
        for (Property property : PROPERTIES) {
            String type = " " + property.kind().sqlType();
            parts.add(property.column()
                    + type
                    + (property.kind() == Kind.KEY ? key ? " NOT NULL PRIMARY KEY" : " NOT NULL" : ""));
            if (property.kind() == Kind.OWNER) {
                parts.add(OWNER_ENTITY + type);
            }
        }
        return "CREATE TABLE account(" + String.join(",", parts) + ")";
    }

    static Connection open(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
    }

    /** The settings that the yardsticks and the single stages have in common; they are not SQLite's own. */
    static void tune(Connection connection) throws SQLException {
        run(
                connection,
                "PRAGMA journal_mode=WAL",
                "PRAGMA synchronous=NORMAL",
                "PRAGMA cache_size=-65536",
                "PRAGMA wal_autocheckpoint=20000");
    }

    static void run(Connection connection, String... sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String one : sql) {
                statement.execute(one);
            }
        }
    }
}
