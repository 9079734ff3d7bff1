package org.crmlink.paper.connector;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.toolkit.json.MalformedJsonException;
import org.crmlink.toolkit.json.StrictJson;
import org.crmlink.toolkit.json.UndecodableCellException;
import org.jspecify.annotations.Nullable;

/** Reads pages of records as they arrive, record by record. Immutable; thread-safe. */
final class PageReader {

    private final PaperService service;
    private final String operation;
    private final EntityType type;
    private final List<String> names;
    private final Map<String, Field> fields = new HashMap<>();

    /**
     * A page.
     *
     * @param next the link to the next one; empty if the server said that this is the last
     * @param now the server's clock, where told
     * @param last place of the last record, if it told one
     */
    record Page(
            List<Row> rows,
            List<Removal> removals,
            List<Unreadable> unreadable,
            List<String> missing,
            Optional<String> next,
            Optional<String> cursor,
            Optional<Instant> now,
            Optional<Place> last) {}

    /** A place in the order of modification. */
    record Place(Instant modified, String id) {}

    PageReader(PaperService service, String operation, EntityType type, List<String> names, List<Field> fields) {
        this.service = service;
        this.operation = operation;
        this.type = type;
        this.names = Flaw.FIELDS_IN_OWN_ORDER.here() ? ownOrder(type, names) : names;
        fields.forEach(field -> this.fields.put(key(field.name(), Locale.ROOT), field));
    }

    private static List<String> ownOrder(EntityType type, List<String> names) {
        return type.fields().stream().map(Field::name).filter(names::contains).toList();
    }

    private static String key(String name, Locale locale) {
        return Flaw.LOWER_CASE_OF_LOCALE.here() ? name.toLowerCase(locale) : name;
    }

    /** The names of the fields asked for, as the wire wants them. */
    String wireNames() {
        return String.join(",", fields.values().stream().map(Field::name).toList());
    }

