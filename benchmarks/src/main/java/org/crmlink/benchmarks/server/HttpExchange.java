package org.crmlink.benchmarks.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.crmlink.benchmarks.data.ByteSink;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP/1.1 request. Immutable.
 *
 * @param head all its bytes but the empty line at the end
 */
record HttpExchange(String method, String target, Map<String, String> headers, String head) {

    private static final int LONGEST = 64 * 1024;

    /** Reads up to the empty line; null at the end of the connection. */
    static @Nullable HttpExchange read(InputStream in) throws IOException {
        ByteSink bytes = new ByteSink(1_024);
        int ends = 0;
        while (ends < 4) {
            int next = in.read();
            if (next < 0) {
                if (bytes.size() == 0) {
                    return null;
                }
                throw new EOFException("the request ends in its head");
            }
            ends = next == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : next == '\r' ? 1 : 0;
            bytes.put((char) next);
            if (bytes.size() > LONGEST) {
                throw new IOException("the head of the request is too long");
            }
        }
        String head = new String(bytes.toBytes(), StandardCharsets.ISO_8859_1);
        String[] lines = head.split("\r\n", -1);
        String[] first = lines[0].split(" ", -1);
        if (first.length != 3) {
            throw new IOException("not HTTP: " + lines[0]);
        }
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                // several of one name are one list (RFC 9110 §5.3)
                headers.merge(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip(),
                        (one, other) -> one + "," + other);
            }
        }
        return new HttpExchange(first[0], first[1], Map.copyOf(headers), head.substring(0, head.length() - 4));
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
