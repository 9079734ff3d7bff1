package org.crmlink.sdk.metadata;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;

/**
 * One option of a choice. Immutable.
 *
 * @param value what records hold
 * @param label for people
 * @param dependsOn for a status: the state that it belongs to; for a dependent list: the controlling value
 * @param transitions for a status: the values that may follow it; empty if every one may
 */
public record Option(String value, LocalizedText label, Optional<String> dependsOn, Set<String> transitions) {

    public Option {
        requireNonNull(value, "value is null");
        requireNonNull(label, "label is null");
        requireNonNull(dependsOn, "dependsOn is null");
        transitions = Set.copyOf(transitions);
    }

    public static Option of(String value, String label) {
        return new Option(value, LocalizedText.of(label), Optional.empty(), Set.of());
    }
}
