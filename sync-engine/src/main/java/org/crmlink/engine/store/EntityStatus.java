package org.crmlink.engine.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * Counts of one entity. Immutable.
 *
 * @param rows rows in its table
 * @param pending changes that wait for upload, those with errors included
 * @param errors rows of {@code sync_errors}, conflicts included
 * @param conflicts those of them that are open conflicts
 * @param lastSync when its last read ended well
 */
public record EntityStatus(
        String name, long rows, long pending, long errors, long conflicts, Optional<Instant> lastSync) {

    public EntityStatus {
        requireNonNull(name, "name is null");
        requireNonNull(lastSync, "lastSync is null");
    }
}
