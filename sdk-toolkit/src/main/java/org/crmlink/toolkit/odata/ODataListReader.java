package org.crmlink.toolkit.odata;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.toolkit.json.CellDecoder;
import org.crmlink.toolkit.json.MalformedJsonException;
import org.crmlink.toolkit.json.StrictJson;
import org.crmlink.toolkit.json.UndecodableCellException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one OData list or delta answer by streaming straight into rows: no tree, no map and no reflection per cell. One-at-a-time, for one
 * document.
 *
 * <p>An answer that is not such a document, or is cut short, is an {@link IOException} that {@link StrictJson#failure} classifies, never an end
 * [PAGE-5]. A value that cannot be decoded makes its row unreadable, and the others go on [PART-3].
 */
public final class ODataListReader {

    private static final Object ABSENT = new Object();

    private final RowLayout layout;
    private final PageEntries entries = new PageEntries();
    private final @Nullable String[] annotations;
    private @Nullable String nextLink;
    private @Nullable String deltaLink;
    private final Map<String, String> documentAnnotations = new HashMap<>();
    private final List<ODataPage.Mark> marks = new ArrayList<>();

    private ODataListReader(RowLayout layout) {
        this.layout = layout;
        this.annotations = new String[layout.annotated() ? layout.width() : 0];
    }

    /** Reads the document to its end and closes the stream. */
    public static ODataPage read(InputStream body, RowLayout layout) throws IOException {
        try (JsonParser parser = StrictJson.parser(body)) {
            return new ODataListReader(layout).page(parser);
        }
    }

    /** Reads a document that is one entity, to its end, and closes the stream; the page has one entry. */
    public static ODataPage readEntity(InputStream body, RowLayout layout) throws IOException {
        try (JsonParser parser = StrictJson.parser(body)) {
            requireObject(parser);
            ODataListReader reader = new ODataListReader(layout);
            reader.entry(parser);
            StrictJson.requireEnd(parser);
            return reader.result();
        }
    }

    private static void requireObject(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new MalformedJsonException("the answer is empty", true);
        }
        if (first != JsonToken.START_OBJECT) {
            throw new MalformedJsonException("the answer is not a JSON object");
        }
    }

    private ODataPage page(JsonParser parser) throws IOException {
        requireObject(parser);
        boolean listed = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "value" -> {
                    if (value != JsonToken.START_ARRAY || listed) {
                        throw new MalformedJsonException("'value' is not one list");
                    }
                    listed = true;
                    list(parser);
                }
                case "@odata.nextLink", "@nextLink" -> nextLink = link(parser, name);
                case "@odata.deltaLink", "@deltaLink" -> deltaLink = link(parser, name);
                case "error" ->
                    throw new MalformedJsonException("the server reports an error in the middle of its answer", true);
                default -> {
                    if (value.isScalarValue() && name.startsWith("@") && !name.startsWith("@odata.")) {
                        documentAnnotations.put(name.substring(1), parser.getText());
                    }
                    parser.skipChildren();
                }
            }
        }
        StrictJson.requireEnd(parser);
        if (!listed) {
            throw new MalformedJsonException("the answer has no list 'value'");
        }
        return result();
    }

    private static String link(JsonParser parser, String name) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new MalformedJsonException("'" + name + "' is not a text");
        }
        return parser.getText();
    }

    private void list(JsonParser parser) throws IOException {
        while (true) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.END_ARRAY) {
                return;
            }
            if (token != JsonToken.START_OBJECT) {
                throw new MalformedJsonException("an entry of the list is not an object");
            }
            entry(parser);
        }
    }

    private void entry(JsonParser parser) throws IOException {
        int width = layout.width();
        @Nullable Object[] values = new Object[width];
        if (!layout.absentIsNull()) {
            Arrays.fill(values, ABSENT);
        }
        Arrays.fill(annotations, null);
        Entry entry = new Entry();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            RowLayout.@Nullable Slot slot = layout.slot(name);
            if (slot != null) {
                if ("id".equals(name) && token == JsonToken.VALUE_STRING) {
                    entry.entryId = parser.getText();
                }
                member(parser, token, slot, values, entry);
            } else if (isControl(name)) {
                control(parser, name, token, entry);
            } else {
                parser.skipChildren();
            }
        }
        add(entry, values);
    }

    /** What the entry says about itself; anything not asked for beside it is skipped unread. */
    private static boolean isControl(String name) {
        return name.equals("id") || name.charAt(0) == '@' || name.equals("reason");
    }

    private void control(JsonParser parser, String name, JsonToken token, Entry entry) throws IOException {
        boolean text = token == JsonToken.VALUE_STRING;
        switch (name) {
            case "@odata.etag", "@etag" -> {
                if (text) {
                    entry.version = parser.getText();
                }
            }
            case "@odata.context", "@context" -> {
                if (text) {
                    String context = parser.getText();
                    if (context.endsWith("/$deletedEntity")) {
                        entry.removed = true;
                    } else if (context.endsWith("/$link") || context.endsWith("/$deletedLink")) {
                        entry.link = true;
                    }
                }
            }
            case "@removed", "@odata.removed" -> {
                entry.removed = true;
                if (token == JsonToken.START_OBJECT) {
                    removed(parser, entry);
                } else {
                    parser.skipChildren();
                }
            }
            case "id", "@odata.id", "@id" -> {
                if (text) {
                    entry.entryId = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
            case "reason" -> {
                if (text) {
                    entry.reason = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
            default -> parser.skipChildren();
        }
    }

    private static void removed(JsonParser parser, Entry entry) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_STRING && "reason".equals(name)) {
                entry.reason = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
    }

    private void member(JsonParser parser, JsonToken token, RowLayout.Slot slot, @Nullable Object[] values, Entry entry)
            throws IOException {
        if (slot.annotates.length > 0) {
            for (int cell : slot.annotates) {
                annotations[cell] = token == JsonToken.VALUE_STRING ? parser.getText() : null;
            }
            parser.skipChildren();
            return;
        }
        @Nullable Object value = null;
        if (token.isStructStart()) {
            entry.fail(
                    slot,
                    new UndecodableCellException("a JSON list or object where a single value is expected"),
                    layout);
            parser.skipChildren();
        } else if (token != JsonToken.VALUE_NULL) {
            try {
                value = slot.decoder.decode(parser);
            } catch (UndecodableCellException e) {
                entry.fail(slot, e, layout);
            }
        }
        for (int cell : slot.cells) {
            values[cell] = value;
        }
        switch (slot.role) {
            case ID -> entry.key = (String) value;
            case MODIFIED -> entry.modified = (Instant) value;
            case SEQUENCE -> entry.sequence = (Long) value;
            case CELL -> {}
        }
    }

    private void add(Entry entry, @Nullable Object[] values) {
        if (entry.sequence != null) {
            marks.add(new ODataPage.Mark(entry.sequence, Optional.ofNullable(entry.modified)));
        }
        if (entry.removed) {
            addRemoval(entry);
            return;
        }
        if (entry.link) {
            // Links of navigation properties: they change neither row; many-to-many pairs have an entity of their own.
            return;
        }
        if (entry.key == null) {
            // Without an id nothing can be said about the record; an error on the key itself was noted already.
            String detail = entry.problem == null ? "the row has no id" : entry.problem;
            entries.add("", new Unreadable("", unreadable("", detail)));
            return;
        }
        String id = entry.key;
        if (entry.problem == null) {
            finish(id, values, entry);
        }
        if (entry.problem != null) {
            entries.add(id, new Unreadable(id, unreadable(id, entry.problem)));
            return;
        }
        entries.add(id, new Row(id, entry.version, entry.modified, values));
    }

    private void finish(String id, @Nullable Object[] values, Entry entry) {
        if (!layout.absentIsNull()) {
            for (int i = 0; i < values.length; i++) {
                if (values[i] == ABSENT) {
                    entry.problem = "field '" + layout.fieldName(i) + "': the row does not have it";
                    return;
                }
            }
        }
        if (!layout.finished()) {
            return;
        }
        for (int i = 0; i < values.length; i++) {
            @Nullable CellFinisher finisher = layout.finisher(i);
            if (finisher == null) {
                continue;
            }
            try {
                values[i] = finisher.finish(id, values[i], layout.annotated() ? annotations[i] : null);
            } catch (UndecodableCellException e) {
                entry.problem = "field '" + layout.fieldName(i) + "': " + e.getMessage();
                return;
            }
        }
    }

    private void addRemoval(Entry entry) {
        String id = entry.key != null ? entry.key : idOf(entry.entryId);
        if (id == null) {
            entries.add("", new Unreadable("", unreadable("", "a removal has no id")));
            return;
        }
        Removal.Reason reason = entry.reason == null || entry.reason.equals("deleted")
                ? layout.removalReason()
                : Removal.Reason.UNKNOWN;
        entries.add(id, new Removal(id, reason));
    }

    /** A bare id, or the id in the parentheses of an entity's address. */
    private @Nullable String idOf(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String bare = text;
        int open = text.lastIndexOf('(');
        if (open >= 0 && text.endsWith(")")) {
            bare = text.substring(open + 1, text.length() - 1);
        }
        // The key's own decoder makes it normal, so that a removal has the id that the row had.
        String json = '"' + bare.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        try (JsonParser parser = StrictJson.parser(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)))) {
            parser.nextToken();
            CellDecoder decoder = layout.idDecoder();
            return (String) decoder.decode(parser);
        } catch (IOException | UndecodableCellException e) {
            return null;
        }
    }

    private static ConnectorException unreadable(String id, String detail) {
        return ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "the record cannot be decoded: " + detail)
                .recordId(id)
                .hint("look at the record's value in the server; the other records are not affected")
                .build();
    }

    private ODataPage result() {
        return entries.page(
                ODataPage.link(nextLink),
                ODataPage.link(deltaLink),
                Map.copyOf(documentAnnotations),
                List.copyOf(marks));
    }

    /** What is known of the entry being read. */
    private static final class Entry {
        private @Nullable String key;
        private @Nullable String entryId;
        private @Nullable String version;
        private @Nullable Instant modified;
        private @Nullable Long sequence;
        private @Nullable String reason;
        private @Nullable String problem;
        private boolean removed;
        private boolean link;

        private void fail(RowLayout.Slot slot, UndecodableCellException cause, RowLayout layout) {
            if (problem == null) {
                String field = slot.cells.length > 0 ? layout.fieldName(slot.cells[0]) : slot.wireName;
                problem = "field '" + field + "': " + cause.getMessage();
            }
        }
    }
}
