package org.crmlink.engine;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.crmlink.sdk.metadata.ChangePath;

/**
 * What a sync did with one entity. Immutable.
 *
 * @param name the entity
 * @param mode whether it was read in full
 * @param path how the server was asked for changes
 * @param pathReason why this path and mode, for people
 * @param received records that came down and were stored or compared, each counted once a page
 * @param deleted local records removed because the server no longer has them, or they no longer match the filter
 * @param sent local changes that the server accepted
 * @param conflicts conflicts met, resolved by strategy or left for a decision
 * @param errors entries that this entity has in {@code sync_errors} now
 * @param pending local changes that still wait, those with errors included
 * @param failure why the entity's download stopped, if it did
 */
public record EntityReport(
        String name,
        Mode mode,
        ChangePath.Tracking path,
        String pathReason,
        long received,
        long deleted,
        long sent,
        long conflicts,
        long errors,
        long pending,
        Optional<SyncFailure> failure) {

    /** How much was read. */
    public enum Mode {
        FULL("full"),
        INCREMENTAL("incremental");

        private final String text;

        Mode(String text) {
            this.text = text;
        }

        /** The word in reports. */
        public String text() {
            return text;
        }
    }

    public EntityReport {
        requireNonNull(name, "name is null");
        requireNonNull(mode, "mode is null");
        requireNonNull(path, "path is null");
        requireNonNull(pathReason, "pathReason is null");
        requireNonNull(failure, "failure is null");
    }
}
