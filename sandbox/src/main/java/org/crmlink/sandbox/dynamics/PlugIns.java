package org.crmlink.sandbox.dynamics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.WriteRule;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * An organization's own logic: what it changes in rows, or refuses, while they are written, as a synchronous plug-in does. Rows that a
 * plug-in changed come back other than they were sent. Thread-safe.
 */
public final class PlugIns {

    /** What the service calls a plug-in that refuses (dynamics.md §3.5). */
    private static final String ABORTED = "0x80040265";

    private final Store store;

    /** Plug-ins of this organization. */
    public PlugIns(Store store) {
        this.store = store;
    }

    /** When a plug-in runs. */
    public enum Event {
        CREATE,
        UPDATE
    }

    private record Rule(
            @Nullable WriteRule before, Set<Event> events, Map<String, @Nullable Object> set, String refusal)
            implements WriteRule {

        @Override
        public void apply(Draft draft) {
            if (before != null) {
                before.apply(draft);
            }
            if (!events.contains(draft.isCreate() ? Event.CREATE : Event.UPDATE)) {
                return;
            }
            if (!refusal.isEmpty()) {
                throw new StoreException.Refused("", ABORTED, refusal);
            }
            set.forEach(draft::set);
        }
    }

    /**
     * Registers a plug-in that sets columns.
     *
     * @param table logical name
     * @param values by column name, as JSON trees
     * @throws IllegalArgumentException if the table or a column does not exist, is a lookup, or cannot take its value
     * @throws IllegalStateException while a transaction is open
     */
    public void set(String table, Set<Event> events, Map<?, ?> values) {
        Table target = store.schema().require(table);
        Map<String, @Nullable Object> set = new LinkedHashMap<>();
        values.forEach((name, json) -> {
            Column column = target.require(String.valueOf(name));
            if (column.type().isReference() || !column.isStored()) {
                throw new IllegalArgumentException("a plug-in cannot set " + table + "." + name);
            }
            try {
                set.put(column.logicalName(), ColumnValues.ofJson(target, column, json));
            } catch (ApiException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        });
        register(table, before -> new Rule(before, Set.copyOf(events), set, ""));
    }

    /**
     * Registers a plug-in that refuses.
     *
     * @param message what clients get to read with 0x80040265
     * @throws IllegalArgumentException if there is no such table
     * @throws IllegalStateException while a transaction is open
     */
    public void refuse(String table, Set<Event> events, String message) {
        store.schema().require(table);
        register(table, before -> new Rule(before, Set.copyOf(events), Map.of(), message));
    }

    /**
     * Takes all plug-ins of a table away.
     *
     * @throws IllegalStateException while a transaction is open
     */
    public void clear(String table) {
        store.schema().require(table);
        register(table, PlugIns::original);
    }

    private static @Nullable WriteRule original(@Nullable WriteRule rule) {
        WriteRule found = rule;
        while (found instanceof Rule plugIn) {
            found = plugIn.before();
        }
        return found;
    }

    private interface Change {
        @Nullable
        WriteRule of(@Nullable WriteRule before);
    }

    private synchronized void register(String table, Change change) {
        Schema schema = store.schema();
        Table target = schema.require(table);
        Optional<WriteRule> rule = Optional.ofNullable(change.of(target.writeRule()));
        store.alter(schema.toBuilder()
                .table(target.toBuilder().writeRule(rule.orElse(draft -> {})).build())
                .build());
    }
}
