package org.crmlink.sandbox.salesforce.login;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.crmlink.sandbox.http.Json;
import org.jspecify.annotations.Nullable;

/**
 * The signed assertion of the JWT bearer flow. Source: backend page, section 2.1; RFC 7523.
 *
 * @param issuer the app's consumer key
 * @param subject the user's name
 */
record BearerAssertion(String issuer, String subject) {

    /** The service allows for clocks that differ by this much; an assertion is good for three minutes at most. */
    private static final Duration SKEW = Duration.ofMinutes(3);

    /**
     * Reads an assertion and checks signature, audience and time.
     *
     * @throws OAuthRefusal if anything is not as it should be
     */
    static BearerAssertion verified(String jwt, ConnectedApps apps, Predicate<String> audience, Instant now) {
        String[] parts = jwt.split("\\.", -1);
        if (parts.length != 3) {
            throw OAuthRefusal.grant("invalid assertion");
        }
        Map<?, ?> header = part(parts[0]);
        Map<?, ?> claims = part(parts[1]);
        String issuer = text(claims, "iss");
        if (!apps.knows(issuer)) {
            throw new OAuthRefusal("invalid_client_id", "client identifier invalid");
        }
        if (!"RS256".equals(header.get("alg")) || !signedBy(apps.certificatesOf(issuer), parts)) {
            throw OAuthRefusal.grant("invalid assertion");
        }
        if (!audience.test(text(claims, "aud"))) {
            throw OAuthRefusal.grant("Audience validation failed");
        }
        Instant ends = seconds(claims.get("exp"));
        if (!now.isBefore(ends.plus(SKEW)) || ends.isAfter(now.plus(SKEW).plus(SKEW))) {
            // the text is our assumption: no public one names an assertion that is too old
            throw OAuthRefusal.grant("invalid assertion");
        }
        return new BearerAssertion(issuer, text(claims, "sub"));
    }

    private static boolean signedBy(List<X509Certificate> certificates, String[] parts) {
        return certificates.stream().anyMatch(certificate -> signedBy(certificate, parts));
    }

    private static boolean signedBy(X509Certificate certificate, String[] parts) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(certificate.getPublicKey());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // a signature of another key's length, or no signature at all: not signed by this one
            return false;
        }
    }

    private static String text(Map<?, ?> claims, String name) {
        Object value = claims.get(name);
        return value == null ? "" : value.toString();
    }

    /** Clients send a number or a text. */
    private static Instant seconds(@Nullable Object claim) {
        try {
            return claim == null ? Instant.EPOCH : Instant.ofEpochSecond(Long.parseLong(claim.toString()));
        } catch (NumberFormatException e) {
            throw OAuthRefusal.grant("invalid assertion");
        }
    }

    private static Map<?, ?> part(String encoded) {
        try {
            if (Json.read(Base64.getUrlDecoder().decode(encoded)) instanceof Map<?, ?> map) {
                return map;
            }
        } catch (IOException | IllegalArgumentException e) {
            throw OAuthRefusal.grant("invalid assertion");
        }
        throw OAuthRefusal.grant("invalid assertion");
    }
}
