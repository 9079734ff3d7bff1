package org.crmlink.engine.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.metadata.ChangePath;

/**
 * What the store knows of an entity's synchronization. Immutable: read it again after a write.
 *
 * @param table how it is stored
 * @param filter text of the configured filter; empty if there is none
 * @param path the change path that token and checkpoint belong to; empty before the first read
 * @param token where the next incremental read goes on; empty if the next read must be full
 * @param checkpoint where an interrupted read goes on; wins over the token
 * @param fullRead whether a full read was begun and is not finished
 * @param generation number of the last full read begun
 * @param lastSync when the last read of the entity ended well
 */
public record EntityState(
        EntityTable table,
        String filter,
        Optional<ChangePath.Tracking> path,
        Optional<SyncToken> token,
        Optional<SyncToken> checkpoint,
        boolean fullRead,
        long generation,
        Optional<Instant> lastSync) {

    public EntityState {
        requireNonNull(table, "table is null");
        requireNonNull(filter, "filter is null");
        requireNonNull(path, "path is null");
        requireNonNull(token, "token is null");
        requireNonNull(checkpoint, "checkpoint is null");
        requireNonNull(lastSync, "lastSync is null");
    }

    public String name() {
        return table.name();
    }

    /** Whether the next read must be full: none has ended yet, or one is under way. */
    public boolean needsFullRead() {
        return fullRead || token.isEmpty();
    }

    /** Where the next query starts; empty for the start of a full read. */
    public Optional<SyncToken> since() {
        if (checkpoint.isPresent()) {
            return checkpoint;
        }
        return fullRead ? Optional.empty() : token;
    }
}
