package org.crmlink.toolkit.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** What a request carries. Written once per attempt; a second time only if the login had to be renewed, so it must be able to repeat itself. */
public interface HttpBody {

    /** The value of {@code Content-Type}. */
    String contentType();

    /** Length in bytes, or -1 if unknown (sent in chunks). */
    default long length() {
        return -1;
    }

    /** Writes the whole body; does not close the stream. */
    void writeTo(OutputStream out) throws IOException;

    /** A body in memory. The array is not copied and must not change. */
    static HttpBody bytes(String contentType, byte[] bytes) {
        return new BytesBody(requireNonNull(contentType, "contentType is null"), bytes);
    }

    /** JSON text, as UTF-8. */
    static HttpBody json(String json) {
        return bytes("application/json; charset=utf-8", json.getBytes(StandardCharsets.UTF_8));
    }

    /** A form, {@code application/x-www-form-urlencoded}, in the order of the map. */
    static HttpBody form(Map<String, String> fields) {
        String text = fields.entrySet().stream()
                .map(field -> URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return bytes("application/x-www-form-urlencoded", text.getBytes(StandardCharsets.UTF_8));
    }
}
