package org.crmlink.sandbox.dynamics;

import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.time.temporal.WeekFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.jspecify.annotations.Nullable;

/** Groups rows and measures the groups, for FetchXML and for {@code $apply}. One thread. */
final class Aggregation<T> {

    private final List<Item<T>> items;
    private final int limit;
    private final Map<List<@Nullable Comparable<Object>>, Group> groups = new LinkedHashMap<>();
    private int rows;

    /**
     * A column of the result.
     *
     * @param alias its name
     * @param attribute the column that it is made of
     * @param measure what is computed; empty if it makes groups
     * @param part the part of a date that makes groups
     */
    record Item<T>(
            String alias,
            String attribute,
            Source<T> source,
            Optional<FetchXml.Measure> measure,
            boolean distinct,
            Optional<FetchXml.DatePart> part) {}

    /**
     * A value of the result.
     *
     * @param column a column of the value's type
     * @param formatted the text for people, if it does not follow from the type
     */
    record Value(
            String alias,
            String attribute,
            Column column,
            @Nullable Object value,
            Optional<String> formatted) {}

    private record Bucket(Column column, @Nullable Object value, Optional<String> formatted) {}

    private record Group(List<Bucket> buckets, List<Measuring> measures) {}

    /**
     * An empty aggregation.
     *
     * @param items the columns of the result in the order in which they are written
     * @param limit most rows
     */
    Aggregation(List<Item<T>> items, int limit) {
        this.items = List.copyOf(items);
        this.limit = limit;
        if (items.stream().allMatch(item -> item.measure().isPresent())) {
            // Without groups there is one line, even about no rows.
            groups.put(List.of(), empty(List.of()));
        }
    }

    private Group empty(List<Bucket> buckets) {
        List<Measuring> measures = new ArrayList<>();
        for (Item<T> item : items) {
            item.measure()
                    .ifPresent(measure ->
                            measures.add(new Measuring(measure, item.source().column(), item.distinct())));
        }
        return new Group(buckets, measures);
    }

    /**
     * Takes in a row.
     *
     * @throws ApiException if they are too many
     */
    void add(T row) {
        if (++rows > limit) {
            throw FetchErrors.aggregateLimit();
        }
        List<Bucket> buckets = new ArrayList<>();
        List<@Nullable Comparable<Object>> key = new ArrayList<>();
        for (Item<T> item : items) {
            if (item.measure().isEmpty()) {
                Object value = item.source().value().apply(row);
                Column column = item.source().column();
                Bucket bucket = value == null || item.part().isEmpty()
                        ? new Bucket(column, value, Optional.empty())
                        : part(item.part().get(), QueryFunctions.day(value));
                buckets.add(bucket);
                key.add(key(bucket));
            }
        }
        Group group = groups.computeIfAbsent(key, made -> empty(buckets));
        int at = 0;
        for (Item<T> item : items) {
            if (item.measure().isPresent()) {
                group.measures().get(at++).add(item.source().value().apply(row));
            }
        }
    }

    /** Fiscal periods of different years have the same number, so their text is the key. */
    private static @Nullable Comparable<Object> key(Bucket bucket) {
        Object value = bucket.value();
        if (value == null) {
            return null;
        }
        Comparable<Object> form = Comparables.hashed(Comparables.value(bucket.column(), value));
        return bucket.formatted().isPresent() ? text(bucket.formatted().get()) : form;
    }

    @SuppressWarnings("unchecked") // compared only with keys of the same item
    private static Comparable<Object> text(String text) {
        return (Comparable<Object>) (Object) text;
    }

    /**
     * Days, weeks and months are numbers within the year or month, as in the documentation's example; weeks begin on Sunday and the first
     * one on January 1. That the number of a fiscal period stands without its year, which its text has, is our assumption.
     */
    private static Bucket part(FetchXml.DatePart part, LocalDate day) {
        int year = day.getYear();
        return switch (part) {
            case DAY -> number(day.getDayOfMonth());
            case WEEK -> number(day.get(WeekFields.SUNDAY_START.weekOfYear()));
            case MONTH -> number(day.getMonthValue());
            case QUARTER -> number(day.get(IsoFields.QUARTER_OF_YEAR));
            case YEAR -> number(year);
            case FISCAL_YEAR -> new Bucket(Measuring.COUNT, year, Optional.of("FY" + year));
            case FISCAL_PERIOD -> {
                int period = DateSpans.fiscalPeriod(day);
                yield new Bucket(Measuring.COUNT, period, Optional.of("Quarter " + period + " FY" + year));
            }
        };
    }

    private static Bucket number(int number) {
        return new Bucket(Measuring.COUNT, number, Optional.empty());
    }

    static boolean isDate(Column column) {
        return column.type() == ColumnType.DATETIME;
    }

    /** A sort column of the result. */
    record Order(String alias, boolean descending) {}

    /** The lines of the result in this order, and by their groups where it leaves them equal. */
    List<List<Value>> lines(List<Order> orders, FormattedValues formattedValues) {
        List<List<Value>> lines = new ArrayList<>();
        groups.values().forEach(group -> lines.add(line(group)));
        Comparator<List<Value>> order = Comparator.comparing(line -> 0);
        for (Order one : orders) {
            int index = index(one.alias());
            Comparator<List<Value>> by = (a, b) -> compare(a.get(index), b.get(index), formattedValues);
            order = order.thenComparing(one.descending() ? by.reversed() : by);
        }
        for (int i = 0; i < items.size(); i++) {
            int index = i;
            if (items.get(i).measure().isEmpty()) {
                order = order.thenComparing((a, b) -> compare(a.get(index), b.get(index), formattedValues));
            }
        }
        lines.sort(order);
        return lines;
    }

    private int index(String alias) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).alias().equals(alias)) {
                return i;
            }
        }
        throw FetchErrors.orderOfUnknownAlias(alias);
    }

    /** Nothing first; what has a label or a name is compared by it. */
    private static int compare(Value a, Value b, FormattedValues formattedValues) {
        Object left = a.value();
        Object right = b.value();
        if (left == null || right == null) {
            return left == right ? 0 : left == null ? -1 : 1;
        }
        Column column = a.column();
        if (column.type().isReference() || column.type().isOption()) {
            return Comparables.fold(formattedValues.format(column, left).orElse(left.toString()))
                    .compareTo(Comparables.fold(
                            formattedValues.format(column, right).orElse(right.toString())));
        }
        int comparison = Comparables.value(column, left).compareTo(Comparables.value(column, right));
        return comparison != 0
                ? comparison
                : a.formatted().orElse("").compareTo(b.formatted().orElse(""));
    }

    private List<Value> line(Group group) {
        List<Value> values = new ArrayList<>();
        int bucket = 0;
        int measure = 0;
        for (Item<T> item : items) {
            if (item.measure().isPresent()) {
                Measuring measured = group.measures().get(measure++);
                values.add(new Value(
                        item.alias(), item.attribute(), measured.type(), measured.result(), Optional.empty()));
            } else {
                Bucket found = group.buckets().get(bucket++);
                values.add(new Value(item.alias(), item.attribute(), found.column(), found.value(), found.formatted()));
            }
        }
        return values;
    }
}
