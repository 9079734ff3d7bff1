package org.crmlink.engine.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * Counts of one entity. Immutable.
 *
 * @param rows rows in its table
 * @param lastSync when its last read ended well
 */
public record EntityStatus(String name, long rows, Backlog backlog, Optional<Instant> lastSync) {

    public EntityStatus {
        requireNonNull(name, "name is null");
        requireNonNull(backlog, "backlog is null");
        requireNonNull(lastSync, "lastSync is null");
    }
}
