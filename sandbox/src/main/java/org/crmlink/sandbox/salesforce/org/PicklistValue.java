package org.crmlink.sandbox.salesforce.org;

import java.util.Set;

/**
 * An option. Immutable.
 *
 * @param value what records keep and the API gives
 * @param label what people see
 * @param validFor values of the controlling field with which it may be chosen; empty where none controls
 */
public record PicklistValue(String value, String label, boolean active, boolean isDefault, Set<String> validFor) {

    public PicklistValue {
        validFor = Set.copyOf(validFor);
    }

    /** An active option that is shown as it is kept. */
    public static PicklistValue of(String value) {
        return new PicklistValue(value, value, true, false, Set.of());
    }
}
