package org.crmlink.cli.compare;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sdk.metadata.FieldType;

/**
 * What a text means in a field of some type, so that two spellings of one value are equal: {@code 100} and {@code 100.0000}, an instant with
 * another offset, a GUID in capitals. A text means itself, and so does whatever is no value of the type.
 */
final class Meaning {

    private static final int LONGEST_NUMBER = 1_000;
    private static final int DATE_LENGTH = "2024-12-31".length();

    private static final Pattern GUID =
            Pattern.compile("\\{?(\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12})}?");

    /** A {@code T} or a blank in the middle; seconds, fraction and offset may be missing. */
    private static final DateTimeFormatter MOMENT = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    private Meaning() {}

    /** An object that equals that of every other text with the same meaning. */
    static Object of(FieldType type, String text) {
        String bare = text.strip();
        try {
            return switch (type) {
                case TEXT, CHOICE, BINARY, LOOKUP_LIST -> text;
                case INTEGER, DECIMAL, MONEY -> number(bare);
                case DOUBLE -> Double.parseDouble(bare) + 0.0; // -0.0 becomes 0.0
                case BOOLEAN -> truth(bare);
                case INSTANT, LOCAL_DATE_TIME -> moment(bare);
                case DATE -> day(bare);
                case TIME -> LocalTime.parse(bare);
                case MULTI_CHOICE -> choices(bare);
                case LOOKUP -> guid(bare.substring(bare.indexOf(':') + 1));
                case ID -> guid(bare);
            };
        } catch (NumberFormatException | DateTimeException e) {
            return text;
        }
    }

    private static BigDecimal number(String text) {
        if (text.length() > LONGEST_NUMBER) {
            throw new NumberFormatException("longer than any number that is stored");
        }
        return new BigDecimal(text).stripTrailingZeros();
    }

    private static Object truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> true;
            case "false", "no", "0" -> false;
            default -> text;
        };
    }

    /** The wall-clock time in UTC; what has no offset is taken for UTC. */
    private static LocalDateTime moment(String text) {
        if (text.length() == DATE_LENGTH) {
            return LocalDate.parse(text).atStartOfDay();
        }
        TemporalAccessor parsed = MOMENT.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        return parsed instanceof OffsetDateTime withOffset
                ? withOffset.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()
                : LocalDateTime.from(parsed);
    }

    /** The day as it is written: an offset shifts no day. */
    private static LocalDate day(String text) {
        return text.length() == DATE_LENGTH ? LocalDate.parse(text) : LocalDate.from(MOMENT.parse(text));
    }

    /** A JSON array of plain values, or values between commas or semicolons; in any order. */
    private static Set<String> choices(String text) {
        Set<String> chosen = new HashSet<>();
        boolean array = text.startsWith("[") && text.endsWith("]");
        for (String part : (array ? text.substring(1, text.length() - 1) : text).split("[;,]", -1)) {
            String choice = part.strip();
            boolean quoted = array && choice.length() > 1 && choice.startsWith("\"") && choice.endsWith("\"");
            if (!choice.isEmpty()) {
                chosen.add(quoted ? choice.substring(1, choice.length() - 1) : choice);
            }
        }
        return chosen;
    }

    private static String guid(String text) {
        Matcher guid = GUID.matcher(text);
        return guid.matches() ? guid.group(1).toLowerCase(Locale.ROOT) : text;
    }
}
