package org.crmlink.sandbox.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.crmlink.sandbox.http.Json;
import org.jspecify.annotations.Nullable;

/** The key with which tokens are signed, made when the first one is needed. Thread-safe. */
final class SigningKey {

    private static final int BITS = 2_048;

    private final String id = Identity.random(20);
    private @Nullable KeyPair pair;

    /** A signed JWT (RS256, as Entra and AD FS sign) with these claims. */
    String sign(Map<String, Object> claims) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("typ", "JWT");
        header.put("alg", "RS256");
        header.put("kid", id);
        header.put("x5t", id);
        String content = encoded(Json.bytes(header)) + "." + encoded(Json.bytes(claims));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair().getPrivate());
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + encoded(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform signs with RSA", e);
        }
    }

    /** The public key as a member of a key set (RFC 7517). */
    Map<String, Object> published() {
        RSAPublicKey key = (RSAPublicKey) pair().getPublic();
        Map<String, Object> published = new LinkedHashMap<>();
        published.put("kty", "RSA");
        published.put("use", "sig");
        published.put("kid", id);
        published.put("x5t", id);
        published.put("n", number(key.getModulus().toByteArray()));
        published.put("e", number(key.getPublicExponent().toByteArray()));
        return published;
    }

    private synchronized KeyPair pair() {
        KeyPair known = pair;
        if (known == null) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(BITS);
                known = generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform makes RSA keys", e);
            }
            pair = known;
        }
        return known;
    }

    /** Without the byte that only says that the number is positive. */
    private static String number(byte[] bytes) {
        int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        return encoded(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
