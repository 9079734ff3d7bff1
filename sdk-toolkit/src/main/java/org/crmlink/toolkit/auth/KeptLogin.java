package org.crmlink.toolkit.auth;

import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.LoginStatus;
import org.crmlink.sdk.config.Secret;

/** What all logins of persons do with what they got: keep it, tell it, forget it. Thread-safe. */
final class KeptLogin {

    private final StoredLogin stored;
    private final TokenSource tokens;
    private final String way;

    /** @param way how the person logs in, for people */
    KeptLogin(StoredLogin stored, TokenSource tokens, String way) {
        this.stored = stored;
        this.tokens = tokens;
        this.way = way;
    }

    void keep(TokenEndpoint.Grant grant) {
        Secret refreshToken = grant.refreshToken()
                .orElseThrow(() -> ConnectorException.of(
                                ErrorKind.CONFIG_INVALID,
                                "the server gave no refresh token, so that the login cannot be kept")
                        .operation("login")
                        .hint("ask for the scope offline_access, and allow it at the application")
                        .build());
        stored.update(old -> Optional.of(refreshToken));
        stored.remember(grant.account());
        tokens.accept(grant.accessToken());
    }

    LoginStatus status() {
        return stored.read().isPresent()
                ? new LoginStatus(LoginStatus.State.LOGGED_IN, stored.account(), way)
                : new LoginStatus(LoginStatus.State.LOGGED_OUT, "", way);
    }

    /** Forgets the refresh token; Entra offers no way to revoke a single one. */
    void forget() {
        stored.update(old -> Optional.empty());
        stored.remember(Optional.empty());
        tokens.forget();
    }
}
