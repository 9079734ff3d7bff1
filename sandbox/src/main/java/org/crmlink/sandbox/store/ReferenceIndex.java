package org.crmlink.sandbox.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the rows whose lookup points to an id. Made when first asked for, because most lookups of most runs are never followed back. */
final class ReferenceIndex {

    private final String column;
    /** One id, or a set of ids where there are several: most targets have one referrer, a set for each would be too much. */
    private final Map<RecordId, Object> referrers = new HashMap<>();

    ReferenceIndex(String column) {
        this.column = column;
    }

    static @Nullable RecordId target(Row row, String column) {
        Object value = row.get(column);
        if (value instanceof Reference reference) {
            return reference.id();
        }
        return value instanceof RecordId id ? id : null;
    }

    void add(Row row) {
        RecordId target = target(row, column);
        if (target != null) {
            referrers.merge(target, row.id(), (old, added) -> {
                NavigableSet<RecordId> set = asSet(old);
                set.add(row.id());
                return set;
            });
        }
    }

    void remove(Row row) {
        RecordId target = target(row, column);
        if (target != null) {
            referrers.computeIfPresent(target, (id, old) -> {
                if (old instanceof RecordId) {
                    return null;
                }
                NavigableSet<RecordId> set = asSet(old);
                set.remove(row.id());
                return set.isEmpty() ? null : set;
            });
        }
    }

    List<RecordId> of(RecordId target) {
        Object found = referrers.get(target);
        return found == null ? List.of() : new ArrayList<>(asSet(found));
    }

    @SuppressWarnings("unchecked") // the only two classes that go in
    private static NavigableSet<RecordId> asSet(Object value) {
        if (value instanceof RecordId id) {
            NavigableSet<RecordId> set = new TreeSet<>();
            set.add(id);
            return set;
        }
        return (NavigableSet<RecordId>) value;
    }
}
