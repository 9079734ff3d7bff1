package org.crmlink.toolkit.auth;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.InteractiveLogin;
import org.crmlink.sdk.LoginPrompt;
import org.crmlink.sdk.LoginStatus;
import org.crmlink.sdk.RetryAdvice;

/**
 * The device authorization grant (RFC 8628): a person types a code on any device. The refresh token that results goes to the
 * {@link StoredLogin}, from where {@link OAuth2#refreshToken} takes it. Thread-safe.
 */
public final class DeviceCodeLogin implements InteractiveLogin {

    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);
    private static final Duration DEFAULT_LIFE = Duration.ofMinutes(15);
    private static final Duration SLOWER = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final int PENDING = 70016;

    /**
     * How the requests of this grant are written.
     *
     * @param offer fields of the request for a code, beside client and scope
     * @param grantType of the polls
     * @param codeField in which a poll names the device code
     */
    public record Dialect(Map<String, String> offer, String grantType, String codeField) {

        /** RFC 8628. */
        public static final Dialect STANDARD =
                new Dialect(Map.of(), "urn:ietf:params:oauth:grant-type:device_code", "device_code");

        public Dialect {
            offer = Map.copyOf(offer);
            requireNonNull(grantType, "grantType is null");
            requireNonNull(codeField, "codeField is null");
        }
    }

    private final ConnectorContext context;
    private final TokenEndpoint endpoint;
    private final URI deviceAddress;
    private final String scope;
    private final Dialect dialect;
    private final KeptLogin kept;

    /**
     * @param deviceAddress where codes are issued, such as {@code https://login.microsoftonline.com/{tenant}/oauth2/v2.0/devicecode}
     * @param scope must ask for a refresh token: {@code offline_access}
     * @param tokens gets the token of a login at once, and forgets it at logout
     */
    public DeviceCodeLogin(
            ConnectorContext context,
            TokenEndpoint endpoint,
            URI deviceAddress,
            String scope,
            StoredLogin stored,
            TokenSource tokens) {
        this(context, endpoint, deviceAddress, scope, Dialect.STANDARD, stored, tokens);
    }

    /** As the other one, for a server that follows an earlier draft. */
    public DeviceCodeLogin(
            ConnectorContext context,
            TokenEndpoint endpoint,
            URI deviceAddress,
            String scope,
            Dialect dialect,
            StoredLogin stored,
            TokenSource tokens) {
        this.context = requireNonNull(context, "context is null");
        this.endpoint = requireNonNull(endpoint, "endpoint is null");
        this.deviceAddress = requireNonNull(deviceAddress, "deviceAddress is null");
        this.scope = requireNonNull(scope, "scope is null");
        this.dialect = requireNonNull(dialect, "dialect is null");
        this.kept = new KeptLogin(
                requireNonNull(stored, "stored is null"),
                requireNonNull(tokens, "tokens is null"),
                "device code, client " + endpoint.clientId());
    }

    @Override
    public void login(LoginPrompt prompt) {
        Map<String, String> asked = new LinkedHashMap<>(dialect.offer());
        if (!scope.isEmpty()) {
            asked.put("scope", scope);
        }
        OAuthAnswer offer = endpoint.post(deviceAddress, asked);
        if (offer.isError()) {
            throw endpoint.refusal(offer);
        }
        String deviceCode = offer.text("device_code").orElseThrow(() -> endpoint.broken("sent no device code"));
        Duration life = offer.seconds("expires_in").orElse(DEFAULT_LIFE);
        prompt.enterCode(
                verificationUri(offer),
                offer.text("user_code").orElseThrow(() -> endpoint.broken("sent no user code")),
                context.clock().instant().plus(life),
                offer.text("message").orElse(""));
        Duration interval = offer.seconds("interval").orElse(DEFAULT_INTERVAL);
        kept.keep(poll(deviceCode, interval.isZero() ? Duration.ofSeconds(1) : interval, life));
    }

    private URI verificationUri(OAuthAnswer offer) {
        // some servers follow an early draft
        String text = offer.text("verification_uri")
                .or(() -> offer.text("verification_url"))
                .orElse("");
        try {
            URI uri = new URI(text);
            if ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme())) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // said below: hosts may open the address, so nothing but a web page will do
        }
        throw endpoint.broken("sent no address for people to log in at");
    }

    private TokenEndpoint.Grant poll(String deviceCode, Duration firstInterval, Duration life) {
        Duration interval = firstInterval;
        Duration wait = interval;
        // the server says when a code has ended; this only bounds the wait for one that never says so
        Duration patience = life.plus(LONGEST_WAIT);
        for (Duration waited = Duration.ZERO; waited.compareTo(patience) <= 0; waited = waited.plus(wait)) {
            sleep(wait);
            Optional<OAuthAnswer> polled = ask(deviceCode);
            if (polled.isEmpty()) {
                wait = shorter(wait.multipliedBy(2), LONGEST_WAIT);
                continue;
            }
            OAuthAnswer answer = polled.get();
            if (!answer.isError()) {
                return endpoint.grant(answer, context.clock().instant());
            }
            if (answer.error().equals("slow_down")) {
                // for good, RFC 8628 §3.5
                interval = interval.plus(SLOWER);
            } else if (!answer.error().equals("authorization_pending") && answer.entraCode() != PENDING) {
                throw stop(answer);
            }
            wait = interval;
        }
        throw failed("the code was not used in time", "log in again and enter the code sooner");
    }

    /** One poll; empty if the server could not be reached, which a person at work on another device does not want to hear of. */
    private Optional<OAuthAnswer> ask(String deviceCode) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", dialect.grantType());
        form.put(dialect.codeField(), deviceCode);
        try {
            return Optional.of(endpoint.post(endpoint.address(), form));
        } catch (ConnectorException e) {
            boolean passing = switch (e.kind()) {
                case TIMEOUT, UNAVAILABLE, RATE_LIMITED -> e.retryAdvice().when() == RetryAdvice.When.LATER;
                default -> false;
            };
            if (passing) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private ConnectorException stop(OAuthAnswer answer) {
        return switch (answer.error()) {
            case "authorization_declined", "access_denied" ->
                failed("the login was declined", "log in again and accept");
            case "expired_token", "code_expired" ->
                failed("the code has expired", "log in again and enter the code sooner");
            case "bad_verification_code" -> failed("the server does not know the code any more", "log in again");
            default -> endpoint.refusal(answer);
        };
    }

    private static ConnectorException failed(String message, String hint) {
        return ConnectorException.of(ErrorKind.UNAUTHENTICATED, message)
                .operation("login")
                .retry(RetryAdvice.afterLogin())
                .hint(hint)
                .build();
    }

    private void sleep(Duration time) {
        try {
            context.sleeper().sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ConnectorException.of(ErrorKind.CANCELLED, "the login was interrupted")
                    .operation("login")
                    .retry(RetryAdvice.later())
                    .hint("log in again when it suits")
                    .cause(e)
                    .build();
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    @Override
    public LoginStatus status() {
        return kept.status();
    }

    @Override
    public void logout() {
        kept.forget();
    }
}
