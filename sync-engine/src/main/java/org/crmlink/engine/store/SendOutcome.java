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
     * @param refetch whether the server may have changed more: the row is fetched again
     */
    record Applied(
            String operationId,
            String id,
            Optional<String> version,
            Map<String, @Nullable Object> serverValues,
            boolean refetch)
            implements SendOutcome {
        public Applied {
            requireNonNull(operationId, "operationId is null");
            requireNonNull(id, "id is null");
            requireNonNull(version, "version is null");
            serverValues = Collections.unmodifiableMap(new LinkedHashMap<>(serverValues));
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
