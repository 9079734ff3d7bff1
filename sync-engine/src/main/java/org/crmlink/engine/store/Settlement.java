package org.crmlink.engine.store;

import static java.util.Objects.requireNonNull;

import org.crmlink.sdk.RecordRef;

/**
 * What recording a {@link SendOutcome} did. Immutable.
 *
 * @param record the record, by its final key
 * @param effect what is left of the change
 */
public record Settlement(String operationId, RecordRef record, Effect effect) {

    /** What is left of a change. */
    public enum Effect {
        /** Nothing: local and server side agree, or will after a refetch. */
        DONE,
        /** Something to send: edits made since, fields that were held back, or all of it. */
        PENDING,
        /** Nothing: edits made since gave way to a change by somebody else that they had not seen. */
        DROPPED,
        /** An error that waits for a decision. */
        ERROR,
        /**
         * Something to send, now or later, before which the record has to be looked at: of an update nothing was recorded yet, of a creation all, so
         * that its id is never forgotten.
         */
        UNCOMPARED
    }

    public Settlement {
        requireNonNull(operationId, "operationId is null");
        requireNonNull(record, "record is null");
        requireNonNull(effect, "effect is null");
    }
}
