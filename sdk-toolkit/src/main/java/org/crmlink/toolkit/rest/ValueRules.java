package org.crmlink.toolkit.rest;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;

/** Finds out before sending what a value lacks by its field's metadata; messages hold no values. Stateless. */
final class ValueRules {

    /** Beyond it a plain text of the number would be endless: {@code 1e999999999}. */
    private static final int LARGEST_SCALE = 400;

    private ValueRules() {}

    /** Whether a text or binary is longer than its field allows. */
    static boolean isTooLong(Field field, Object value) {
        int length = value instanceof String text ? text.length() : value instanceof byte[] bytes ? bytes.length : 0;
        return field.maxLength().isPresent() && length > field.maxLength().getAsInt();
    }

    /** What is wrong with a value that is not null, if anything. */
    static Optional<String> problem(Field field, Object value) {
        Class<?> wanted =
                field.type() == FieldType.BINARY ? byte[].class : field.type().javaType();
        if (!wanted.isInstance(value)) {
            return Optional.of("needs a " + wanted.getSimpleName() + ", not a "
                    + value.getClass().getSimpleName());
        }
        if (isTooLong(field, value)) {
            return Optional.of("is longer than " + field.maxLength().getAsInt());
        }
        return switch (field.type()) {
            case TEXT, ID, CHOICE -> text((String) value);
            case DECIMAL, MONEY -> digits(field, (BigDecimal) value).or(() -> range(field, value));
            case DOUBLE ->
                Double.isFinite((Double) value) ? range(field, value) : Optional.of("is not a finite number");
            case INTEGER, INSTANT, DATE, TIME, LOCAL_DATE_TIME -> range(field, value);
            case LOOKUP -> reference(field, value);
            case LOOKUP_LIST ->
                ((List<?>) value)
                        .stream()
                                .map(one -> reference(field, one))
                                .flatMap(Optional::stream)
                                .findFirst();
            case MULTI_CHOICE ->
                ((List<?>) value)
                        .stream()
                                .map(one ->
                                        one instanceof String text ? text(text) : Optional.of("needs a list of texts"))
                                .flatMap(Optional::stream)
                                .findFirst();
            case BOOLEAN, BINARY -> Optional.empty();
        };
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
        int scale = Math.max(plain.scale(), 0);
        if (field.scale().isPresent() && scale > field.scale().getAsInt()) {
            return Optional.of("has more than " + field.scale().getAsInt() + " digits behind the point");
        }
        int whole = Math.max(plain.precision() - plain.scale(), 0);
        if (field.precision().isPresent()
                && whole + field.scale().orElse(scale) > field.precision().getAsInt()) {
            return Optional.of("has more than " + field.precision().getAsInt() + " digits");
        }
        return Optional.empty();
    }

    private static Optional<String> reference(Field field, Object value) {
        if (!(value instanceof RecordRef reference)) {
            return Optional.of("needs a reference to a record");
        }
        List<String> targets = field.targets();
        return targets.isEmpty() || targets.contains(reference.entity())
                ? text(reference.id())
                : Optional.of("cannot point to '" + reference.entity() + "', only to " + String.join(", ", targets));
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
