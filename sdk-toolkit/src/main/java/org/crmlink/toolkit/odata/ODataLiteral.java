package org.crmlink.toolkit.odata;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.regex.Pattern;
import org.crmlink.toolkit.json.Guids;

/** Literals of OData 4 expressions. Nothing in a value is ever read as syntax [SEC-6]. */
public final class ODataLiteral {

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

    private ODataLiteral() {}

    /** A quoted text; quotes inside are doubled. */
    public static String text(String value) {
        return '\'' + value.replace("'", "''") + '\'';
    }

    /**
     * A bare GUID.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static String guid(String value) {
        String normal = Guids.normalise(value);
        if (normal == null) {
            throw new IllegalArgumentException("not a GUID");
        }
        return normal;
    }

    /** Whether {@link #number(String)} takes it. */
    public static boolean isWholeNumber(String value) {
        return NUMBER.matcher(value).matches();
    }

    /**
     * A whole number that comes as text, such as an option value.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static String number(String value) {
        if (!isWholeNumber(value)) {
            throw new IllegalArgumentException("not a whole number");
        }
        return value;
    }

    /**
     * The literal of a number, a truth value, a date or a time.
     *
     * @throws IllegalArgumentException for a value that has no literal form of its own
     */
    public static String of(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof Long || value instanceof Boolean) {
            return value.toString();
        }
        if (value instanceof Double number) {
            if (number.isNaN() || number.isInfinite()) {
                throw new IllegalArgumentException("not a finite number");
            }
            return number.toString();
        }
        if (value instanceof Instant instant) {
            return instant(instant);
        }
        if (value instanceof LocalDate date) {
            return date.toString();
        }
        if (value instanceof LocalDateTime dateTime) {
            return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(dateTime) + "Z";
        }
        if (value instanceof LocalTime time) {
            return DateTimeFormatter.ISO_LOCAL_TIME.format(time);
        }
        throw new IllegalArgumentException(
                "no OData literal for " + value.getClass().getSimpleName());
    }

    private static String instant(Instant instant) {
        // Whole seconds without a fraction: the form that every server takes.
        return instant.get(ChronoField.NANO_OF_SECOND) == 0
                ? instant.toString()
                : DateTimeFormatter.ISO_INSTANT.format(instant);
    }
}
