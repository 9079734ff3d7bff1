package org.crmlink.sandbox.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records of a JSON file: an array of objects, or an sObject tree {@code {"records":[…]}}. Read as a stream. Nested objects and arrays
 * are no values of columns: they count under their name, as unknown.
 */
final class JsonSource implements RecordSource {

    /** A number of any length is read: it is a fault of its record, not of the file. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final Path file;
    private final JsonParser parser;
    private long read;

    JsonSource(Path file, Reader text) throws IOException {
        this.file = file;
        this.parser = JSON.createParser(text);
        try {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                findRecords();
            } else if (first != JsonToken.START_ARRAY) {
                throw new LoadException(file, "is neither an array of records nor {\"records\":[…]}");
            }
        } catch (JsonProcessingException | CharacterCodingException | CharConversionException e) {
            throw damaged(e);
        }
    }

    private void findRecords() throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean records = parser.currentName().equals("records");
            JsonToken value = parser.nextToken();
            if (records && value == JsonToken.START_ARRAY) {
                return;
            }
            parser.skipChildren();
        }
        throw new LoadException(file, "has no array \"records\"");
    }

    @Override
    public List<String> header() {
        return List.of();
    }

    @Override
    public @Nullable Entry next() throws IOException {
        try {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.END_ARRAY) {
                return null;
            }
            if (token == null) {
                throw damaged(new JsonEOFException(parser, token, ""));
            }
            read++;
            if (token != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return new Entry(Map.of(), null, "is not an object");
            }
            return object();
        } catch (JsonProcessingException | CharacterCodingException | CharConversionException e) {
            throw damaged(e);
        }
    }

    private Entry object() throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        String referenceId = null;
        String fault = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_OBJECT && name.equals("attributes")) {
                referenceId = referenceId();
            } else if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
                parser.skipChildren();
                values.put(name + " (nested)", "");
            } else if (value != JsonToken.VALUE_NULL && !parser.getText().isEmpty()) {
                if (values.putIfAbsent(name, parser.getText()) != null) {
                    fault = "has " + name + " twice";
                }
            }
        }
        return new Entry(values, referenceId, fault);
    }

    private @Nullable String referenceId() throws IOException {
        String found = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equals("referenceId");
            JsonToken value = parser.nextToken();
            if (wanted && value == JsonToken.VALUE_STRING) {
                found = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    private LoadException damaged(IOException e) {
        if (!(e instanceof JsonProcessingException fault)) {
            return new LoadException(file, read, LoadException.NOT_UTF_8, e);
        }
        // Jackson's words are for programmers; a person looks at the place
        String reason = e instanceof JsonEOFException ? "the file ends in the middle, at" : "not JSON at";
        JsonLocation place = fault.getLocation() == null ? parser.currentLocation() : fault.getLocation();
        return new LoadException(
                file, read, reason + " line " + place.getLineNr() + ", column " + place.getColumnNr(), e);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
