package org.crmlink.sandbox.salesforce.query;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.soql.Operand;
import org.crmlink.sandbox.salesforce.soql.Query;
import org.jspecify.annotations.Nullable;

/**
 * The order behind ORDER BY. Empty values stand first unless NULLS LAST; texts are compared without case; options of a picklist stand in their own
 * order. Stateless. Source: backend page, section 6, and the SOQL guide, "ORDER BY".
 */
final class Sorting {

    private Sorting() {}

    /** The order of a query; empty if it asks for none. */
    static <T> Optional<Comparator<T>> of(List<Query.Order> order, Function<Operand, Reading<T>> readings) {
        Comparator<T> all = null;
        for (Query.Order one : order) {
            Comparator<T> next = by(one, readings.apply(one.by()));
            all = all == null ? next : all.thenComparing(next);
        }
        return Optional.ofNullable(all);
    }

    private static <T> Comparator<T> by(Query.Order order, Reading<T> reading) {
        int empty = order.nullsLast() ? 1 : -1;
        int direction = order.descending() ? -1 : 1;
        Field field = reading.field();
        return (a, b) -> {
            Comparable<?> one = comparable(field, reading.value(a));
            Comparable<?> other = comparable(field, reading.value(b));
            if (one == null || other == null) {
                return one == other ? 0 : one == null ? empty : -empty;
            }
            return direction * Values.compare(one, other);
        };
    }

    private static @Nullable Comparable<?> comparable(Field field, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof Boolean truth) {
            return truth ? "1" : "0";
        }
        if (value instanceof String written) {
            if (field.type() == FieldType.PICKLIST) {
                return place(field, written);
            }
            return field.caseSensitive() || field.type() == FieldType.ID || field.type() == FieldType.REFERENCE
                    ? written
                    : written.toLowerCase(Locale.ROOT);
        }
        return value instanceof Comparable<?> other ? other : value.toString();
    }

    /** Options first, in their order, then what is none. */
    private static String place(Field field, String value) {
        for (int at = 0; at < field.options().size(); at++) {
            if (field.options().get(at).value().equals(value)) {
                return String.format(Locale.ROOT, "%05d", at);
            }
        }
        return "x" + value.toLowerCase(Locale.ROOT);
    }
}
