package org.crmlink.engine.run;

import org.crmlink.sdk.ConnectorException;

/** Which failures concern the connection as a whole, so that going on with other records or entities is pointless. */
public final class Stops {

    private Stops() {}

    /** Whether the failure ends a sync; others end only the record or the entity they are about (L13). */
    public static boolean sync(ConnectorException e) {
        return switch (e.kind()) {
            case UNAUTHENTICATED, CONFIG_INVALID, RATE_LIMITED, QUOTA_EXHAUSTED, UNAVAILABLE, TIMEOUT, CANCELLED ->
                true;
            case FORBIDDEN,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    CONFLICT,
                    INVALID_DATA,
                    UNSUPPORTED,
                    RESYNC_REQUIRED,
                    SCHEMA_CHANGED,
                    LIMIT_EXCEEDED,
                    PROTOCOL_ERROR,
                    OUTCOME_UNKNOWN -> false;
        };
    }

    /** Whether the answer came from something that is not the backend, such as a login page of a network. */
    public static boolean isNoServer(ConnectorException e) {
        return e.kind() == org.crmlink.sdk.ErrorKind.PROTOCOL_ERROR;
    }
}
