package org.crmlink.sandbox.dynamics.duplicates;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Option;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a rule. Two rows meet it if their codes are equal, which is how the service does it as well.
 *
 * @param base the column of the row at hand
 * @param matching the column of the rows that it is compared with
 * @param operator number of the operator: 0 exact, 1 first characters, 2 last characters, 3 date, 4 date and time, 5 label, 6 value
 * @param characters how many characters count
 * @param ignoresBlanks whether an empty value is like no other
 */
record Condition(Column base, Column matching, int operator, int characters, boolean ignoresBlanks) {

    private static final Object BLANK = "";

    /** What of a value is compared; empty if the value can match none. */
    Optional<Object> code(Column column, @Nullable Object value, boolean caseSensitive) {
        Object plain = value instanceof String text ? text.stripTrailing() : value;
        if (plain == null || plain.equals("")) {
            return ignoresBlanks ? Optional.empty() : Optional.of(BLANK);
        }
        return Optional.of(
                switch (operator) {
                    case 1 -> shortened(text(plain, caseSensitive), true);
                    case 2 -> shortened(text(plain, caseSensitive), false);
                    case 3 -> day(plain);
                    case 5 -> label(column, plain, caseSensitive);
                    default -> plain instanceof String ? text(plain, caseSensitive) : number(plain);
                });
    }

    private static String text(Object value, boolean caseSensitive) {
        String text = value.toString();
        return caseSensitive ? text : text.toLowerCase(Locale.ROOT);
    }

    private String shortened(String text, boolean first) {
        int length = characters > 0 ? Math.min(characters, text.length()) : text.length();
        return first ? text.substring(0, length) : text.substring(text.length() - length);
    }

    private static Object day(Object value) {
        if (value instanceof Instant instant) {
            return LocalDate.ofInstant(instant, ZoneOffset.UTC);
        }
        return value;
    }

    private static Object label(Column column, Object value, boolean caseSensitive) {
        if (!(value instanceof Integer number)) {
            return text(value, caseSensitive);
        }
        return column.option(number)
                .map(Option::label)
                .map(text -> text(text, caseSensitive))
                .orElse(number.toString());
    }

    /** Amounts are equal whatever their zeros. */
    private static Object number(Object value) {
        return value instanceof BigDecimal decimal ? decimal.stripTrailingZeros() : value;
    }
}
