package org.crmlink.host.example;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.crmlink.sdk.Capabilities;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Facet;
import org.crmlink.sdk.Identity;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntitySummary;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.LocalizedText;
import org.crmlink.sdk.upload.Uploader;

/** Reads notes. Thread-safe. */
final class NotesConnector implements Connector, EntityMetadata, ChangeReader {

    /** A feed with deletions in it and without filters; every page has a checkpoint; tokens do not expire. */
    private static final ChangePath FEED = new ChangePath(
            ChangePath.Tracking.TOKEN, ChangePath.Deletions.IN_FEED, false, true, Optional.empty(), Optional.empty());

    private static final EntityType NOTE = new EntityType(
            "note",
            LocalizedText.of("Note"),
            List.of("noteid"),
            Optional.empty(),
            Optional.empty(),
            List.of(
                    Field.of("noteid", FieldType.ID).nullable(false).build(),
                    Field.of("text", FieldType.TEXT).creatable(true).build()),
            List.of(),
            List.of(),
            false,
            new EntityCapabilities(
                    Set.of(Operation.CREATE, Operation.DELETE),
                    Map.of(Operation.DELETE, EntityCapabilities.VersionCheck.ATOMIC),
                    EntityCapabilities.IdAssignment.CLIENT,
                    EntityCapabilities.RepeatableCreate.CLIENT_ID,
                    List.of(FEED),
                    Duration.ofSeconds(1)));

    private final Notes notes = new Notes();
    private final Uploader uploader = new NotesUploader(notes);
    private final String owner;
    private final Clock clock;

    NotesConnector(String owner, Clock clock) {
        this.owner = owner;
        this.clock = clock;
    }

    @Override
    public Identity identify() {
        return new Identity(owner, owner, "notes", "Notes", "1.0", clock.instant());
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(Set.of(EntityMetadata.class, ChangeReader.class, Uploader.class), 100, 500, 1);
    }

    @Override
    public <F extends Facet> Optional<F> facet(Class<F> type) {
        Facet facet = type == Uploader.class ? uploader : this;
        return type.isInstance(facet) ? Optional.of(type.cast(facet)) : Optional.empty();
    }

    @Override
    public String schemaVersion() {
        return "1";
    }

    @Override
    public List<EntitySummary> entities() {
        return List.of(new EntitySummary("note", NOTE.label(), false));
    }

    @Override
    public List<EntityType> describe(Set<String> names) {
        if (!Set.of("note").containsAll(names)) {
            throw refusal(ErrorKind.NOT_FOUND, "the only entity is 'note', asked for were " + names);
        }
        return names.stream().map(name -> NOTE).toList();
    }

    @Override
    public ChangeStream changes(ChangeQuery query) {
        requireFields(query.entity(), query.fields());
        if (query.path() != ChangePath.Tracking.TOKEN) {
            throw refusal(ErrorKind.UNSUPPORTED, "connector 'notes' does not declare the change path " + query.path());
        }
        if (!query.fields().containsAll(query.filter().fields())) {
            throw refusal(
                    ErrorKind.INVALID_DATA,
                    "the caller evaluates the filter: name its fields "
                            + query.filter().fields());
        }
        int start = query.since().map(this::position).orElse(0);
        return new ChangeStream() {
            private int position = start;

            @Override
            public Filter residual() {
                return query.filter();
            }

            @Override
            public ChangeStep next() {
                List<String> changed = notes.changes(position, query.pageSize());
                if (changed.isEmpty()) {
                    return new ChangeStep.End(token(position));
                }
                FetchResult now = fetch("note", changed.stream().distinct().toList(), query.fields());
                List<Removal> gone = now.missing().stream()
                        .map(id -> new Removal(id, Removal.Reason.DELETED))
                        .toList();
                // Last of all: had something failed, the stream would stand where it was, and next() again is the
                // retry.
                position += changed.size();
                return ChangePage.of(now.rows(), gone, List.of()).withCheckpoint(token(position));
            }

            @Override
            public void close() {}
        };
    }

    private static SyncToken token(int position) {
        return new SyncToken("notes:1:" + position);
    }

    /** Reads a token; one that is not ours is refused, never taken for the start [CHG-5]. */
    private int position(SyncToken token) {
        String text = token.value().replaceFirst("^notes:1:", "");
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > notes.changeCount()) {
            throw refusal(ErrorKind.INVALID_DATA, "this is no token of connector 'notes'");
        }
        return Integer.parseInt(text);
    }

    @Override
    public OptionalLong estimate(ChangeQuery query) {
        return OptionalLong.of(
                notes.changeCount() - query.since().map(this::position).orElse(0));
    }

    @Override
    public IdStream ids(String entity, Filter filter) {
        requireFields(entity, List.of());
        Iterator<List<String>> once = List.of(notes.ids()).iterator();
        return new IdStream() {
            @Override
            public List<String> next() {
                return once.hasNext() ? once.next() : List.of();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public FetchResult fetch(String entity, List<String> ids, List<String> fields) {
        requireFields(entity, fields);
        List<Row> rows = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String id : ids) {
            notes.find(id).ifPresentOrElse(note -> rows.add(row(id, note, fields)), () -> missing.add(id));
        }
        return new FetchResult(rows, missing, List.of());
    }

    private static Row row(String id, Notes.Note note, List<String> fields) {
        Object[] values = fields.stream()
                .map(name -> name.equals("text") ? note.text() : id)
                .toArray();
        return new Row(id, note.version(), null, values);
    }

    private void requireFields(String entity, List<String> fields) {
        describe(Set.of(entity));
        if (!Set.of("noteid", "text").containsAll(fields)) {
            throw refusal(ErrorKind.INVALID_DATA, "the fields of 'note' are noteid and text, asked for were " + fields);
        }
    }

    static ConnectorException refusal(ErrorKind kind, String message) {
        return ConnectorException.of(kind, message)
                .entity("note")
                .hint("see the description of 'note'")
                .build();
    }

    @Override
    public void close() {}
}
