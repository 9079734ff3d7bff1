package org.crmlink.toolkit.odata;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
import org.crmlink.toolkit.json.MalformedJsonException;
import org.crmlink.toolkit.json.StrictJson;
import org.crmlink.toolkit.json.TextCache;
import org.crmlink.toolkit.json.UndecodableCellException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of one document, one after the other. A value that cannot be decoded makes its row unreadable, and the others go on [PART-3].
 * One-at-a-time; what is known of the entry being read is kept in fields, so that an entry costs its row and its values alone.
 */
final class EntryReader {

    private static final Object ABSENT = new Object();

    /** Names beside the layout's that are remembered; a document that makes up names must not fill memory. */
    private static final int MOST_FOREIGN = 100;

    private static final TextCache ANNOTATIONS = new TextCache(256);

    private final RowLayout layout;
    private final @Nullable String[] annotations;
    private final Map<String, Member> members = new HashMap<>();
    private final Member beginning = new Member("", null);
    private final int mostMembers;

    private @Nullable String key;
    private @Nullable String entryId;
    private @Nullable String version;
    private @Nullable Instant modified;
    private @Nullable Long sequence;
    private @Nullable String reason;
    private @Nullable String problem;
    private boolean removed;
    private boolean link;

    EntryReader(RowLayout layout) {
        this.layout = layout;
        this.annotations = new String[layout.annotated() ? layout.width() : 0];
        this.mostMembers = layout.slots() + MOST_FOREIGN;
    }

    /** Reads the object that the parser stands on, to its end. */
    void read(JsonParser parser, PageEntries entries, List<ODataPage.Mark> marks) throws IOException {
        forget();
        @Nullable Object[] values = new Object[layout.width()];
        if (!layout.absentIsNull()) {
            Arrays.fill(values, ABSENT);
        }
        Member member = beginning;
        while (true) {
            @Nullable Member expected = member.follower;
            if (expected != null && parser.nextFieldName(expected.name)) {
                member = expected;
            } else {
                @Nullable JsonToken token = expected == null ? parser.nextToken() : parser.currentToken();
                if (token == JsonToken.END_OBJECT) {
                    break;
                }
                if (token != JsonToken.FIELD_NAME) {
                    throw new MalformedJsonException("an entry of the list has no end", true);
                }
                Member other = member(parser.currentName());
                member.follower = other;
                member = other;
            }
            member(parser, parser.nextToken(), member, values);
        }
        add(values, entries, marks);
    }

    private void forget() {
        key = null;
        entryId = null;
        version = null;
        modified = null;
        sequence = null;
        reason = null;
        problem = null;
        removed = false;
        link = false;
        Arrays.fill(annotations, null);
    }

    private Member member(String name) {
        Member known = members.get(name);
        if (known != null) {
            return known;
        }
        Member fresh = new Member(name, layout.slot(name));
        if (members.size() < mostMembers) {
            members.put(name, fresh);
        }
        return fresh;
    }

    private void member(JsonParser parser, JsonToken token, Member member, @Nullable Object[] values)
            throws IOException {
        boolean text = token == JsonToken.VALUE_STRING;
        switch (member.kind) {
            case SLOT -> {
                RowLayout.Slot slot = member.slot;
                if (member.id && text) {
                    entryId = parser.getText();
                }
                if (slot != null) {
                    slot(parser, token, slot, values);
                }
            }
            case VERSION -> {
                if (text) {
                    version = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
            case CONTEXT -> {
                if (text) {
                    context(parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            case REMOVED -> {
                removed = true;
                if (token == JsonToken.START_OBJECT) {
                    removed(parser);
                } else {
                    parser.skipChildren();
                }
            }
            case ENTRY_ID -> {
                if (text) {
                    entryId = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
            case REASON -> {
                if (text) {
                    reason = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
            case FOREIGN -> parser.skipChildren();
        }
    }

    private void context(String context) {
        if (context.endsWith("/$deletedEntity")) {
            removed = true;
        } else if (context.endsWith("/$link") || context.endsWith("/$deletedLink")) {
            link = true;
        }
    }

    private void removed(JsonParser parser) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_STRING && "reason".equals(name)) {
                reason = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
    }

    private void slot(JsonParser parser, JsonToken token, RowLayout.Slot slot, @Nullable Object[] values)
            throws IOException {
        if (slot.annotates.length > 0) {
            @Nullable String annotation = token == JsonToken.VALUE_STRING ? ANNOTATIONS.text(parser) : null;
            for (int cell : slot.annotates) {
                annotations[cell] = annotation;
            }
            parser.skipChildren();
            return;
        }
        @Nullable Object value = null;
        if (token.isStructStart()) {
            fail(slot, new UndecodableCellException("a JSON list or object where a single value is expected"));
            parser.skipChildren();
        } else if (token != JsonToken.VALUE_NULL) {
            try {
                value = slot.decoder.decode(parser);
            } catch (UndecodableCellException e) {
                fail(slot, e);
            }
        }
        for (int cell : slot.cells) {
            values[cell] = value;
        }
        switch (slot.role) {
            case ID -> key = (String) value;
            case MODIFIED -> modified = (Instant) value;
            case SEQUENCE -> sequence = (Long) value;
            case CELL -> {}
        }
    }

    private void fail(RowLayout.Slot slot, UndecodableCellException cause) {
        if (problem == null) {
            String field = slot.cells.length > 0 ? layout.fieldName(slot.cells[0]) : slot.wireName;
            problem = "field '" + field + "': " + cause.getMessage();
        }
    }

    private void add(@Nullable Object[] values, PageEntries entries, List<ODataPage.Mark> marks) {
        if (sequence != null) {
            marks.add(new ODataPage.Mark(sequence, Optional.ofNullable(modified)));
        }
        if (removed) {
            addRemoval(entries);
            return;
        }
        if (link) {
            // Links of navigation properties: they change neither row; many-to-many pairs have an entity of their own.
            return;
        }
        String id = key;
        if (id == null) {
            // Without an id nothing can be said about the record; an error on the key itself was noted already.
            entries.add(unreadable("", problem == null ? "the row has no id" : problem));
            return;
        }
        if (problem == null) {
            finish(id, values);
        }
        if (problem != null) {
            entries.add(unreadable(id, problem));
            return;
        }
        entries.add(new Row(id, version, modified, values));
    }

    private void finish(String id, @Nullable Object[] values) {
        if (!layout.absentIsNull()) {
            for (int i = 0; i < values.length; i++) {
                if (values[i] == ABSENT) {
                    problem = "field '" + layout.fieldName(i) + "': the row does not have it";
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
                problem = "field '" + layout.fieldName(i) + "': " + e.getMessage();
                return;
            }
        }
    }

    private void addRemoval(PageEntries entries) {
        String id = key != null ? key : idOf(entryId);
        if (id == null) {
            entries.add(unreadable("", "a removal has no id"));
            return;
        }
        Removal.Reason why =
                reason == null || reason.equals("deleted") ? layout.removalReason() : Removal.Reason.UNKNOWN;
        entries.add(new Removal(id, why));
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
            return (String) layout.idDecoder().decode(parser);
        } catch (IOException | UndecodableCellException e) {
            return null;
        }
    }

    private static Unreadable unreadable(String id, String detail) {
        return new Unreadable(
                id,
                ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "the record cannot be decoded: " + detail)
                        .recordId(id)
                        .hint("look at the record's value in the server; the other records are not affected")
                        .build());
    }
}
