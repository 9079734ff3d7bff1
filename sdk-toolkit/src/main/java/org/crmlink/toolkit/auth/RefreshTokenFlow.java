package org.crmlink.toolkit.auth;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * A stored refresh token. Reading it, using it and storing its successor happen under the store's lock, which other processes respect: where a
 * server kills the whole family when an old token comes back, two processes rotate one after the other. The new refresh token is on disk before
 * the access token is used. A refused token is not sent again until the store holds another.
 */
final class RefreshTokenFlow implements TokenFlow {

    private final TokenEndpoint endpoint;
    private final String scope;
    private final StoredLogin login;
    private volatile @Nullable Secret refused;

    RefreshTokenFlow(TokenEndpoint endpoint, String scope, StoredLogin login) {
        this.endpoint = requireNonNull(endpoint, "endpoint is null");
        this.scope = requireNonNull(scope, "scope is null");
        this.login = requireNonNull(login, "login is null");
    }

    @Override
    public AccessToken fetch(String claims) {
        AtomicReference<AccessToken> got = new AtomicReference<>();
        login.update(stored -> {
            Secret old = stored.orElseThrow(RefreshTokenFlow::noLogin);
            if (old.equals(refused)) {
                throw ended();
            }
            TokenEndpoint.Grant grant = refresh(old, claims);
            got.set(grant.accessToken());
            return Optional.of(grant.refreshToken().orElse(old));
        });
        return requireNonNull(got.get(), "a credential store runs the change that it is given");
    }

    private TokenEndpoint.Grant refresh(Secret old, String claims) {
        Map<String, String> form = OAuth2.form("refresh_token", scope, claims);
        form.put("refresh_token", old.reveal());
        try {
            return endpoint.grant(form);
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.UNAUTHENTICATED && e.retryAdvice().when() == RetryAdvice.When.AFTER_LOGIN) {
                refused = old;
            }
            throw e;
        }
    }

    private static ConnectorException noLogin() {
        return loggedOut("nobody has logged in yet", "log in first");
    }

    private static ConnectorException ended() {
        return loggedOut("the stored login was refused and is not tried again", "log in again");
    }

    private static ConnectorException loggedOut(String message, String hint) {
        return ConnectorException.of(ErrorKind.UNAUTHENTICATED, message)
                .operation("login")
                .retry(RetryAdvice.afterLogin())
                .hint(hint)
                .build();
    }
}
