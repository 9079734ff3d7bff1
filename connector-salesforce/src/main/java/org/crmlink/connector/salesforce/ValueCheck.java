package org.crmlink.connector.salesforce;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;

/** Finds out before sending what a value lacks; messages hold no values. Stateless. */
final class ValueCheck {

    private static final int LARGEST_SCALE = 100;

    private ValueCheck() {}

    /** What is wrong with a value that is not null, if anything. */
    static Optional<String> problem(Field field, Object value) {
        Class<?> wanted =
                field.type() == FieldType.BINARY ? byte[].class : field.type().javaType();
        if (!wanted.isInstance(value)) {
            return Optional.of("needs a " + wanted.getSimpleName() + ", not a "
                    + value.getClass().getSimpleName());
        }
        if (isTooLong(field, value)) {
            return Optional.of("is longer than " + field.maxLength().getAsInt() + " characters");
        }
        return switch (field.type()) {
            case TEXT, CHOICE -> text((String) value);
            case ID ->
                SalesforceIds.normalise((String) value).isPresent()
                        ? Optional.empty()
                        : Optional.of("is not a record id");
            case MULTI_CHOICE ->
                ((List<?>) value)
                        .stream()
                                .map(ValueCheck::option)
                                .flatMap(Optional::stream)
                                .findFirst();
            case DECIMAL, MONEY -> digits(field, (BigDecimal) value);
            case INTEGER, INSTANT, DATE, TIME -> range(field, value);
            case LOOKUP -> reference(field, (RecordRef) value);
            default -> Optional.empty();
        };
    }

    static boolean isTooLong(Field field, Object value) {
        return field.type() == FieldType.TEXT
                && value instanceof String text
                && text.length() > field.maxLength().orElse(Integer.MAX_VALUE);
    }

    private static Optional<String> option(Object option) {
        if (!(option instanceof String text) || text.isBlank()) {
            return Optional.of("needs a list of options");
        }
        return text.indexOf(';') < 0
                ? text(text)
                : Optional.of("has an option with a semicolon, which divides options");
    }

    private static Optional<String> text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (Character.isSurrogate(c) && !pair) {
                return Optional.of("holds half of a character (a lone surrogate)");
            }
            if (c == 0) {
                return Optional.of("holds the character U+0000");
            }
            i += pair ? 1 : 0;
        }
        return Optional.empty();
    }

    private static Optional<String> digits(Field field, BigDecimal value) {
        if (Math.abs((long) value.scale()) > LARGEST_SCALE) {
            return Optional.of("has too many digits");
        }
        BigDecimal plain = value.stripTrailingZeros();
        int whole = Math.max(plain.precision() - plain.scale(), 0);
        int most = field.precision().orElse(Integer.MAX_VALUE) - field.scale().orElse(0);
        return whole > most ? Optional.of("has more than " + most + " digits before the point") : Optional.empty();
    }

    private static Optional<String> reference(Field field, RecordRef reference) {
        if (SalesforceIds.normalise(reference.id()).isEmpty()) {
            return Optional.of("points to an id that is none of this service");
        }
        return field.targets().contains(reference.entity())
                ? Optional.empty()
                : Optional.of(
                        "cannot point to '" + reference.entity() + "', only to " + String.join(", ", field.targets()));
    }

    private static Optional<String> range(Field field, Object value) {
        if (field.min().isPresent() && compare(field.min().get(), value) > 0) {
            return Optional.of("is less than " + field.min().get());
        }
        if (field.max().isPresent() && compare(field.max().get(), value) < 0) {
            return Optional.of("is greater than " + field.max().get());
        }
        return Optional.empty();
    }

    /** The bound has the field's Java type, and so has the value. */
    @SuppressWarnings("unchecked")
    private static int compare(Comparable<?> bound, Object value) {
        return ((Comparable<Object>) bound).compareTo(value);
    }
}
