package org.crmlink.engine;

import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.ErrorKind;

/** The one word for how a sync ended. */
final class Verdict {

    private Verdict() {}

    static SyncResult of(
            Optional<SyncFailure> failure, boolean interrupted, List<EntityReport> entities, long conflicts) {
        if (interrupted) {
            return SyncResult.INTERRUPTED;
        }
        if (failure.isPresent()) {
            return of(failure.get().kind());
        }
        List<SyncFailure> failed =
                entities.stream().flatMap(entity -> entity.failure().stream()).toList();
        if (!failed.isEmpty() && failed.size() == entities.size()) {
            return of(failed.get(0).kind());
        }
        if (conflicts > 0) {
            return SyncResult.CONFLICTS;
        }
        boolean errors = entities.stream().anyMatch(entity -> entity.errors() > 0);
        return errors || !failed.isEmpty() ? SyncResult.RECORDS_FAILED : SyncResult.OK;
    }

    private static SyncResult of(ErrorKind kind) {
        return switch (kind) {
            case UNAUTHENTICATED, FORBIDDEN -> SyncResult.NOT_AUTHORIZED;
            case CONFIG_INVALID, NOT_FOUND, UNSUPPORTED -> SyncResult.CONFIGURATION;
            case RATE_LIMITED, QUOTA_EXHAUSTED, UNAVAILABLE, TIMEOUT, CANCELLED, OUTCOME_UNKNOWN, SCHEMA_CHANGED ->
                SyncResult.TEMPORARY;
            case ALREADY_EXISTS, CONFLICT, INVALID_DATA, RESYNC_REQUIRED, LIMIT_EXCEEDED, PROTOCOL_ERROR ->
                SyncResult.FATAL;
        };
    }
}
