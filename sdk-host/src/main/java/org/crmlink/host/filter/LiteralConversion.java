package org.crmlink.host.filter;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Option;

/** Gives a literal the Java type of a field, or says why that cannot be. */
final class LiteralConversion {

    private LiteralConversion() {}

    /**
     * Converts.
     *
     * @param ordered whether the operator asks for less or greater, where a day may stand for its beginning
     * @throws IllegalArgumentException saying what is wrong, for people
     */
    static Object convert(Object value, Field field, boolean ordered) {
        return switch (field.type()) {
            case TEXT -> value instanceof String ? value : fail(value, field, "write it in single quotes");
            case ID -> value instanceof String ? value : fail(value, field, "write the id in single quotes");
            case INTEGER -> integer(value, field);
            case DECIMAL, MONEY -> decimal(value, field);
            case DOUBLE -> decimal(value, field).doubleValue();
            case BOOLEAN -> value instanceof Boolean ? value : fail(value, field, "write true or false");
            case INSTANT -> instant(value, field, ordered);
            case DATE -> value instanceof LocalDate ? value : fail(value, field, "write a day such as 2024-06-30");
            case TIME -> value instanceof LocalTime ? value : fail(value, field, "write a time such as 14:30:00");
            case LOCAL_DATE_TIME -> localDateTime(value, field, ordered);
            case CHOICE, MULTI_CHOICE -> choice(value, field);
            case LOOKUP, LOOKUP_LIST ->
                value instanceof RecordRef ref
                        ? ref.id()
                        : value instanceof String
                                ? value
                                : fail(value, field, "write the id of the record it points to");
            case BINARY -> throw new IllegalArgumentException("binary data can only be compared with null");
        };
    }

    private static Long integer(Object value, Field field) {
        if (value instanceof Long whole) {
            return whole;
        }
        BigDecimal number = decimal(value, field);
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            return fail(value, field, "write a whole number");
        }
    }

    private static BigDecimal decimal(Object value, Field field) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short) {
            return BigDecimal.valueOf(((Number) value).longValue());
        }
        if (value instanceof Double number && Double.isFinite(number)) {
            return BigDecimal.valueOf(number);
        }
        return fail(value, field, "write a number without quotes");
    }

    private static Instant instant(Object value, Field field, boolean ordered) {
        if (value instanceof Instant instant) {
            return instant;
        }
        if (value instanceof LocalDate day) {
            return ordered
                    ? day.atStartOfDay(ZoneOffset.UTC).toInstant()
                    : fail(value, field, "a day is not one point in time: write ge one day and lt the next");
        }
        if (value instanceof LocalDateTime) {
            return fail(value, field, "add Z (UTC) or an offset, as in 2024-06-30T14:30:00Z");
        }
        return fail(value, field, "write an instant such as 2024-06-30T14:30:00Z without quotes");
    }

    private static LocalDateTime localDateTime(Object value, Field field, boolean ordered) {
        if (value instanceof LocalDateTime local) {
            return local;
        }
        if (value instanceof LocalDate day && ordered) {
            return day.atStartOfDay();
        }
        return fail(value, field, "write a local time such as 2024-06-30T14:30:00 without offset or quotes");
    }

    private static String choice(Object value, Field field) {
        String text = value instanceof String string
                ? string
                : value instanceof Long number ? number.toString() : fail(value, field, "write the option's value");
        boolean known =
                field.options().stream().anyMatch(option -> option.value().equalsIgnoreCase(text));
        Optional<Option> byLabel = field.options().stream()
                .filter(option -> option.label().text().equalsIgnoreCase(text))
                .findFirst();
        if (!known && byLabel.isPresent()) {
            throw new IllegalArgumentException("'" + text + "' is the label of an option: write its value, "
                    + byLabel.get().value());
        }
        return text;
    }

    private static <T> T fail(Object value, Field field, String advice) {
        throw new IllegalArgumentException(
                words(field.type()) + " cannot be compared with " + literal(value) + ": " + advice);
    }

    private static String literal(Object value) {
        if (value instanceof String) {
            return "a text";
        }
        String shown = value.toString();
        return shown.length() <= 40 ? shown : shown.substring(0, 40) + "…";
    }

    static boolean isOrdered(FieldType type) {
        return switch (type) {
            case TEXT, INTEGER, DECIMAL, MONEY, DOUBLE, INSTANT, DATE, TIME, LOCAL_DATE_TIME -> true;
            case BOOLEAN, CHOICE, MULTI_CHOICE, LOOKUP, LOOKUP_LIST, ID, BINARY -> false;
        };
    }

    /** A type as people say it, with its article. */
    static String words(FieldType type) {
        String article = type == FieldType.INTEGER || type == FieldType.INSTANT || type == FieldType.ID ? "an " : "a ";
        return article + type.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " field";
    }
}
