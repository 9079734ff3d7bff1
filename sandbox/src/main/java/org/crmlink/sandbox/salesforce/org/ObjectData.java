package org.crmlink.sandbox.salesforce.org;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The committed records of one object, and ways to find them. Guarded by the store's lock. */
final class ObjectData {

    private final SObject object;
    /** By id, also those in the recycle bin. */
    private final TreeMap<String, Row> rows = new TreeMap<>();

    private final TreeSet<Stamp> stamps = new TreeSet<>();
    /** By slot: the ids of the rows that have a value. Made for what is unique, what can be upserted by, and lookups. */
    private final Map<Integer, Map<Object, Set<String>>> indexes = new HashMap<>();

    private final TreeSet<Stamp> deletions = new TreeSet<>();
    /** Where the rows may have bytes. */
    private final List<Integer> blobs = new ArrayList<>();

    /** A moment, and whose. */
    private record Stamp(long second, String id) implements Comparable<Stamp> {
        @Override
        public int compareTo(Stamp other) {
            int bySecond = Long.compare(second, other.second);
            return bySecond != 0 ? bySecond : id.compareTo(other.id);
        }
    }

    ObjectData(SObject object) {
        this.object = object;
        for (int slot = 0; slot < object.fields().size(); slot++) {
            Field field = object.fields().get(slot);
            boolean found = field.unique() || field.type() == FieldType.REFERENCE || (field.idLookup() && slot > 0);
            if (found) {
                indexes.put(slot, new HashMap<>());
            }
            if (field.type() == FieldType.BASE64) {
                blobs.add(slot);
            }
        }
    }

    SObject object() {
        return object;
    }

    @Nullable
    Row get(String id) {
        return rows.get(id);
    }

    Collection<Row> rows() {
        return rows.values();
    }

    /** Rows that were changed then or later, the oldest first. */
    List<Row> changedSince(Instant from) {
        List<Row> found = new ArrayList<>();
        for (Stamp stamp : stamps.tailSet(new Stamp(from.getEpochSecond(), ""))) {
            Row row = rows.get(stamp.id());
            if (row != null) {
                found.add(row);
            }
        }
        return found;
    }

    /** Ids of the rows that have the value; only of a slot that is indexed. */
    Set<String> withValue(int slot, Object value) {
        Map<Object, Set<String>> index = indexes.get(slot);
        if (index == null) {
            throw new IllegalArgumentException(object.fields().get(slot) + " is not indexed");
        }
        return index.getOrDefault(key(object.fields().get(slot), value), Set.of());
    }

    /** Makes it the state of the row. */
    void put(Row row) {
        Row old = rows.put(row.id(), row);
        // before the old ones are released: they may be the same
        blobs(row).forEach(Blob::retain);
        if (old != null) {
            unindex(old);
            blobs(old).forEach(Blob::release);
        }
        stamps.add(stamp(row));
        indexes.forEach((slot, index) -> {
            Object value = row.cell(slot);
            if (value != null) {
                index.computeIfAbsent(key(object.fields().get(slot), value), unused -> new LinkedHashSet<>(2))
                        .add(row.id());
            }
        });
        boolean wasDeleted = old != null && old.isDeleted();
        if (row.isDeleted() && !wasDeleted) {
            deletions.add(stamp(row));
        } else if (wasDeleted && !row.isDeleted()) {
            deletions.removeIf(deletion -> deletion.id().equals(row.id()));
        }
    }

    /** Forgets the row; that it was deleted stays in the log. */
    void purge(String id) {
        Row old = rows.remove(id);
        if (old != null) {
            unindex(old);
            blobs(old).forEach(Blob::release);
        }
    }

    /** Forgets all rows; another has what they are from now on. */
    void release() {
        rows.values().forEach(row -> blobs(row).forEach(Blob::release));
        rows.clear();
    }

    private List<Blob> blobs(Row row) {
        List<Blob> found = new ArrayList<>();
        for (int slot : blobs) {
            if (row.cell(slot) instanceof Blob blob) {
                found.add(blob);
            }
        }
        return found;
    }

    /** Ids of what was deleted from the first moment to before the second, with the moment, the oldest first. */
    Map<String, Instant> deletions(Instant from, Instant to) {
        Map<String, Instant> found = new LinkedHashMap<>();
        for (Stamp stamp : deletions.subSet(new Stamp(from.getEpochSecond(), ""), new Stamp(to.getEpochSecond(), ""))) {
            found.put(stamp.id(), Instant.ofEpochSecond(stamp.second()));
        }
        return found;
    }

    /** Forgets deletions from before the moment. */
    void pruneDeletions(Instant before) {
        deletions.headSet(new Stamp(before.getEpochSecond(), "")).clear();
    }

    private void unindex(Row old) {
        stamps.remove(stamp(old));
        indexes.forEach((slot, index) -> {
            Object value = old.cell(slot);
            if (value != null) {
                Object key = key(object.fields().get(slot), value);
                Set<String> ids = index.get(key);
                if (ids != null && ids.remove(old.id()) && ids.isEmpty()) {
                    index.remove(key);
                }
            }
        });
    }

    private static Stamp stamp(Row row) {
        return new Stamp(row.systemModstamp().getEpochSecond(), row.id());
    }

    /** What values that count as one have in common. */
    static Object key(Field field, Object value) {
        if (value instanceof String text && field.type() != FieldType.REFERENCE && !field.caseSensitive()) {
            return text.toLowerCase(Locale.ROOT);
        }
        return value instanceof BigDecimal number ? number.stripTrailingZeros() : value;
    }
}
