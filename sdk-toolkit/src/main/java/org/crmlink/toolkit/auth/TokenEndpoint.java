package org.crmlink.toolkit.auth;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.config.Secret;
import org.crmlink.toolkit.http.Authorization;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpBody;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.http.HttpTransport;

/**
 * A client of a token endpoint (RFC 6749 §3.2). Thread-safe. One request per call, never repeated, save once with the server's time where a wrong
 * clock made a signed statement invalid. Neither bodies nor the server's texts reach a log or a message.
 */
public final class TokenEndpoint implements AutoCloseable {

    private static final long MAX_ANSWER_BYTES = 1 << 20;

    /** For servers that do not say how long a token lives (Salesforce): short enough to be true. */
    private static final Duration ASSUMED_LIFE = Duration.ofMinutes(15);

    private static final int ASSERTION_OUT_OF_TIME = 700024;
    private static final int ASSERTION_INVALID = 700027;

    private final HttpTransport transport;
    private final Clock clock;
    private final ServerClockOffset serverClock;
    private final URI address;
    private final String clientId;
    private final ClientAuthentication authentication;
    private final Map<String, String> parameters;
    private final Map<String, Consumer<String>> listeners;
    private final BiFunction<HttpAnswer, String, Optional<ConnectorException>> otherAnswers;

    private TokenEndpoint(Builder builder) {
        this.transport = builder.transport.build();
        this.clock = builder.clock;
        this.serverClock = new ServerClockOffset(clock);
        this.address = builder.address;
        this.clientId = builder.clientId;
        this.authentication = builder.authentication;
        this.parameters = Map.copyOf(builder.parameters);
        this.listeners = Map.copyOf(builder.listeners);
        this.otherAnswers = builder.otherAnswers;
    }

    /**
     * Starts a client.
     *
     * @param address the token endpoint, such as {@code https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token}
     */
    public static Builder builder(ConnectorContext context, URI address, String clientId) {
        return new Builder(context, address, clientId);
    }

    /** A successful answer. Its text form shows nothing. */
    record Grant(AccessToken accessToken, Optional<Secret> refreshToken, Optional<String> account) {
        @Override
        public String toString() {
            return "Grant";
        }
    }

    String clientId() {
        return clientId;
    }

    URI address() {
        return address;
    }

    /** The server's time, as far as its answers told it. */
    Instant serverTime() {
        return serverClock.now();
    }

    /** Asks for a token; a refusal is thrown. */
    Grant grant(Map<String, String> form) {
        Instant asked = clock.instant();
        OAuthAnswer answer = post(address, form);
        if (answer.isError()) {
            throw refusal(answer);
        }
        return grant(answer, asked);
    }

    ConnectorException refusal(OAuthAnswer answer) {
        return TokenRefusal.of(answer, host()).build();
    }

    Grant grant(OAuthAnswer answer, Instant asked) {
        String token = answer.text("access_token").orElseThrow(() -> broken("sent no access token"));
        if (!answer.text("token_type").orElse("Bearer").equalsIgnoreCase("Bearer")) {
            throw broken("sent a token that is not a bearer token");
        }
        if (!isHeaderText(token)) {
            throw broken("sent a token that cannot be sent back");
        }
        listeners.forEach((member, listener) -> answer.text(member).ifPresent(listener));
        Duration life = answer.seconds("expires_in").orElse(ASSUMED_LIFE);
        return new Grant(
                AccessToken.of(Secret.of(token), asked, life),
                answer.text("refresh_token").map(Secret::of),
                AccountName.of(answer));
    }

