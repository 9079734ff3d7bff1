package org.crmlink.toolkit.fetchxml;

import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.toolkit.json.Guids;
import org.crmlink.toolkit.odata.ODataLiteral;
import org.jspecify.annotations.Nullable;

/** The texts of values in conditions. Stateless. */
final class FetchValue {

    private FetchValue() {}

    /** The text of a value for a property, or null if this value cannot be asked for. */
    static @Nullable String text(FetchFields.Property property, Object value) {
        if (property.guid()) {
            return value instanceof String text ? Guids.normalise(text) : null;
        }
        return switch (property.type()) {
            case TEXT, ID -> value instanceof String text && !text.isEmpty() && FetchWriter.canSay(text) ? text : null;
            case CHOICE, MULTI_CHOICE -> value instanceof String option && isOption(option) ? option : null;
            case BOOLEAN -> value instanceof Boolean truth ? (truth ? "1" : "0") : null;
            // Beyond 32 bits most servers refuse the value instead of finding nothing.
            case INTEGER -> value instanceof Long number && number.intValue() == number ? number.toString() : null;
            case DOUBLE -> value instanceof Double number && Double.isFinite(number) ? number.toString() : null;
            // Dates, times and decimals are written in FetchXML as they are in OData.
            case DECIMAL, MONEY, INSTANT, DATE, TIME, LOCAL_DATE_TIME ->
                property.type().javaType().isInstance(value) ? ODataLiteral.of(value) : null;
            case LOOKUP, LOOKUP_LIST, BINARY -> null;
        };
    }

    private static boolean isOption(String option) {
        return option.length() < 10 && ODataLiteral.isWholeNumber(option);
    }

    /** Whether values are ordered by the server as the filter means it. */
    static boolean isOrdered(FieldType type) {
        return switch (type) {
            case INTEGER, DECIMAL, MONEY, DOUBLE, INSTANT, DATE, TIME, LOCAL_DATE_TIME -> true;
            case TEXT, BOOLEAN, CHOICE, MULTI_CHOICE, LOOKUP, LOOKUP_LIST, ID, BINARY -> false;
        };
    }
}
