package org.crmlink.sandbox.salesforce.dml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.PicklistValue;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.jspecify.annotations.Nullable;

/**
 * Makes what a record keeps of what a client sent. Source: backend page, sections 13, 15 and 16. Our assumption: the length of a text counts as Java
 * counts, an emoji as two; numbers and truth values may come as text.
 */
final class CellReader {

    private static final Pattern EMAIL =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+");
    private static final int MOST_PLACES = 400;
    private static final int LONGEST_NUMBER = 1_000;
    private static final int DELETE = 0x7f;
    private static final int USUAL_DIGITS = 18;

    private CellReader() {}

    /**
     * The value that a record keeps; not of fields of bytes.
     *
     * @param value a tree as JSON gives it
     * @throws OrgException if the field holds no such value
     */
    static @Nullable Object read(Field field, @Nullable Object value) {
        if (value == null) {
            if (field.type() == FieldType.BOOLEAN) {
                throw Refusals.unreadable(field, "VALUE_NULL", "null");
            }
            return null;
        }
        return switch (field.type()) {
            case ID, REFERENCE -> id(field, text(field, value));
            case STRING, TEXTAREA, URL, PHONE, COMBOBOX, ENCRYPTEDSTRING, ANYTYPE ->
                checkedLength(field, cleaned(text(field, value)));
            case EMAIL -> email(field, cleaned(text(field, value)));
            case PICKLIST -> option(field, cleaned(text(field, value)));
            case MULTIPICKLIST -> options(field, text(field, value));
            case BOOLEAN -> truth(field, value);
            case INT, DOUBLE, CURRENCY, PERCENT -> number(field, value);
            case DATE -> moment(field, value, Moments::day);
            case DATETIME -> moment(field, value, Moments::moment);
            case TIME -> moment(field, value, Moments::time);
            // kept by the work that writes them: BlobReader
            case BASE64 -> throw new IllegalArgumentException(field + " has bytes");
            case ADDRESS, LOCATION -> throw Refusals.readOnly(List.of(field.name()));
        };
    }

    /** What a value is looked up by: as {@link #read} without the rules for what is new. */
    static @Nullable Object sought(Field field, @Nullable Object value) {
        return field.type().isText() && value instanceof String text ? cleaned(text) : read(field, value);
    }

    /** The value, which must be a text. */
    static String text(Field field, Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw wrongType(field, value);
    }

    private static OrgException wrongType(Field field, Object value) {
        String token = value instanceof Boolean truth
                ? truth ? "VALUE_TRUE" : "VALUE_FALSE"
                : value instanceof Map
                        ? "START_OBJECT"
                        : value instanceof List
                                ? "START_ARRAY"
                                : value instanceof Long || value instanceof Integer || value instanceof BigInteger
                                        ? "VALUE_NUMBER_INT"
                                        : value instanceof Number ? "VALUE_NUMBER_FLOAT" : "VALUE_STRING";
        Object shown = value instanceof Map ? "{" : value instanceof List ? "[" : value;
        return Refusals.unreadable(field, token, shown);
    }

    private static @Nullable String cleaned(String text) {
        boolean clean = text.chars().noneMatch(CellReader::isControl);
        String bare = (clean ? text : withoutControls(text)).strip();
        return bare.isEmpty() ? null : bare;
    }

    /** What is no character of a text: all controls but tabulator and line ends. */
    private static boolean isControl(int character) {
        return character < ' ' && character != '\t' && character != '\n' && character != '\r' || character == DELETE;
    }

    private static String withoutControls(String text) {
        return text.codePoints()
                .filter(character -> !isControl(character))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static @Nullable String checkedLength(Field field, @Nullable String text) {
        if (text != null && field.length() > 0 && text.length() > field.length()) {
            throw Refusals.tooLong(field, text, field.length());
        }
        return text;
    }

    private static @Nullable String id(Field field, String text) {
        String bare = text.strip();
        return bare.isEmpty()
                ? null
                : RecordIds.normalized(bare).orElseThrow(() -> Refusals.malformedLookup(field, bare));
    }

    private static @Nullable String email(Field field, @Nullable String text) {
        if (text != null && !EMAIL.matcher(text).matches()) {
            throw Refusals.badEmail(field, text);
        }
        return checkedLength(field, text);
    }

    private static @Nullable String option(Field field, @Nullable String text) {
        if (text != null && field.restrictedPicklist() && !isActive(field, text)) {
            throw Refusals.badOption(field, text);
        }
        return checkedLength(field, text);
    }

    private static boolean isActive(Field field, String value) {
        return field.options().stream()
                .anyMatch(option -> option.active() && option.value().equals(value));
    }

    /** Joined in the order of the options; what is none of them comes last. */
    private static @Nullable String options(Field field, String text) {
        Set<String> chosen = new LinkedHashSet<>();
        for (String part : text.split(";", -1)) {
            String value = option(field, cleaned(part));
            if (value != null) {
                chosen.add(value);
            }
        }
        Set<String> ordered = new LinkedHashSet<>();
        field.options().stream()
                .map(PicklistValue::value)
                .filter(chosen::contains)
                .forEach(ordered::add);
        ordered.addAll(chosen);
        return ordered.isEmpty() ? null : checkedLength(field, String.join(";", ordered));
    }

    private static Boolean truth(Field field, Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value instanceof String text && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
            return Boolean.valueOf(text);
        }
        throw wrongType(field, value);
    }

    private static BigDecimal number(Field field, Object value) {
        BigDecimal number = decimal(field, value);
        if (Math.abs((long) number.precision() - number.scale()) > MOST_PLACES) {
            throw Refusals.outOfRange(field, value);
        }
        boolean whole = field.type() == FieldType.INT;
        if (whole && number.stripTrailingZeros().scale() > 0) {
            throw wrongType(field, value);
        }
        BigDecimal kept = number.setScale(whole ? 0 : field.scale(), RoundingMode.HALF_UP);
        int precision = whole ? field.digits() : field.precision() == 0 ? USUAL_DIGITS : field.precision();
        if (kept.signum() != 0 && kept.precision() - kept.scale() > precision - (whole ? 0 : field.scale())) {
            throw Refusals.outOfRange(field, value);
        }
        return kept;
    }

    private static BigDecimal decimal(Field field, Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (value instanceof BigInteger whole) {
            return new BigDecimal(whole);
        }
        boolean simple = value instanceof Number || (value instanceof String text && text.length() <= LONGEST_NUMBER);
        if (!simple) {
            throw wrongType(field, value);
        }
        try {
            return new BigDecimal(value.toString().strip());
        } catch (NumberFormatException e) {
            throw wrongType(field, value);
        }
    }

    private static Object moment(Field field, Object value, Function<String, ? extends Optional<?>> reader) {
        Optional<?> moment = reader.apply(text(field, value).strip());
        if (moment.isEmpty()) {
            throw wrongType(field, value);
        }
        return moment.get();
    }
}
