package org.crmlink.sandbox.dynamics;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/**
 * The order of a query's rows. Columns of the table asked for come before those of joined tables; lookups are sorted by the name of
 * what they point to and choices by their label (documented), unless raw numbers are asked for. One request, one thread.
 */
final class FetchSort {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final FetchScope scope;
    private final List<Item> items = new ArrayList<>();
    private final boolean raw;
    private boolean linked;

    private record Item(String name, Source<JoinedRow> source, boolean byText, boolean descending) {}

    /**
     * A place in the order.
     *
     * @param values those of the sort columns, then what makes it unique: the id of the row asked for, unless equal rows are merged,
     *     and those of the joined rows
     */
    record Place(List<@Nullable Comparable<Object>> values) {}

    private FetchSort(FetchScope scope, boolean raw) {
        this.scope = scope;
        this.raw = raw;
    }

    static FetchSort of(FetchScope scope, boolean raw) {
        FetchSort sort = new FetchSort(scope, raw);
        for (FetchScope.Entry entry : scope.entries()) {
            for (FetchXml.Order order : entry.node().orders()) {
                sort.add(entry, order);
            }
        }
        return sort;
    }

    private void add(FetchScope.Entry at, FetchXml.Order order) {
        FetchScope.Entry entry = order.entity().isEmpty()
                ? at
                : scope.called(order.entity().get())
                        .orElseThrow(() ->
                                FetchErrors.orderOfUnknownAlias(order.entity().get()));
        String attribute =
                order.attribute().orElseGet(() -> aliased(entry, order.alias().orElse("")));
        Source<JoinedRow> source = scope.source(entry, attribute);
        Column column = source.column();
        linked |= entry.slot() > 0;
        boolean byText = column.type().isReference() || (column.type().isOption() && !raw);
        items.add(new Item(attribute, source, byText, order.descending()));
    }

    /** Outside of aggregations an alias stands for the attribute that has it. */
    private static String aliased(FetchScope.Entry entry, String alias) {
        for (FetchXml.Attribute attribute : entry.node().attributes()) {
            if (attribute.alias().filter(alias::equals).isPresent()) {
                return attribute.name();
            }
        }
        throw FetchErrors.orderOfUnknownAlias(alias);
    }

    /** Whether nothing but the id gives the order. */
    boolean isById() {
        return items.isEmpty();
    }

    /** Whether a column of a joined table takes part: then no paging cookie is given (documented). */
    boolean isLinked() {
        return linked;
    }

    /** How many values of a place the row asked for determines: the sort columns and its id. */
    int prefix() {
        return items.size() + 1;
    }

    Comparator<Place> order() {
        return (a, b) -> compare(a, b, Math.min(a.values().size(), b.values().size()));
    }

    /** Compares only the first values. */
    int compare(Place a, Place b, int length) {
        for (int i = 0; i < length; i++) {
            Comparable<Object> left = a.values().get(i);
            Comparable<Object> right = b.values().get(i);
            int comparison = left == null ? (right == null ? 0 : -1) : right == null ? 1 : left.compareTo(right);
            if (comparison != 0) {
                return i < items.size() && items.get(i).descending() ? -comparison : comparison;
            }
        }
        return 0;
    }

    /** The place of a joined row, made unique by its ids or, if given, by these values. */
    Place place(JoinedRow joined, @Nullable List<@Nullable Comparable<Object>> distinct) {
        List<@Nullable Comparable<Object>> values = new ArrayList<>(items.size() + 2);
        for (Item item : items) {
            Object value = item.source().value().apply(joined);
            values.add(value == null ? null : key(item, value));
        }
        if (distinct != null) {
            values.addAll(distinct);
        } else {
            for (int slot = 0; slot < joined.size(); slot++) {
                Row row = joined.row(slot);
                values.add(row == null ? null : comparable(row.id()));
            }
        }
        return new Place(values);
    }

    private Comparable<Object> key(Item item, Object value) {
        Column column = item.source().column();
        return item.byText()
                ? comparable(Comparables.fold(scope.text(column, value)))
                : Comparables.value(column, value);
    }

    @SuppressWarnings("unchecked") // both sides of a comparison have the same place and so the same type
    private static Comparable<Object> comparable(Object value) {
        return (Comparable<Object>) value;
    }

    // ------------------------------------------------------------------ as texts in a cookie

    /** The texts of a row's place: its sort columns and its id. */
    Map<String, Optional<String>> texts(JoinedRow joined) {
        Map<String, Optional<String>> texts = new LinkedHashMap<>();
        for (Item item : items) {
            Object value = item.source().value().apply(joined);
            texts.put(item.name(), Optional.ofNullable(value).map(found -> text(item, found)));
        }
        Row root = joined.root();
        texts.put(root.table().primaryId(), Optional.of(braced(root.id())));
        return texts;
    }

    private String text(Item item, Object value) {
        Column column = item.source().column();
        if (item.byText()) {
            return scope.text(column, value);
        }
        if (value instanceof Instant instant) {
            return TIME.format(instant);
        }
        if (value instanceof LocalDate day) {
            return TIME.format(day.atStartOfDay(ZoneOffset.UTC));
        }
        if (value instanceof RecordId id) {
            return braced(id);
        }
        return value instanceof List<?> options ? RowWriter.multiSelect(options) : value.toString();
    }

    private static String braced(RecordId id) {
        return "{" + id.text().toUpperCase(Locale.ROOT) + "}";
    }

    /** The place that a cookie's texts tell. */
    Place place(Map<String, Optional<String>> texts, String idName) {
        List<@Nullable Comparable<Object>> values = new ArrayList<>();
        try {
            for (Item item : items) {
                Optional<String> text = texts.get(item.name());
                if (text == null) {
                    throw FetchErrors.badCookie();
                }
                values.add(text.isEmpty() ? null : comparable(parsed(item, text.get())));
            }
            Optional<String> id = texts.get(idName);
            if (id == null || id.isEmpty()) {
                throw FetchErrors.badCookie();
            }
            values.add(comparable(RecordId.guid(id.get())));
            return new Place(values);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw FetchErrors.badCookie();
        }
    }

    private static Object parsed(Item item, String text) {
        if (item.byText()) {
            return Comparables.fold(text);
        }
        return switch (item.source().column().type()) {
            case BOOLEAN, MANAGED_PROPERTY -> Boolean.valueOf(text);
            case INTEGER, BIGINT, DECIMAL, DOUBLE, MONEY, PICKLIST, STATE, STATUS -> new BigDecimal(text);
            case DATETIME -> OffsetDateTime.parse(text).toInstant();
            case LOOKUP, CUSTOMER, OWNER, UNIQUEIDENTIFIER, FILE -> RecordId.guid(text);
            default -> Comparables.fold(text);
        };
    }
}
