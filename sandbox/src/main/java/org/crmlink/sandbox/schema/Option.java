package org.crmlink.sandbox.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One choice of an option set.
 *
 * @param value the number that is stored
 * @param label the text shown to people
 * @param stateOrNull for a status reason: the state it belongs to
 * @param translations labels in other languages than English, by language code
 * @param next for a status reason: those that may follow it where the table enforces transitions
 */
public record Option(
        int value, String label, @Nullable Integer stateOrNull, Map<Integer, String> translations, List<Integer> next) {

    public Option {
        translations = Collections.unmodifiableMap(new TreeMap<>(translations));
        next = List.copyOf(next);
    }

    /** An option that depends on no state. */
    public static Option of(int value, String label) {
        return new Option(value, label, null, Map.of(), List.of());
    }

    /** A status reason that is valid in one state only. */
    public static Option inState(int state, int value, String label) {
        return new Option(value, label, state, Map.of(), List.of());
    }

    /** The same with a label in another language than English. */
    public Option translated(int languageCode, String text) {
        Map<Integer, String> more = new TreeMap<>(translations);
        more.put(languageCode, text);
        return new Option(value, label, stateOrNull, more, next);
    }

    /** The same status reason with those that may follow it. */
    public Option then(Integer... statuses) {
        List<Integer> more = new ArrayList<>(next);
        Collections.addAll(more, statuses);
        return new Option(value, label, stateOrNull, translations, more);
    }

    /** The state that this status reason belongs to; empty for all other options. */
    public OptionalInt state() {
        return stateOrNull == null ? OptionalInt.empty() : OptionalInt.of(stateOrNull);
    }
}
