package org.crmlink.sandbox.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** The codes that a login page gave to applications, each good once (RFC 6749 §4.1, RFC 7636). Thread-safe. */
final class AuthorizationCodes {

    /** Entra's documentation: codes expire after about ten minutes. */
    static final Duration LIFE = Duration.ofMinutes(10);

    /**
     * What a code stands for.
     *
     * @param scope as asked of the page; empty if none was
     * @param resource as asked of the page; empty if none was
     * @param nonce to be repeated in the id token; empty if none was sent
     * @param challenge of PKCE; empty if the application sent none
     * @param hashed whether the challenge is the verifier's hash, or the verifier itself
     */
    record Login(
            Principal principal,
            String redirect,
            String scope,
            String resource,
            String nonce,
            String challenge,
            boolean hashed) {}

    private record Issued(Login login, Instant expires, AtomicBoolean used) {}

    private final Clock clock;
    private final Map<String, Issued> issued = new ConcurrentHashMap<>();

    AuthorizationCodes(Clock clock) {
        this.clock = clock;
    }

    String issue(Login login) {
        Instant now = clock.instant();
        // Those that were used are kept as long as they would be good, to tell them from unknown ones.
        issued.values().removeIf(old -> old.expires().plus(LIFE).isBefore(now));
        String code = "0." + Identity.random(64);
        issued.put(code, new Issued(login, now.plus(LIFE), new AtomicBoolean()));
        return code;
    }

    /** Takes a code out of use; everything that does not fit is an {@link OAuthException}. */
    Login redeem(String code, String clientId, String redirect, Optional<String> verifier) {
        Issued found = issued.get(code);
        if (found == null) {
            throw OAuthException.invalidGrant(
                    9002313, "Invalid request. Request is malformed or invalid: the authorization code is unknown.");
        }
        Login login = found.login();
        if (!login.principal().clientId().equals(clientId)) {
            throw OAuthException.invalidGrant(
                    70000, "Provided grant is invalid or malformed. It was issued to another application.");
        }
        if (!clock.instant().isBefore(found.expires())) {
            throw OAuthException.invalidGrant(
                    70008,
                    "The provided authorization code or refresh token has expired due to inactivity. Send a new"
                            + " interactive authorization request for this user and resource.");
        }
        if (!login.redirect().equals(redirect)) {
            throw OAuthException.invalidGrant(
                    500112,
                    "The reply address '" + redirect + "' does not match the reply address '" + login.redirect()
                            + "' provided when requesting Authorization code.");
        }
        if (!found.used().compareAndSet(false, true)) {
            throw OAuthException.invalidGrant(
                    54005,
                    "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an"
                            + " existing refresh token.");
        }
        // A code is spent by a wrong verifier too: whoever tries to guess gets one try (our assumption).
        if (!login.challenge().isEmpty()
                && !verifier.map(text -> login.hashed() ? hash(text) : text)
                        .filter(login.challenge()::equals)
                        .isPresent()) {
            throw OAuthException.invalidGrant(
                    501481,
                    "The Code_Verifier does not match the code_challenge supplied in the authorization request.");
        }
        return login;
    }

    private static String hash(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
