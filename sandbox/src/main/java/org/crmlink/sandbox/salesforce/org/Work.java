package org.crmlink.sandbox.salesforce.org;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.crmlink.sandbox.salesforce.org.OrgSchema.Child;
import org.jspecify.annotations.Nullable;

/**
 * Changes that become visible together: sees its own, others see them from the commit on. What a step refuses is undone; the steps before stay. Used by
 * one thread at a time.
 */
public final class Work implements AutoCloseable {

    private final RecordStore store;
    private final String user;
    private final Optional<Instant> saved;
    private final Map<String, Row> changed = new LinkedHashMap<>();
    /** Ids of rows that had a unique value, or pointed somewhere, at some time in this work: whether they still do, the row tells. */
    private final Map<Valued, Set<String>> valued = new HashMap<>();

    /** What to put back, the newest last: an id, and what the work had of it. */
    private final List<Undo> undo = new ArrayList<>();

    /** Bytes made for records of this work, which keep them if they are committed. */
    private final List<Blob> blobs = new ArrayList<>();

    private boolean ended;

    /** A value of an object's field, as {@link ObjectData#key} compares it. */
    private record Valued(String object, int slot, Object key) {
        @Override
        public String toString() {
            return object + "." + slot + "=" + key;
        }
    }

    private record Undo(String id, @Nullable Row before) {}

    Work(RecordStore store, String user, Optional<Instant> saved) {
        this.store = store;
        this.user = user;
        this.saved = saved;
    }

    /** A record as this work sees it, also one in the recycle bin. */
    public Optional<Row> get(String id) {
        return store.reading(() -> Optional.ofNullable(find(id)));
    }

    /** Id of the user on whose behalf it is done. */
    public String user() {
        return user;
    }

    /** When a record saved now is stamped; whole seconds. */
    public Instant now() {
        return saved.orElseGet(store::now);
    }

    /**
     * A record as this work sees it, also one in the recycle bin; nobody else changes it until the work ends.
     *
     * @throws OrgException {@code UNABLE_TO_LOCK_ROW} if another work holds it for too long
     */
    public Optional<Row> lock(String id) {
        return store.writing(() -> {
            mustBeOpen();
            store.hold(this, id);
            return Optional.ofNullable(find(id));
        });
    }

    /**
     * Records outside of the recycle bin that have a value, as this work sees them.
     *
     * @param field a lookup, or what is unique or can be found by
     */
    public List<Row> find(SObject object, Field field, Object value) {
        return store.reading(() -> withValue(object, field, value).stream()
                .filter(row -> !row.isDeleted())
                .toList());
    }

    /**
     * Takes bytes in for a record of this work; they go with the work unless a record that is committed has them.
     *
     * @param most how many bytes there may be
     * @return empty if there are more
     */
    public Optional<Blob> blob(BlobSource source, long most) {
        mustBeOpen();
        Optional<Blob> blob = store.blobs().take(source, most);
        blob.ifPresent(blobs::add);
        return blob;
    }

    /**
     * Creates a record; id, owner's work and times are the server's.
     *
     * @param cells by slot; not changed by the caller any more. What the server writes is overwritten
     * @throws OrgException {@code DUPLICATE_VALUE}
     */
    public Row insert(SObject object, @Nullable Object[] cells) {
        return step(() -> {
            Instant now = now();
            Row row = new Row(object, store.newId(object), cells);
            store.hold(this, row.id());
            cells[0] = row.id();
            set(object, cells, SystemFields.IS_DELETED, false);
            set(object, cells, SystemFields.CREATED_DATE, now);
            set(object, cells, SystemFields.CREATED_BY, author(row));
            return save(row, now);
        });
    }

    /**
     * Changes a record.
     *
     * @param cells all of its values by slot; not changed by the caller any more
     * @throws OrgException {@code ENTITY_IS_DELETED}, {@code DUPLICATE_VALUE}, {@code INVALID_CROSS_REFERENCE_KEY} if there is none
     */
    public Row update(String id, @Nullable Object[] cells) {
        return step(() -> {
            Row old = alive(id);
            cells[0] = id;
            for (String field : SystemFields.OF_CREATION) {
                keep(old, cells, field);
            }
            return save(new Row(old.object(), id, cells), now());
        });
    }

    /**
     * Puts a record into the recycle bin, and does to those that point to it what their lookups say.
     *
     * @throws OrgException {@code ENTITY_IS_DELETED}, {@code DELETE_FAILED} if others forbid it, {@code INVALID_CROSS_REFERENCE_KEY} if there is none
     */
    public void delete(String id) {
        step(() -> {
            Row old = alive(id);
            remove(old, now());
            return old;
        });
    }

