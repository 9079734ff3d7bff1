package org.crmlink.sandbox.dynamics;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/**
 * A sort order with the id as its last word, and positions in it that survive as text in a paging cookie. Paging by
 * position, not by row number: rows that are added or go away between two pages shift nothing.
 */
final class Sorting {

    /** One sort column. */
    record Item(String name, Column column, Function<Row, @Nullable Object> value, boolean descending) {}

    /** A row's place: comparable values of the sort columns, then its id. */
    record Place(List<@Nullable Comparable<Object>> values, RecordId id) {}

    private final List<Item> items;
    private final String idName;
    private final Comparator<Place> order;

    Sorting(List<Item> items, String idName) {
        this.items = List.copyOf(items);
        this.idName = idName;
        this.order = this::compare;
    }

    /** Whether rows come simply by their ids. */
    boolean isById() {
        return items.isEmpty();
    }

    Comparator<Place> order() {
        return order;
    }

    private int compare(Place a, Place b) {
        for (int i = 0; i < items.size(); i++) {
            Comparable<Object> left = a.values().get(i);
            Comparable<Object> right = b.values().get(i);
            int comparison = left == null ? (right == null ? 0 : -1) : right == null ? 1 : left.compareTo(right);
            if (comparison != 0) {
                return items.get(i).descending() ? -comparison : comparison;
            }
        }
        return a.id().compareTo(b.id());
    }

    Place place(Row row) {
        List<@Nullable Comparable<Object>> values = new ArrayList<>(items.size());
        for (Item item : items) {
            Object value = item.value().apply(row);
            values.add(value == null ? null : Comparables.value(item.column(), value));
        }
        return new Place(values, row.id());
    }

    /** The texts of a place for a cookie. */
    Map<String, @Nullable String> texts(Place place) {
        Map<String, @Nullable String> texts = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i++) {
            Comparable<Object> value = place.values().get(i);
            texts.put(items.get(i).name(), value == null ? null : value.toString());
        }
        texts.put(idName, "{" + place.id().text().toUpperCase(java.util.Locale.ROOT) + "}");
        return texts;
    }

    /** The place that a cookie's texts tell. */
    @SuppressWarnings("unchecked") // each form is that of Comparables.value for its column
    Place place(Map<String, @Nullable String> texts) {
        List<@Nullable Comparable<Object>> values = new ArrayList<>(items.size());
        try {
            for (Item item : items) {
                if (!texts.containsKey(item.name())) {
                    throw malformed();
                }
                String text = texts.get(item.name());
                values.add(text == null ? null : (Comparable<Object>) value(item.column(), text));
            }
            String id = texts.get(idName);
            if (id == null) {
                throw malformed();
            }
            return new Place(values, RecordId.guid(id));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw malformed();
        }
    }

    private static Object value(Column column, String text) {
        return switch (column.type()) {
            case BOOLEAN, MANAGED_PROPERTY -> Boolean.valueOf(text);
            case INTEGER, BIGINT, DECIMAL, DOUBLE, MONEY, PICKLIST, STATE, STATUS -> new BigDecimal(text);
            case DATETIME -> Instant.parse(text);
            case LOOKUP, CUSTOMER, OWNER, UNIQUEIDENTIFIER, FILE -> RecordId.guid(text);
            default -> text;
        };
    }

    private static ApiException malformed() {
        return ApiErrors.badQuery("The skip token does not fit the query.");
    }
}
