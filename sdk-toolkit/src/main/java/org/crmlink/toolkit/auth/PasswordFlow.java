package org.crmlink.toolkit.auth;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.config.Secret;
import org.jspecify.annotations.Nullable;

/** User name and password, which never change while a connector is open: once refused, always refused. */
final class PasswordFlow implements TokenFlow {

    private final TokenEndpoint endpoint;
    private final String scope;
    private final String user;
    private final Secret password;
    private volatile @Nullable ConnectorException refused;

    PasswordFlow(TokenEndpoint endpoint, String scope, String user, Secret password) {
        this.endpoint = requireNonNull(endpoint, "endpoint is null");
        this.scope = requireNonNull(scope, "scope is null");
        this.user = requireNonNull(user, "user is null");
        this.password = requireNonNull(password, "password is null");
    }

    @Override
    public AccessToken fetch(String claims) {
        @Nullable ConnectorException before = refused;
        if (before != null) {
            throw before.toBuilder().build();
        }
        Map<String, String> form = OAuth2.form("password", scope, claims);
        form.put("username", user);
        form.put("password", password.reveal());
        try {
            return endpoint.grant(form).accessToken();
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.UNAUTHENTICATED) {
                refused = e;
            }
            throw e;
        }
    }
}
