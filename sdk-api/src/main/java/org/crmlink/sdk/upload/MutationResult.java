package org.crmlink.sdk.upload;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.jspecify.annotations.Nullable;

/** The fate of one mutation. A sealed family of immutable values. MUST be truthful, also when the answer was cut in the middle [PART-2]. */
public sealed interface MutationResult {

    /** The operation id of the mutation. */
    String operationId();

    /**
     * The server made the change, now or when an earlier sending of the same operation arrived.
     *
     * @param id the record's id; for links an empty text
     * @param version the record's version after this write; empty if the backend does not tell it
     * @param observed whether the version and the values were read after the write instead of told by its own answer: they may be those of somebody
     *     else's later write, so that a host does not base edits on them that it has not compared
     * @param serverValues fields whose value after the write differs from what was sent, as far as the answer tells [UP-5]
     * @param refetch whether the server may have changed more than {@code serverValues} tells
     * @param alreadySo whether there was nothing left to do: already deleted, linked or unlinked
     */
    record Applied(
            String operationId,
            String id,
            Optional<String> version,
            boolean observed,
            Map<String, @Nullable Object> serverValues,
            boolean refetch,
            boolean alreadySo)
            implements MutationResult {
        public Applied {
            requireNonNull(operationId, "operationId is null");
            requireNonNull(id, "id is null");
            requireNonNull(version, "version is null");
            serverValues = Collections.unmodifiableMap(new LinkedHashMap<>(serverValues));
        }

        /** Told by the answer to the write. */
        public Applied(
                String operationId,
                String id,
                Optional<String> version,
                Map<String, @Nullable Object> serverValues,
                boolean refetch,
                boolean alreadySo) {
            this(operationId, id, version, false, serverValues, refetch, alreadySo);
        }
    }

    /**
     * The base version is not the server's, or the record is gone; nothing was changed [CFL-1].
     *
     * @param deleted whether the record no longer exists
     * @param currentVersion the server's version, if the answer told it
     */
    record Conflict(String operationId, boolean deleted, Optional<String> currentVersion) implements MutationResult {
        public Conflict {
            requireNonNull(operationId, "operationId is null");
            requireNonNull(currentVersion, "currentVersion is null");
        }
    }

    /**
     * The server, or the connector, refuses this write; sending it again unchanged fails again. The other mutations go on.
     *
     * @param error kind, message, vendor code, request id and hint; its outcome is not applied
     * @param fieldErrors what is wrong with single fields, if known
     */
    record Rejected(String operationId, ConnectorException error, List<FieldError> fieldErrors)
            implements MutationResult {
        public Rejected {
            requireNonNull(operationId, "operationId is null");
            requireNonNull(error, "error is null");
            fieldErrors = List.copyOf(fieldErrors);
        }
    }

    /**
     * Not applied, through no fault of the mutation: throttled, a deadlock, or not reached because an earlier request failed. It may be sent again.
     *
     * @param cause why, with retry advice
     */
    record Deferred(String operationId, ConnectorException cause) implements MutationResult {
        public Deferred {
            requireNonNull(operationId, "operationId is null");
            requireNonNull(cause, "cause is null");
        }
    }

    /**
     * It was sent and its answer was lost. Where the mutation is repeatable the host sends it again with the same operation id, elsewhere it asks
     * {@link Uploader#settle}. A repeated create writes nothing over the record that the first one made: it is Applied once more, or Rejected with
     * ALREADY_EXISTS, and then settling tells the record.
     *
     * @param cause why, with outcome unknown
     */
    record Unknown(String operationId, ConnectorException cause) implements MutationResult {
        public Unknown {
            requireNonNull(operationId, "operationId is null");
            requireNonNull(cause, "cause is null");
        }
    }
}
