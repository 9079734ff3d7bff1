package org.crmlink.cli.chaos;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An entity of a run: what of it is edited and what is compared. Immutable.
 *
 * @param table its name, here and there
 * @param key the column of the key
 * @param mark the column by which both sides know a record all its life: the key, or a text where the server makes the keys
 * @param version the column that shows the server's version
 * @param name the required column; its value is unique in the whole run, so that a doubled record shows
 * @param texts other columns that get texts
 * @param optional the one of them that may be empty
 * @param number a column that gets whole numbers
 * @param times columns that the server fills with each change
 * @param readOnly other columns that only the server fills
 */
record Entity(
        String table,
        String key,
        String mark,
        String version,
        String name,
        List<String> texts,
        String optional,
        String number,
        List<Lookup> lookups,
        List<String> times,
        List<String> readOnly,
        Winner winner) {

    /** Who wins a conflict. */
    enum Winner {
        SERVER("server-wins"),
        DEVICE("device-wins");

        private final String text;

        Winner(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * A lookup column.
     *
     * @param targets tables that it may point to
     * @param cascade whether a deleted target takes the row with it
     */
    record Lookup(String field, List<String> targets, boolean cascade) {
        boolean polymorphic() {
            return targets.size() > 1;
        }

        /** Second column in SQLite of a lookup with several targets. */
        String companion() {
            return field + "_entity";
        }
    }

    static Entity of(List<Entity> entities, String table) {
        return entities.stream()
                .filter(entity -> entity.table.equals(table))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the run has no table " + table));
    }

    /** Whether the server makes the keys, so that a record made here has another one at first. */
    boolean serverKeys() {
        return !mark.equals(key);
    }

    boolean serverWins() {
        return winner == Winner.SERVER;
    }

    boolean isNumber(String field) {
        return field.equals(number);
    }

    boolean isLookup(String column) {
        return lookups.stream().anyMatch(lookup -> lookup.field().equals(column));
    }

    /** Columns that get a new unique value with each edit. */
    List<String> editable() {
        List<String> all = new ArrayList<>();
        all.add(name);
        all.addAll(texts);
        all.add(number);
        return all;
    }

    /** What the configuration asks for. */
    List<String> fields() {
        List<String> all = editable();
        lookups.forEach(lookup -> all.add(lookup.field()));
        all.addAll(times);
        all.addAll(readOnly);
        all.add(version);
        if (serverKeys()) {
            all.add(mark);
        }
        return all;
    }

    /** What both sides must agree on, by column of SQLite. */
    List<String> columns() {
        List<String> all = fields();
        lookups.stream().filter(Lookup::polymorphic).forEach(lookup -> all.add(lookup.companion()));
        return all;
    }

    /** The version that a column of it shows, as a number that grows; 0 for none. */
    static long versionNumber(String text) {
        if (text == null) {
            return 0;
        }
        return text.endsWith("Z") ? Instant.parse(text).getEpochSecond() : Long.parseLong(text);
    }
}
