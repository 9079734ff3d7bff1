package org.crmlink.engine.store;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * A pending change about to be sent. Immutable.
 *
 * @param operationId names the write for ever, at most 64 characters
 * @param change as it was read from the outbox
 * @param fields those of {@code change.values()} that are sent; the others stay pending
 */
public record Outgoing(String operationId, PendingChange change, Set<String> fields) {

    public Outgoing {
        requireNonNull(operationId, "operationId is null");
        requireNonNull(change, "change is null");
        fields = Set.copyOf(fields);
        if (!change.values().keySet().containsAll(fields)) {
            throw new IllegalArgumentException("fields are sent that the change does not have");
        }
    }

    /** The whole change. */
    public static Outgoing whole(String operationId, PendingChange change) {
        return new Outgoing(operationId, change, change.values().keySet());
    }
}
