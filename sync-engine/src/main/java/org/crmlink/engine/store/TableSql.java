package org.crmlink.engine.store;

import static org.crmlink.engine.store.SqlName.literal;
import static org.crmlink.engine.store.SqlName.quoted;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The SQL of one entity's table, except its triggers. */
final class TableSql {

    static final String VERSION = "crmlink_version";
    static final String GENERATION = "crmlink_gen";

    private static final String RANDOM_GUID = "(lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4'"
            + " || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1)"
            + " || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))";
    private static final String TEMPORARY_KEY = "('tmp:' || lower(hex(randomblob(16))))";

    private TableSql() {}

    /**
     * Makes a table of this shape.
     *
     * <p>The key is unique by an index of its own, not declared as the primary key: so a table can be filled first and get its index afterwards, in
     * one go. Random keys in an index that is kept while rows come in are what costs most of the time of a load.
     */
    static String create(EntityTable table, String name) {
        List<String> parts = new ArrayList<>();
        parts.add(quoted(table.key()) + " TEXT NOT NULL DEFAULT "
                + (table.serverKeys() ? TEMPORARY_KEY : RANDOM_GUID)
                + " CONSTRAINT crmlink_key_is_text CHECK (typeof(" + quoted(table.key()) + ") = 'text' AND "
                + quoted(table.key()) + " <> '')");
        table.columns().forEach(column -> parts.addAll(definitions(column)));
        parts.add(VERSION + " TEXT");
        parts.add(GENERATION + " INTEGER");
        return "CREATE TABLE " + quoted(name) + "(\n  " + String.join(",\n  ", parts) + ")";
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

    /**
     * The index that makes the key unique.
     *
     * @param on the table that gets it: the entity's, or one that will take its place
     * @param generation number of the full read that fills it, for a name that no other has
     */
    static String keyIndex(EntityTable table, String on, long generation) {
        return "CREATE UNIQUE INDEX " + quoted("crmlink_key:" + table.name() + ":" + generation) + " ON " + quoted(on)
                + "(" + quoted(table.key()) + ")";
    }

    /** The index by which a pair is found, for the table of an intersect entity. */
    static Optional<String> pairIndex(EntityTable table, String on, long generation) {
        return table.link()
                .map(link -> "CREATE INDEX " + quoted("crmlink_pair:" + table.name() + ":" + generation) + " ON "
                        + quoted(on) + "(" + quoted(link.firstField()) + ", " + quoted(link.secondField()) + ")");
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
     * Writes a row that the server gave and touches it only if something differs. Parameters: key, the value columns, version.
     *
     * @param columns those that the server gave
     * @param generation kept with a row that is new
     */
    static String upsert(EntityTable table, List<Column> columns, long generation) {
        List<String> written = new ArrayList<>();
        valueColumns(columns).forEach(name -> written.add(quoted(name)));
        written.add(VERSION);
        String name = quoted(table.name());
        return "INSERT INTO " + name + "(" + quoted(table.key()) + ", " + String.join(", ", written) + ", " + GENERATION
                + ") VALUES(?" + ", ?".repeat(written.size()) + ", " + generation + ") ON CONFLICT("
                + quoted(table.key())
                + ") DO UPDATE SET "
                + written.stream().map(c -> c + " = excluded." + c).collect(Collectors.joining(", "))
                + " WHERE " + differs(written, name + ".", "excluded.");
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

    /** A name of the rowid that no column hides; there is one, see {@link EntityTable#of}. */
    static String rowId(EntityTable table) {
        Set<String> taken = table.columns().stream()
                .flatMap(column -> List.of(column.name(), column.companion()).stream())
                .map(SqlName::folded)
                .collect(Collectors.toSet());
        taken.add(SqlName.folded(table.key()));
        for (String candidate : SqlName.ROW_IDS) {
            if (!taken.contains(candidate)) {
                return candidate;
            }
        }
        throw new IllegalStateException(table + " hides all names of the rowid");
    }
}
