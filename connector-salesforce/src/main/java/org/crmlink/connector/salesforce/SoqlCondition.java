package org.crmlink.connector.salesforce;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.filter.Filter.Operator;
import org.crmlink.sdk.metadata.FieldType;
import org.jspecify.annotations.Nullable;

/** Conditions on one field, written so that nulls match as the filter's two-valued meaning wants. Stateless. */
final class SoqlCondition {

    /** A condition and whether it finds exactly what it should, or more. */
    record Part(String condition, boolean exact) {}

    private static final int LONGEST_LITERAL = 3_000;
    /** Numbers are doubles in the server: what needs more digits is compared by the host. */
    private static final int EXACT_DIGITS = 15;

    private static final int FIRST_YEAR = 1700;
    private static final int LAST_YEAR = 4000;

    private SoqlCondition() {}

    /** The field equals the value; empty if that cannot be asked. */
    static Optional<Part> equal(String path, Column column, Object value) {
        if (column.field().type() == FieldType.MULTI_CHOICE) {
            return value instanceof String option && !option.isEmpty() && option.indexOf(';') < 0
                    ? Optional.of(new Part(path + " INCLUDES (" + Soql.text(option) + ")", false))
                    : Optional.empty();
        }
        return literal(column, value).map(literal -> new Part(path + " = " + literal, isExact(column)));
    }

    /** Texts are compared by the server's rules for letters and blanks, which find more than ours. */
    static boolean isExact(Column column) {
        return switch (column.field().type()) {
            case TEXT, CHOICE, MULTI_CHOICE -> false;
            default -> true;
        };
    }

    /** The literal of a value for a column; empty if this value cannot be asked for. */
    static Optional<String> literal(Column column, Object value) {
        return switch (column.field().type()) {
            case TEXT, CHOICE ->
                value instanceof String text
                                && !text.isEmpty()
                                && !column.caseSensitive()
                                && text.length() <= LONGEST_LITERAL
                        ? Optional.of(Soql.text(text))
                        : Optional.empty();
            case ID, LOOKUP ->
                value instanceof String id && SalesforceIds.isNormal(id)
                        ? Optional.of(Soql.text(id))
                        : Optional.empty();
            case INTEGER -> value instanceof Long number ? Optional.of(number.toString()) : Optional.empty();
            case DECIMAL, MONEY ->
                value instanceof BigDecimal number && isShort(number)
                        ? Optional.of(Soql.number(number))
                        : Optional.empty();
            case BOOLEAN -> value instanceof Boolean truth ? Optional.of(truth.toString()) : Optional.empty();
            case INSTANT ->
                value instanceof Instant instant && isAskable(instant)
                        ? Optional.of(Soql.instant(instant))
                        : Optional.empty();
            case DATE ->
                value instanceof LocalDate day && day.getYear() >= FIRST_YEAR && day.getYear() <= LAST_YEAR
                        ? Optional.of(Soql.date(day))
                        : Optional.empty();
            case TIME ->
                value instanceof LocalTime time && time.equals(time.truncatedTo(ChronoUnit.MILLIS))
                        ? Optional.of(Soql.time(time))
                        : Optional.empty();
            case DOUBLE, LOCAL_DATE_TIME, MULTI_CHOICE, LOOKUP_LIST, BINARY -> Optional.empty();
        };
    }

    /** The literal of a key's value, which finds one record at most whatever the letters' case. */
    static Optional<String> keyLiteral(Column column, @Nullable Object value) {
        if (value instanceof String text && column.field().type() == FieldType.TEXT) {
            return Optional.of(Soql.text(text));
        }
        return value == null ? Optional.empty() : literal(column, value);
    }

    private static boolean isShort(BigDecimal number) {
        BigDecimal plain = number.stripTrailingZeros();
        return plain.precision() <= EXACT_DIGITS && Math.abs(plain.scale()) <= EXACT_DIGITS;
    }

    private static boolean isAskable(Instant instant) {
        boolean inRange = !instant.isBefore(Instant.parse(FIRST_YEAR + "-01-01T00:00:00Z"))
                && instant.isBefore(Instant.parse(LAST_YEAR + "-01-01T00:00:00Z"));
        return inRange && instant.equals(instant.truncatedTo(ChronoUnit.MILLIS));
    }

    /** One of several values, in lists that are short enough. */
    static Optional<Part> in(String path, Column column, List<Object> values, boolean negated) {
        if (column.field().type() == FieldType.MULTI_CHOICE || values.isEmpty()) {
            return Optional.empty();
        }
        List<String> literals = new ArrayList<>();
        for (Object value : values) {
            Optional<String> literal = literal(column, value);
            if (literal.isEmpty()) {
                return Optional.empty();
            }
            literals.add(literal.get());
        }
        String list = "(" + String.join(",", literals) + ")";
        // no truth value is empty, and to ask for empty ones finds those that are false
        String orNull = column.field().type() == FieldType.BOOLEAN ? "" : " OR " + path + " = null";
        return Optional.of(
                negated
                        ? new Part("(" + path + " NOT IN " + list + orNull + ")", isExact(column))
                        : new Part(path + " IN " + list, isExact(column)));
    }

    /** Whether the server orders values of the type as the filter means it. */
    static boolean isOrdered(Column column) {
        return switch (column.field().type()) {
            case INTEGER, DECIMAL, MONEY, INSTANT, DATE, TIME -> true;
            default -> false;
        };
    }

    /** A comparison by order; a null matches its negation alone. */
    static String ordering(String path, Operator operator, String literal, boolean negated) {
        if (!negated) {
            return "(" + path + " " + word(operator) + " " + literal + " AND " + path + " != null)";
        }
        Operator opposite = switch (operator) {
            case LT -> Operator.GE;
            case LE -> Operator.GT;
            case GT -> Operator.LE;
            case GE -> Operator.LT;
            case EQ -> Operator.NE;
            case NE -> Operator.EQ;
        };
        return "(" + path + " " + word(opposite) + " " + literal + " OR " + path + " = null)";
    }

    private static String word(Operator operator) {
        return switch (operator) {
            case EQ -> "=";
            case NE -> "!=";
            case LT -> "<";
            case LE -> "<=";
            case GT -> ">";
            case GE -> ">=";
        };
    }
}