    /**
     * Takes a record out of the recycle bin, with what went into it together with it.
     *
     * @throws OrgException {@code UNDELETE_FAILED} if it is not in it
     */
    public Row undelete(String id) {
        return step(() -> {
            store.hold(this, id);
            Row old = find(id);
            if (old == null || !old.isDeleted()) {
                throw OrgException.of("UNDELETE_FAILED", "Entity is not in the recycle bin");
            }
            return restore(old, now());
        });
    }

    /** Makes the changes visible to all, at once. */
    public void commit() {
        store.writing(() -> {
            mustBeOpen();
            ended = true;
            changed.values().forEach(row -> store.data(row.object()).put(row));
            end();
            return Boolean.TRUE;
        });
    }

    /** How far the work is; for {@link #rollbackTo}. */
    public int savepoint() {
        return undo.size();
    }

    /** Drops what was done since; records stay held. */
    public void rollbackTo(int savepoint) {
        store.writing(() -> {
            mustBeOpen();
            undoTo(savepoint);
            return Boolean.TRUE;
        });
    }

    /** Drops the changes unless they were committed. */
    @Override
    public void close() {
        store.writing(() -> {
            if (!ended) {
                ended = true;
                changed.clear();
                end();
            }
            return Boolean.TRUE;
        });
    }

    // ---------------------------------------------------------------- inside, with the write lock

    private void end() {
        store.release(this);
        blobs.forEach(Blob::release);
        blobs.clear();
    }

    private Row step(Supplier<Row> work) {
        return store.writing(() -> {
            mustBeOpen();
            int before = undo.size();
            try {
                return work.get();
            } catch (OrgException e) {
                undoTo(before);
                throw e;
            }
        });
    }

    private void undoTo(int savepoint) {
        while (undo.size() > savepoint) {
            Undo last = undo.remove(undo.size() - 1);
            if (last.before() == null) {
                changed.remove(last.id());
            } else {
                changed.put(last.id(), last.before());
            }
        }
    }

