package org.crmlink.sdk;

import static java.util.Objects.requireNonNull;

/**
 * What is known of a stored login. Immutable; holds no secret.
 *
 * @param state whether there is one
 * @param account the account's name, or an empty text if unknown
 * @param detail one line for people, such as how the connector logs in
 */
public record LoginStatus(State state, String account, String detail) {

    /** Whether a login is stored. */
    public enum State {
        /** This configuration logs in by itself (secret, certificate, token). */
        NOT_NEEDED,
        LOGGED_IN,
        LOGGED_OUT
    }

    public LoginStatus {
        requireNonNull(state, "state is null");
        requireNonNull(account, "account is null");
        requireNonNull(detail, "detail is null");
    }
}
