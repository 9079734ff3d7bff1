package org.crmlink.connector.salesforce;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.crmlink.toolkit.json.MalformedJsonException;
import org.crmlink.toolkit.json.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answer of a query slice by slice: its rows are handed on while the rest is still on its way. A document that is cut, lacks its records or
 * does not say whether more follow is an error, never an end [PAGE-5]. One-at-a-time.
 */
final class QueryReader implements AutoCloseable {

    private final JsonParser parser;
    private final RowLayout layout;
    private final RowAssembler rows;
    private boolean inside;
    private boolean hadRecords;
    private boolean ended;
    private @Nullable Boolean done;
    private @Nullable String next;
    private OptionalLong total = OptionalLong.empty();

    QueryReader(InputStream body, RowLayout layout, RowAssembler rows) throws IOException {
        this.parser = StrictJson.parser(body);
        this.layout = layout;
        this.rows = rows;
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT) {
            throw new MalformedJsonException("the answer is not a JSON object", first == null);
        }
    }

    /** Reads on until so many bytes were read, or to the end. */
    QueryPage next(long bytes) throws IOException {
        long stop = parser.currentLocation().getByteOffset() + bytes;
        while (!ended) {
            if (inside) {
                if (!records(stop)) {
                    return rows.take();
                }
                inside = false;
            }
            members();
        }
        return rows.take();
    }

    /** Reads members up to the records' list or to the document's end. */
    private void members() throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "records" -> {
                    if (value != JsonToken.START_ARRAY) {
                        throw new MalformedJsonException("its records are no list");
                    }
                    hadRecords = true;
                    inside = true;
                    return;
                }
                case "done" ->
                    done = value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE
                            ? Boolean.valueOf(value == JsonToken.VALUE_TRUE)
                            : null;
                case "nextRecordsUrl" -> next = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                case "totalSize" ->
                    total = value == JsonToken.VALUE_NUMBER_INT
                            ? OptionalLong.of(parser.getLongValue())
                            : OptionalLong.empty();
                default -> parser.skipChildren();
            }
        }
        StrictJson.requireEnd(parser);
        if (!hadRecords || done == null) {
            throw new MalformedJsonException("it has no 'records' and 'done'");
        }
        if (!done && next == null) {
            throw new MalformedJsonException("more records follow, but it does not tell where");
        }
        ended = true;
    }

    /** Whether the list was read to its end. */
    private boolean records(long stop) throws IOException {
        while (true) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.END_ARRAY) {
                return true;
            }
            if (token != JsonToken.START_OBJECT) {
                throw new MalformedJsonException("a record is no object");
            }
            record(parser, layout, rows);
            if (parser.currentLocation().getByteOffset() >= stop) {
                return false;
            }
        }
    }

    /** Reads the object that the parser stands on. */
    static void record(JsonParser parser, RowLayout layout, RowAssembler rows) throws IOException {
        rows.begin();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Optional<RowLayout.Slot> slot = layout.slot(parser.currentName());
            JsonToken value = parser.nextToken();
            if (slot.isEmpty()) {
                parser.skipChildren();
            } else {
                cell(parser, rows, slot.get(), value);
            }
        }
        rows.end();
    }

    private static void cell(JsonParser parser, RowAssembler rows, RowLayout.Slot slot, JsonToken value)
            throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            rows.cell(slot, null);
            return;
        }
        boolean fits = switch (slot.cell.form()) {
            case TEXT -> value == JsonToken.VALUE_STRING;
            case NUMBER -> value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_NUMBER_FLOAT;
            case BOOLEAN -> value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE;
            case ANY -> value.isScalarValue();
        };
        if (fits) {
            rows.cell(slot, parser.getText());
        } else {
            parser.skipChildren();
            rows.wrong(slot, "another kind of JSON value than the field's type has");
        }
    }

    boolean ended() {
        return ended;
    }

    /** How many records the query found when it began. */
    OptionalLong total() {
        return total;
    }

    /** Where the next page is, once this one was read to its end; empty after the last one. */
    Optional<String> following() {
        return Boolean.TRUE.equals(done) ? Optional.empty() : Optional.ofNullable(next);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
