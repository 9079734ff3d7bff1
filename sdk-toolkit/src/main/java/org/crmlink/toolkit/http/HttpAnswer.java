package org.crmlink.toolkit.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Response;
import okio.BufferedSource;
import okio.Okio;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * An answer of any status; its body is read as it arrives. One-at-a-time. Close it always: until then it holds a connection, and its end is
 * what reports the attempt to the host.
 *
 * <p>Whatever breaks while the body is read is thrown as a {@link ConnectorException}, also out of {@link #stream()} and {@link #source()},
 * which therefore never throw {@link IOException} for the network's sake.
 */
public final class HttpAnswer implements AutoCloseable {

    private static final int PEEK_BYTES = 512;

    private final Exchange exchange;
    private final Response response;
    private final BufferedSource source;
    private final Instant now;

    HttpAnswer(Exchange exchange, Response response, long limit, Instant now) {
        this.exchange = exchange;
        this.response = response;
        this.source = Okio.buffer(new AnswerSource(exchange, response.body().source(), limit));
        this.now = now;
    }

    public HttpCall call() {
        return exchange.call();
    }

    public int status() {
        return response.code();
    }

    public boolean isSuccess() {
        return response.isSuccessful();
    }

    /** The first value of a header; names are compared without case. */
    public Optional<String> header(String name) {
        if (name.equalsIgnoreCase("Retry-After") && exchange.retryAfter().isPresent()) {
            return exchange.retryAfter();
        }
        return Optional.ofNullable(response.header(name));
    }

    /** All values of a header, in the server's order. */
    public List<String> headers(String name) {
        return response.headers(name);
    }

    /** Media type without parameters, in lower case; empty text if there is none. */
    public String mediaType() {
        String value = header("Content-Type").orElse("");
        int end = value.indexOf(';');
        return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** The server's clock when it answered, from {@code Date}. */
    public Optional<Instant> date() {
        return header("Date").flatMap(RetryAfter::parseDate);
    }

    /** How long the server asks to wait; see {@link RetryAfter}. */
    public Optional<Duration> retryAfter() {
        return header("Retry-After").flatMap(value -> RetryAfter.parse(value, date().orElse(now)));
    }

    /**
     * Makes a link of this answer absolute.
     *
     * @throws ConnectorException of kind PROTOCOL_ERROR if it is no http address
     */
    public String resolve(String link) {
        @Nullable HttpUrl url = exchange.call().url().resolve(link);
        if (url == null) {
            throw ConnectorException.of(
                            ErrorKind.PROTOCOL_ERROR, call() + ": the answer holds a link that is no address")
                    .operation(call().operation())
                    .entity(call().entity())
                    .hint("the server, or a proxy before it, does not keep to its protocol")
                    .build();
        }
        return url.toString();
    }

    /** The body. The same bytes as {@link #stream()}: use one of both. */
    public BufferedSource source() {
        return source;
    }

    /** The body. Closing the stream does not close the answer. */
    public InputStream stream() {
        return source.inputStream();
    }

    /** Reads the rest of the body into memory, within the call's bound. */
    public byte[] bytes() {
        try {
            return source.readByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("an answer's source throws no IOException", e);
        }
    }

    /** Reads the rest of the body as text, in the charset it names or UTF-8. */
    public String text() {
        return new String(bytes(), charset());
    }

    /** Reads at most so many bytes as text: enough for an error's message. */
    public String text(int maxBytes) {
        try {
            source.request(maxBytes);
            return source.getBuffer()
                    .readString(Math.min(maxBytes, source.getBuffer().size()), charset());
        } catch (IOException e) {
            throw new UncheckedIOException("an answer's source throws no IOException", e);
        }
    }

    private Charset charset() {
        @Nullable MediaType type = response.body().contentType();
        @Nullable Charset charset = type == null ? null : type.charset();
        return charset == null ? StandardCharsets.UTF_8 : charset;
    }

    /** Whether this is a page for people, such as a login form, and not what an API answers. Looks at the body without consuming it. */
    public boolean isHtml() {
        String type = mediaType();
        if (type.equals("text/html") || type.equals("application/xhtml+xml")) {
            return true;
        }
        if (type.contains("json") || type.startsWith("multipart/")) {
            return false;
        }
        try {
            BufferedSource ahead = source.peek();
            ahead.request(PEEK_BYTES);
            String start = ahead.getBuffer()
                    .readUtf8(Math.min(PEEK_BYTES, ahead.getBuffer().size()))
                    .stripLeading()
                    .toLowerCase(Locale.ROOT);
            return start.startsWith("<!doctype html") || start.startsWith("<html");
        } catch (IOException e) {
            throw new UncheckedIOException("an answer's source throws no IOException", e);
        }
    }

    /**
     * Starts the error that this answer's status means where the backend's own code says nothing better.
     *
     * @param story what was attempted and what the server said; no values, no secrets
     */
    public ConnectorException.Builder failure(String story) {
        return StatusFailure.of(this, story);
    }

    /** Ends the attempt; what was not read is given up. Idempotent. */
    @Override
    public void close() {
        exchange.enter();
        try {
            response.close();
        } finally {
            exchange.leave();
            exchange.finish();
        }
    }

    /** Call and status. */
    @Override
    public String toString() {
        return exchange.call() + " -> " + status();
    }
}
