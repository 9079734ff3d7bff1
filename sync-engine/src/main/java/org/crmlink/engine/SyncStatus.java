package org.crmlink.engine;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the local database holds, told without a connection. Immutable.
 *
 * @param database the file
 * @param connectorId the connector that it belongs to; empty before the first sync
 * @param organization the organisation that it belongs to; empty before the first sync
 * @param user who synced last; empty before the first sync
 * @param entities the synchronized entities, by name
 */
public record SyncStatus(
        Path database, String connectorId, String organization, String user, List<EntityStatus> entities) {

    public SyncStatus {
        entities = List.copyOf(entities);
    }

    /**
     * One entity. Immutable.
     *
     * @param name the entity
     * @param records local records
     * @param pending local changes that wait to be sent
     * @param errors entries in {@code sync_errors}, conflicts included
     * @param conflicts entries that need a decision
     * @param lastSync when its download last ran to its end (T2)
     * @param fullReadUnfinished whether a full read was interrupted and will go on
     */
    public record EntityStatus(
            String name,
            long records,
            long pending,
            long errors,
            long conflicts,
            Optional<Instant> lastSync,
            boolean fullReadUnfinished) {}

    /** Local changes that wait to be sent. */
    public long pending() {
        return entities.stream().mapToLong(EntityStatus::pending).sum();
    }

    /** Entries in {@code sync_errors}. */
    public long errors() {
        return entities.stream().mapToLong(EntityStatus::errors).sum();
    }
}
