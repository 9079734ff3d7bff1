package org.crmlink.toolkit.http;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * A request to send once. Immutable; the other methods give changed copies. Whether it reads or writes is said by who makes it, not by the
 * method: a query may be a POST.
 */
public final class HttpCall {

    private final String method;
    private final HttpUrl url;
    private final boolean write;
    private final Headers headers;
    private final @Nullable HttpBody body;
    private final String operation;
    private final String entity;
    private final boolean anonymous;
    private final long maxAnswerBytes;
    private final @Nullable Duration timeout;

    private HttpCall(
            String method,
            HttpUrl url,
            boolean write,
            Headers headers,
            @Nullable HttpBody body,
            String operation,
            String entity,
            boolean anonymous,
            long maxAnswerBytes,
            @Nullable Duration timeout) {
        this.method = method;
        this.url = url;
        this.write = write;
        this.headers = headers;
        this.body = body;
        this.operation = operation;
        this.entity = entity;
        this.anonymous = anonymous;
        this.maxAnswerBytes = maxAnswerBytes;
        this.timeout = timeout;
    }

    /** A GET that changes nothing on the server. */
    public static HttpCall get(URI address) {
        return read("GET", address.toString());
    }

    /** A GET of an address that may come from the server, such as a next link; see {@link HttpAnswer#resolve}. */
    public static HttpCall get(String address) {
        return read("GET", address);
    }

    /** A request that changes nothing on the server, whatever its method. */
    public static HttpCall read(String method, URI address) {
        return read(method, address.toString());
    }

    /**
     * A request that changes nothing on the server, whatever its method.
     *
     * @throws ConnectorException of kind PROTOCOL_ERROR if the text is no absolute http address
     */
    public static HttpCall read(String method, String address) {
        return of(method, address, false);
    }

    /** A request that may change something: a lost answer leaves its outcome unknown. */
    public static HttpCall write(String method, URI address) {
        return write(method, address.toString());
    }

    /**
     * A request that may change something: a lost answer leaves its outcome unknown.
     *
     * @throws ConnectorException of kind PROTOCOL_ERROR if the text is no absolute http address
     */
    public static HttpCall write(String method, String address) {
        return of(method, address, true);
    }

    private static HttpCall of(String method, String address, boolean write) {
        return new HttpCall(
                requireNonNull(method, "method is null").toUpperCase(Locale.ROOT),
                parse(address),
                write,
                Headers.EMPTY,
                null,
                "",
                "",
                false,
                0,
                null);
    }

    private static HttpUrl parse(String address) {
        @Nullable HttpUrl url = HttpUrl.parse(requireNonNull(address, "address is null"));
        if (url == null) {
            throw ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "not an absolute http or https address")
                    .hint(
                            "check the configured address; if it is right, the server sent a link that cannot be followed")
                    .build();
        }
        return url;
    }

    /** Sets a header, replacing one of the same name. */
    public HttpCall header(String name, String value) {
        requireHeaderText(name, value);
        return new HttpCall(
                method,
                url,
                write,
                headers.newBuilder().set(name, value).build(),
                body,
                operation,
                entity,
                anonymous,
                maxAnswerBytes,
                timeout);
    }

    public HttpCall body(HttpBody body) {
        requireNonNull(body, "body is null");
        return new HttpCall(method, url, write, headers, body, operation, entity, anonymous, maxAnswerBytes, timeout);
    }

    /** What the call is for, as request events and errors name it: {@code changes}, {@code upload}, {@code login}. */
    public HttpCall operation(String operation) {
        requireNonNull(operation, "operation is null");
        return new HttpCall(method, url, write, headers, body, operation, entity, anonymous, maxAnswerBytes, timeout);
    }

    /** The entity concerned, for request events and errors. */
    public HttpCall entity(String entity) {
        requireNonNull(entity, "entity is null");
        return new HttpCall(method, url, write, headers, body, operation, entity, anonymous, maxAnswerBytes, timeout);
    }

    /** Sends no credentials, even to the configured origin. */
    public HttpCall withoutCredentials() {
        return new HttpCall(method, url, write, headers, body, operation, entity, true, maxAnswerBytes, timeout);
    }

    /** Bounds the answer, in bytes after decompression; a longer one fails with LIMIT_EXCEEDED. */
    public HttpCall maxAnswerBytes(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("a bound must be greater than zero");
        }
        return new HttpCall(method, url, write, headers, body, operation, entity, anonymous, bytes, timeout);
    }

    /** Bounds the whole call, from its start to the last byte of the answer, in place of the transport's bound. */
    public HttpCall timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout must be longer than zero");
        }
        return new HttpCall(method, url, write, headers, body, operation, entity, anonymous, maxAnswerBytes, timeout);
    }

    HttpCall at(HttpUrl other) {
        return new HttpCall(method, other, write, headers, body, operation, entity, anonymous, maxAnswerBytes, timeout);
    }

    /** Refuses what cannot stand in a header, without showing it. */
    static void requireHeaderText(String name, String value) {
        boolean goodName = !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 127 && c != ':');
        if (!goodName || !value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 127))) {
            throw new IllegalArgumentException(
                    "header '" + (goodName ? name : "?") + "' holds a character that no header may");
        }
    }

    public String method() {
        return method;
    }

    /** The whole address, query included: not for messages. */
    public URI address() {
        return url.uri();
    }

    public boolean isWrite() {
        return write;
    }

    public String operation() {
        return operation;
    }

    public String entity() {
        return entity;
    }

    HttpUrl url() {
        return url;
    }

    Headers headers() {
        return headers;
    }

    Optional<HttpBody> body() {
        return Optional.ofNullable(body);
    }

    boolean isAnonymous() {
        return anonymous;
    }

    /** 0 if the transport's bound holds. */
    long maxAnswerBytes() {
        return maxAnswerBytes;
    }

    Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /** Method and address without query and values. */
    @Override
    public String toString() {
        return method + " " + SafeAddress.of(url);
    }
}
