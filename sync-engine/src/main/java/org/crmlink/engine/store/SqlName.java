package org.crmlink.engine.store;

import java.util.List;
import java.util.Locale;

/** Names of others as SQL: nothing in them may be read as SQL. */
final class SqlName {

    /** What SQLite calls the number of a row, unless a column has the name. */
    static final List<String> ROW_IDS = List.of("rowid", "_rowid_", "oid");

    private SqlName() {}

    /** The name as an SQL identifier. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The text as an SQL string literal. */
    static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    /** Equal for names that SQLite takes for one: it folds the case of ASCII letters only. */
    static String folded(String name) {
        StringBuilder folded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            folded.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return folded.toString();
    }

    /** Why the name cannot be a table's; an empty text if it can. */
    static String tableProblem(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            return "is empty or holds a NUL";
        }
        if (lower.startsWith("sqlite_")) {
            return "starts with 'sqlite_', which SQLite keeps for itself";
        }
        if (lower.startsWith("crmlink_") || lower.equals("sync_errors")) {
            return "is a name of the store's own tables";
        }
        return "";
    }

    /** Why the name cannot be a column's; an empty text if it can. */
    static String columnProblem(String name) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            return "is empty or holds a NUL";
        }
        return name.toLowerCase(Locale.ROOT).startsWith("crmlink_") ? "is a name of the store's own columns" : "";
    }
}
