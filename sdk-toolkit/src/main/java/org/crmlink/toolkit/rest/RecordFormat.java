package org.crmlink.toolkit.rest;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.toolkit.http.HttpBody;
import org.crmlink.toolkit.json.CellDecoder;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.MalformedJsonException;
import org.crmlink.toolkit.json.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * What a service's records look like in JSON: objects with one member a field, in a list. Immutable; the other methods give changed copies. Records
 * are decoded straight from the stream, values as {@link JsonValues} says unless told otherwise.
 *
 * <p>A record that lacks a field that was asked for, or holds null where its metadata allows none, is unreadable: taken as null, a change of the
 * server's schema would empty a column without a word [META-5].
 */
public final class RecordFormat {

    final String list;
    final String version;
    final String modified;
    final String deleted;
    final Function<Field, String> names;
    final Function<Field, CellDecoder> decoders;

    private RecordFormat(
            String list,
            String version,
            String modified,
            String deleted,
            Function<Field, String> names,
            Function<Field, CellDecoder> decoders) {
        this.list = requireNonNull(list, "list is null");
        this.version = requireNonNull(version, "version is null");
        this.modified = requireNonNull(modified, "modified is null");
        this.deleted = requireNonNull(deleted, "deleted is null");
        this.names = requireNonNull(names, "names is null");
        this.decoders = requireNonNull(decoders, "decoders is null");
    }

    /** Documents whose records are in the list of this name. Members are named like the fields. */
    public static RecordFormat list(String list) {
        return new RecordFormat(list, "", "", "", Field::name, JsonValues::decoder);
    }

    /** The member that holds a record's version, a text or a number. */
    public RecordFormat version(String member) {
        return new RecordFormat(list, member, modified, deleted, names, decoders);
    }

    /** The member that says when a record was changed, a point in time with its offset. */
    public RecordFormat modified(String member) {
        return new RecordFormat(list, version, member, deleted, names, decoders);
    }

    /** The member that is true where an entry tells of a deletion. */
    public RecordFormat deleted(String member) {
        return new RecordFormat(list, version, modified, member, names, decoders);
    }

    /** How a field is named in JSON. */
    public RecordFormat names(Function<Field, String> jsonName) {
        return new RecordFormat(list, version, modified, deleted, jsonName, decoders);
    }

    /** How a field's value is read, where the service's own form is not that of {@link JsonValues}. */
    public RecordFormat decoders(Function<Field, CellDecoder> decoder) {
        return new RecordFormat(list, version, modified, deleted, names, decoder);
    }

    /**
     * Reads a document to its end and closes the stream.
     *
     * @param fields names of the type's fields, the order of a row's values
     */
    public RecordList read(InputStream body, EntityType type, List<String> fields) throws IOException {
        RecordReader reader = new RecordReader(this, type, fields);
        Set<String> listed = new HashSet<>();
        JsonObject around = JsonObject.read(body, list, parser -> {
            if (parser.currentToken() != JsonToken.START_ARRAY || !listed.add(list)) {
                throw new MalformedJsonException("'" + list + "' is not one list");
            }
            entries(parser, reader);
        });
        if (listed.isEmpty()) {
            throw new MalformedJsonException("the answer has no list '" + list + "'");
        }
        return reader.result(around);
    }

    private static void entries(JsonParser parser, RecordReader reader) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == null) {
                throw new MalformedJsonException("the list has no end", true);
            }
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new MalformedJsonException("an entry of the list is not an object");
            }
            reader.read(parser);
        }
    }

    /** Reads a document that is one record, such as the answer to a write, and closes the stream. */
    public Row readOne(InputStream body, EntityType type, List<String> fields) throws IOException {
        RecordReader reader = new RecordReader(this, type, fields);
        try (JsonParser parser = StrictJson.parser(body)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw new MalformedJsonException("the answer is not a record", first == null);
            }
            reader.read(parser);
            StrictJson.requireEnd(parser);
        }
        RecordList found = reader.result(JsonObject.empty());
        if (found.rows().size() != 1) {
            throw new MalformedJsonException("the answer is not a record that can be decoded");
        }
        return found.rows().get(0);
    }

    /**
     * A body with these values, as {@link JsonValues} writes them.
     *
     * @param values by names of the type's fields
     */
    public HttpBody body(EntityType type, Map<String, ? extends @Nullable Object> values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = StrictJson.generator(bytes)) {
            json.writeStartObject();
            for (Map.Entry<String, ? extends @Nullable Object> value : values.entrySet()) {
                Field field = type.field(value.getKey()).orElseThrow();
                json.writeFieldName(names.apply(field));
                JsonValues.write(json, field, value.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return HttpBody.bytes("application/json", bytes.toByteArray());
    }
}
