package org.crmlink.toolkit.rest;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;

/**
 * Makes a change reader of a {@link RecordSource}: checks what is asked for, writes and reads tokens, walks from page to page, and notices a server
 * that leads in circles. Filters are left to the host. Thread-safe.
 */
public final class SourceReader implements ChangeReader {

    private final EntityMetadata metadata;
    private final SyncTokenFormat tokens;
    private final RecordSource source;
    private final int largestPage;

    /** @param largestPage the most records that a page is asked for, whatever the query's wish */
    public SourceReader(EntityMetadata metadata, SyncTokenFormat tokens, int largestPage, RecordSource source) {
        this.metadata = requireNonNull(metadata, "metadata is null");
        this.tokens = requireNonNull(tokens, "tokens is null");
        this.source = requireNonNull(source, "source is null");
        this.largestPage = largestPage;
    }

    @Override
    public ChangeStream changes(ChangeQuery query) {
        EntityType type = check(query);
        Optional<String> position = query.since().map(token -> tokens.read(query, token));
        ChangeQuery within = new ChangeQuery(
                query.entity(),
                query.fields(),
                query.filter(),
                query.path(),
                query.since(),
                Math.min(query.pageSize(), largestPage));
        return new SourceStream(source, tokens, type, within, position);
    }

    private EntityType check(ChangeQuery query) {
        EntityType type = type(query.entity());
        if (type.capabilities().changePath(query.path()).isEmpty()) {
            throw refusal(
                    ErrorKind.UNSUPPORTED,
                    type,
                    "connector '" + tokens.connector() + "' does not declare the change path " + query.path() + " for "
                            + type.name());
        }
        requireReadable(type, query.fields());
        requireReadable(type, List.copyOf(query.filter().fields()));
        List<String> unnamed = new ArrayList<>(query.filter().fields());
        unnamed.removeAll(query.fields());
        if (!unnamed.isEmpty()) {
            throw refusal(
                    ErrorKind.INVALID_DATA,
                    type,
                    "the caller evaluates the filter, so the query must name its fields " + String.join(", ", unnamed));
        }
        return type;
    }

    private EntityType type(String entity) {
        return metadata.describe(Set.of(entity)).get(0);
    }

    private static void requireReadable(EntityType type, List<String> fields) {
        List<String> wrong = fields.stream()
                .filter(name -> type.field(name).filter(Field::readable).isEmpty())
                .toList();
        if (!wrong.isEmpty()) {
            throw refusal(
                    ErrorKind.INVALID_DATA,
                    type,
                    "'" + type.name() + "' has no readable field '" + String.join("', '", wrong) + "'");
        }
    }

    private static ConnectorException refusal(ErrorKind kind, EntityType type, String message) {
        return ConnectorException.of(kind, message)
                .operation("changes")
                .entity(type.name())
                .hint("see the description of '" + type.name() + "'")
                .build();
    }

    /** A service that tells a number tells it with a page; what it would cost to ask is what reading costs. */
    @Override
    public OptionalLong estimate(ChangeQuery query) {
        check(query);
        return OptionalLong.empty();
    }

    /** Reads the keys of all records; the filter is not exact, so that they are a superset. */
    @Override
    public IdStream ids(String entity, Filter filter) {
        EntityType type = type(entity);
        requireReadable(type, List.copyOf(filter.fields()));
        ChangeQuery query = new ChangeQuery(
                entity,
                List.of(type.keyField()),
                Filter.all(),
                type.capabilities().changePaths().get(0).tracking(),
                Optional.empty(),
                largestPage);
        ChangeStream stream = new SourceStream(source, tokens, type, query, Optional.empty());
        return new IdStream() {
            @Override
            public List<String> next() {
                while (true) {
                    ChangeStep step = stream.next();
                    if (step instanceof ChangePage page) {
                        List<String> ids = new ArrayList<>();
                        page.rows().stream().map(Row::id).forEach(ids::add);
                        // A record that cannot be decoded exists all the same: its id must not look deleted.
                        page.unreadable().stream().map(SourceReader::knownId).forEach(ids::add);
                        if (!ids.isEmpty()) {
                            return ids;
                        }
                    } else if (step instanceof ChangeStep.ResyncRequired resync) {
                        throw refusal(ErrorKind.RESYNC_REQUIRED, type, resync.reason());
                    } else {
                        return List.of();
                    }
                }
            }

            @Override
            public void close() {
                stream.close();
            }
        };
    }

    private static String knownId(Unreadable unreadable) {
        if (unreadable.id().isEmpty()) {
            throw unreadable.error();
        }
        return unreadable.id();
    }

    @Override
    public FetchResult fetch(String entity, List<String> ids, List<String> fields) {
        EntityType type = type(entity);
        requireReadable(type, fields);
        return source.fetchAll(type, ids, fields);
    }
}
