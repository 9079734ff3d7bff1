package org.crmlink.paper.server;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer. */
final class Reply {

    /** Writes a body. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    final int status;
    final Map<String, String> headers = new LinkedHashMap<>();
    final long length;
    final Body body;

    Reply(int status, String type, long length, Body body) {
        this.status = status;
        this.length = length;
        this.body = body;
        if (!type.isEmpty()) {
            headers.put("Content-Type", type);
        }
    }

    static Reply json(int status, Object value) {
        return bytes(status, "application/json", Json.write(value));
    }

    static Reply bytes(int status, String type, byte[] bytes) {
        return new Reply(status, type, bytes.length, out -> out.write(bytes));
    }

    static Reply empty(int status) {
        return new Reply(status, "", 0, out -> {});
    }

    Reply header(String name, String value) {
        headers.put(name, value);
        return this;
    }
}
