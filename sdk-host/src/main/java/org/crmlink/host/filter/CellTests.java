package org.crmlink.host.filter;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.Field;

/** Tests of single values by field type. */
final class CellTests {

    private static final int GUID_LENGTH = 36;

    private CellTests() {}

    static CellTest equalTo(Field field, Object wanted) {
        return switch (field.type()) {
            case TEXT, CHOICE -> {
                String text = (String) wanted;
                yield value -> text.equalsIgnoreCase(cast(String.class, value, field));
            }
            case DOUBLE -> {
                double number = (Double) wanted;
                yield value -> number == cast(Double.class, value, field);
            }
            case ID, LOOKUP, LOOKUP_LIST, MULTI_CHOICE -> oneOf(field, List.of(wanted));
            default -> ordered(field, wanted, sign -> sign == 0);
        };
    }

    static CellTest oneOf(Field field, List<Object> wanted) {
        return switch (field.type()) {
            case TEXT, CHOICE -> {
                Set<String> texts = withoutCase(wanted);
                yield value -> texts.contains(cast(String.class, value, field));
            }
            case MULTI_CHOICE -> {
                Set<String> texts = withoutCase(wanted);
                yield value -> any(field, value, item -> texts.contains(cast(String.class, item, field)));
            }
            case ID -> {
                Set<String> ids = ids(wanted);
                yield value -> ids.contains(id(cast(String.class, value, field)));
            }
            case LOOKUP -> {
                Set<String> ids = ids(wanted);
                yield value ->
                        ids.contains(id(cast(RecordRef.class, value, field).id()));
            }
            case LOOKUP_LIST -> {
                Set<String> ids = ids(wanted);
                yield value -> any(
                        field,
                        value,
                        item -> ids.contains(
                                id(cast(RecordRef.class, item, field).id())));
            }
            default -> {
                // few values are the rule, and numbers need their order (1.0 is 1), which hashing does not know
                List<CellTest> tests =
                        wanted.stream().map(value -> equalTo(field, value)).toList();
                yield tests.size() <= 8 ? value -> anyMatches(tests, value) : sortedSet(field, wanted);
            }
        };
    }

    private static boolean anyMatches(List<CellTest> tests, Object value) {
        for (CellTest test : tests) {
            if (test.matches(value)) {
                return true;
            }
        }
        return false;
    }

    private static CellTest sortedSet(Field field, List<Object> wanted) {
        Comparator<Object> order = order(field);
        Set<Object> set = new TreeSet<>(order);
        set.addAll(wanted);
        return value -> set.contains(cast(field.type().javaType(), value, field));
    }

    static CellTest ordered(Field field, Object wanted, IntPredicate holds) {
        if (wanted instanceof Double number) {
            double bound = number;
            return value -> {
                double cell = cast(Double.class, value, field);
                // 0.0 and -0.0 are one number, and NaN is none
                return !Double.isNaN(cell) && holds.test(cell < bound ? -1 : cell > bound ? 1 : 0);
            };
        }
        Comparator<Object> order = order(field);
        Class<?> type = field.type().javaType();
        return value -> holds.test(order.compare(cast(type, value, field), wanted));
    }

    private static Comparator<Object> order(Field field) {
        return switch (field.type()) {
            case TEXT -> by(String.class, String.CASE_INSENSITIVE_ORDER);
            case INTEGER -> by(Long.class, Comparator.naturalOrder());
            case DECIMAL, MONEY -> by(BigDecimal.class, Comparator.naturalOrder());
            case DOUBLE -> by(Double.class, Comparator.comparingDouble(number -> number == 0 ? 0.0 : number));
            case BOOLEAN -> by(Boolean.class, Comparator.naturalOrder());
            case INSTANT -> by(Instant.class, Comparator.naturalOrder());
            case DATE -> by(LocalDate.class, Comparator.naturalOrder());
            case TIME -> by(LocalTime.class, Comparator.naturalOrder());
            case LOCAL_DATE_TIME -> by(LocalDateTime.class, Comparator.naturalOrder());
            case CHOICE, MULTI_CHOICE, LOOKUP, LOOKUP_LIST, ID, BINARY ->
                throw new IllegalArgumentException(
                        "field '" + field.name() + "' of type " + field.type() + " has no order");
        };
    }

    private static <T> Comparator<Object> by(Class<T> type, Comparator<? super T> order) {
        return (a, b) -> order.compare(type.cast(a), type.cast(b));
    }

    static CellTest textMatch(Field field, Filter.Match match, String wanted) {
        return switch (match) {
            case PREFIX -> value -> cast(String.class, value, field).regionMatches(true, 0, wanted, 0, wanted.length());
            case CONTAINS -> value -> contains(cast(String.class, value, field), wanted);
        };
    }

    private static boolean contains(String text, String wanted) {
        int last = text.length() - wanted.length();
        for (int i = 0; i <= last; i++) {
            if (text.regionMatches(true, i, wanted, 0, wanted.length())) {
                return true;
            }
        }
        return false;
    }

    static CellTest reference(Field field, Predicate<RecordRef> wanted) {
        return value -> wanted.test(cast(RecordRef.class, value, field));
    }

    private static boolean any(Field field, Object value, Predicate<Object> wanted) {
        for (Object item : cast(List.class, value, field)) {
            if (wanted.test(item)) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> withoutCase(List<Object> wanted) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        wanted.forEach(value -> set.add((String) value));
        return set;
    }

    private static Set<String> ids(List<Object> wanted) {
        Set<String> set = new HashSet<>();
        wanted.forEach(value -> set.add(id((String) value)));
        return set;
    }

    /** One spelling for equal ids: GUIDs are equal without case, all others only with it. */
    private static String id(String id) {
        return isGuid(id) ? id.toLowerCase(Locale.ROOT) : id;
    }

    /** Asked for each row: so without a pattern. */
    private static boolean isGuid(String id) {
        if (id.length() != GUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < GUID_LENGTH; i++) {
            char c = id.charAt(i);
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            boolean hex = c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
            if (hyphen ? c != '-' : !hex) {
                return false;
            }
        }
        return true;
    }

    static <T> T cast(Class<T> type, Object value, Field field) {
        if (!type.isInstance(value)) {
            throw ConnectorException.of(
                            ErrorKind.PROTOCOL_ERROR,
                            "defect of the connector: field '" + field.name() + "' of type " + field.type()
                                    + " came as " + value.getClass().getName() + " instead of " + type.getName())
                    .operation("filter")
                    .hint("report this to the author of the connector")
                    .build();
        }
        return type.cast(value);
    }
}
