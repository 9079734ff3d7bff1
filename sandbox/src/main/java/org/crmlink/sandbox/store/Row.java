package org.crmlink.sandbox.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.Values;
import org.jspecify.annotations.Nullable;

/**
 * One row in one version; immutable, so it can be read without a lock and for ever. Arrays inside must not be changed by readers.
 *
 * <p>Most columns of a wide CRM table are empty: only values that exist take space, and a word of bits for each 64 slots tells which
 * slots they belong to.
 */
public final class Row implements Values {

    private final Table table;
    private final RecordId id;
    private final long version;
    private final long[] present;
    private final Object[] packed;

    Row(Table table, RecordId id, long version, @Nullable Object[] bySlot) {
        this.table = table;
        this.id = id;
        this.version = version;
        this.present = new long[(bySlot.length + Long.SIZE - 1) / Long.SIZE];
        int count = 0;
        for (int slot = 0; slot < bySlot.length; slot++) {
            if (bySlot[slot] != null) {
                present[slot / Long.SIZE] |= 1L << slot;
                count++;
            }
        }
        this.packed = new Object[count];
        int next = 0;
        for (Object value : bySlot) {
            if (value != null) {
                packed[next++] = value;
            }
        }
    }

    /** The table, in the form it had when the row was written or the schema was last changed. */
    public Table table() {
        return table;
    }

    /** The id. */
    public RecordId id() {
        return id;
    }

    /** The version: higher than that of any change made before in any table. */
    public long version() {
        return version;
    }

    /** A lookup value that points to this row. */
    public Reference reference() {
        return new Reference(table.logicalName(), id);
    }

    /** The value of a column, derived ones included; null for formatted companions, which only a face can print. */
    @Override
    public @Nullable Object get(String column) {
        int slot = table.slot(column);
        return slot >= 0 ? slot(slot) : derived(table.require(column));
    }

    /** The value of a column of this row's table. */
    public @Nullable Object get(Column column) {
        return get(column.logicalName());
    }

    private @Nullable Object derived(Column column) {
        if (column.automatic() == Automatic.PRIMARY_ID || column.automatic() == Automatic.PRINCIPAL_ID) {
            return id;
        }
        if (column.automatic() == Automatic.ROW_VERSION) {
            return version;
        }
        return column.computed() == null ? null : column.computed().of(this);
    }

    /** All values that are not empty, derived ones included, in the order of the table's columns. */
    public Map<String, Object> values() {
        Map<String, Object> found = new LinkedHashMap<>();
        for (Column column : table.columns()) {
            Object value = get(column.logicalName());
            if (value != null) {
                found.put(column.logicalName(), value);
            }
        }
        return found;
    }

    @Nullable
    Object slot(int slot) {
        int word = slot / Long.SIZE;
        long bit = 1L << slot; // the shift takes the slot modulo 64
        if ((present[word] & bit) == 0) {
            return null;
        }
        int rank = Long.bitCount(present[word] & (bit - 1));
        for (int earlier = 0; earlier < word; earlier++) {
            rank += Long.bitCount(present[earlier]);
        }
        return packed[rank];
    }

    @Nullable
    Object[] bySlot() {
        @Nullable Object[] all = new @Nullable Object[table.slotCount()];
        for (int slot = 0; slot < all.length; slot++) {
            all[slot] = slot(slot);
        }
        return all;
    }

    /** The same values under another form of the table; values of columns that are gone get lost. */
    Row under(Table changed) {
        @Nullable Object[] all = new @Nullable Object[changed.slotCount()];
        for (int slot = 0; slot < all.length; slot++) {
            int old = table.slot(changed.storedColumn(slot).logicalName());
            all[slot] = old < 0 ? null : slot(old);
        }
        return new Row(changed, id, version, all);
    }

    @Override
    public String toString() {
        return table.logicalName() + "(" + id.text() + ") v" + version;
    }
}
