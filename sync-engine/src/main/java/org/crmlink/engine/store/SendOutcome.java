package org.crmlink.engine.store;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to be recorded of a write that was sent. A sealed family of immutable values. */
public sealed interface SendOutcome {

    String operationId();

    /**
     * The server has it. What was sent leaves the outbox, local edits made since stay, based on the new version. A temporary key is replaced
     * everywhere.
     *
     * @param id the record's id; empty to keep the row's key (links)
     * @param version the record's version now; empty if unknown, then the row is fetched again
     * @param serverValues written into the row unless edited since
     * @param refetch whether the row is fetched by its id, as it is too if the version is not known; what the server makes of an answered write comes
     *     with the changes anyway
     * @param observed whether the version was seen after the write, or not at all, so that it may be that of somebody else's later change: if there
     *     is more to send, nothing is recorded before {@code found} tells how the record stands
     * @param found what was found when the server was asked afterwards; empty if it was not asked
     */
    record Applied(
            String operationId,
            String id,
            Optional<String> version,
            Map<String, @Nullable Object> serverValues,
            boolean refetch,
            boolean observed,
            Optional<Found> found)
            implements SendOutcome {
        public Applied {
            requireNonNull(operationId, "operationId is null");
            requireNonNull(id, "id is null");
            requireNonNull(version, "version is null");
            serverValues = Collections.unmodifiableMap(new LinkedHashMap<>(serverValues));
            requireNonNull(found, "found is null");
        }

        /** Answered by the server: the version is the one that this write made. */
        public Applied(
                String operationId,
                String id,
                Optional<String> version,
                Map<String, @Nullable Object> serverValues,
                boolean refetch) {
            this(operationId, id, version, serverValues, refetch, false, Optional.empty());
        }
    }

    /**
     * The record as it was found after a write whose answer was lost or told no version of its own, or that met the same values. Its version may be that of a later change by
     * somebody else. Local edits made since must not be based on it then: they are in conflict with that change.
     *
     * @param changed whether it is certain already that somebody else has changed the record
     * @param unsent the server's values of the fields that were not sent
     * @param conflict the error to record if there is such a conflict; empty if the server wins and the edits made since are dropped
     */
    record Found(boolean changed, Map<String, @Nullable Object> unsent, Optional<SyncError.Detail> conflict) {
        public Found {
            unsent = Collections.unmodifiableMap(new LinkedHashMap<>(unsent));
            requireNonNull(conflict, "conflict is null");
        }
    }

    /**
     * It ends as an error: the change stays in the outbox but is not sent again before the error is cleared. A refusal of values that were edited
     * since is not recorded: the newer edit is sent next time.
     */
    record Failed(String operationId, SyncError.Detail error) implements SendOutcome {
        public Failed {
            requireNonNull(operationId, "operationId is null");
            requireNonNull(error, "error is null");
        }
    }

    /** It did not arrive, through no fault of its own: pending again. */
    record Deferred(String operationId) implements SendOutcome {
        public Deferred {
            requireNonNull(operationId, "operationId is null");
        }
    }

    /**
     * The server wins: the whole local change is dropped, edits since included; the row is deleted, or fetched again.
     *
     * @param deleted whether the server has no such record any more
     */
    record ServerWins(String operationId, boolean deleted) implements SendOutcome {
        public ServerWins {
            requireNonNull(operationId, "operationId is null");
        }
    }

    /**
     * The device wins: pending again, on another base; the row is fetched again after it was sent.
     *
     * @param baseVersion the server's version now; empty to overwrite without a check
     */
    record DeviceWins(String operationId, Optional<String> baseVersion) implements SendOutcome {
        public DeviceWins {
            requireNonNull(operationId, "operationId is null");
            requireNonNull(baseVersion, "baseVersion is null");
        }
    }
}
