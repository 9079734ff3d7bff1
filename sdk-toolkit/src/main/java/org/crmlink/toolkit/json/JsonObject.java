package org.crmlink.toolkit.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as a small tree, for answers that are not rows: metadata, errors, results of functions. Immutable.
 *
 * <p>Members of another type than asked for count as absent: what a connector reads of metadata it must be able to do without, or check.
 */
public final class JsonObject {

    private static final JsonObject EMPTY = new JsonObject(Map.of());

    private final Map<String, Object> members;

    private JsonObject(Map<String, Object> members) {
        this.members = members;
    }

    /** Reads the value that the parser stands on, to its end. */
    @FunctionalInterface
    public interface MemberReader {
        void read(JsonParser parser) throws IOException;
    }

    /** Reads a document that is one object, to its end. The stream is closed. */
    public static JsonObject read(InputStream body) throws IOException {
        return read(body, null, parser -> {});
    }

    /**
     * Reads a document that is one object, to its end, except a member that is too large for a tree: its values are read by the caller as they come.
     * The stream is closed.
     */
    public static JsonObject read(InputStream body, @Nullable String apart, MemberReader reader) throws IOException {
        try (JsonParser parser = StrictJson.parser(body)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new MalformedJsonException("the answer is empty", true);
            }
            if (first != JsonToken.START_OBJECT) {
                throw new MalformedJsonException("the answer is not a JSON object");
            }
            JsonObject object = object(parser, apart, reader);
            StrictJson.requireEnd(parser);
            return object;
        }
    }

    /** Reads the object that the parser stands on, up to its end. */
    public static JsonObject object(JsonParser parser) throws IOException {
        return object(parser, null, reader -> {});
    }

    private static JsonObject object(JsonParser parser, @Nullable String apart, MemberReader reader)
            throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals(apart)) {
                reader.read(parser);
                continue;
            }
            Object value = value(parser);
            if (value != null) {
                members.put(name, value);
            }
        }
        return new JsonObject(members);
    }

    public static JsonObject empty() {
        return EMPTY;
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new BigDecimal(parser.getText());
            case VALUE_NULL -> null;
            default -> throw new MalformedJsonException("unexpected " + parser.currentToken());
        };
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Object element = value(parser);
            if (element != null) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** Names of the members that are not null, in the document's order. */
    public Set<String> names() {
        return members.keySet();
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    public Optional<String> text(String name) {
        return members.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** A text without which the answer means nothing. */
    public String requireText(String name) throws MalformedJsonException {
        return text(name).orElseThrow(() -> new MalformedJsonException("it has no text '" + name + "'"));
    }

    public Optional<BigDecimal> number(String name) {
        return members.get(name) instanceof BigDecimal number ? Optional.of(number) : Optional.empty();
    }

    /** A whole number of 32 bits; anything else counts as absent. */
    public Optional<Integer> integer(String name) {
        try {
            return number(name).map(BigDecimal::intValueExact);
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** True only if the member is the JSON value {@code true}. */
    public boolean isTrue(String name) {
        return Boolean.TRUE.equals(members.get(name));
    }

    /** The object of that name, or an empty one. */
    public JsonObject object(String name) {
        return members.get(name) instanceof JsonObject object ? object : EMPTY;
    }

    /** The objects in the list of that name. */
    public List<JsonObject> objects(String name) {
        return elements(name, JsonObject.class);
    }

    /** The texts in the list of that name. */
    public List<String> texts(String name) {
        return elements(name, String.class);
    }

    public List<BigDecimal> numbers(String name) {
        return elements(name, BigDecimal.class);
    }

    private <T> List<T> elements(String name, Class<T> type) {
        return members.get(name) instanceof List<?> list
                ? list.stream().filter(type::isInstance).map(type::cast).toList()
                : List.of();
    }

    /** Names only: members are data. */
    @Override
    public String toString() {
        return "JsonObject" + members.keySet();
    }
}
