package org.crmlink.tck.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.BinaryRef;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Normalisation;
import org.jspecify.annotations.Nullable;

/** Compares what was given with what is held, to the letter but for what the metadata declares. Stateless. */
public final class Fidelity {

    private static final int LARGEST_BINARY = 64 * 1024 * 1024;

    private Fidelity() {}

    /** Whether a held value is what the field's declared normalisations make of a given one. */
    public static boolean same(EntityType entity, Field field, @Nullable Object given, @Nullable Object held) {
        @Nullable Object expected = normalised(field, given);
        if (expected == null || held == null) {
            // no type of the contract tells an empty list from none
            return isNone(expected) && isNone(held);
        }
        Duration resolution = entity.capabilities().timeResolution();
        boolean truncates = field.normalisations().contains(Normalisation.TIME_IS_TRUNCATED);
        return switch (field.type()) {
            case TEXT -> expected.equals(ends(field, strip(field, held)));
            case DECIMAL, MONEY -> number(field, (BigDecimal) expected, held);
            case INSTANT -> held.equals(truncates ? truncated((Instant) expected, resolution) : expected);
            case TIME, LOCAL_DATE_TIME ->
                held.equals(expected) || truncates && coarse(held).equals(coarse(expected));
            case MULTI_CHOICE, LOOKUP_LIST -> list(expected).equals(list(held)) && size(expected) == size(held);
            case BINARY -> Arrays.equals(bytes(expected), bytes(held));
            default -> expected.equals(held);
        };
    }

    private static boolean isNone(@Nullable Object value) {
        return value == null || value instanceof List<?> list && list.isEmpty();
    }

    private static @Nullable Object normalised(Field field, @Nullable Object given) {
        if (field.type() != FieldType.TEXT || given == null) {
            return given;
        }
        Object text = ends(field, strip(field, given));
        boolean nothing = "".equals(text) && field.normalisations().contains(Normalisation.EMPTY_IS_NULL);
        return nothing ? null : text;
    }

    private static Object strip(Field field, Object value) {
        String text = String.valueOf(value);
        if (field.normalisations().contains(Normalisation.TRIMS_LEADING_BLANKS)) {
            text = text.stripLeading();
        }
        return field.normalisations().contains(Normalisation.TRIMS_TRAILING_BLANKS) ? text.stripTrailing() : text;
    }

    private static Object ends(Field field, Object value) {
        String text = String.valueOf(value);
        boolean lf = field.normalisations().contains(Normalisation.LINE_ENDS_TO_LF);
        boolean crlf = field.normalisations().contains(Normalisation.LINE_ENDS_TO_CRLF);
        return lf || crlf ? text.replace("\r\n", "\n").replace('\r', '\n').replace("\n", lf ? "\n" : "\r\n") : text;
    }

    private static boolean number(Field field, BigDecimal expected, Object held) {
        if (!(held instanceof BigDecimal number)) {
            return false;
        }
        if (!field.normalisations().contains(Normalisation.SCALE_IS_FIXED)) {
            return expected.scale() == number.scale() && expected.compareTo(number) == 0;
        }
        int scale = field.scale().orElse(number.scale());
        return expected.setScale(scale, RoundingMode.HALF_UP).compareTo(number) == 0;
    }

    private static Instant truncated(Instant instant, Duration resolution) {
        long nanos = Math.max(1, resolution.toNanos());
        if (resolution.toSeconds() > 0) {
            long seconds = resolution.toSeconds();
            return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), seconds) * seconds);
        }
        return instant.minusNanos(instant.getNano() % nanos);
    }

    private static Object coarse(Object time) {
        if (time instanceof LocalDateTime local) {
            return local.withNano(0);
        }
        return time instanceof LocalTime local ? local.withNano(0) : time;
    }

    private static Set<Object> list(Object value) {
        return value instanceof List<?> list ? new HashSet<>(list) : Set.of(value);
    }

    private static int size(Object value) {
        return value instanceof List<?> list ? list.size() : 1;
    }

    /** The bytes of a binary value, read through the connector if need be. */
    public static byte[] bytes(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (!(value instanceof BinaryRef ref)) {
            throw new AssertionError("A binary field's value in a row is a BinaryRef, but here it is a "
                    + value.getClass().getName());
        }
        try (InputStream in = ref.open()) {
            return in.readNBytes(LARGEST_BINARY);
        } catch (IOException e) {
            throw new UncheckedIOException("a binary value cannot be read", e);
        }
    }

    /** The names of fields whose held value is not what was given. */
    public static List<String> differing(
            EntityType entity, Map<String, @Nullable Object> given, Map<String, @Nullable Object> held) {
        List<String> names = new ArrayList<>();
        given.forEach((name, value) -> {
            Optional<Field> field = entity.field(name);
            if (field.isPresent() && !same(entity, field.get(), value, held.get(name))) {
                names.add(name + " (" + field.get().type() + ")");
            }
        });
        return names;
    }

    /** A map of records that can be compared with {@code equals}, bytes included. */
    public static Map<String, Object> comparable(Map<String, @Nullable Object> values) {
        Map<String, Object> comparable = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (value instanceof byte[] bytes) {
                comparable.put(name, Arrays.toString(bytes));
            } else if (value != null) {
                comparable.put(name, value);
            }
        });
        return comparable;
    }

    /** Names and values of a row. */
    public static Map<String, @Nullable Object> values(List<String> fields, @Nullable Object[] values) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            map.put(fields.get(i), values[i]);
        }
        return map;
    }

    /** Whether two values are equal, where null, an empty text and an empty list are the same. */
    public static boolean alike(@Nullable Object one, @Nullable Object other) {
        return Objects.equals(nothing(one), nothing(other));
    }

    private static @Nullable Object nothing(@Nullable Object value) {
        return isNone(value) || "".equals(value) ? null : value;
    }
}
