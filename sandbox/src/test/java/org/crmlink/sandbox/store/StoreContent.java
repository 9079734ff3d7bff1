package org.crmlink.sandbox.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.crmlink.sandbox.schema.Table;

/** Everything in a store as comparable text. */
final class StoreContent {

    private StoreContent() {}

    static List<String> of(Store store) {
        List<String> lines = new ArrayList<>();
        for (Table table : store.schema().tables()) {
            for (Row row : store.rowsSince(table.logicalName(), 0, Long.MAX_VALUE, Integer.MAX_VALUE)) {
                Map<String, Object> values = new TreeMap<>(row.values());
                values.replaceAll((column, value) -> value instanceof byte[] bytes ? Arrays.toString(bytes) : value);
                lines.add(row + " " + values);
            }
            store.tombstonesSince(table.logicalName(), 0, Long.MAX_VALUE, Integer.MAX_VALUE)
                    .forEach(dead -> lines.add(dead.toString()));
        }
        return lines;
    }
}
