package org.crmlink.engine.store;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;
import org.crmlink.sdk.BinaryRef;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * A field's value in Java and in SQLite: exact both ways, strict when reading what a person may have typed. Stored values are {@link String},
 * {@link Long}, {@link Double}, {@code byte[]} or null. Thread-safe.
 *
 * <p>Two things SQLite cannot hold are changed when stored: half of a surrogate pair becomes U+FFFD, and -0.0 becomes 0.0.
 */
final class ValueCodec {

    private static final int LONGEST_INTEGER = 19;
    /** What SQLite's numeric affinity would turn into a number. */
    private static final Pattern NUMERIC =
            Pattern.compile("\\s*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?\\s*");

    private static final Pattern DECIMAL = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,5})?");
    private static final int LONGEST_DECIMAL = 10_000;

    private ValueCodec() {}

    /** Whether it is just what a {@code long} prints as; asked for each choice of each row, so without a pattern. */
    static boolean isCanonicalInteger(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int digits = text.length() - start;
        if (digits < 1 || digits > LONGEST_INTEGER || text.charAt(start) == '0' && text.length() > 1) {
            return false;
        }
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        if (digits < LONGEST_INTEGER) {
            return true;
        }
        try {
            Long.parseLong(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** The stored form of a value; for a polymorphic lookup that of its id. */
    static @Nullable Object store(Column column, @Nullable Object value) throws UnfitValueException {
        if (value == null) {
            return null;
        }
        try {
            return switch (column.type()) {
                case TEXT, ID -> text(idOf(value));
                case INTEGER -> (Long) value;
                case BOOLEAN -> (Boolean) value ? 1L : 0L;
                case DECIMAL, MONEY -> decimal((BigDecimal) value);
                case DOUBLE -> real((Double) value);
                case INSTANT -> instant((Instant) value);
                case DATE -> ((LocalDate) value).toString();
                case TIME -> DateTimeFormatter.ISO_LOCAL_TIME.format((LocalTime) value);
                case LOCAL_DATE_TIME -> DateTimeFormatter.ISO_LOCAL_DATE_TIME.format((LocalDateTime) value);
                case CHOICE -> choice(column, (String) value);
                case MULTI_CHOICE -> JsonText.options((List<?>) value, column.integerOptions());
                case LOOKUP -> lookup(column, (RecordRef) value);
                case LOOKUP_LIST -> JsonText.references((List<?>) value);
                case BINARY -> size((BinaryRef) value);
            };
        } catch (ClassCastException e) {
            throw new UnfitValueException("the connector gave a "
                    + value.getClass().getSimpleName() + " where " + column.type() + " means "
                    + column.type().javaType().getSimpleName());
        }
    }

    /** The ends of a pair may come as references although their fields are ids. */
    private static String idOf(Object value) {
        return value instanceof RecordRef ref ? ref.id() : (String) value;
    }

    /** Stored form of the entity of a polymorphic lookup. */
    static @Nullable String storeEntity(@Nullable Object value) {
        return value instanceof RecordRef ref ? ref.entity() : null;
    }

    private static String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return wellFormed(text, i);
            }
        }
        return text;
    }

    private static String wellFormed(String text, int from) {
        StringBuilder clean = null;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            if (clean == null) {
                clean = new StringBuilder(text);
            }
            clean.setCharAt(i, '\uFFFD');
        }
        return clean == null ? text : clean.toString();
    }

    private static String decimal(BigDecimal value) throws UnfitValueException {
        if (Math.abs((long) value.scale()) > LONGEST_DECIMAL || value.precision() > LONGEST_DECIMAL) {
            throw new UnfitValueException("a decimal of more than " + LONGEST_DECIMAL + " digits");
        }
        // a negative scale is only told by the exponent
        return value.scale() < 0 ? value.toString() : value.toPlainString();
    }

    private static Object real(Double value) {
        // SQLite would store NULL
        return value.isNaN() ? "NaN" : value;
    }

    private static String instant(Instant value) {
        return IsoInstant.format(value);
    }

    private static Object choice(Column column, String value) {
        if (column.integerOptions()) {
            if (isCanonicalInteger(value)) {
                return Long.valueOf(value);
            }
            if (NUMERIC.matcher(value).matches()) {
                // as text it would become a number and lose its spelling
                return value.getBytes(StandardCharsets.UTF_8);
            }
        }
        return text(value);
    }

    private static String lookup(Column column, RecordRef ref) throws UnfitValueException {
        if (!column.polymorphic() && !column.targets().get(0).equals(ref.entity())) {
            throw new UnfitValueException("a reference to '" + ref.entity() + "' where only '"
                    + column.targets().get(0) + "' is declared");
        }
        return text(ref.id());
    }

    private static @Nullable Long size(BinaryRef ref) {
        return ref.size().isPresent() ? ref.size().getAsLong() : null;
    }

    /**
     * The value of a stored form.
     *
     * @param entity stored entity of a polymorphic lookup, else ignored
     * @throws UnfitValueException if a person has written something that does not fit
     */
    static @Nullable Object load(Column column, @Nullable Object stored, @Nullable Object entity)
            throws UnfitValueException {
        if (stored == null) {
            // whoever clears a lookup need not clear the column beside it
            return null;
        }
        return switch (column.type()) {
            case TEXT, ID -> string(stored, "text");
            case INTEGER -> integer(stored);
            case BOOLEAN -> bool(stored);
            case DECIMAL, MONEY -> parseDecimal(stored);
            case DOUBLE -> parseReal(stored);
            case INSTANT, DATE, TIME, LOCAL_DATE_TIME -> time(column.type(), stored);
            case CHOICE -> parseChoice(stored);
            case MULTI_CHOICE -> JsonText.parseOptions(string(stored, "a JSON array such as [\"1\",\"2\"]"));
            case LOOKUP -> parseLookup(column, stored, entity);
            case LOOKUP_LIST ->
                JsonText.parseReferences(
                        string(stored, "a JSON array such as [{\"entity\":\"contact\",\"id\":\"…\"}]"));
            case BINARY -> throw new UnfitValueException("binary values cannot be written");
        };
    }

    private static String string(Object stored, String expected) throws UnfitValueException {
        if (stored instanceof String text) {
            return text;
        }
        throw new UnfitValueException("is not " + expected);
    }

    private static Long integer(Object stored) throws UnfitValueException {
        if (stored instanceof Integer || stored instanceof Long) {
            return ((Number) stored).longValue();
        }
        throw new UnfitValueException("is not a whole number");
    }

    private static Boolean bool(Object stored) throws UnfitValueException {
        if (stored instanceof Integer || stored instanceof Long) {
            long number = ((Number) stored).longValue();
            if (number == 0 || number == 1) {
                return number == 1;
            }
        }
        throw new UnfitValueException("is neither 0 nor 1");
    }

    private static BigDecimal parseDecimal(Object stored) throws UnfitValueException {
        String text = stored.toString();
        if (stored instanceof byte[]
                || text.length() > 2 * LONGEST_DECIMAL
                || !DECIMAL.matcher(text).matches()) {
            throw new UnfitValueException("is not a decimal number such as 12.50");
        }
        BigDecimal value = new BigDecimal(text);
        if (Math.abs((long) value.scale()) > LONGEST_DECIMAL || value.precision() > LONGEST_DECIMAL) {
            throw new UnfitValueException("has more than " + LONGEST_DECIMAL + " digits");
        }
        return value;
    }

    private static Double parseReal(Object stored) throws UnfitValueException {
        if (stored instanceof Number number) {
            return number.doubleValue();
        }
        if (stored.equals("NaN")) {
            return Double.NaN;
        }
        throw new UnfitValueException("is not a number");
    }

    private static Object time(FieldType type, Object stored) throws UnfitValueException {
        String expected = switch (type) {
            case INSTANT -> "a time in UTC such as 2024-06-12T14:13:17Z, in SQL strftime('%Y-%m-%dT%H:%M:%SZ','now')";
            case DATE -> "a date such as 2024-06-12";
            case TIME -> "a time of day such as 14:13:17";
            default -> "a date and time such as 2024-06-12T14:13:17";
        };
        String text = string(stored, expected);
        try {
            return switch (type) {
                case INSTANT -> Instant.parse(text);
                case DATE -> LocalDate.parse(text);
                case TIME -> LocalTime.parse(text);
                default -> LocalDateTime.parse(text);
            };
        } catch (DateTimeException e) {
            throw new UnfitValueException("is not " + expected);
        }
    }

    private static String parseChoice(Object stored) throws UnfitValueException {
        if (stored instanceof String text) {
            return text;
        }
        if (stored instanceof Integer || stored instanceof Long) {
            return stored.toString();
        }
        if (stored instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        throw new UnfitValueException("is not the value of an option");
    }

    private static RecordRef parseLookup(Column column, Object stored, @Nullable Object entity)
            throws UnfitValueException {
        String id = string(stored, "the id of a record");
        if (id.isEmpty()) {
            throw new UnfitValueException("is empty; NULL clears a lookup");
        }
        if (!column.polymorphic()) {
            return new RecordRef(column.targets().get(0), id);
        }
        if (!(entity instanceof String name) || name.isEmpty()) {
            throw new UnfitValueException("needs the record's entity in '" + column.companion() + "'");
        }
        if (!column.targets().isEmpty() && !column.targets().contains(name)) {
            throw new UnfitValueException("'" + column.companion() + "' names '" + name + "'; it can be one of "
                    + String.join(", ", column.targets()));
        }
        return new RecordRef(name, id);
    }
}
