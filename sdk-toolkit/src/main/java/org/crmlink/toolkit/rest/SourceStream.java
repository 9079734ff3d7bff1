package org.crmlink.toolkit.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.EntityType;
import org.jspecify.annotations.Nullable;

/** Walks over the pages of a {@link RecordSource}. One-at-a-time. */
final class SourceStream implements ChangeStream {

    private final RecordSource source;
    private final SyncTokenFormat tokens;
    private final EntityType type;
    private final ChangeQuery query;
    /** Digests of the positions asked for: a server that names one twice would be read for ever [PAGE-4]. */
    private final Set<UUID> visited = new HashSet<>();

    private Optional<String> position;
    private @Nullable ChangeStep end;
    private volatile boolean closed;

    SourceStream(
            RecordSource source,
            SyncTokenFormat tokens,
            EntityType type,
            ChangeQuery query,
            Optional<String> position) {
        this.source = source;
        this.tokens = tokens;
        this.type = type;
        this.query = query;
        this.position = position;
        position.ifPresent(begin -> visited.add(digest(begin)));
    }

    @Override
    public Filter residual() {
        return query.filter();
    }

    @Override
    public ChangeStep next() {
        if (closed) {
            throw new IllegalStateException("the stream is closed");
        }
        @Nullable ChangeStep known = end;
        if (known != null) {
            return known;
        }
        RecordPage page;
        try {
            page = source.page(type, query, position);
        } catch (ConnectorException e) {
            if (e.kind() != ErrorKind.RESYNC_REQUIRED) {
                throw e;
            }
            return ended(new ChangeStep.ResyncRequired(String.valueOf(e.getMessage())));
        }
        if (!page.last() && !visited.add(digest(page.position()))) {
            throw ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "the server leads to the same page twice")
                    .operation("changes")
                    .entity(query.entity())
                    .hint("check proxies and caches between here and the server")
                    .build();
        }
        // Last of all: had something failed, the stream would stand where it was, and next() again is the retry.
        ChangePage changes = ChangePage.of(page.rows(), page.removals(), page.unreadable())
                .withCheckpoint(tokens.write(query, page.position()));
        position = Optional.of(page.position());
        if (!page.last()) {
            return changes;
        }
        ChangeStep done = ended(new ChangeStep.End(tokens.write(query, page.position())));
        boolean empty = page.rows().isEmpty()
                && page.removals().isEmpty()
                && page.unreadable().isEmpty();
        return empty ? done : changes;
    }

    private ChangeStep ended(ChangeStep step) {
        end = step;
        return step;
    }

    private static UUID digest(String position) {
        return UUID.nameUUIDFromBytes(position.getBytes(UTF_8));
    }

    @Override
    public void close() {
        closed = true;
    }
}
