package org.crmlink.engine.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sdk.RecordRef;
import org.jspecify.annotations.Nullable;

/** The JSON that stands in text columns. Thread-safe. */
final class JsonText {

    static final JsonFactory FACTORY = new JsonFactory();

    /** Writes JSON; text in memory does not fail. */
    @FunctionalInterface
    interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    /** Reads JSON. */
    @FunctionalInterface
    interface Reading<T> {
        T from(JsonParser json) throws IOException, UnfitValueException;
    }

    private JsonText() {}

    static String write(Writing writing) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            writing.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    static <T> T read(String text, String expected, Reading<T> reading) throws UnfitValueException {
        try (JsonParser json = FACTORY.createParser(text)) {
            json.nextToken();
            T value = reading.from(json);
            if (json.nextToken() != null) {
                throw new UnfitValueException("is not " + expected);
            }
            return value;
        } catch (IOException e) {
            throw new UnfitValueException("is not " + expected);
        }
    }

    static String options(List<?> values, boolean integers) {
        return write(json -> {
            json.writeStartArray();
            for (Object value : values) {
                String option = (String) value;
                if (integers && ValueCodec.isCanonicalInteger(option)) {
                    json.writeNumber(option);
                } else {
                    json.writeString(option);
                }
            }
            json.writeEndArray();
        });
    }

    static List<String> parseOptions(String text) throws UnfitValueException {
        String expected = "a JSON array such as [\"1\",\"2\"]";
        return read(text, expected, json -> {
            expect(json, JsonToken.START_ARRAY, expected);
            List<String> options = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() != JsonToken.VALUE_STRING
                        && json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
                    throw new UnfitValueException("is not " + expected);
                }
                options.add(json.getText());
            }
            return List.copyOf(options);
        });
    }

    static String references(List<?> values) {
        return write(json -> {
            json.writeStartArray();
            for (Object value : values) {
                reference(json, (RecordRef) value);
            }
            json.writeEndArray();
        });
    }

    private static void reference(JsonGenerator json, RecordRef ref) throws IOException {
        json.writeStartObject();
        json.writeStringField("entity", ref.entity());
        json.writeStringField("id", ref.id());
        json.writeEndObject();
    }

    static List<RecordRef> parseReferences(String text) throws UnfitValueException {
        String expected = "a JSON array such as [{\"entity\":\"contact\",\"id\":\"…\"}]";
        return read(text, expected, json -> {
            expect(json, JsonToken.START_ARRAY, expected);
            List<RecordRef> refs = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                expect(json, JsonToken.START_OBJECT, expected);
                Map<String, @Nullable Object> members = members(json);
                if (!(members.get("entity") instanceof String entity) || !(members.get("id") instanceof String id)) {
                    throw new UnfitValueException("is not " + expected);
                }
                refs.add(new RecordRef(entity, id));
            }
            return List.copyOf(refs);
        });
    }

    /** Stored values by field name. */
    static String stored(Map<String, StoredValue> values) {
        return write(json -> {
            json.writeStartObject();
            for (Map.Entry<String, StoredValue> entry : values.entrySet()) {
                json.writeFieldName(entry.getKey());
                StoredValue value = entry.getValue();
                if (value.entity() == null) {
                    scalar(json, value.value());
                } else {
                    json.writeStartObject();
                    json.writeFieldName("id");
                    scalar(json, value.value());
                    json.writeFieldName("entity");
                    scalar(json, value.entity());
                    json.writeEndObject();
                }
            }
            json.writeEndObject();
        });
    }

    private static void scalar(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof byte[] bytes) {
            json.writeStartObject();
            json.writeStringField("bytes", Base64.getEncoder().encodeToString(bytes));
            json.writeEndObject();
        } else if (value instanceof Double number) {
            if (number.isInfinite()) {
                json.writeStartObject();
                json.writeStringField("real", number.toString());
                json.writeEndObject();
            } else {
                json.writeNumber(number);
            }
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else {
            json.writeString((String) value);
        }
    }

    static Map<String, StoredValue> parseStored(String text) throws UnfitValueException {
        return read(text, "an object of values", json -> {
            expect(json, JsonToken.START_OBJECT, "an object of values");
            Map<String, StoredValue> values = new LinkedHashMap<>();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String field = json.currentName();
                json.nextToken();
                values.put(field, storedValue(json));
            }
            return values;
        });
    }

    private static StoredValue storedValue(JsonParser json) throws IOException, UnfitValueException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return new StoredValue(scalar(json), null);
        }
        Map<String, @Nullable Object> members = members(json);
        if (members.get("bytes") instanceof String bytes) {
            return new StoredValue(Base64.getDecoder().decode(bytes), null);
        }
        if (members.get("real") instanceof String real) {
            return new StoredValue(Double.valueOf(real), null);
        }
        return new StoredValue(members.get("id"), members.get("entity"));
    }

    private static Map<String, @Nullable Object> members(JsonParser json) throws IOException, UnfitValueException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            members.put(name, scalar(json));
        }
        return members;
    }

    private static @Nullable Object scalar(JsonParser json) throws IOException, UnfitValueException {
        return switch (json.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            default -> throw new UnfitValueException("is not a JSON text, number or null");
        };
    }

    static void expect(JsonParser json, JsonToken token, String expected) throws UnfitValueException {
        if (json.currentToken() != token) {
            throw new UnfitValueException("is not " + expected);
        }
    }
}
