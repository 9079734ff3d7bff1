package org.crmlink.sandbox.schema;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One choice of an option set.
 *
 * @param value the number that is stored
 * @param label the text shown to people
 * @param stateOrNull for a status reason: the state it belongs to
 */
public record Option(int value, String label, @Nullable Integer stateOrNull) {

    /** An option that depends on no state. */
    public static Option of(int value, String label) {
        return new Option(value, label, null);
    }

    /** A status reason that is valid in one state only. */
    public static Option inState(int state, int value, String label) {
        return new Option(value, label, state);
    }

    /** The state that this status reason belongs to; empty for all other options. */
    public OptionalInt state() {
        return stateOrNull == null ? OptionalInt.empty() : OptionalInt.of(stateOrNull);
    }
}
