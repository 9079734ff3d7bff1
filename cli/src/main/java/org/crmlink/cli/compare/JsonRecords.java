package org.crmlink.cli.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.Reader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Records of a JSON array, or of the array {@code records} of an object. Nested values are left out. */
final class JsonRecords {

    /** A number of any length is read: whether it was stored is for the comparison to say. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonRecords() {}

    static void read(Reader text, Consumer<FileRecord> consumer) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            try {
                seekRecords(parser);
                for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                    consumer.accept(record(parser, token));
                }
            } catch (JsonProcessingException e) {
                // the parser's words are for programmers; a person looks at the place
                JsonLocation place = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
                throw new FileFault("it is not JSON at " + words(place), e);
            }
        }
    }

    private static String words(JsonLocation place) {
        return "line " + place.getLineNr() + ", column " + place.getColumnNr();
    }

    private static void seekRecords(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_ARRAY) {
            return;
        }
        if (first == null) {
            throw new FileFault("it is empty");
        }
        if (first != JsonToken.START_OBJECT) {
            throw new FileFault("it holds neither a JSON array nor an object with \"records\"");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean records = parser.currentName().equals("records");
            JsonToken value = parser.nextToken();
            if (records && value == JsonToken.START_ARRAY) {
                return;
            }
            parser.skipChildren();
        }
        throw new FileFault("it has no array \"records\"");
    }

    private static FileRecord record(JsonParser parser, @Nullable JsonToken token) throws IOException {
        JsonLocation place = parser.currentTokenLocation();
        if (token != JsonToken.START_OBJECT) {
            throw new FileFault(
                    token == null
                            ? "it ends in the middle, at " + words(place)
                            : "the record at " + words(place) + " is not an object");
        }
        Map<String, String> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value.isStructStart()) {
                parser.skipChildren();
            } else if (value != JsonToken.VALUE_NULL && !parser.getText().isEmpty()) {
                values.put(name, parser.getText());
            }
        }
        return new FileRecord(place.getLineNr(), values);
    }
}
