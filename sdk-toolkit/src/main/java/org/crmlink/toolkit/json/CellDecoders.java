package org.crmlink.toolkit.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sdk.metadata.FieldType;
import org.jspecify.annotations.Nullable;

/** The decoders of the field types whose JSON form is common to REST backends: exact, without a detour over floating point. */
public final class CellDecoders {

    /** Beyond it a number is an attack: {@code 1e999999999} is short on the wire and endless as a plain text. */
    private static final int LARGEST_SCALE = 400;

    private static final TextCache OPTIONS = new TextCache(1_024);

    private CellDecoders() {}

    /**
     * The decoder of a field type.
     *
     * @throws IllegalArgumentException for types whose JSON form is the backend's own (choices in lists, lookups, binaries)
     */
    public static CellDecoder of(FieldType type) {
        return switch (type) {
            case TEXT -> CellDecoders::text;
            case INTEGER -> CellDecoders::integer;
            case DECIMAL, MONEY -> CellDecoders::decimal;
            case DOUBLE -> CellDecoders::floating;
            case BOOLEAN -> CellDecoders::bool;
            case INSTANT -> CellDecoders::instant;
            case DATE -> CellDecoders::date;
            case TIME -> CellDecoders::time;
            case LOCAL_DATE_TIME -> CellDecoders::localDateTime;
            case CHOICE -> CellDecoders::choice;
            case ID -> CellDecoders::text;
            case MULTI_CHOICE, LOOKUP, LOOKUP_LIST, BINARY ->
                throw new IllegalArgumentException("no common JSON form of " + type);
        };
    }

    /** A GUID in any usual spelling, in lower case without braces. */
    public static String guid(JsonParser parser) throws IOException, UndecodableCellException {
        requireText(parser);
        String normal = Guids.normalise(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        if (normal == null) {
            throw new UndecodableCellException("not a GUID");
        }
        return normal;
    }

    /**
     * Several options in one text, separated by commas; no option is null.
     *
     * @param optionOrder the option list in its order; values beside it come last, by themselves in order
     */
    public static CellDecoder choicesInText(List<String> optionOrder) {
        Map<String, Integer> rank = new HashMap<>();
        for (String option : optionOrder) {
            rank.putIfAbsent(option, rank.size());
        }
        Comparator<String> order = Comparator.<String>comparingInt(value -> rank.getOrDefault(value, Integer.MAX_VALUE))
                .thenComparing(Comparator.naturalOrder());
        return parser -> {
            List<String> values = new ArrayList<>();
            for (String value : choice(parser).split(",", -1)) {
                if (!value.isBlank()) {
                    values.add(value.strip());
                }
            }
            if (values.isEmpty()) {
                return null;
            }
            values.sort(order);
            return List.copyOf(values);
        };
    }

    public static String text(JsonParser parser) throws IOException, UndecodableCellException {
        requireText(parser);
        return parser.getText();
    }

    private static void requireText(JsonParser parser) throws UndecodableCellException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong(parser, "a text");
        }
    }

    public static Long integer(JsonParser parser) throws IOException, UndecodableCellException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return parser.getLongValue();
        }
        try {
            return decimal(parser).longValueExact();
        } catch (ArithmeticException e) {
            throw new UndecodableCellException("not a whole number of 64 bits");
        }
    }

    public static BigDecimal decimal(JsonParser parser) throws IOException, UndecodableCellException {
        JsonToken token = parser.currentToken();
        // Texts: the IEEE754Compatible form, in which servers send what JavaScript would round.
        if (token != JsonToken.VALUE_NUMBER_INT
                && token != JsonToken.VALUE_NUMBER_FLOAT
                && token != JsonToken.VALUE_STRING) {
            throw wrong(parser, "a number");
        }
        BigDecimal value;
        try {
            value = new BigDecimal(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        } catch (NumberFormatException e) {
            throw new UndecodableCellException("not a number");
        }
        if (Math.abs((long) value.scale()) > LARGEST_SCALE) {
            throw new UndecodableCellException("a number with more than " + LARGEST_SCALE + " digits");
        }
        return value;
    }

    private static Object floating(JsonParser parser) throws IOException, UndecodableCellException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING) {
            return switch (parser.getText()) {
                case "INF" -> Double.POSITIVE_INFINITY;
                case "-INF" -> Double.NEGATIVE_INFINITY;
                case "NaN" -> Double.NaN;
                default -> throw wrong(parser, "a number");
            };
        }
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            throw wrong(parser, "a number");
        }
        return Double.valueOf(parser.getText());
    }

    private static Object bool(JsonParser parser) throws IOException, UndecodableCellException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw wrong(parser, "true or false");
        };
    }

    public static Instant instant(JsonParser parser) throws IOException, UndecodableCellException {
        requireText(parser);
        @Nullable
        Instant quick = UtcSecond.parse(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        if (quick != null) {
            return quick;
        }
        try {
            return OffsetDateTime.parse(parser.getText()).toInstant();
        } catch (DateTimeException e) {
            throw new UndecodableCellException("not a point in time with its offset");
        }
    }

    private static Object date(JsonParser parser) throws IOException, UndecodableCellException {
        String text = text(parser);
        try {
            // Some servers write a day as midnight; a day with another time is no day.
            int t = text.indexOf("T00:00:00");
            return LocalDate.parse(t == 10 ? text.substring(0, 10) : text);
        } catch (DateTimeException e) {
            throw new UndecodableCellException("not a date");
        }
    }

    private static Object time(JsonParser parser) throws IOException, UndecodableCellException {
        try {
            return LocalTime.parse(text(parser));
        } catch (DateTimeException e) {
            throw new UndecodableCellException("not a time of day");
        }
    }

    /** A wall-clock time; a {@code Z} behind it is decoration and never shifts it. */
    private static Object localDateTime(JsonParser parser) throws IOException, UndecodableCellException {
        String text = text(parser);
        try {
            return LocalDateTime.parse(text.endsWith("Z") ? text.substring(0, text.length() - 1) : text);
        } catch (DateTimeException e) {
            throw new UndecodableCellException("not a date with a time of day");
        }
    }

    public static String choice(JsonParser parser) throws IOException, UndecodableCellException {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_STRING) {
            throw wrong(parser, "an option value");
        }
        return OPTIONS.text(parser);
    }

    private static UndecodableCellException wrong(JsonParser parser, String expected) {
        return new UndecodableCellException(
                "JSON " + kind(parser.currentToken()) + " where " + expected + " is expected");
    }

    private static String kind(@Nullable JsonToken token) {
        if (token == null) {
            return "end";
        }
        return switch (token) {
            case VALUE_STRING -> "text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number";
            case VALUE_TRUE, VALUE_FALSE -> "truth value";
            case START_ARRAY -> "list";
            case START_OBJECT -> "object";
            default -> "value";
        };
    }
}
