package org.crmlink.paper.connector;

import java.net.URI;
import java.time.Duration;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.toolkit.auth.AccessToken;
import org.crmlink.toolkit.auth.BearerCredentials;
import org.crmlink.toolkit.auth.ClientAuthentication;
import org.crmlink.toolkit.auth.OAuth2;
import org.crmlink.toolkit.auth.TokenEndpoint;
import org.crmlink.toolkit.auth.TokenFlow;
import org.crmlink.toolkit.auth.TokenSource;
import org.crmlink.toolkit.http.Authorization;
import org.crmlink.toolkit.http.Challenge;
import org.crmlink.toolkit.http.CredentialProvider;
import org.crmlink.toolkit.http.HttpCall;
import org.jspecify.annotations.Nullable;

/** The login: client credentials, one token for all threads. Thread-safe. */
final class PaperLogin implements AutoCloseable {

    static final String USER_AGENT = "crmlink-paper/" + PaperProvider.VERSION;

    private final TokenEndpoint endpoint;
    private final TokenFlow flow;
    private final TokenSource tokens;
    private volatile @Nullable AccessToken last;

    PaperLogin(Configuration configuration, ConnectorContext context, URI address) {
        endpoint = TokenEndpoint.builder(context, address, configuration.get(PaperOptions.CLIENT_ID))
                .authentication(ClientAuthentication.post(configuration.get(PaperOptions.CLIENT_SECRET)))
                .parameter("organisation", configuration.get(PaperOptions.ORGANISATION))
                .userAgent(USER_AGENT)
                .connectTimeout(configuration.get(PaperOptions.CONNECT_TIMEOUT))
                .timeout(callTimeout(configuration))
                .build();
        TokenFlow login = OAuth2.clientCredentials(endpoint, "");
        flow = claims -> {
            AccessToken token = login.fetch(claims);
            last = token;
            return token;
        };
        tokens = new TokenSource(flow, context.clock());
    }

    static Duration callTimeout(Configuration configuration) {
        return Flaw.NO_CALL_TIMEOUT.here() || Flaw.TIMEOUTS_IGNORED.here()
                ? Duration.ofDays(1)
                : configuration.get(PaperOptions.TIMEOUT);
    }

    CredentialProvider credentials() {
        if (Flaw.LOGIN_NOT_RENEWED.here()) {
            return new NeverAgain(new BearerCredentials(tokens));
        }
        return Flaw.EACH_THREAD_LOGS_IN.here() ? new Impatient(flow) : new BearerCredentials(tokens);
    }

    /** The last token itself, for flaws that show it: no login more than the connector makes anyway. */
    String reveal() {
        AccessToken shown = last;
        return (shown == null ? tokens.current() : shown).value().reveal();
    }

    /** Logs in anew, for the flaw that does so without need. */
    void renew() {
        flow.fetch("");
    }

    @Override
    public void close() {
        endpoint.close();
    }

    /** {@link Flaw#LOGIN_NOT_RENEWED}. */
    private record NeverAgain(CredentialProvider first) implements CredentialProvider {

        @Override
        public Authorization authorize(HttpCall call) {
            return first.authorize(call);
        }

        @Override
        public boolean renew(Authorization refused, Challenge challenge) {
            return false;
        }
    }

    /** {@link Flaw#EACH_THREAD_LOGS_IN}. */
    private static final class Impatient implements CredentialProvider {
        private final TokenFlow flow;
        private volatile @Nullable AccessToken token;

        Impatient(TokenFlow flow) {
            this.flow = flow;
        }

        @Override
        public Authorization authorize(HttpCall call) {
            AccessToken held = token;
            if (held == null) {
                held = flow.fetch("");
                token = held;
            }
            return Authorization.bearer(held.value().reveal());
        }

        @Override
        public boolean renew(Authorization refused, Challenge challenge) {
            token = flow.fetch("");
            return true;
        }
    }
}