    private static boolean isHeaderText(String token) {
        try {
            Authorization.bearer(token);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Posts a form with the client's proof and gives the JSON object of the answer, success or OAuth error. */
    OAuthAnswer post(URI to, Map<String, String> form) {
        boolean outOfTime = false;
        Exchange first = attempt(to, form);
        if (first.answer().isError() && authentication.dependsOnTime()) {
            int code = first.answer().entraCode();
            boolean timeMayBeIt = code == ASSERTION_OUT_OF_TIME || code == ASSERTION_INVALID || code == 0;
            outOfTime = timeMayBeIt && first.clockWasWrong();
        }
        return outOfTime ? attempt(to, form).answer() : first.answer();
    }

    private record Exchange(OAuthAnswer answer, boolean clockWasWrong) {}

    private Exchange attempt(URI to, Map<String, String> form) {
        Map<String, String> fields = new LinkedHashMap<>(form);
        parameters.forEach(fields::putIfAbsent);
        // a read: whatever becomes of it, no record of the backend was changed
        HttpCall call = HttpCall.read("POST", to)
                .operation("login")
                .header("Accept", "application/json")
                .maxAnswerBytes(MAX_ANSWER_BYTES);
        call = authentication.apply(call, fields, clientId, address, serverClock.now());
        try (HttpAnswer answer = transport.send(call.body(HttpBody.form(fields)))) {
            boolean clockWasWrong = answer.date().map(serverClock::learn).orElse(false);
            // Entra and others send OAuth errors as 400 or 401; a 5xx or 429 with JSON is still the server's trouble
            boolean meant = answer.isSuccess() || (answer.status() >= 400 && answer.status() < 429);
            byte[] body = meant && !answer.isHtml() ? answer.bytes() : new byte[0];
            OAuthAnswer parsed = OAuthAnswer.of(answer, body)
                    .filter(a -> answer.isSuccess() || a.isError())
                    .orElseThrow(() -> otherAnswers
                            .apply(answer, new String(body, StandardCharsets.UTF_8))
                            .orElseGet(() -> notOAuth(answer)));
            return new Exchange(parsed, clockWasWrong);
        }
    }

    private ConnectorException notOAuth(HttpAnswer answer) {
        int status = answer.status();
        if (status == 404 || status == 405 || (status >= 300 && status < 400)) {
            return ConnectorException.of(
                            ErrorKind.CONFIG_INVALID, answer.call() + ": HTTP " + status + ": no token endpoint")
                    .operation("login")
                    .hint("check the address of the token endpoint")
                    .build();
        }
        if (status >= 400 && status < 500 && status != 408) {
            // includes 429 with its Retry-After
            return answer.failure("the token endpoint refused without a reason").build();
        }
        RetryAdvice retry = answer.retryAfter().map(RetryAdvice::after).orElse(RetryAdvice.later());
        return ConnectorException.of(
                        ErrorKind.UNAVAILABLE,
                        answer.call() + ": HTTP " + status + ": the answer is not that of a token endpoint")
                .operation("login")
                .retry(retry)
                .outcome(Outcome.NOT_APPLIED)
                .hint("try again; if it stays so, check the address of the token endpoint")
                .build();
    }

    ConnectorException broken(String what) {
        return ConnectorException.of(ErrorKind.PROTOCOL_ERROR, host() + " " + what)
                .operation("login")
                .hint("check the address of the token endpoint")
                .build();
    }

    private String host() {
        return address.getScheme() + "://" + address.getRawAuthority();
    }

    /** Ends what is running. Idempotent. */
    @Override
    public void close() {
        transport.close();
    }

    /** Builds a {@link TokenEndpoint}. One-at-a-time. */
    public static final class Builder {
        private final HttpTransport.Builder transport;
        private final Clock clock;
        private final URI address;
        private final String clientId;
        private final Map<String, String> parameters = new LinkedHashMap<>();
        private final Map<String, Consumer<String>> listeners = new LinkedHashMap<>();
        private ClientAuthentication authentication = ClientAuthentication.none();
        private BiFunction<HttpAnswer, String, Optional<ConnectorException>> otherAnswers =
                (answer, body) -> Optional.empty();

        private Builder(ConnectorContext context, URI address, String clientId) {
            this.address = requireNonNull(address, "address is null");
            this.clientId = requireNonNull(clientId, "clientId is null");
            this.clock = context.clock();
            this.transport = HttpTransport.builder(context, address).callTimeout(Duration.ofSeconds(60));
        }

        /** Default: a public client. */
        public Builder authentication(ClientAuthentication authentication) {
            this.authentication = requireNonNull(authentication, "authentication is null");
            return this;
        }

        /** A further field of every request, such as {@code resource} for ADFS. */
        public Builder parameter(String name, String value) {
            parameters.put(name, value);
            return this;
        }

        /**
         * Tells a further text of each successful answer, before its token is used, such as the {@code instance_url} of Salesforce.
         *
         * @param listener called on the thread that logs in; the text may be secret
         */
        public Builder tell(String member, Consumer<String> listener) {
            listeners.put(member, requireNonNull(listener, "listener is null"));
            return this;
        }

        /** What an answer means that is none of OAuth's, for backends that refuse in words of their own. It is given the answer and its body. */
        public Builder otherAnswers(BiFunction<HttpAnswer, String, Optional<ConnectorException>> meaning) {
            this.otherAnswers = requireNonNull(meaning, "meaning is null");
            return this;
        }

        /** Where device codes are asked for, if it is on another host. */
        public Builder deviceAddress(URI address) {
            transport.allowOrigin(address);
            return this;
        }

        public Builder userAgent(String userAgent) {
            transport.userAgent(userAgent);
            return this;
        }

        /** Longest wait for a connection. */
        public Builder connectTimeout(Duration timeout) {
            transport.connectTimeout(timeout);
            return this;
        }

        /** Longest whole request; default 60 s. */
        public Builder timeout(Duration timeout) {
            transport.readTimeout(timeout).callTimeout(timeout);
            return this;
        }

        public TokenEndpoint build() {
            return new TokenEndpoint(this);
        }
    }
}
