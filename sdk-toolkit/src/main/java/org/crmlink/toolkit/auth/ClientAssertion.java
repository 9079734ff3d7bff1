package org.crmlink.toolkit.auth;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.crmlink.toolkit.auth.ClientAuthentication.AssertionAlgorithm;

/** Writes the signed statement that a client is itself (RFC 7523; Entra's certificate credentials). */
final class ClientAssertion {

    /** Entra advises five to ten minutes. */
    private static final Duration LIFE = Duration.ofMinutes(8);

    private ClientAssertion() {}

    static String sign(
            ClientCertificate certificate,
            AssertionAlgorithm algorithm,
            String clientId,
            String audience,
            Instant now) {
        String thumbprint = switch (algorithm) {
            case PS256 -> member("x5t#S256", certificate.thumbprint("SHA-256"));
            case RS256 -> member("x5t", certificate.thumbprint("SHA-1"));
        };
        String header = "{" + member("alg", algorithm.name()) + "," + member("typ", "JWT") + "," + thumbprint + "}";
        long seconds = now.getEpochSecond();
        String claims =
                "{" + member("aud", audience) + "," + member("iss", clientId) + "," + member("sub", clientId) + ","
                        + member("jti", UUID.randomUUID().toString()) + ",\"nbf\":" + seconds + ",\"iat\":" + seconds
                        + ",\"exp\":"
                        + (seconds + LIFE.toSeconds()) + "}";
        String signed =
                base64(header.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
        return signed + "." + base64(certificate.sign(algorithm, signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String member(String name, String value) {
        return "\"" + name + "\":\""
                + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + "\"";
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
