package org.crmlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one JSON document, and only one, as maps, lists, texts, numbers and truth values. */
final class JsonText {

    private JsonText() {}

    @SuppressWarnings("unchecked") // the parser makes maps of texts
    static Map<String, Object> object(String text) {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            assertThat(parser.nextToken()).as(text).isEqualTo(JsonToken.START_OBJECT);
            Map<String, Object> object = (Map<String, Object>) value(parser);
            assertThat(parser.nextToken()).as("nothing follows: %s", text).isNull();
            return object;
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    @SuppressWarnings("unchecked") // as above
    static Map<String, Object> object(Map<String, Object> parent, String name) {
        assertThat(parent.get(name)).as("%s of %s", name, parent).isInstanceOf(Map.class);
        return (Map<String, Object>) parent.get(name);
    }

    @SuppressWarnings("unchecked") // as above
    static List<Map<String, Object>> objects(Map<String, Object> parent, String name) {
        assertThat(parent.get(name)).as("%s of %s", name, parent).isInstanceOf(List.class);
        return (List<Map<String, Object>>) parent.get(name);
    }

    private static Object value(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    assertThat(object).as("names are unique").doesNotContainKey(name);
                    object.put(name, value(parser));
                }
                return object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                return array;
            }
            case VALUE_NUMBER_INT -> {
                return parser.getLongValue();
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return parser.getBooleanValue();
            }
            default -> {
                return String.valueOf(parser.getText());
            }
        }
    }
}
