package org.crmlink.toolkit.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.toolkit.json.CellDecoder;
import org.crmlink.toolkit.json.CellDecoders;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.MalformedJsonException;
import org.crmlink.toolkit.json.UndecodableCellException;
import org.jspecify.annotations.Nullable;

/** Decodes records of one query and keeps them. One-at-a-time. */
final class RecordReader {

    /** A field that is asked for, or the key. */
    private record Column(Field field, CellDecoder decoder, List<Integer> cells, boolean key) {}

    private final RecordFormat format;
    private final EntityType type;
    private final List<String> fields;
    private final Map<String, Column> columns = new HashMap<>();
    private final Map<Object, Object> entries = new LinkedHashMap<>();

    private @Nullable String key;
    private @Nullable String version;
    private @Nullable Instant modified;
    private @Nullable String problem;
    private boolean deleted;

    RecordReader(RecordFormat format, EntityType type, List<String> fields) {
        this.format = format;
        this.type = type;
        this.fields = List.copyOf(fields);
        for (Field field : type.fields()) {
            List<Integer> cells = new ArrayList<>();
            for (int i = 0; i < fields.size(); i++) {
                if (fields.get(i).equals(field.name())) {
                    cells.add(i);
                }
            }
            boolean isKey = field.name().equals(type.keyField());
            if (isKey || !cells.isEmpty()) {
                columns.put(format.names.apply(field), new Column(field, format.decoders.apply(field), cells, isKey));
            }
        }
    }

    /** Reads the object that the parser stands on, to its end. */
    void read(JsonParser parser) throws IOException {
        key = null;
        version = null;
        modified = null;
        problem = null;
        deleted = false;
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        boolean[] found = new boolean[fields.size()];
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            if (parser.currentToken() != JsonToken.FIELD_NAME) {
                throw new MalformedJsonException("an entry of the list has no end", true);
            }
            String name = parser.currentName();
            parser.nextToken();
            about(parser, name);
            Column column = columns.get(name);
            if (column != null) {
                cell(parser, column, values, found);
            } else {
                parser.skipChildren();
            }
        }
        keep(values, found);
    }

    /** What a record says about itself; such a member may be a field as well. */
    private void about(JsonParser parser, String name) throws IOException {
        JsonToken token = parser.currentToken();
        if (name.equals(format.version) && token.isScalarValue() && token != JsonToken.VALUE_NULL) {
            version = parser.getText();
        }
        if (name.equals(format.modified) && token != JsonToken.VALUE_NULL) {
            try {
                modified = CellDecoders.instant(parser);
            } catch (UndecodableCellException e) {
                fail(name, e.getMessage());
            }
        }
        if (name.equals(format.deleted)) {
            deleted = token == JsonToken.VALUE_TRUE;
        }
    }

    private void cell(JsonParser parser, Column column, @Nullable Object[] values, boolean[] found) throws IOException {
        @Nullable Object value = null;
        if (parser.currentToken() != JsonToken.VALUE_NULL) {
            int depth = parser.getParsingContext().getNestingDepth();
            boolean structured = parser.currentToken().isStructStart();
            try {
                value = column.decoder.decode(parser);
            } catch (UndecodableCellException e) {
                fail(column.field.name(), e.getMessage());
            }
            // a decoder that gave up inside of a list or object left the parser there
            while (structured && parser.getParsingContext().getNestingDepth() >= depth) {
                if (parser.nextToken() == null) {
                    throw new MalformedJsonException("a value has no end", true);
                }
            }
        }
        for (int cell : column.cells) {
            values[cell] = value;
            found[cell] = true;
        }
        if (column.key && value instanceof String id && !id.isEmpty()) {
            key = id;
        }
    }

    private void fail(String field, @Nullable String why) {
        if (problem == null) {
            problem = "field '" + field + "': " + why;
        }
    }

    private void keep(@Nullable Object[] values, boolean[] found) {
        String id = key;
        if (deleted && id != null) {
            put(id, new Removal(id, Removal.Reason.DELETED));
            return;
        }
        for (int i = 0; i < values.length; i++) {
            if (!found[i]) {
                fail(fields.get(i), "the record does not have it");
            } else if (values[i] == null
                    && !type.field(fields.get(i)).orElseThrow().nullable()) {
                fail(fields.get(i), "null, which its metadata does not allow");
            }
        }
        if (id == null) {
            // Records without an id are different ones: each is reported.
            put(new Object(), unreadable("", problem == null ? "it has no id" : problem));
        } else if (problem != null) {
            put(id, unreadable(id, problem));
        } else {
            put(id, new Row(id, version, modified, values));
        }
    }

    private void put(Object identity, Object entry) {
        entries.remove(identity);
        entries.put(identity, entry);
    }

    private Unreadable unreadable(String id, String detail) {
        return new Unreadable(
                id,
                ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "the record cannot be decoded: " + detail)
                        .operation("read")
                        .entity(type.name())
                        .recordId(id)
                        .hint("look at the record's value in the server; the other records are not affected")
                        .build());
    }

    RecordList result(JsonObject around) {
        List<Row> rows = new ArrayList<>();
        List<Removal> removals = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        for (Object entry : entries.values()) {
            if (entry instanceof Row row) {
                rows.add(row);
            } else if (entry instanceof Removal removal) {
                removals.add(removal);
            } else if (entry instanceof Unreadable one) {
                unreadable.add(one);
            }
        }
        return new RecordList(rows, removals, unreadable, around);
    }
}
