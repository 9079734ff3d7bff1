package org.crmlink.toolkit.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.InteractiveLogin;
import org.crmlink.sdk.LoginPrompt;
import org.crmlink.sdk.LoginStatus;
import org.crmlink.sdk.RetryAdvice;

/**
 * The authorization code grant with PKCE (RFC 7636) in a browser on this computer. The prompt shows an address and no code. The refresh token that
 * results goes to the {@link StoredLogin}. Thread-safe.
 */
public final class BrowserLogin implements InteractiveLogin {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int RANDOM_BYTES = 32;

    private final ConnectorContext context;
    private final TokenEndpoint endpoint;
    private final URI authorizeAddress;
    private final Map<String, String> parameters;
    private final int port;
    private final KeptLogin kept;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param authorizeAddress the page of the login, such as {@code https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize}
     * @param parameters what is asked for: {@code scope}, or {@code resource} for AD FS; sent to the page, and the scope with the code
     * @param port of the redirect to this computer; 0 for any that is free
     * @param tokens gets the token of a login at once, and forgets it at logout
     */
    public BrowserLogin(
            ConnectorContext context,
            TokenEndpoint endpoint,
            URI authorizeAddress,
            Map<String, String> parameters,
            int port,
            StoredLogin stored,
            TokenSource tokens) {
        this.context = requireNonNull(context, "context is null");
        this.endpoint = requireNonNull(endpoint, "endpoint is null");
        this.authorizeAddress = requireNonNull(authorizeAddress, "authorizeAddress is null");
        this.parameters = Map.copyOf(parameters);
        this.port = port;
        this.kept = new KeptLogin(stored, tokens, "browser, client " + endpoint.clientId());
    }

    @Override
    public void login(LoginPrompt prompt) {
        String state = randomText();
        String verifier = randomText();
        try (LoopbackRedirect redirect = LoopbackRedirect.open(port, state)) {
            URI page = page(redirect.address(), state, challenge(verifier));
            prompt.enterCode(
                    page,
                    "",
                    context.clock().instant().plus(PATIENCE),
                    "To log in, open this address in a browser on this computer: " + page);
            Map<String, String> answer = redirect.await(PATIENCE)
                    .orElseThrow(() -> failed("nobody logged in in time", "log in again and finish it sooner"));
            kept.keep(endpoint.grant(form(code(answer), redirect.address(), verifier)));
        }
    }

    private URI page(URI redirect, String state, String challenge) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", endpoint.clientId());
        query.put("redirect_uri", redirect.toString());
        query.putAll(parameters);
        query.put("state", state);
        query.put("code_challenge", challenge);
        query.put("code_challenge_method", "S256");
        String text = query.entrySet().stream()
                .map(field -> field.getKey() + "="
                        + URLEncoder.encode(field.getValue(), UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("&"));
        String base = authorizeAddress.toString();
        return URI.create(base + (base.indexOf('?') < 0 ? "?" : "&") + text);
    }

    private static String code(Map<String, String> answer) {
        String error = answer.getOrDefault("error", "");
        if (error.equals("access_denied")) {
            throw failed("the login was declined", "log in again and accept");
        }
        String code = answer.getOrDefault("code", "");
        if (code.isEmpty()) {
            // The server's own words may be anything that a page sent: only a plain code is shown.
            throw failed(
                    "the login page refused" + (error.matches("[a-z_]{1,64}") ? ": " + error : ""),
                    "check client id, scope and the redirect address that is registered at the application");
        }
        return code;
    }

    private Map<String, String> form(String code, URI redirect, String verifier) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirect.toString());
        form.put("code_verifier", verifier);
        form.putAll(parameters);
        return form;
    }

    private String randomText() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return text(bytes);
    }

    private static String challenge(String verifier) {
        try {
            return text(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static ConnectorException failed(String message, String hint) {
        return ConnectorException.of(ErrorKind.UNAUTHENTICATED, message)
                .operation("login")
                .retry(RetryAdvice.afterLogin())
                .hint(hint)
                .build();
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
