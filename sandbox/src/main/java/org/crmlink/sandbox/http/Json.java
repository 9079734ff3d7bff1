package org.crmlink.sandbox.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Small documents as trees: objects are {@code Map<String, Object>} in order, arrays {@code List<Object>}, whole numbers
 * {@code Long} (or {@code BigInteger}), others {@code BigDecimal} with their scale kept, and null is null.
 */
public final class Json {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            // a file is one text in Base64: the bound is that of a body
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(RequestBody.MOST_IN_MEMORY)
                    .build())
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private Json() {}

    /** The factory for streaming; its generators neither close nor flush the stream that they write to. */
    public static JsonFactory factory() {
        return FACTORY;
    }

    /**
     * Reads one document.
     *
     * @throws IOException if the bytes are not exactly one JSON document
     */
    public static @Nullable Object read(byte[] bytes) throws IOException {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            return readAll(parser);
        }
    }

    /**
     * Reads one document from text.
     *
     * @throws IOException if the text is not exactly one JSON document
     */
    public static @Nullable Object read(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return readAll(parser);
        }
    }

    private static @Nullable Object readAll(JsonParser parser) throws IOException {
        try {
            parser.nextToken();
            if (parser.currentToken() == null) {
                throw new IOException("The document is empty.");
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new IOException("Unexpected content after the end of the document.");
            }
            return value;
        } catch (JsonProcessingException e) {
            // The parser's own words are about its classes and switches.
            JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
            throw new IOException(
                    "The text is malformed at line " + at.getLineNr() + ", column " + at.getColumnNr() + ".", e);
        }
    }

    /** Reads the value that the parser stands on. */
    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? parser.getBigIntegerValue()
                        : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IOException("Unexpected " + parser.currentToken());
        };
    }

    private static BigDecimal decimal(JsonParser parser) throws IOException {
        try {
            return parser.getDecimalValue();
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IOException("A number is out of range.", e);
        }
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            Object value = value(parser);
            if (members.containsKey(name)) {
                throw new IOException("The member '" + name + "' appears more than once.");
            }
            members.put(name, value);
        }
        return members;
    }

    private static List<@Nullable Object> array(JsonParser parser) throws IOException {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
    }

    /** Writes a tree of maps, lists, strings, numbers, booleans and nulls. */
    public static void write(JsonGenerator out, @Nullable Object tree) throws IOException {
        if (tree == null) {
            out.writeNull();
        } else if (tree instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> member : map.entrySet()) {
                out.writeFieldName(String.valueOf(member.getKey()));
                write(out, member.getValue());
            }
            out.writeEndObject();
        } else if (tree instanceof Iterable<?> items) {
            out.writeStartArray();
            for (Object item : items) {
                write(out, item);
            }
            out.writeEndArray();
        } else if (tree instanceof Boolean bool) {
            out.writeBoolean(bool);
        } else if (tree instanceof Integer number) {
            out.writeNumber(number);
        } else if (tree instanceof Long number) {
            out.writeNumber(number);
        } else if (tree instanceof BigDecimal number) {
            out.writeNumber(number);
        } else if (tree instanceof BigInteger number) {
            out.writeNumber(number);
        } else if (tree instanceof Double number) {
            out.writeNumber(number);
        } else {
            out.writeString(tree.toString());
        }
    }

    /** Writes a small tree as UTF-8 bytes. */
    public static byte[] bytes(@Nullable Object tree) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            write(json, tree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
