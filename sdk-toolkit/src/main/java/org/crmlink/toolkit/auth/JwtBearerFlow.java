package org.crmlink.toolkit.auth;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;

/**
 * The grant for a signed statement about a user (RFC 7523 §2.1). No client secret, no refresh token: each token needs a new statement. If the server's
 * clock shows that the statement was out of time, it is signed once more with the server's time.
 */
final class JwtBearerFlow implements TokenFlow {

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /** Salesforce takes some minutes at most. */
    private static final Duration LIFE = Duration.ofMinutes(3);

    private static final Duration SMALL = Duration.ofMinutes(1);

    private final TokenEndpoint endpoint;
    private final ClientCertificate certificate;
    private final String user;
    private final String audience;

    JwtBearerFlow(TokenEndpoint endpoint, ClientCertificate certificate, String user, String audience) {
        this.endpoint = requireNonNull(endpoint, "endpoint is null");
        this.certificate = requireNonNull(certificate, "certificate is null");
        this.user = requireNonNull(user, "user is null");
        this.audience = requireNonNull(audience, "audience is null");
    }

    @Override
    public AccessToken fetch(String claims) {
        Instant signed = endpoint.serverTime();
        try {
            return fetch(claims, signed);
        } catch (ConnectorException e) {
            Instant now = endpoint.serverTime();
            boolean outOfTime = Duration.between(signed, now).abs().compareTo(SMALL) > 0;
            if (e.kind() != ErrorKind.UNAUTHENTICATED || !outOfTime) {
                throw e;
            }
            return fetch(claims, now);
        }
    }

    private AccessToken fetch(String claims, Instant now) {
        Map<String, String> form = new LinkedHashMap<>(OAuth2.form(GRANT, "", claims));
        form.put("assertion", assertion(now));
        return endpoint.grant(form).accessToken();
    }

    private String assertion(Instant now) {
        String header = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
        String statement = "{" + member("iss", endpoint.clientId()) + "," + member("sub", user) + ","
                + member("aud", audience) + ",\"exp\":" + now.plus(LIFE).getEpochSecond() + "}";
        String signed = base64(header) + "." + base64(statement);
        byte[] signature = certificate.sign(
                ClientAuthentication.AssertionAlgorithm.RS256, signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + ClientAssertion.base64(signature);
    }

    private static String base64(String json) {
        return ClientAssertion.base64(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String member(String name, String value) {
        return "\"" + name + "\":\""
                + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + "\"";
    }
}
