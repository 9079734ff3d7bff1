package com.example.smallhost;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.crmlink.sdk.metadata.Field;

/** Values of fields as texts and back. */
final class Cells {

    private Cells() {}

    static String text(Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof List<?> several) {
            return several.stream().map(Cells::text).collect(Collectors.joining(";"));
        }
        return value.toString();
    }

    /** The value that an upload takes; an empty text clears the field. */
    static Object value(Field field, String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return switch (field.type()) {
                case TEXT, CHOICE, ID -> text;
                case INTEGER -> Long.valueOf(text);
                case DECIMAL, MONEY -> new BigDecimal(text);
                case DOUBLE -> Double.valueOf(text);
                case BOOLEAN -> flag(text);
                case INSTANT -> Instant.parse(text);
                case DATE -> LocalDate.parse(text);
                default ->
                    throw new UsageException(
                            "this host does not write fields of type " + field.type() + ", such as " + field.name());
            };
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new UsageException(
                    "'" + text + "' is no value for field " + field.name() + " of type " + field.type());
        }
    }

    private static Boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("neither true nor false");
        }
        return Boolean.valueOf(text);
    }
}
