package org.crmlink.cli;

import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;

/** The exit codes of the command; scripts rely on the numbers. */
public enum ExitCode {
    OK(0),
    /** A defect: please report it. */
    UNEXPECTED(1),
    /** Wrong usage or configuration. */
    USAGE(2),
    /** Some records were refused; the others are done. */
    RECORDS_FAILED(3),
    /** The login or a permission is missing. */
    LOGIN(4),
    /** The same command works later. */
    TEMPORARY(5),
    /** Conflicts need a decision. */
    CONFLICTS(6),
    /** Data or a token cannot be used; see the message. */
    FATAL_DATA(7),
    /** Interrupted; what was done is saved. */
    INTERRUPTED(130);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The code that tells a script what kind of failure this is. */
    public static ExitCode of(ConnectorException failure) {
        return of(failure.kind());
    }

    private static ExitCode of(ErrorKind kind) {
        return switch (kind) {
            case CONFIG_INVALID, NOT_FOUND, INVALID_DATA, UNSUPPORTED -> USAGE;
            case UNAUTHENTICATED, FORBIDDEN -> LOGIN;
            case RATE_LIMITED, QUOTA_EXHAUSTED, UNAVAILABLE, TIMEOUT, OUTCOME_UNKNOWN, SCHEMA_CHANGED -> TEMPORARY;
            case CONFLICT, ALREADY_EXISTS -> CONFLICTS;
            case PROTOCOL_ERROR, LIMIT_EXCEEDED, RESYNC_REQUIRED -> FATAL_DATA;
            case CANCELLED -> INTERRUPTED;
        };
    }
}
