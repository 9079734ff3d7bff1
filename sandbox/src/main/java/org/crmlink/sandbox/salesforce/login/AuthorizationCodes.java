package org.crmlink.sandbox.salesforce.login;

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

/** Codes that the login page gave to apps, each good once (RFC 6749 §4.1, RFC 7636). Thread-safe. */
final class AuthorizationCodes {

    /** As the service documents it. */
    private static final Duration LIFE = Duration.ofMinutes(15);

    private record Issued(Session session, String redirect, String challenge, Instant ends) {}

    private final Clock clock;
    private final Map<String, Issued> issued = new ConcurrentHashMap<>();

    AuthorizationCodes(Clock clock) {
        this.clock = clock;
    }

    /**
     * Gives a code out.
     *
     * @param challenge of PKCE, hashed; empty if the app sent none
     */
    String issue(Session session, String redirect, String challenge) {
        Instant now = clock.instant();
        issued.values().removeIf(old -> old.ends().isBefore(now));
        String code = "aPrx" + Sessions.random(48);
        issued.put(code, new Issued(session, redirect, challenge, now.plus(LIFE)));
        return code;
    }

    /** Takes a code out of use. */
    Session redeem(String code, String clientId, String redirect, Optional<String> verifier) {
        Issued found = issued.remove(code);
        if (found == null
                || !clock.instant().isBefore(found.ends())
                || !found.session().clientId().equals(clientId)) {
            throw OAuthRefusal.grant("expired authorization code");
        }
        if (!found.redirect().equals(redirect)) {
            throw new OAuthRefusal("redirect_uri_mismatch", "redirect_uri must match configuration");
        }
        boolean proven = found.challenge().isEmpty()
                || verifier.map(AuthorizationCodes::hash)
                        .filter(found.challenge()::equals)
                        .isPresent();
        if (!proven) {
            throw OAuthRefusal.grant("invalid code verifier");
        }
        return found.session();
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
