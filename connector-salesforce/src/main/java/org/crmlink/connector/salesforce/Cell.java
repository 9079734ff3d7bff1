package org.crmlink.connector.salesforce;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Option;
import org.crmlink.toolkit.json.UndecodableCellException;
import org.jspecify.annotations.Nullable;

/**
 * How a column's values are read, from the text of a JSON value as from that of a CSV field, so that both ways give the same (salesforce.md §16).
 * Immutable.
 */
record Cell(Form form, Decoder decoder) {

    /** What JSON value a column has. */
    enum Form {
        TEXT,
        NUMBER,
        BOOLEAN,
        /** Any single value. */
        ANY
    }

    /** Reads a text that is not empty. */
    @FunctionalInterface
    interface Decoder {
        @Nullable
        Object decode(String text) throws UndecodableCellException;
    }

    /** Beyond it a number is an attack: {@code 1e999999999} is short on the wire and endless as a plain text. */
    private static final int LARGEST_SCALE = 400;

    /** The cell of a column whose values need no more than themselves; lookups and binaries are {@link RowLayouts}' business. */
    static Cell of(Column column) {
        Field field = column.field();
        return switch (field.type()) {
            case INTEGER -> new Cell(Form.NUMBER, Cell::integer);
            case DECIMAL, MONEY -> decimal(field.scale());
            case BOOLEAN -> new Cell(Form.BOOLEAN, Cell::bool);
            case INSTANT -> new Cell(Form.TEXT, Cell::instant);
            case DATE -> new Cell(Form.TEXT, Cell::date);
            case TIME -> new Cell(Form.TEXT, Cell::time);
            case MULTI_CHOICE -> choices(field.options());
            case ID -> new Cell(Form.TEXT, Cell::id);
            case TEXT -> new Cell(column.anyScalar() ? Form.ANY : Form.TEXT, text -> text);
            case CHOICE -> new Cell(Form.TEXT, text -> text);
            case DOUBLE, LOCAL_DATE_TIME, LOOKUP, LOOKUP_LIST, BINARY ->
                throw new IllegalArgumentException("no cell of its own: " + field.type());
        };
    }

    static String id(String text) throws UndecodableCellException {
        return SalesforceIds.normalise(text).orElseThrow(() -> new UndecodableCellException("not a record id"));
    }

    /** Bulk writes whole numbers with a point now and then. */
    private static Object integer(String text) throws UndecodableCellException {
        try {
            return number(text).longValueExact();
        } catch (ArithmeticException e) {
            throw new UndecodableCellException("not a whole number of 64 bits");
        }
    }

    /** The same number whether it comes as 950000000.0 or as 9.5E8: in the scale of the field, unless it has more digits than that. */
    private static Cell decimal(OptionalInt scale) {
        return new Cell(Form.NUMBER, text -> {
            BigDecimal plain = number(text).stripTrailingZeros();
            int wanted = Math.max(scale.orElse(0), 0);
            return plain.setScale(Math.max(plain.scale(), wanted), RoundingMode.UNNECESSARY);
        });
    }

    private static BigDecimal number(String text) throws UndecodableCellException {
        BigDecimal value;
        try {
            value = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new UndecodableCellException("not a number");
        }
        if (Math.abs((long) value.scale()) > LARGEST_SCALE) {
            throw new UndecodableCellException("a number with more than " + LARGEST_SCALE + " digits");
        }
        return value;
    }

    private static Object bool(String text) throws UndecodableCellException {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new UndecodableCellException("neither true nor false");
        };
    }

    /** {@code 2020-10-22T21:03:23.000+0000} in JSON, {@code 2020-10-22T21:03:23.000Z} in CSV. */
    static Instant instant(String text) throws UndecodableCellException {
        try {
            int length = text.length();
            if (text.endsWith("+0000")) {
                return LocalDateTime.parse(text.substring(0, length - 5)).toInstant(ZoneOffset.UTC);
            }
            boolean bare = length > 5 && (text.charAt(length - 5) == '+' || text.charAt(length - 5) == '-');
            return OffsetDateTime.parse(bare ? text.substring(0, length - 2) + ":" + text.substring(length - 2) : text)
                    .toInstant();
        } catch (DateTimeException e) {
            throw new UndecodableCellException("not a point in time with its offset");
        }
    }

    private static Object date(String text) throws UndecodableCellException {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new UndecodableCellException("not a date");
        }
    }

    /** A time of day has no zone; the {@code Z} behind it is decoration. */
    private static Object time(String text) throws UndecodableCellException {
        try {
            return LocalTime.parse(text.endsWith("Z") ? text.substring(0, text.length() - 1) : text);
        } catch (DateTimeException e) {
            throw new UndecodableCellException("not a time of day");
        }
    }

    private static Cell choices(List<Option> options) {
        Map<String, Integer> rank = new HashMap<>();
        options.forEach(option -> rank.putIfAbsent(option.value(), rank.size()));
        Comparator<String> order = Comparator.<String>comparingInt(value -> rank.getOrDefault(value, Integer.MAX_VALUE))
                .thenComparing(Comparator.naturalOrder());
        return new Cell(Form.TEXT, text -> {
            List<String> values = new ArrayList<>();
            for (String value : text.split(";", -1)) {
                if (!value.isBlank()) {
                    values.add(value);
                }
            }
            values.sort(order);
            return values.isEmpty() ? null : List.copyOf(values);
        });
    }

    /** Whether a field's values can stand in the CSV of a Bulk job. */
    static boolean isInBulk(Column column) {
        return column.field().type() != FieldType.BINARY;
    }
}
