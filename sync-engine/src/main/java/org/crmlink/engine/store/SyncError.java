package org.crmlink.engine.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A row of {@code sync_errors}: a record that is not uploaded, or was not read, until someone has looked. Immutable.
 *
 * @param number its {@code id} in the table
 * @param recordId the record's key; empty if not even that could be read
 * @param createdAt when it was first recorded
 * @param attempts how often it was recorded for this record
 */
public record SyncError(long number, String entity, String recordId, Detail detail, Instant createdAt, int attempts) {

    /** Why a record is listed. */
    public enum Kind {
        /** The server refused the change. */
        REFUSED,
        /** Changed on both sides, and a person has to decide. */
        CONFLICT,
        /** Sent, and it cannot be told whether it arrived. */
        UNKNOWN,
        /** The server's record could not be decoded. */
        UNREADABLE,
        /** A local value does not fit its field. */
        INVALID;

        String sql() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind ofSql(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * What happened. Immutable.
     *
     * @param operation create, update, delete, link, unlink or read
     * @param code the server's code; empty if there is none
     * @param message for people, without record values
     * @param hint what to do; empty if there is none
     * @param serverVersion for conflicts: the server's version, on which the change is based once the error is cleared
     * @param serverDeleted for conflicts: whether the server has no such record any more
     */
    public record Detail(
            Kind kind,
            String operation,
            String code,
            String message,
            String hint,
            Optional<String> serverVersion,
            boolean serverDeleted) {
        public Detail {
            requireNonNull(kind, "kind is null");
            requireNonNull(operation, "operation is null");
            requireNonNull(code, "code is null");
            requireNonNull(message, "message is null");
            requireNonNull(hint, "hint is null");
            requireNonNull(serverVersion, "serverVersion is null");
        }

        /** A detail without server version. */
        public static Detail of(Kind kind, String operation, String code, String message, String hint) {
            return new Detail(kind, operation, code, message, hint, Optional.empty(), false);
        }
    }

    public SyncError {
        requireNonNull(entity, "entity is null");
        requireNonNull(recordId, "recordId is null");
        requireNonNull(detail, "detail is null");
        requireNonNull(createdAt, "createdAt is null");
    }
}
