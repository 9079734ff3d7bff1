package org.crmlink.sandbox.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * An answer: status, headers and a body that writes itself. Not thread-safe.
 */
public final class HttpResponse {

    /** Writes a body of any length to the wire. */
    @FunctionalInterface
    public interface Body {
        /** Writes everything; must not close the stream. */
        void writeTo(OutputStream out) throws IOException;
    }

    private final int status;
    private final Headers headers = new Headers();
    private final Body body;
    private final long length;
    private final boolean file;

    private HttpResponse(int status, Body body, long length) {
        this(status, body, length, false);
    }

    private HttpResponse(int status, Body body, long length, boolean file) {
        this.status = status;
        this.body = body;
        this.length = length;
        this.file = file;
    }

    /** An answer without a body. */
    public static HttpResponse empty(int status) {
        return new HttpResponse(status, out -> {}, 0);
    }

    /** An answer whose body is known. */
    public static HttpResponse of(int status, String contentType, byte[] bytes) {
        return new HttpResponse(status, out -> out.write(bytes), bytes.length).with("Content-Type", contentType);
    }

    /** An answer whose body is known, encoded as UTF-8. */
    public static HttpResponse of(int status, String contentType, String text) {
        return of(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** An answer that is written while it is produced; its length is not known in advance. */
    public static HttpResponse streaming(int status, String contentType, Body body) {
        return new HttpResponse(status, body, -1).with("Content-Type", contentType);
    }

    /** An answer that is a file: its length is told, and it goes over the wire as it is, never compressed. */
    public static HttpResponse file(int status, String contentType, long length, Body body) {
        return new HttpResponse(status, body, length, true).with("Content-Type", contentType);
    }

    /** The same answer with this body in place of its own. */
    public HttpResponse withBody(byte[] bytes) {
        HttpResponse same = new HttpResponse(status, out -> out.write(bytes), bytes.length);
        headers.lines().forEach(line -> same.with(line.getKey(), line.getValue()));
        return same;
    }

    /** Adds a header line. */
    public HttpResponse with(String name, String value) {
        headers.add(name, value);
        return this;
    }

    public int status() {
        return status;
    }

    public Headers headers() {
        return headers;
    }

    public Body body() {
        return body;
    }

    /** Length of the body in bytes, or -1 if it is only known once written. */
    public long length() {
        return length;
    }

    /** Whether the body is a file as it was kept. */
    public boolean isFile() {
        return file;
    }
}
