package org.crmlink.sandbox.salesforce.dml;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the texts of CSV and SOAP. Source: backend page, section 16; the words for truth values are those of the vendor's Bulk API. Stateless.
 */
public final class TextValues {

    private static final int LONGEST_NUMBER = 1_000;

    private TextValues() {}

    /**
     * The value that {@link Dml} takes for the text.
     *
     * <p>What is blank is nothing. Numbers and truth values are read; a bare day of a moment is its midnight, UTC. A text that is no such value stays
     * as it is, so that {@link Dml} refuses it in the vendor's words. Marks of a channel, such as {@code #N/A}, are the caller's.
     */
    public static @Nullable Object read(Field field, String text) {
        String bare = text.strip();
        if (bare.isEmpty()) {
            return null;
        }
        if (field.type() == FieldType.BOOLEAN) {
            return switch (bare.toLowerCase(Locale.ROOT)) {
                case "true", "yes", "y", "on", "1" -> true;
                case "false", "no", "n", "off", "0" -> false;
                default -> text;
            };
        }
        if (field.type().isNumber()) {
            return number(bare);
        }
        return field.type() == FieldType.DATETIME && isDay(bare) ? bare + "T00:00:00Z" : text;
    }

    private static Object number(String text) {
        try {
            return text.length() <= LONGEST_NUMBER ? new BigDecimal(text) : text;
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private static boolean isDay(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
