package org.crmlink.toolkit.auth;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.config.Secret;
import org.crmlink.toolkit.http.Authorization;

/** The flows that get an access token. An empty scope is not sent. */
public final class OAuth2 {

    private OAuth2() {}

    /** The application itself logs in (RFC 6749 §4.4), with the endpoint's {@link ClientAuthentication}: secret or certificate. */
    public static TokenFlow clientCredentials(TokenEndpoint endpoint, String scope) {
        requireNonNull(endpoint, "endpoint is null");
        requireNonNull(scope, "scope is null");
        return claims ->
                endpoint.grant(form("client_credentials", scope, claims)).accessToken();
    }

    /**
     * A user logs in with a password (RFC 6749 §4.3). A refused password is not sent a second time: each try brings the account nearer to
     * its lock.
     */
    public static TokenFlow password(TokenEndpoint endpoint, String scope, String user, Secret password) {
        return new PasswordFlow(endpoint, scope, user, password);
    }

    /**
     * The application logs in for a user who, or whose administrator, has consented before (RFC 7523 §2.1): a statement signed with RS256.
     *
     * @param audience for whom the statement is, such as {@code https://login.salesforce.com}
     */
    public static TokenFlow jwtBearer(
            TokenEndpoint endpoint, ClientCertificate certificate, String user, String audience) {
        return new JwtBearerFlow(endpoint, certificate, user, audience);
    }

    /** A login that is stored as a refresh token (RFC 6749 §6), which is rotated under the store's lock. */
    public static TokenFlow refreshToken(TokenEndpoint endpoint, String scope, StoredLogin login) {
        return new RefreshTokenFlow(endpoint, scope, login);
    }

    /**
     * A token that was given, such as by the environment; it cannot be renewed.
     *
     * @throws ConnectorException of kind CONFIG_INVALID if it cannot be a token
     */
    public static TokenFlow fixed(Secret token) {
        try {
            Authorization.bearer(token.reveal());
        } catch (IllegalArgumentException e) {
            throw ConnectorException.of(
                            ErrorKind.CONFIG_INVALID, "the access token holds characters that none may hold")
                    .operation("configure")
                    .hint("check the access token, such as for a line end or quotes")
                    .cause(e)
                    .build();
        }
        AccessToken fixed = AccessToken.endless(token);
        return claims -> fixed;
    }

    static Map<String, String> form(String grantType, String scope, String claims) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", grantType);
        if (!scope.isEmpty()) {
            form.put("scope", scope);
        }
        if (!claims.isEmpty()) {
            form.put("claims", claims);
        }
        return form;
    }
}
