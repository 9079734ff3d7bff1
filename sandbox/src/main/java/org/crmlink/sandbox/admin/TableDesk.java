package org.crmlink.sandbox.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;
import org.crmlink.sandbox.store.Store;
import org.jspecify.annotations.Nullable;

/** Switches of tables, and what is taken away from the schema. Thread-safe. */
final class TableDesk {

    private final Store store;

    TableDesk(Store store) {
        this.store = store;
    }

    Map<String, @Nullable Object> all() {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        for (Table table : store.schema().tables()) {
            shown.put(table.logicalName(), shown(table));
        }
        return shown;
    }

    private Map<String, @Nullable Object> shown(Table table) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("entitySet", table.entitySetName());
        shown.put("rows", store.count(table.logicalName()));
        shown.put("changeTracking", table.changeTracking());
        shown.put("optimisticConcurrency", table.optimisticConcurrency());
        return shown;
    }

    Table existing(String name) {
        return store.schema().table(name).orElseThrow(() -> new AdminException(404, "no table '" + name + "'"));
    }

    Map<String, @Nullable Object> change(List<String> steps, Members members) {
        if (steps.size() != 2) {
            throw AdminException.unknown();
        }
        Table table = existing(steps.get(1));
        TableBuilder changed = table.toBuilder();
        members.flag("changeTracking").ifPresent(changed::changeTracking);
        members.flag("optimisticConcurrency").ifPresent(changed::optimisticConcurrency);
        members.end();
        store.alter(store.schema().toBuilder().table(changed.build()).build());
        return shown(existing(table.logicalName()));
    }

    /** {@code DELETE /sandbox/tables/x} or {@code /sandbox/tables/x/columns/y}. */
    void remove(List<String> steps) {
        Table table = existing(steps.get(1));
        Schema.Builder schema = store.schema().toBuilder();
        if (steps.size() == 2) {
            store.alter(schema.withoutTable(table.logicalName()).build());
        } else if (steps.size() == 4 && steps.get(2).equals("columns")) {
            String column = steps.get(3);
            if (table.column(column).isEmpty()) {
                throw new AdminException(404, "table '" + table.logicalName() + "' has no column '" + column + "'");
            }
            schema.withoutLookup(table.logicalName(), column);
            store.alter(schema.table(table.toBuilder().withoutColumn(column).build())
                    .build());
        } else {
            throw AdminException.unknown();
        }
    }
}
