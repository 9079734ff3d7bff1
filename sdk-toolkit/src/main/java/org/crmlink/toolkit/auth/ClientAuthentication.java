package org.crmlink.toolkit.auth;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.crmlink.sdk.config.Secret;
import org.crmlink.toolkit.http.HttpCall;

/** How a client proves to the token endpoint that it is itself. Immutable; its text form shows no secret. */
public abstract sealed class ClientAuthentication {

    /** How an assertion is signed. */
    public enum AssertionAlgorithm {
        /** RSASSA-PSS with SHA-256 and the certificate's SHA-256 thumbprint: what Entra documents today. */
        PS256,
        /** PKCS #1 with SHA-256 and the SHA-1 thumbprint: for older ADFS. */
        RS256
    }

    private ClientAuthentication() {}

    /** A public client: its id alone. */
    public static ClientAuthentication none() {
        return new None();
    }

    /** The secret as a form field. */
    public static ClientAuthentication post(Secret secret) {
        return new Post(requireNonNull(secret, "secret is null"));
    }

    /** Id and secret as HTTP Basic, each form-encoded before (RFC 6749 §2.3.1). */
    public static ClientAuthentication basic(Secret secret) {
        return new Basic(requireNonNull(secret, "secret is null"));
    }

    /** A statement signed with the certificate's key: {@code private_key_jwt} (RFC 7523 §2.2). */
    public static ClientAuthentication certificate(ClientCertificate certificate, AssertionAlgorithm algorithm) {
        return new Assertion(
                requireNonNull(certificate, "certificate is null"), requireNonNull(algorithm, "algorithm is null"));
    }

    /** Adds the proof to a request's form or headers. */
    abstract HttpCall apply(HttpCall call, Map<String, String> form, String clientId, URI tokenAddress, Instant now);

    /** Whether a wrong clock can be the reason of a refusal. */
    boolean dependsOnTime() {
        return false;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName();
    }

    private static final class None extends ClientAuthentication {
        @Override
        HttpCall apply(HttpCall call, Map<String, String> form, String clientId, URI tokenAddress, Instant now) {
            form.put("client_id", clientId);
            return call;
        }
    }

    private static final class Post extends ClientAuthentication {
        private final Secret secret;

        Post(Secret secret) {
            this.secret = secret;
        }

        @Override
        HttpCall apply(HttpCall call, Map<String, String> form, String clientId, URI tokenAddress, Instant now) {
            form.put("client_id", clientId);
            form.put("client_secret", secret.reveal());
            return call;
        }
    }

    private static final class Basic extends ClientAuthentication {
        private final Secret secret;

        Basic(Secret secret) {
            this.secret = secret;
        }

        @Override
        HttpCall apply(HttpCall call, Map<String, String> form, String clientId, URI tokenAddress, Instant now) {
            String pair = encode(clientId) + ":" + encode(secret.reveal());
            return call.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }

        private static String encode(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    }

    private static final class Assertion extends ClientAuthentication {
        private final ClientCertificate certificate;
        private final AssertionAlgorithm algorithm;

        Assertion(ClientCertificate certificate, AssertionAlgorithm algorithm) {
            this.certificate = certificate;
            this.algorithm = algorithm;
        }

        @Override
        HttpCall apply(HttpCall call, Map<String, String> form, String clientId, URI tokenAddress, Instant now) {
            form.put("client_id", clientId);
            form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            form.put(
                    "client_assertion",
                    ClientAssertion.sign(certificate, algorithm, clientId, tokenAddress.toString(), now));
            return call;
        }

        @Override
        boolean dependsOnTime() {
            return true;
        }
    }
}
