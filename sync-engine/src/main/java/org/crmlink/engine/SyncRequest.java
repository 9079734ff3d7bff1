package org.crmlink.engine;

import java.util.Set;

/**
 * How to sync. Immutable.
 *
 * @param fullOfAll whether every entity is read in full
 * @param fullEntities entities that are read in full
 */
public record SyncRequest(boolean fullOfAll, Set<String> fullEntities) {

    public SyncRequest {
        fullEntities = Set.copyOf(fullEntities);
    }

    /** Changes only; in full where that is needed. */
    public static SyncRequest incremental() {
        return new SyncRequest(false, Set.of());
    }

    /** Everything is read again; pending local changes are sent first and never lost (F12). */
    public static SyncRequest full() {
        return new SyncRequest(true, Set.of());
    }

    /** These entities are read again. */
    public static SyncRequest full(String... entities) {
        return new SyncRequest(false, Set.of(entities));
    }

    boolean isFull(String entity) {
        return fullOfAll || fullEntities.contains(entity);
    }
}
