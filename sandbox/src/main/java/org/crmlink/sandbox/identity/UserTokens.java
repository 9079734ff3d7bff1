package org.crmlink.sandbox.identity;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.crmlink.sandbox.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Signed statements about users, under the claim names of Entra and AD FS. Entra's access tokens stay opaque here, as its documentation asks clients
 * to treat them; AD FS's are JWTs with the user's name, which some clients read.
 */
final class UserTokens {

    private final Identity identity;

    UserTokens(Identity identity) {
        this.identity = identity;
    }

    /**
     * Who issues.
     *
     * @param tenant of the path; null if there is none
     * @param newer whether the v2 endpoint was called
     */
    record Issuer(String origin, @Nullable String tenant, boolean newer) {

        boolean adfs() {
            return "adfs".equals(tenant);
        }

        String name() {
            return adfs()
                    ? origin + "/adfs"
                    : origin + "/" + (tenant == null ? "common" : tenant) + (newer ? "/v2.0" : "/");
        }

        static Issuer of(HttpRequest request, @Nullable String tenant, boolean newer) {
            return new Issuer(request.origin(), tenant, newer);
        }
    }

    String idToken(Principal user, Issuer issuer, String nonce) {
        Map<String, Object> claims = claims(user, issuer, user.clientId());
        if (issuer.adfs()) {
            claims.put("upn", user.name());
            claims.put("unique_name", user.name());
        } else if (issuer.newer()) {
            claims.put("name", user.name());
            claims.put("preferred_username", user.name());
            claims.put("oid", id(user));
            claims.put("ver", "2.0");
        } else {
            claims.put("upn", user.name());
            claims.put("unique_name", user.name());
            claims.put("oid", id(user));
            claims.put("ver", "1.0");
        }
        if (!nonce.isEmpty()) {
            claims.put("nonce", nonce);
        }
        return identity.signingKey().sign(claims);
    }

    /** An access token of AD FS for a user. */
    String accessToken(Principal user, Issuer issuer, String audience) {
        Map<String, Object> claims = claims(user, issuer, audience);
        claims.put("upn", user.name());
        claims.put("appid", user.clientId());
        claims.put("jti", Identity.random(24));
        return identity.signingKey().sign(claims);
    }

    private Map<String, Object> claims(Principal user, Issuer issuer, String audience) {
        long now = identity.clock().instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("aud", audience);
        claims.put("iss", issuer.name());
        claims.put("iat", now);
        claims.put("nbf", now);
        claims.put("exp", now + identity.tokenLife().toSeconds());
        claims.put("sub", id(user));
        return claims;
    }

    private static String id(Principal user) {
        return UUID.nameUUIDFromBytes(("user:" + user.name()).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
