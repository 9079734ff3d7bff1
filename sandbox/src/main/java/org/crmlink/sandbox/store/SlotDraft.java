package org.crmlink.sandbox.store;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.Values;
import org.crmlink.sandbox.schema.WriteRule;
import org.jspecify.annotations.Nullable;

/** A row about to be written, as its table's rule sees it. */
final class SlotDraft implements WriteRule.Draft {

    private final Table table;
    private final @Nullable Object[] slots;
    private final Set<String> sent;
    private final Transaction transaction;
    private final @Nullable Row old;
    private final Instant now;

    SlotDraft(
            Transaction transaction,
            @Nullable Row old,
            Table table,
            @Nullable Object[] slots,
            Set<String> sent,
            Instant now) {
        this.table = table;
        this.slots = slots;
        this.sent = sent;
        this.transaction = transaction;
        this.old = old;
        this.now = now;
    }

    @Override
    public @Nullable Object get(String column) {
        int slot = table.slot(column);
        if (slot >= 0) {
            return slots[slot];
        }
        Column derived = table.require(column);
        return derived.computed() == null ? null : derived.computed().of(this);
    }

    @Override
    public void set(String column, @Nullable Object value) {
        int slot = table.slot(column);
        if (slot < 0) {
            throw new IllegalArgumentException("column " + column + " of " + table.logicalName() + " is not stored");
        }
        slots[slot] = ValueCheck.kept(table, table.storedColumn(slot), value);
    }

    @Override
    public boolean isSent(String column) {
        return sent.contains(column);
    }

    @Override
    public boolean isCreate() {
        return old == null;
    }

    @Override
    public @Nullable Object before(String column) {
        return old == null ? null : old.get(column);
    }

    @Override
    public boolean isServer() {
        return transaction.isServer();
    }

    @Override
    public @Nullable Values find(Object reference) {
        return transaction.find((Reference) reference);
    }

    @Override
    public List<Object> referrers(String in, String column, Object target) {
        return List.copyOf(transaction.referrers(in, column, (Reference) target));
    }

    @Override
    public Instant now() {
        return now;
    }
}
