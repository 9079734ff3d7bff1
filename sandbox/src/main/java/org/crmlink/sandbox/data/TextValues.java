package org.crmlink.sandbox.data;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.store.RecordId;

/** Values out of the texts of a file. A text that is no such value is an {@link IllegalArgumentException} that says why. */
final class TextValues {

    /** ISO 8601 as Salesforce, Dynamics and people write it: {@code T} or a blank, fraction and offset optional, {@code +0000} too. */
    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendPattern("[XXX][XX][X]")
            .optionalEnd()
            .toFormatter(Locale.ROOT);

    /** Longer numbers are refused before they are read: that takes time with the square of their length. */
    private static final int LONGEST_NUMBER = 1_000;
    /** Places before the point and zeros behind it; no floating-point number has more, and arithmetic beyond takes for ever. */
    private static final int MOST_PLACES = 400;

    private TextValues() {}

    /** The value for any column that is no reference. */
    static Object parse(Column column, String text) {
        return switch (column.type()) {
            case STRING, MEMO, ENTITY_NAME -> text;
            case BOOLEAN, MANAGED_PROPERTY -> bool(text);
            case INTEGER, BIGINT -> whole(text);
            case DECIMAL, MONEY -> number(text);
            case DOUBLE -> number(text).doubleValue();
            case DATETIME -> column.isDateOnly() ? date(text) : instant(text);
            case PICKLIST, STATE, STATUS -> option(column, text);
            case MULTISELECT -> options(column, text);
            case UNIQUEIDENTIFIER, FILE -> id(text);
            case IMAGE -> bytes(text);
            case LOOKUP, CUSTOMER, OWNER, PARTY_LIST, CALENDAR_RULES, VIRTUAL ->
                throw new IllegalArgumentException("holds no plain value");
        };
    }

    static RecordId id(String text) {
        try {
            return RecordId.guid(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a GUID", e);
        }
    }

    private static boolean bool(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> true;
            case "false", "no", "0" -> false;
            default -> throw new IllegalArgumentException("not a boolean");
        };
    }

    private static byte[] bytes(String text) {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not in base 64", e);
        }
    }

    private static BigDecimal number(String text) {
        String bare = text.strip();
        if (bare.length() > LONGEST_NUMBER) {
            throw new IllegalArgumentException("a number of more than " + LONGEST_NUMBER + " digits");
        }
        BigDecimal number;
        try {
            number = new BigDecimal(bare);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a number", e);
        }
        if (Math.abs((long) number.precision() - number.scale()) > MOST_PLACES) {
            throw new IllegalArgumentException("a number too large or too small for any column");
        }
        return number;
    }

    private static Long whole(String text) {
        try {
            return number(text).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("not a whole number of 64 bits", e);
        }
    }

    private static LocalDate date(String text) {
        String bare = text.strip();
        try {
            return bare.length() == 10 ? LocalDate.parse(bare) : LocalDate.from(DATE_TIME.parse(bare));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a day like 2024-12-31", e);
        }
    }

    private static Instant instant(String text) {
        String bare = text.strip();
        try {
            if (bare.length() == 10) {
                return LocalDate.parse(bare).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            TemporalAccessor parsed = DATE_TIME.parseBest(bare, OffsetDateTime::from, LocalDateTime::from);
            return parsed instanceof OffsetDateTime withOffset
                    ? withOffset.toInstant()
                    : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a time like 2024-12-31T23:59:59Z", e);
        }
    }

    private static Integer option(Column column, String text) {
        String bare = text.strip();
        for (Option option : column.options()) {
            if (option.label().equalsIgnoreCase(bare)
                    || Integer.toString(option.value()).equals(bare)) {
                return option.value();
            }
        }
        throw new IllegalArgumentException("no option has this number or label");
    }

    private static List<Integer> options(Column column, String text) {
        List<Integer> chosen = new ArrayList<>();
        for (String part : text.split("[;,]", -1)) {
            if (!part.isBlank()) {
                chosen.add(option(column, part));
            }
        }
        return chosen;
    }
}
