package org.crmlink.sandbox.identity;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.http.HttpRequest;

/** The fields of a form-encoded request, and the client's credentials wherever they were put. */
final class Form {

    private final Map<String, String> fields = new LinkedHashMap<>();

    private Form() {}

    static Form of(HttpRequest request) {
        Form form = ofQuery(request.text());
        request.headers().first("Authorization").ifPresent(form::basic);
        return form;
    }

    /** The fields of an address. */
    static Form ofQuery(String query) {
        Form form = new Form();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.fields.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return form;
    }

    /** RFC 6749 §2.3.1: id and secret are form-encoded before they become Basic credentials. */
    private void basic(String authorization) {
        if (!authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return;
        }
        String pair;
        try {
            pair = new String(
                    Base64.getDecoder().decode(authorization.substring(6).trim()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new OAuthException(401, "invalid_client", 7000215, "The Authorization header is not valid Base64.");
        }
        int colon = pair.indexOf(':');
        if (colon >= 0) {
            fields.putIfAbsent("client_id", decode(pair.substring(0, colon)));
            fields.put("client_secret", decode(pair.substring(colon + 1)));
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new OAuthException(400, "invalid_request", 900144, "The request body is not form-encoded.");
        }
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
    }

    String require(String name) {
        return get(name).orElseThrow(() -> OAuthException.missing(name));
    }
}
