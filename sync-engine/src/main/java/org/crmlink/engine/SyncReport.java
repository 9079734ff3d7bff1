package org.crmlink.engine;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a sync did. Immutable.
 *
 * @param result how it ended
 * @param entities one report an entity, in the order of the configuration; empty if the sync stopped before it knew them
 * @param apiCalls requests to the server, retries and logins included
 * @param elapsed from start to end
 * @param pendingConflicts entries of {@code sync_errors} that need a decision
 * @param warnings what a person should know, such as automatically resolved conflicts (G2); at most {@value #MAX_WARNINGS}, the last one
 *     saying how many more there were
 * @param failure why the whole sync stopped, if it did
 */
public record SyncReport(
        SyncResult result,
        List<EntityReport> entities,
        long apiCalls,
        Duration elapsed,
        long pendingConflicts,
        List<String> warnings,
        Optional<SyncFailure> failure) {

    /** The most warnings that a report keeps. */
    public static final int MAX_WARNINGS = 200;

    public SyncReport {
        requireNonNull(result, "result is null");
        entities = List.copyOf(entities);
        requireNonNull(elapsed, "elapsed is null");
        warnings = List.copyOf(warnings);
        requireNonNull(failure, "failure is null");
    }

    /** The report of one entity. */
    public Optional<EntityReport> entity(String name) {
        return entities.stream().filter(entity -> entity.name().equals(name)).findFirst();
    }
}