    Page read(InputStream body) throws IOException {
        List<Row> rows = new ArrayList<>();
        List<Removal> removals = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        Map<String, String> texts = new HashMap<>();
        boolean records = false;
        boolean complete = false;
        @Nullable Place last = null;
        try (JsonParser in = StrictJson.parser(body)) {
            start(in);
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String member = in.currentName();
                JsonToken token = in.nextToken();
                if (member.equals("records") && token == JsonToken.START_ARRAY) {
                    records = true;
                    while (in.nextToken() != JsonToken.END_ARRAY) {
                        last = record(in, rows, unreadable);
                    }
                } else if (member.equals("removed") && token == JsonToken.START_ARRAY) {
                    while (in.nextToken() != JsonToken.END_ARRAY) {
                        removals.add(removal(in));
                    }
                } else if (member.equals("missing") && token == JsonToken.START_ARRAY) {
                    while (in.nextToken() != JsonToken.END_ARRAY) {
                        missing.add(in.getText());
                    }
                } else if (token == JsonToken.VALUE_STRING) {
                    texts.put(member, in.getText());
                } else {
                    complete |= member.equals("complete") && token == JsonToken.VALUE_TRUE;
                    in.skipChildren();
                }
            }
            if (!Flaw.GARBAGE_IGNORED.here()) {
                StrictJson.requireEnd(in);
            }
        }
        boolean whole = records && complete != texts.containsKey("next");
        if (!whole && !Flaw.INCOMPLETE_PAGE_ENDS.here()) {
            throw new MalformedJsonException("the page is not complete");
        }
        return new Page(
                rows,
                removals,
                unreadable,
                missing,
                Optional.ofNullable(texts.get("next")),
                Optional.ofNullable(texts.get("cursor")),
                instant(texts.get("now")),
                Optional.ofNullable(last));
    }

    static void start(JsonParser in) throws IOException {
        JsonToken first = in.nextToken();
        if (first == null) {
            throw new MalformedJsonException("the answer is empty", true);
        }
        if (first != JsonToken.START_OBJECT) {
            throw new MalformedJsonException("the answer is not a JSON object");
        }
    }

    private static Optional<Instant> instant(@Nullable String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Reads one record and gives its place, if it told one. */
    private @Nullable Place record(JsonParser in, List<Row> rows, List<Unreadable> unreadable) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new MalformedJsonException("a record is not an object");
        }
        Map<String, String> head = new HashMap<>();
        Map<String, @Nullable Object> values = new HashMap<>();
        String problem = "";
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String member = in.currentName();
            JsonToken token = in.nextToken();
            if (member.equals("values") && token == JsonToken.START_OBJECT) {
                while (in.nextToken() != JsonToken.END_OBJECT) {
                    String said = value(in, values);
                    problem = problem.isEmpty() ? said : problem;
                }
            } else if (token == JsonToken.VALUE_STRING) {
                head.put(member, in.getText());
            } else {
                in.skipChildren();
            }
        }
        String id = head.getOrDefault("id", "");
        Optional<Instant> modified = instant(head.get("modified"));
        if (id.isEmpty() || modified.isEmpty() || !head.containsKey("version")) {
            problem = problem.isEmpty() ? "it has no id, version or time of change" : problem;
        }
        @Nullable Object[] cells = new @Nullable Object[names.size()];
        for (int i = 0; i < cells.length; i++) {
            String key = key(names.get(i), Locale.ROOT);
            if (fields.containsKey(key) && !values.containsKey(key) && problem.isEmpty()) {
                problem = "field '" + names.get(i) + "' is missing";
            }
            Object value = values.get(key);
            cells[i] =
                    value instanceof PendingBinary pending ? pending.of(service, type.name(), id) : flawed(key, value);
        }
        if (Flaw.UNREADABLE_STOPS.here() && !problem.isEmpty()) {
            throw new MalformedJsonException(problem);
        }
        if (problem.isEmpty()) {
            rows.add(new Row(id, head.get("version"), Flaw.ODD_NO_TIMES.here() ? null : modified.orElseThrow(), cells));
        } else if (!Flaw.UNREADABLE_SKIPPED.here()) {
            unreadable.add(unreadable(Flaw.UNREADABLE_NAMELESS.here() ? "" : id, problem));
        }
        return id.isEmpty() || modified.isEmpty() ? null : new Place(modified.get(), id);
    }

    private @Nullable Object flawed(String key, @Nullable Object value) {
        Field field = fields.get(key);
        return field == null ? value : FlawedWrites.read(field, value);
    }

    /** A binary value whose record's id is not read yet. */
    private record PendingBinary(Field field, long size) {
        PaperBinary of(PaperService service, String entity, String id) {
            return new PaperBinary(service, entity, id, field.name(), size);
        }
    }

    private String value(JsonParser in, Map<String, @Nullable Object> values) throws IOException {
        String key = key(in.currentName(), Locale.getDefault());
        in.nextToken();
        Field field = fields.get(key);
        if (field == null) {
            in.skipChildren();
            return "";
        }
        try {
            Object value = CellDecoder.decode(in, field, PendingBinary::new);
            values.put(key, value);
            return value == null && !field.nullable() ? "field '" + field.name() + "' is null" : "";
        } catch (UndecodableCellException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Unreadable unreadable(String id, String problem) {
        return new Unreadable(
                id,
                PaperErrors.protocol(service.get(operation, type.name(), "api/records/" + type.name()), problem)
                        .recordId(id)
                        .hint("look at the record in the server; the others were read")
                        .build());
    }

    private static Removal removal(JsonParser in) throws IOException {
        String id = "";
        String reason = "";
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new MalformedJsonException("a removal is not an object");
        }
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String member = in.currentName();
            in.nextToken();
            if (member.equals("id") && in.currentToken() == JsonToken.VALUE_STRING) {
                id = in.getText();
            } else if (member.equals("reason") && in.currentToken() == JsonToken.VALUE_STRING) {
                reason = in.getText();
            } else {
                in.skipChildren();
            }
        }
        if (id.isEmpty()) {
            throw new MalformedJsonException("a removal has no id");
        }
        return new Removal(
                id,
                switch (reason) {
                    case "deleted" -> Removal.Reason.DELETED;
                    case "unlinked" -> Removal.Reason.UNLINKED;
                    case "access" ->
                        Flaw.HIDDEN_IS_DELETED.here() ? Removal.Reason.DELETED : Removal.Reason.ACCESS_LOST;
                    default -> Removal.Reason.UNKNOWN;
                });
    }
}
