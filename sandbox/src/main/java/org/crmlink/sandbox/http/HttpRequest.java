package org.crmlink.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One request as the faces see it: the body is complete and already decompressed; it is there until the request has been answered.
 *
 * @param method upper-case method
 * @param path the path as it was sent, percent-encoded
 * @param query the query without its question mark, percent-encoded, empty if there is none
 * @param headers the request's headers
 * @param content the body, empty if there is none
 * @param origin scheme and authority that the client called, without a trailing slash
 */
public record HttpRequest(
        String method, String path, String query, Headers headers, RequestBody content, String origin) {

    public HttpRequest {
        method = method.toUpperCase(Locale.ROOT);
    }

    /** A request with a body in memory. */
    public HttpRequest(String method, String path, String query, Headers headers, byte[] body, String origin) {
        this(method, path, query, headers, RequestBody.of(body), origin);
    }

    /** The body's bytes in memory, empty if there is none; one of more than 128 MB ends the request with 413. */
    public byte[] body() {
        return content.bytes();
    }

    /** Path and query as they were sent. */
    public String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    /** The body read as UTF-8. */
    public String text() {
        return new String(body(), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        // Neither headers nor body: both may hold secrets.
        return method + " " + target();
    }
}
