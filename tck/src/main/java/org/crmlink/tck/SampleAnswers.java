package org.crmlink.tck;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The backend's answers that a fixture brings along as data: {@code answers.json} beside its class.
 *
 * <pre>{@code
 * {
 *   "throttled": [{"status": 429, "headers": {"Retry-After": "7"}, "body": {"error": {"code": "SLOW_DOWN"}}}],
 *   "exhausted": [],
 *   "expiredToken": {"status": 410, "body": {"error": {"code": "CURSOR_EXPIRED"}}}
 * }
 * }</pre>
 *
 * <p>A body is JSON and sent as such, or a text; without a {@code Content-Type} among the headers it is {@code application/json}.
 */
record SampleAnswers(List<Answer> throttled, List<Answer> exhausted, Optional<Answer> expiredToken) {

    private static final String FILE = "answers.json";
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Those beside a class; none if there is no file.
     *
     * @throws IllegalArgumentException if the file is not as above
     */
    static SampleAnswers beside(Class<?> fixture) {
        try (InputStream file = fixture.getResourceAsStream(FILE)) {
            return file == null ? new SampleAnswers(List.of(), List.of(), Optional.empty()) : read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(FILE + " of the fixture cannot be used: " + e.getMessage(), e);
        }
    }

    static SampleAnswers read(InputStream file) throws IOException {
        List<Answer> throttled = new ArrayList<>();
        List<Answer> exhausted = new ArrayList<>();
        Optional<Answer> expiredToken = Optional.empty();
        try (JsonParser json = JSON.createParser(file)) {
            expect(json, json.nextToken(), JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "throttled" -> list(json, value, throttled);
                    case "exhausted" -> list(json, value, exhausted);
                    case "expiredToken" -> expiredToken = Optional.of(answer(json, value));
                    default -> throw new IOException("unknown member '" + name + "'");
                }
            }
        }
        return new SampleAnswers(List.copyOf(throttled), List.copyOf(exhausted), expiredToken);
    }

    private static void list(JsonParser json, JsonToken value, List<Answer> answers) throws IOException {
        expect(json, value, JsonToken.START_ARRAY);
        for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
            answers.add(answer(json, next));
        }
    }

    private static Answer answer(JsonParser json, JsonToken value) throws IOException {
        expect(json, value, JsonToken.START_OBJECT);
        int status = 0;
        Map<String, String> headers = new LinkedHashMap<>();
        String body = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            switch (name) {
                case "status" -> status = json.getIntValue();
                case "headers" -> headers(json, token, headers);
                case "body" -> body = token == JsonToken.VALUE_STRING ? json.getText() : tree(json);
                default -> throw new IOException("unknown member '" + name + "' of an answer");
            }
        }
        if (status == 0) {
            throw new IOException("an answer has no status");
        }
        if (headers.keySet().stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
            headers.put("Content-Type", "application/json");
        }
        return new Answer(status, headers, body);
    }

    private static void headers(JsonParser json, JsonToken value, Map<String, String> headers) throws IOException {
        expect(json, value, JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            expect(json, json.nextToken(), JsonToken.VALUE_STRING);
            headers.put(name, json.getText());
        }
    }

    private static String tree(JsonParser json) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator copy = JSON.createGenerator(text)) {
            copy.copyCurrentStructure(json);
        }
        return text.toString();
    }

    private static void expect(JsonParser json, JsonToken found, JsonToken wanted) throws IOException {
        if (found != wanted) {
            throw new IOException("expected " + wanted + " at " + json.currentLocation());
        }
    }
}
