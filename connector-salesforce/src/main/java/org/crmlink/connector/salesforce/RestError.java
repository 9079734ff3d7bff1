package org.crmlink.connector.salesforce;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.StrictJson;

/**
 * What an error's body says, in any of the shapes that the services have: a list of {@code {errorCode, message, fields}}, rows with {@code statusCode},
 * OAuth's {@code {error, error_description}}, and Bulk's {@code {exceptionCode, exceptionMessage}} (salesforce.md §2, §11). Immutable.
 *
 * @param code the vendor's code as it came; empty if the body has none
 * @param fields the fields concerned, as far as told
 */
record RestError(String code, String message, List<String> fields) {

    RestError {
        fields = List.copyOf(fields);
    }

    /** The first error of a body; empty if the body is no JSON, or no error. */
    static Optional<RestError> parse(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = StrictJson.parser(new ByteArrayInputStream(bytes))) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                first = parser.nextToken();
            }
            return first == JsonToken.START_OBJECT ? of(JsonObject.object(parser)) : Optional.empty();
        } catch (IOException e) {
            // no JSON, or cut: the status has to tell what it means
            return Optional.empty();
        }
    }

    static Optional<RestError> of(JsonObject error) {
        Optional<String> code = error.text("errorCode")
                .or(() -> error.text("statusCode"))
                .or(() -> error.text("exceptionCode"))
                .or(() -> error.text("error"));
        Optional<String> message = error.text("message")
                .or(() -> error.text("exceptionMessage"))
                .or(() -> error.text("error_description"));
        return code.isEmpty() && message.isEmpty()
                ? Optional.empty()
                : Optional.of(new RestError(code.orElse(""), message.orElse(""), error.texts("fields")));
    }

    /** All errors in a list of objects; a failed row may have several. */
    static List<RestError> list(List<JsonObject> errors) {
        List<RestError> list = new ArrayList<>();
        errors.forEach(error -> of(error).ifPresent(list::add));
        return List.copyOf(list);
    }
}
