package org.crmlink.connector.salesforce;

import org.crmlink.sdk.metadata.Field;

/**
 * A field with what only this connector needs to know of it. Immutable.
 *
 * @param filterable whether a query may ask for it in a condition
 * @param sortable whether a query may order by it
 * @param caseSensitive whether the server compares its texts to the letter
 * @param anyScalar whether its JSON may be any single value, which is taken as a text
 * @param relationship the name by which SOQL goes to the record it points to; empty if there is none
 */
record Column(
        Field field,
        boolean filterable,
        boolean sortable,
        boolean caseSensitive,
        boolean anyScalar,
        String relationship) {

    String name() {
        return field.name();
    }
}