    private Row alive(String id) {
        store.hold(this, id);
        Row row = find(id);
        if (row == null) {
            throw OrgException.of("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
        }
        if (row.isDeleted()) {
            throw OrgException.of("ENTITY_IS_DELETED", "entity is deleted");
        }
        return row;
    }

    private Row save(Row row, Instant now) {
        @Nullable Object[] cells = row.copyOfCells();
        set(row.object(), cells, SystemFields.LAST_MODIFIED_DATE, now);
        set(row.object(), cells, SystemFields.LAST_MODIFIED_BY, author(row));
        checkTargets(row);
        return stamp(row, cells, now);
    }

    /** The first user of an org made itself. */
    private String author(Row row) {
        return user.isEmpty() ? row.id() : user;
    }

    /** What a lookup begins to point to must be there, and stay there until the work ends. */
    private void checkTargets(Row row) {
        Row old = find(row.id());
        List<Field> fields = row.object().fields();
        for (int slot = 0; slot < fields.size(); slot++) {
            boolean pointsAnew = fields.get(slot).type() == FieldType.REFERENCE
                    && row.cell(slot) instanceof String target
                    && !target.equals(row.id())
                    && (old == null || !target.equals(old.cell(slot)));
            if (pointsAnew) {
                checkTarget(fields.get(slot), String.valueOf(row.cell(slot)));
            }
        }
    }

    private void checkTarget(Field lookup, String target) {
        SObject object = store.schemaInside().objectOf(target).orElse(null);
        if (object == null || !lookup.referenceTo().contains(object.name())) {
            throw new OrgException(
                    "FIELD_INTEGRITY_EXCEPTION",
                    lookup.label() + ": id value of incorrect type: " + target,
                    List.of(lookup.name()));
        }
        if (object.traits().deletable()) {
            store.hold(this, target);
        }
        Row row = find(target);
        if (row == null) {
            throw new OrgException("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", List.of(lookup.name()));
        }
        if (row.isDeleted()) {
            throw new OrgException("ENTITY_IS_DELETED", "entity is deleted", List.of(lookup.name()));
        }
    }

    /** The server's own change: nobody is named as its author. */
    private Row stamp(Row row, @Nullable Object[] cells, Instant now) {
        set(row.object(), cells, SystemFields.SYSTEM_MODSTAMP, now);
        Row stamped = new Row(row.object(), row.id(), cells);
        mustBeUnique(stamped);
        remember(stamped);
        undo.add(new Undo(row.id(), changed.put(row.id(), stamped)));
        return stamped;
    }

    private void remember(Row row) {
        List<Field> fields = row.object().fields();
        for (int slot = 0; slot < fields.size(); slot++) {
            Field field = fields.get(slot);
            Object value = row.cell(slot);
            boolean found = field.unique() || field.type() == FieldType.REFERENCE || (field.idLookup() && slot > 0);
            if (value != null && found) {
                Valued key = new Valued(row.object().name(), slot, ObjectData.key(field, value));
                valued.computeIfAbsent(key, unused -> new LinkedHashSet<>(2)).add(row.id());
            }
        }
    }

    private void remove(Row old, Instant now) {
        for (Child child : store.schemaInside().children(old.object().name())) {
            if (child.lookup().onDelete() == OnDelete.RESTRICT
                    && !referring(child, old.id()).isEmpty()) {
                throw OrgException.of(
                        "DELETE_FAILED",
                        "Your attempt to delete " + old.id()
                                + " could not be completed because it is associated with the following "
                                + child.object().labelPlural() + ".");
            }
        }
        @Nullable Object[] cells = old.copyOfCells();
        set(old.object(), cells, SystemFields.IS_DELETED, true);
        stamp(old, cells, now);
        for (Child child : store.schemaInside().children(old.object().name())) {
            for (Row row : referring(child, old.id())) {
                store.hold(this, row.id());
                if (child.lookup().onDelete() == OnDelete.CASCADE) {
                    remove(row, now);
                } else if (child.lookup().onDelete() == OnDelete.CLEAR) {
                    @Nullable Object[] cleared = row.copyOfCells();
                    cleared[child.object().slot(child.lookup().name())] = null;
                    stamp(row, cleared, now);
                }
            }
        }
    }

    /** What went into the bin in the same second because it hung on the record comes back with it. */
    private Row restore(Row old, Instant now) {
        @Nullable Object[] cells = old.copyOfCells();
        set(old.object(), cells, SystemFields.IS_DELETED, false);
        Row back = stamp(old, cells, now);
        for (Child child : store.schemaInside().children(old.object().name())) {
            if (child.lookup().onDelete() == OnDelete.CASCADE) {
                for (Row row : all(child, old.id())) {
                    if (row.isDeleted() && row.systemModstamp().equals(old.systemModstamp())) {
                        store.hold(this, row.id());
                        restore(row, now);
                    }
                }
            }
        }
        return back;
    }

    /** Records outside of the bin whose lookup points to the target, as this work sees them. */
    private List<Row> referring(Child child, String target) {
        return all(child, target).stream().filter(row -> !row.isDeleted()).toList();
    }

    private List<Row> all(Child child, String target) {
        return withValue(child.object(), child.lookup(), target);
    }

    private List<Row> withValue(SObject object, Field field, Object value) {
        int slot = object.slot(field.name());
        Object key = ObjectData.key(field, value);
        Set<String> candidates = new LinkedHashSet<>(store.data(object).withValue(slot, value));
        candidates.addAll(valued.getOrDefault(new Valued(object.name(), slot, key), Set.of()));
        List<Row> found = new ArrayList<>();
        for (String id : candidates) {
            Row row = find(id);
            Object cell = row == null ? null : row.cell(slot);
            if (row != null && cell != null && ObjectData.key(field, cell).equals(key)) {
                found.add(row);
            }
        }
        return found;
    }

    private void mustBeUnique(Row row) {
        List<Field> fields = row.object().fields();
        for (int slot = 0; slot < fields.size(); slot++) {
            Field field = fields.get(slot);
            Object value = row.cell(slot);
            if (field.unique() && value != null && !row.isDeleted()) {
                Object key = ObjectData.key(field, value);
                // somebody else may be about to take the same value
                store.hold(this, new Valued(row.object().name(), slot, key).toString());
                Row other = otherWith(row, slot, key);
                if (other != null) {
                    throw new OrgException(
                            "DUPLICATE_VALUE",
                            "duplicate value found: " + field.name() + " duplicates value on record with id: "
                                    + other.id(),
                            List.of(field.name()));
                }
            }
        }
    }

    private @Nullable Row otherWith(Row row, int slot, Object key) {
        Field field = row.object().fields().get(slot);
        Set<String> candidates = new LinkedHashSet<>(store.data(row.object()).withValue(slot, key));
        candidates.addAll(valued.getOrDefault(new Valued(row.object().name(), slot, key), Set.of()));
        for (String id : candidates) {
            Row other = id.equals(row.id()) ? null : find(id);
            Object value = other == null || other.isDeleted() ? null : other.cell(slot);
            if (value != null && ObjectData.key(field, value).equals(key)) {
                return other;
            }
        }
        return null;
    }

    private @Nullable Row find(String id) {
        Row mine = changed.get(id);
        return mine != null ? mine : store.committed(id);
    }

    private static void keep(Row old, @Nullable Object[] cells, String field) {
        int slot = old.object().slot(field);
        if (slot >= 0) {
            cells[slot] = old.cell(slot);
        }
    }

    private static void set(SObject object, @Nullable Object[] cells, String field, Object value) {
        int slot = object.slot(field);
        if (slot >= 0) {
            cells[slot] = value;
        }
    }

    private void mustBeOpen() {
        if (ended) {
            throw new IllegalStateException("the work has ended");
        }
    }
}
