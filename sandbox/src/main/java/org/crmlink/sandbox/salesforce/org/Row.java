package org.crmlink.sandbox.salesforce.org;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A record at one moment. Immutable; whoever hands cells over does not change them any more. */
public final class Row {

    private final SObject object;
    private final String id;
    private final @Nullable Object[] cells;

    Row(SObject object, String id, @Nullable Object[] cells) {
        this.object = object;
        this.id = id;
        this.cells = cells;
    }

    /** What kind of record it is. */
    public SObject object() {
        return object;
    }

    /** Its id, 18 characters. */
    public String id() {
        return id;
    }

    /** The value in a slot of {@link SObject#fields()}; what Java type it has, {@link FieldType} says. */
    public @Nullable Object cell(int slot) {
        return cells[slot];
    }

    /** The value of a field by its name in any case; null for unknown ones, too. */
    public @Nullable Object get(String field) {
        int slot = object.slot(field);
        return slot < 0 ? null : cells[slot];
    }

    /** Whether it is in the recycle bin. */
    public boolean isDeleted() {
        return Boolean.TRUE.equals(get(SystemFields.IS_DELETED));
    }

    /** When anybody, also the server, last changed it; whole seconds. */
    public Instant systemModstamp() {
        return get(SystemFields.SYSTEM_MODSTAMP) instanceof Instant stamp ? stamp : Instant.EPOCH;
    }

    /** A copy of the values, to make the next state of. */
    public @Nullable Object[] copyOfCells() {
        return cells.clone();
    }

    @Override
    public String toString() {
        return object.name() + " " + id;
    }
}
