package org.crmlink.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One request as the faces see it: the body is complete and already decompressed.
 *
 * @param method upper-case method
 * @param path the path as it was sent, percent-encoded
 * @param query the query without its question mark, percent-encoded, empty if there is none
 * @param headers the request's headers
 * @param body the body's bytes, empty if there is none
 * @param origin scheme and authority that the client called, without a trailing slash
 */
public record HttpRequest(String method, String path, String query, Headers headers, byte[] body, String origin) {

    public HttpRequest {
        method = method.toUpperCase(Locale.ROOT);
    }

    /** Path and query as they were sent. */
    public String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    /** The body read as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        // Neither headers nor body: both may hold secrets.
        return method + " " + target();
    }
}
