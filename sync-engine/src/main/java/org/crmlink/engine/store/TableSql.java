package org.crmlink.engine.store;

import static org.crmlink.engine.store.SqlName.literal;
import static org.crmlink.engine.store.SqlName.quoted;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.crmlink.engine.store.EntityTable.LinkEnds;

/** The SQL of one entity's table, except its triggers. */
final class TableSql {

    static final String VERSION = "crmlink_version";
    static final String GENERATION = "crmlink_gen";

    private static final String RANDOM_GUID = "(lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4'"
            + " || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1)"
            + " || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))";
    private static final String TEMPORARY_KEY = "('tmp:' || lower(hex(randomblob(16))))";

    private TableSql() {}

    static String create(EntityTable table) {
        List<String> parts = new ArrayList<>();
        parts.add(quoted(table.key()) + " TEXT NOT NULL PRIMARY KEY DEFAULT "
                + (table.serverKeys() ? TEMPORARY_KEY : RANDOM_GUID)
                + " CONSTRAINT crmlink_key_is_text CHECK (typeof(" + quoted(table.key()) + ") = 'text' AND "
                + quoted(table.key()) + " <> '')");
        table.columns().forEach(column -> parts.addAll(definitions(column)));
        parts.add(VERSION + " TEXT");
        parts.add(GENERATION + " INTEGER");
        return "CREATE TABLE " + quoted(table.name()) + "(\n  " + String.join(",\n  ", parts) + ")";
    }

    /** The definition of a field's column, and of its companion's. */
    static List<String> definitions(Column column) {
        String main = quoted(column.name()) + " " + column.sqlType();
        if (column.companion().isEmpty()) {
            return List.of(main);
        }
        String companion = quoted(column.companion())
                + (column.decimal()
                        ? " REAL GENERATED ALWAYS AS (CAST(" + quoted(column.name()) + " AS REAL)) VIRTUAL"
                        : " TEXT");
        return List.of(main, companion);
    }

    /** Indexes that the engine itself needs. */
    static List<String> indexes(EntityTable table) {
        if (table.link().isEmpty()) {
            return List.of();
        }
        LinkEnds link = table.link().get();
        return List.of("CREATE INDEX " + quoted("crmlink_pair:" + table.name()) + " ON " + quoted(table.name()) + "("
                + quoted(link.firstField()) + ", " + quoted(link.secondField()) + ")");
    }

    /** Names of the columns that values are written to and read from: a field's, and a polymorphic lookup's second. */
    static List<String> valueColumns(List<Column> columns) {
        List<String> names = new ArrayList<>();
        for (Column column : columns) {
            names.add(column.name());
            if (column.polymorphic()) {
                names.add(column.companion());
            }
        }
        return names;
    }

    /**
     * Writes a row that the server gave and touches it only if something differs. Parameters: key, the value columns, version, generation.
     *
     * @param columns those that the server gave
     * @param sweeping whether a full read is under way, which marks each row that it has seen
     */
    static String upsert(EntityTable table, List<Column> columns, boolean sweeping) {
        List<String> written = new ArrayList<>();
        valueColumns(columns).forEach(name -> written.add(quoted(name)));
        written.add(VERSION);
        List<String> inserted = new ArrayList<>(written);
        inserted.add(GENERATION);
        List<String> compared = sweeping ? inserted : written;
        String name = quoted(table.name());
        return "INSERT INTO " + name + "(" + quoted(table.key()) + ", " + String.join(", ", inserted) + ") VALUES(?"
                + ", ?".repeat(inserted.size()) + ") ON CONFLICT(" + quoted(table.key()) + ") DO UPDATE SET "
                + compared.stream().map(c -> c + " = excluded." + c).collect(Collectors.joining(", "))
                + " WHERE " + differs(compared, name + ".", "excluded.");
    }

    /** Whether any of the columns differs; row values, since a chain of ORs as long as a wide table is too deep for SQLite. */
    static String differs(List<String> columns, String left, String right) {
        return "(" + columns.stream().map(c -> left + c).collect(Collectors.joining(", ")) + ") IS NOT ("
                + columns.stream().map(c -> right + c).collect(Collectors.joining(", ")) + ")";
    }

    /** Reads the value columns of one row. Parameter: key. */
    static String select(EntityTable table, List<Column> columns) {
        List<String> names = valueColumns(columns).stream().map(SqlName::quoted).collect(Collectors.toList());
        names.add(VERSION);
        return "SELECT " + String.join(", ", names) + " FROM " + quoted(table.name()) + " WHERE " + quoted(table.key())
                + " = ?";
    }

    static String delete(EntityTable table) {
        return "DELETE FROM " + quoted(table.name()) + " WHERE " + quoted(table.key()) + " = ?";
    }

    /** A condition that is true for rows which no download may touch. */
    static String protectedRow(EntityTable table) {
        String key = quoted(table.name()) + "." + quoted(table.key());
        String entity = literal(table.name());
        return "(EXISTS(SELECT 1 FROM crmlink_outbox o WHERE o.entity = " + entity + " AND o.id = " + key
                + ") OR EXISTS(SELECT 1 FROM sync_errors e WHERE e.entity = " + entity + " AND e.record_id = " + key
                + " AND e.kind <> 'unreadable'))";
    }

    /** A name of the rowid that no column hides. */
    static String rowId(EntityTable table) {
        Set<String> taken = table.columns().stream()
                .flatMap(column -> List.of(column.name(), column.companion()).stream())
                .map(SqlName::folded)
                .collect(Collectors.toSet());
        taken.add(SqlName.folded(table.key()));
        for (String candidate : List.of("rowid", "_rowid_", "oid")) {
            if (!taken.contains(candidate)) {
                return candidate;
            }
        }
        return "";
    }
}
