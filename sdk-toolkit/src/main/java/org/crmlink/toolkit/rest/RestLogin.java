package org.crmlink.toolkit.rest;

import java.net.URI;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.toolkit.auth.BearerCredentials;
import org.crmlink.toolkit.auth.ClientAuthentication;
import org.crmlink.toolkit.auth.OAuth2;
import org.crmlink.toolkit.auth.TokenEndpoint;
import org.crmlink.toolkit.auth.TokenSource;
import org.crmlink.toolkit.http.Authorization;
import org.crmlink.toolkit.http.Challenge;
import org.crmlink.toolkit.http.CredentialProvider;
import org.crmlink.toolkit.http.HttpCall;

/**
 * The application itself logs in (OAuth 2 client credentials) with {@link RestOptions#CLIENT_ID} and {@link RestOptions#CLIENT_SECRET}; the access token
 * is renewed ahead of its end, and once after a 401. To be closed with the connector. Thread-safe.
 */
public final class RestLogin implements CredentialProvider, AutoCloseable {

    private final TokenEndpoint endpoint;
    private final CredentialProvider credentials;

    private RestLogin(TokenEndpoint endpoint, ConnectorContext context) {
        this.endpoint = endpoint;
        this.credentials =
                new BearerCredentials(new TokenSource(OAuth2.clientCredentials(endpoint, ""), context.clock()));
    }

    /** @param path the address of the token endpoint, below {@link RestOptions#URL} */
    static RestLogin of(Configuration configuration, ConnectorContext context, RestPath path, String userAgent) {
        String root = configuration.get(RestOptions.URL).toString();
        URI address = URI.create((root.endsWith("/") ? root : root + "/") + path);
        TokenEndpoint endpoint = TokenEndpoint.builder(context, address, configuration.get(RestOptions.CLIENT_ID))
                .authentication(ClientAuthentication.post(configuration.get(RestOptions.CLIENT_SECRET)))
                .userAgent(userAgent)
                .connectTimeout(configuration.get(RestOptions.CONNECT_TIMEOUT))
                .timeout(configuration.get(RestOptions.READ_TIMEOUT))
                .build();
        return new RestLogin(endpoint, context);
    }

    @Override
    public Authorization authorize(HttpCall call) {
        return credentials.authorize(call);
    }

    @Override
    public boolean renew(Authorization refused, Challenge challenge) {
        return credentials.renew(refused, challenge);
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
