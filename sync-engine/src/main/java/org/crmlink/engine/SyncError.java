package org.crmlink.engine;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * An entry of {@code sync_errors}: a record that is held back until a person clears it (E1, U15). Immutable.
 *
 * @param id number of the entry
 * @param entity the record's entity
 * @param recordId the record's id
 * @param kind what is wrong
 * @param operation what was attempted: create, update, delete, link, unlink or download
 * @param code the server's own code; may be empty
 * @param message the server's message
 * @param hint what to do; may be empty
 * @param serverVersion the server's version when the entry was made, if known
 * @param serverDeleted whether the server no longer had the record
 * @param createdAt when the entry was made
 * @param attempts how often it has failed
 */
public record SyncError(
        long id,
        String entity,
        String recordId,
        Kind kind,
        String operation,
        String code,
        String message,
        String hint,
        Optional<String> serverVersion,
        boolean serverDeleted,
        Instant createdAt,
        int attempts) {

    /** What is wrong. */
    public enum Kind {
        /** The server refuses the change. */
        REFUSED,
        /** The record was changed on both sides and the strategy leaves it to a person, or it was deleted on the server. */
        CONFLICT,
        /** The change was sent and it cannot be told whether it arrived. */
        UNKNOWN,
        /** The server's record could not be decoded. */
        UNREADABLE,
        /** A local value does not fit its field; nothing was sent. */
        INVALID;

        /** The word in the table. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public SyncError {
        requireNonNull(entity, "entity is null");
        requireNonNull(recordId, "recordId is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(operation, "operation is null");
        requireNonNull(code, "code is null");
        requireNonNull(message, "message is null");
        requireNonNull(hint, "hint is null");
        requireNonNull(serverVersion, "serverVersion is null");
        requireNonNull(createdAt, "createdAt is null");
    }
}
