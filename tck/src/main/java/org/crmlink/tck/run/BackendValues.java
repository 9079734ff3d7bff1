package org.crmlink.tck.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.tck.Backdoor;
import org.crmlink.tck.Fixture;
import org.jspecify.annotations.Nullable;

/**
 * What the backend itself shows of valid values, so that no fixture has to tell it: what it fills in where a create leaves a field out, and records
 * of entities that the kit never empties, for lookups to point to. Thread-safe.
 */
final class BackendValues {

    private static final int MOST_TARGETS = 3;

    private final Fixture fixture;
    private final Backdoor backdoor;
    private final Map<String, Map<String, Object>> filled = new ConcurrentHashMap<>();
    private final Map<String, List<RecordRef>> standing = new ConcurrentHashMap<>();

    BackendValues(Fixture fixture, Backdoor backdoor) {
        this.fixture = fixture;
        this.backdoor = backdoor;
    }

    /** Takes what a record holds beside what it was made of. */
    void learn(String entity, Map<String, @Nullable Object> given, Map<String, @Nullable Object> held) {
        Map<String, Object> more = new HashMap<>();
        held.forEach((name, value) -> {
            if (value != null && given.get(name) == null) {
                more.put(name, value);
            }
        });
        filled.put(entity, Map.copyOf(more));
    }

    /** Whether the backend gives the field a value where a create leaves it out. */
    boolean fills(String entity, String field) {
        return filled.getOrDefault(entity, Map.of()).containsKey(field);
    }

    /**
     * A record that a lookup can point to: the one that the backend fills in, because whoever may use the entity may use that; else one of those that
     * the back door finds and that the kit does not delete.
     *
     * @param n another number wants another record
     */
    Optional<RecordRef> target(String entity, Field field, int n) {
        if (filled.getOrDefault(entity, Map.of()).get(field.name()) instanceof RecordRef own
                && field.targets().contains(own.entity())
                && stands(own.entity())) {
            return Optional.of(own);
        }
        List<RecordRef> targets = field.targets().stream()
                .filter(this::stands)
                .flatMap(name -> standing.computeIfAbsent(name, this::find).stream())
                .toList();
        return targets.isEmpty() ? Optional.empty() : Optional.of(targets.get(n % targets.size()));
    }

    private boolean stands(String entity) {
        return !fixture.entities().contains(entity);
    }

    private List<RecordRef> find(String entity) {
        try {
            return backdoor.ids(entity).stream()
                    .sorted()
                    .limit(MOST_TARGETS)
                    .map(id -> new RecordRef(entity, id))
                    .toList();
        } catch (RuntimeException e) {
            // a back door need not know entities that the fixture does not name
            return List.of();
        }
    }
}
