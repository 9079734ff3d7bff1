package org.crmlink.sandbox.salesforce.dml;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.BitSet;
import java.util.Objects;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.jspecify.annotations.Nullable;

/** A record that is about to be saved. Used by one thread. Fields that the object does not have read as empty, and are not set. */
final class Draft {

    private final SObject object;
    private final @Nullable Row before;
    private final @Nullable Object[] cells;
    private final BitSet given = new BitSet();

    private Draft(SObject object, @Nullable Row before, @Nullable Object[] cells) {
        this.object = object;
        this.before = before;
        this.cells = cells;
    }

    static Draft ofNew(SObject object) {
        return new Draft(object, null, new @Nullable Object[object.fields().size()]);
    }

    static Draft of(Row row) {
        return new Draft(row.object(), row, row.copyOfCells());
    }

    SObject object() {
        return object;
    }

    /** What it was; null for a new one. */
    @Nullable
    Row before() {
        return before;
    }

    @Nullable
    Object[] cells() {
        return cells;
    }

    /** Takes what the client sent. */
    void give(Field field, @Nullable Object cell) {
        int slot = object.slot(field.name());
        given.set(slot);
        cells[slot] = cell;
    }

    boolean has(String field) {
        return object.slot(field) >= 0;
    }

    /** Whether the client sent it. */
    boolean isGiven(String field) {
        return isGiven(object.slot(field));
    }

    /** Whether the client sent what is in the slot. */
    boolean isGiven(int slot) {
        return slot >= 0 && given.get(slot);
    }

    /** Whether it is new, or not what it was. */
    boolean isChanged(String field) {
        return before == null || !Objects.equals(before.get(field), get(field));
    }

    @Nullable
    Object get(String field) {
        int slot = object.slot(field);
        return slot < 0 ? null : cells[slot];
    }

    /** The text, empty if there is none. */
    String text(String field) {
        return get(field) instanceof String text ? text : "";
    }

    void set(String field, @Nullable Object value) {
        int slot = object.slot(field);
        if (slot >= 0) {
            cells[slot] = value;
        }
    }

    /** Sets a number, rounded to the scale of the field. */
    void setNumber(String field, @Nullable BigDecimal number) {
        object.field(field)
                .ifPresent(known ->
                        set(field, number == null ? null : number.setScale(known.scale(), RoundingMode.HALF_UP)));
    }

    /** The number, null if there is none. */
    @Nullable
    BigDecimal number(String field) {
        return get(field) instanceof BigDecimal number ? number : null;
    }

    /** Sets it unless the client sent a value. */
    void propose(String field, @Nullable Object value) {
        if (!isGiven(field)) {
            set(field, value);
        }
    }
}
