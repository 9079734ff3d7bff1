package org.crmlink.paper.connector;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.jspecify.annotations.Nullable;

/** What is wrong with a value before it is sent: a value is refused, never changed. */
final class ValueCheck {

    private ValueCheck() {}

    /** One thing wrong. */
    record Wrong(ErrorKind kind, String what) {}

    static Optional<Wrong> check(Field field, @Nullable Object value) {
        if (value == null) {
            return field.required() ? invalid("must not be null") : Optional.empty();
        }
        Class<?> type =
                field.type() == FieldType.BINARY ? byte[].class : field.type().javaType();
        if (!type.isInstance(value)) {
            return invalid("is not of type " + field.type());
        }
        if (value instanceof String text) {
            return text(field, text);
        } else if (value instanceof byte[] bytes) {
            return field.maxLength().isPresent()
                            && bytes.length > field.maxLength().getAsInt()
                    ? tooLong(field)
                    : Optional.empty();
        } else if (value instanceof BigDecimal number) {
            return decimal(field, number);
        } else if (value instanceof Double number) {
            return Double.isFinite(number) ? Optional.empty() : invalid("is no number");
        } else if (value instanceof Instant instant
                && !instant.truncatedTo(ChronoUnit.MILLIS).equals(instant)) {
            return invalid("is finer than a millisecond");
        } else if (value instanceof RecordRef ref) {
            return target(field, ref);
        } else if (value instanceof List<?> list) {
            return list(field, list);
        }
        return bounds(field, value);
    }

    private static Optional<Wrong> invalid(String what) {
        return Optional.of(new Wrong(ErrorKind.INVALID_DATA, what));
    }

    private static Optional<Wrong> tooLong(Field field) {
        return Optional.of(new Wrong(
                ErrorKind.LIMIT_EXCEEDED, "is longer than " + field.maxLength().getAsInt()));
    }

    private static Optional<Wrong> text(Field field, String text) {
        if (field.maxLength().isPresent() && text.length() > field.maxLength().getAsInt()) {
            return tooLong(field);
        }
        return isUnicode(text) ? Optional.empty() : invalid("holds U+0000 or half a character");
    }

    static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Wrong> decimal(Field field, BigDecimal number) {
        int scale = field.scale().orElse(0);
        int digits = field.precision().orElse(Integer.MAX_VALUE);
        boolean fits = number.scale() <= scale && number.precision() - number.scale() <= digits - scale;
        return fits
                ? Optional.empty()
                : invalid("has more than " + digits + " digits or " + scale + " behind the point");
    }

    private static Optional<Wrong> list(Field field, List<?> list) {
        for (Object one : list) {
            Optional<Wrong> wrong = one instanceof RecordRef ref && field.type() == FieldType.LOOKUP_LIST
                    ? target(field, ref)
                    : one instanceof String && field.type() == FieldType.MULTI_CHOICE
                            ? Optional.empty()
                            : invalid("holds what is not of its type");
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private static Optional<Wrong> target(Field field, RecordRef ref) {
        if (!isUnicode(ref.id())) {
            return invalid("points to an id that is no Unicode");
        }
        return field.targets().contains(ref.entity()) ? Optional.empty() : invalid("does not point to " + ref.entity());
    }

    private static Optional<Wrong> bounds(Field field, Object value) {
        boolean within = field.min().map(min -> compare(value, min) >= 0).orElse(true)
                && field.max().map(max -> compare(value, max) <= 0).orElse(true);
        return within ? Optional.empty() : invalid("is out of bounds");
    }

    private static int compare(Object value, Comparable<?> bound) {
        if (value instanceof Long number) {
            return number.compareTo((Long) bound);
        } else if (value instanceof Instant instant) {
            return instant.compareTo((Instant) bound);
        } else if (value instanceof LocalDate date) {
            return date.compareTo((LocalDate) bound);
        } else if (value instanceof LocalDateTime time) {
            return time.compareTo((LocalDateTime) bound);
        }
        return 0;
    }
}
