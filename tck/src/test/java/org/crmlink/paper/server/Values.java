package org.crmlink.paper.server;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Between the wire's values and those that the backend holds, with all that a column demands of a value. */
final class Values {

    private Values() {}

    static Refusal bad(Column column, String what) {
        return new Refusal(400, "BAD_VALUE", "field '" + column.name() + "': " + what, column.name());
    }

    /** A value out of a write. */
    static @Nullable Object read(Column column, @Nullable Object wire) {
        if (wire == null) {
            if (column.required()) {
                throw bad(column, "must not be null");
            }
            return null;
        }
        Object value;
        try {
            value = parse(column, wire);
        } catch (ClassCastException | DateTimeException | ArithmeticException | IllegalArgumentException e) {
            throw bad(column, "is not of type " + column.kind());
        }
        check(column, value);
        return value;
    }

    /** A value out of a filter: as {@link #read} but for bounds; lookups by id. */
    static Object forFilter(Column column, @Nullable Object wire) {
        if (wire == null) {
            throw bad(column, "null in a comparison");
        }
        try {
            return switch (column.kind()) {
                case LOOKUP, LOOKUP_LIST, MULTI_CHOICE, ID -> (String) wire;
                default -> parse(column, wire);
            };
        } catch (ClassCastException | DateTimeException | ArithmeticException | IllegalArgumentException e) {
            throw bad(column, "is not of type " + column.kind());
        }
    }

    private static Object parse(Column column, Object wire) {
        return switch (column.kind()) {
            case ID, TEXT, CHOICE -> (String) wire;
            case INTEGER -> ((BigDecimal) wire).longValueExact();
            case DECIMAL, MONEY -> (BigDecimal) wire;
            case DOUBLE -> ((BigDecimal) wire).doubleValue();
            case BOOLEAN -> (Boolean) wire;
            case INSTANT -> Instant.parse((String) wire);
            case DATE -> LocalDate.parse((String) wire);
            case TIME -> LocalTime.parse((String) wire);
            case LOCAL_DATE_TIME -> LocalDateTime.parse((String) wire);
            case MULTI_CHOICE ->
                texts(wire).stream()
                        .sorted(Comparator.comparingInt(option -> place(column, option)))
                        .toList();
            case LOOKUP -> ref(wire);
            case LOOKUP_LIST -> {
                List<Object> refs = new ArrayList<>();
                ((List<?>) wire).forEach(one -> refs.add(ref(one)));
                yield List.copyOf(refs);
            }
            case BINARY -> Base64.getDecoder().decode((String) wire);
        };
    }

    private static int place(Column column, String option) {
        int place = column.options().indexOf(option);
        return place < 0 ? column.options().size() : place;
    }

    private static List<String> texts(Object wire) {
        return ((List<?>) wire).stream().map(String.class::cast).toList();
    }

    private static Ref ref(Object wire) {
        Map<?, ?> map = (Map<?, ?>) wire;
        Object entity = map.get("entity");
        Object id = map.get("id");
        if (!(entity instanceof String of && id instanceof String key)) {
            throw new IllegalArgumentException("no reference");
        }
        return new Ref(of, key);
    }

    private static void check(Column column, Object value) {
        if (value instanceof String text) {
            checkText(column, text);
        } else if (value instanceof byte[] bytes && column.max() > 0 && bytes.length > column.max()) {
            throw new Refusal(400, "TOO_LONG", "field '" + column.name() + "' is too long", column.name());
        } else if (value instanceof BigDecimal number) {
            boolean fits = number.scale() <= column.scale()
                    && number.precision() - number.scale() <= column.precision() - column.scale();
            if (!fits) {
                throw bad(column, "has too many digits");
            }
        } else if (value instanceof Instant instant
                && !instant.truncatedTo(ChronoUnit.MILLIS).equals(instant)) {
            throw bad(column, "is finer than a millisecond");
        } else if (value instanceof Ref ref && !column.targets().contains(ref.entity())) {
            throw bad(column, "does not point to " + ref.entity());
        } else if (value instanceof List<?> list) {
            for (Object one : list) {
                boolean good = one instanceof Ref ref
                        ? column.targets().contains(ref.entity())
                        : column.options().contains(one);
                if (!good) {
                    throw bad(column, "holds what it may not");
                }
            }
        }
        if (column.kind() == Kind.CHOICE && !column.options().contains(value)) {
            throw bad(column, "is none of the options");
        }
        checkBounds(column, value);
    }

    private static void checkText(Column column, String text) {
        if (column.max() > 0 && text.length() > column.max()) {
            throw new Refusal(400, "TOO_LONG", "field '" + column.name() + "' is too long", column.name());
        }
        if (text.indexOf('\0') >= 0) {
            throw bad(column, "holds U+0000");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw bad(column, "holds half a character");
            }
        }
    }

    private static void checkBounds(Column column, Object value) {
        if (column.lowest().isEmpty()) {
            return;
        }
        Object wireLowest = column.kind() == Kind.INTEGER ? new BigDecimal(column.lowest()) : column.lowest();
        Object wireHighest = column.kind() == Kind.INTEGER ? new BigDecimal(column.highest()) : column.highest();
        if (FilterTree.compare(value, parse(column, wireLowest)) < 0
                || FilterTree.compare(value, parse(column, wireHighest)) > 0) {
            throw bad(column, "is out of bounds");
        }
    }

    /** How the wire shows a value. */
    static @Nullable Object write(@Nullable Object value) {
        if (value instanceof Ref ref) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("entity", ref.entity());
            map.put("id", ref.id());
            return map;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> all = new ArrayList<>();
            list.forEach(one -> all.add(write(one)));
            return all;
        }
        if (value instanceof byte[] bytes) {
            return Map.of("size", bytes.length);
        }
        boolean plain = value instanceof Number || value instanceof Boolean;
        return plain || value == null ? value : value.toString();
    }
}
