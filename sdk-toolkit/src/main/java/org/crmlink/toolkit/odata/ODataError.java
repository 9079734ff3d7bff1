package org.crmlink.toolkit.odata;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.crmlink.toolkit.json.JsonObject;

/**
 * The body of an OData error answer. Immutable.
 *
 * @param code the server's code, or an empty text
 * @param message the server's text for people, or an empty text
 * @param error the whole {@code error} object, for what a vendor adds
 */
public record ODataError(String code, String message, JsonObject error) {

    /** Reads a body; empty if it is not an OData error (HTML, nothing, other JSON). */
    public static Optional<ODataError> parse(byte[] body) {
        int start = 0;
        while (start < body.length && (Character.isWhitespace(body[start]) || (body[start] & 0x80) != 0)) {
            start++;
        }
        if (start == body.length || body[start] != '{') {
            return Optional.empty();
        }
        JsonObject document;
        try {
            document = JsonObject.read(new ByteArrayInputStream(body, start, body.length - start));
        } catch (IOException e) {
            return Optional.empty();
        }
        JsonObject error = document.has("error") ? document.object("error") : document.object("odata.error");
        if (error.names().isEmpty()) {
            // Some gateways in front of the service answer {"Message": "…"}.
            return document.text("Message").map(message -> new ODataError("", message, document));
        }
        String message = error.text("message")
                .or(() -> error.object("message").text("value"))
                .orElse("");
        return Optional.of(new ODataError(error.text("code").orElse(""), message.strip(), error));
    }

    public static Optional<ODataError> parse(String body) {
        return parse(body.getBytes(StandardCharsets.UTF_8));
    }
}
