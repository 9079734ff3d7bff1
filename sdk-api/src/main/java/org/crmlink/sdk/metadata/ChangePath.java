package org.crmlink.sdk.metadata;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * One way in which an entity's changes can be read. Immutable.
 *
 * @param tracking how the server tells what changed
 * @param deletions whether and how deletions arrive
 * @param filters whether the server applies filters on this path; if not, the stream's residual is the whole filter
 * @param resumable whether pages carry checkpoints, so that an interrupted read goes on where it stood [PAGE-1]
 * @param tokenLifetime how long a token stays usable; empty if it does not expire
 * @param lateCommitBound for {@link Tracking#WATERMARK}: how late a change may become visible and still be delivered; empty if any
 */
public record ChangePath(
        Tracking tracking,
        Deletions deletions,
        boolean filters,
        boolean resumable,
        Optional<Duration> tokenLifetime,
        Optional<Duration> lateCommitBound) {

    /** How the server tells what changed. */
    public enum Tracking {
        /** The server's own change feed with its own token. */
        TOKEN,
        /** A query on a version or time that grows, with an overlap for what commits late. */
        WATERMARK,
        /** Not at all: only full reads. */
        NONE
    }

    /** How deletions arrive. */
    public enum Deletions {
        /** As removals in the same stream. */
        IN_FEED,
        /** As removals in the same stream, read from tombstones that the server drops after {@link #tokenLifetime()}. */
        TOMBSTONES,
        /** Not at all: hosts compare ids. */
        NONE
    }

    public ChangePath {
        requireNonNull(tracking, "tracking is null");
        requireNonNull(deletions, "deletions is null");
        requireNonNull(tokenLifetime, "tokenLifetime is null");
        requireNonNull(lateCommitBound, "lateCommitBound is null");
    }
}
