package org.crmlink.engine;

import static java.util.Objects.requireNonNull;

import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;

/**
 * Why something did not work. Immutable.
 *
 * @param kind what kind of failure
 * @param message what was attempted and what happened
 * @param hint what to do; may be empty
 * @param code the server's own code; may be empty
 */
public record SyncFailure(ErrorKind kind, String message, String hint, String code) {

    public SyncFailure {
        requireNonNull(kind, "kind is null");
        requireNonNull(message, "message is null");
        requireNonNull(hint, "hint is null");
        requireNonNull(code, "code is null");
    }

    /** From a connector's failure; the kind's own hint where it has none. */
    public static SyncFailure of(ConnectorException e) {
        return new SyncFailure(
                e.kind(),
                String.valueOf(e.getMessage()),
                e.hint().orElseGet(() -> Hints.of(e.kind())),
                e.vendorCode().orElse(""));
    }
}
