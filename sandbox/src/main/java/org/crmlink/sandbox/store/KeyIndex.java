package org.crmlink.sandbox.store;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.crmlink.sandbox.schema.Table;
import org.jspecify.annotations.Nullable;

/** Finds rows by the values of a few columns. As SQL Server's collation does, texts compare without case and trailing blanks. */
final class KeyIndex {

    private final @Nullable String name;
    private final List<String> columns;
    private final Map<Object, RecordId> rows = new HashMap<>();

    /**
     * @param name schema name of the alternate key, or null for the pairs of an intersect table
     */
    KeyIndex(@Nullable String name, List<String> columns) {
        this.name = name;
        this.columns = columns;
    }

    @Nullable
    String name() {
        return name;
    }

    List<String> columns() {
        return columns;
    }

    void add(Row row) {
        Object key = keyOf(row);
        if (key != null) {
            rows.put(key, row.id());
        }
    }

    void remove(Row row) {
        Object key = keyOf(row);
        if (key != null) {
            rows.remove(key, row.id());
        }
    }

    @Nullable
    RecordId find(Object key) {
        return rows.get(key);
    }

    /** The comparable form of the row's key, or null if one of its columns is empty. */
    @Nullable
    Object keyOf(Row row) {
        Table table = row.table();
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            int slot = table.slot(columns.get(i));
            values[i] = slot < 0 ? null : row.slot(slot);
        }
        return keyOf(values);
    }

    static @Nullable Object keyOf(@Nullable Object[] values) {
        List<Object> parts = new ArrayList<>(values.length);
        for (Object value : values) {
            if (value == null) {
                return null;
            }
            parts.add(comparable(value));
        }
        return parts.size() == 1 ? parts.get(0) : List.copyOf(parts);
    }

    private static Object comparable(Object value) {
        if (value instanceof String text) {
            return text.stripTrailing().toLowerCase(Locale.ROOT);
        }
        if (value instanceof BigDecimal number) {
            return number.stripTrailingZeros();
        }
        return value instanceof Reference reference ? reference.id() : value;
    }
}
