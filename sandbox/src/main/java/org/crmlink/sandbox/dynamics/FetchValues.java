package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.jspecify.annotations.Nullable;

/** The constants of conditions, which are texts whatever the column's type. */
final class FetchValues {

    /** Operators whose values have the type of the column; those of others are counts, ids or option numbers. */
    private static final Set<String> OF_COLUMN_TYPE =
            Set.of("in", "not-in", "between", "not-between", "on", "not-on", "on-or-after", "on-or-before");

    private FetchValues() {}

    /** The one value of a condition. */
    static String text(FetchXml.Condition condition) {
        if (condition.values().size() != 1) {
            throw FetchErrors.invalidValue("The condition operator '" + condition.operator() + "' of the attribute '"
                    + condition.attribute() + "' needs one value.");
        }
        return condition.values().get(0);
    }

    /** The one value of a condition in a form that compares with the column. */
    static Object one(FetchXml.Condition condition, Column column) {
        return constant(column, text(condition));
    }

    /** All values of a condition. */
    static List<@Nullable Object> all(FetchXml.Condition condition, Column column, String operator) {
        List<@Nullable Object> values = new ArrayList<>();
        for (String text : condition.values()) {
            values.add(OF_COLUMN_TYPE.contains(operator) ? constant(column, text) : text.trim());
        }
        if (values.isEmpty() && (operator.equals("in") || operator.equals("not-in"))) {
            throw FetchErrors.invalidValue("The condition operator '" + operator + "' needs values.");
        }
        return values;
    }

    private static Object constant(Column column, String text) {
        Object constant = switch (column.type()) {
            case BOOLEAN, MANAGED_PROPERTY -> bool(text);
            case DATETIME -> text.trim().replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) (?=\\d)", "$1T");
            case STRING, MEMO, ENTITY_NAME, MULTISELECT -> text;
            default -> text.trim();
        };
        try {
            Comparables.constant(column, constant, Expression.Operator.EQ);
        } catch (ApiException e) {
            throw column.type() == ColumnType.DATETIME
                    ? FetchErrors.badDate(text)
                    : FetchErrors.invalidValue(
                            "Invalid value '" + text + "' for the attribute '" + column.logicalName() + "'.");
        }
        return constant;
    }

    private static Object bool(String text) {
        return switch (text.trim().toLowerCase(Locale.ROOT)) {
            case "1", "true" -> true;
            case "0", "false" -> false;
            default -> text;
        };
    }
}
