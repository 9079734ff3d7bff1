package org.crmlink.sandbox.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.crmlink.sandbox.http.Json;
import org.jspecify.annotations.Nullable;

/** Checks the signed JWT with which an application proves its identity (RFC 7523, Entra's certificate credentials). */
final class ClientAssertions {

    /** Clocks may differ by this much. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final Identity identity;
    private final Map<String, Instant> seen = new ConcurrentHashMap<>();

    ClientAssertions(Identity identity) {
        this.identity = identity;
    }

    /**
     * Returns if the assertion is good.
     *
     * @param audience predicate on the {@code aud} claim
     */
    void verify(String clientId, String assertion, java.util.function.Predicate<String> audience) {
        String[] parts = assertion.split("\\.", -1);
        if (parts.length != 3) {
            throw failed("The assertion is not a signed JWT.");
        }
        Map<?, ?> header = json(parts[0]);
        Map<?, ?> claims = json(parts[1]);
        X509Certificate certificate = certificate(clientId, header)
                .orElseThrow(() -> failed("The key was not found: no certificate with this thumbprint is registered for"
                        + " application '" + clientId + "'."));
        checkSignature(header, certificate, parts);
        if (!clientId.equals(claims.get("iss")) || !clientId.equals(claims.get("sub"))) {
            throw new OAuthException(
                    401,
                    "invalid_client",
                    700021,
                    "Client assertion application identifier doesn't match 'client_id' parameter.");
        }
        Object aud = claims.get("aud");
        boolean meant = aud instanceof Collection<?> many
                ? many.stream().anyMatch(one -> audience.test(String.valueOf(one)))
                : audience.test(String.valueOf(aud));
        if (!meant) {
            throw new OAuthException(
                    401, "invalid_client", 700023, "Client assertion audience claim does not match Realm issuer.");
        }
        checkTime(claims);
        checkReplay(claims);
    }

    private Optional<X509Certificate> certificate(String clientId, Map<?, ?> header) {
        Object sha256 = header.get("x5t#S256");
        Object sha1 = header.get("x5t");
        return identity.certificatesOf(clientId).stream()
                .filter(known -> sha256 != null
                        ? thumbprint("SHA-256", known).equals(sha256)
                        : sha1 != null && thumbprint("SHA-1", known).equals(sha1))
                .findFirst();
    }

    private static String thumbprint(String algorithm, X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The registered certificate cannot be digested.", e);
        }
    }

    private static void checkSignature(Map<?, ?> header, X509Certificate certificate, String[] parts) {
        boolean valid;
        try {
            Signature signature = signature(String.valueOf(header.get("alg")));
            signature.initVerify(certificate.getPublicKey());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            valid = signature.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            valid = false;
        }
        if (!valid) {
            throw failed("Client assertion failed signature validation.");
        }
    }

    private static Signature signature(String algorithm) throws GeneralSecurityException {
        if (algorithm.equals("RS256")) {
            return Signature.getInstance("SHA256withRSA");
        }
        if (algorithm.equals("PS256")) {
            Signature pss = Signature.getInstance("RSASSA-PSS");
            pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            return pss;
        }
        throw failed("The signature algorithm '" + algorithm + "' is not supported.");
    }

    private void checkTime(Map<?, ?> claims) {
        Instant now = identity.clock().instant();
        Instant expires = time(claims.get("exp"));
        Instant notBefore = time(claims.get("nbf"));
        if (expires == null
                || !now.minus(SKEW).isBefore(expires)
                || (notBefore != null && now.plus(SKEW).isBefore(notBefore))) {
            throw new OAuthException(
                    401,
                    "invalid_client",
                    700024,
                    "Client assertion is not within its valid time range. Current time: " + now + ", expiry time of"
                            + " assertion: " + expires + ".");
        }
    }

    private static @Nullable Instant time(@Nullable Object claim) {
        return claim instanceof Number seconds ? Instant.ofEpochSecond(seconds.longValue()) : null;
    }

    /** No public text of Entra names the error for a repeated {@code jti}: 50013 is the general one for assertions. */
    private void checkReplay(Map<?, ?> claims) {
        Instant now = identity.clock().instant();
        seen.values().removeIf(until -> until.isBefore(now));
        Instant expires = time(claims.get("exp"));
        Object jti = claims.get("jti");
        if (jti == null || seen.putIfAbsent(jti.toString(), expires == null ? now : expires.plus(SKEW)) != null) {
            throw new OAuthException(
                    401, "invalid_client", 50013, "Assertion is invalid: its 'jti' is missing or was used before.");
        }
    }

    private static Map<?, ?> json(String part) {
        try {
            if (Json.read(Base64.getUrlDecoder().decode(part)) instanceof Map<?, ?> map) {
                return map;
            }
        } catch (IOException | IllegalArgumentException e) {
            throw failed("The assertion is not a signed JWT.");
        }
        throw failed("The assertion is not a signed JWT.");
    }

    private static OAuthException failed(String reason) {
        return new OAuthException(
                401,
                "invalid_client",
                700027,
                "Client assertion contains an invalid signature. [Reason - " + reason + "]");
    }
}
