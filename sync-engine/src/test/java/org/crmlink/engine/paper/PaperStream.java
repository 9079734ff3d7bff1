package org.crmlink.engine.paper;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath.Tracking;
import org.jspecify.annotations.Nullable;

/** A read on paper. One-at-a-time. */
final class PaperStream implements ChangeStream {

    private final PaperServer server;
    private final PaperConnector connector;
    private final ChangeQuery query;
    private final boolean filtersOnServer;
    private final String prefix;
    private final boolean since;
    private boolean full;
    private boolean opened;
    private boolean closed;
    /** TOKEN: position in the log. WATERMARK: version. */
    private long position;
    /** Where the next read goes on: taken before the first page (L6). */
    private long end;

    private String afterId = "";
    private @Nullable ChangeStep last;

    PaperStream(PaperServer server, PaperConnector connector, ChangeQuery query, boolean filtersOnServer) {
        this.server = server;
        this.connector = connector;
        this.query = query;
        this.filtersOnServer = filtersOnServer;
        this.prefix = "paper1|" + query.entity() + "|" + query.path() + "|"
                + Integer.toHexString((query.fields() + "|" + query.filter()).hashCode()) + "|";
        this.since = query.since().isPresent();
        this.full = true;
        query.since().ifPresent(this::read);
    }

    private void read(SyncToken token) {
        if (query.path() == Tracking.NONE) {
            throw ConnectorException.of(ErrorKind.UNSUPPORTED, "this entity can only be read in full")
                    .build();
        }
        if (!token.value().startsWith(prefix)) {
            throw ConnectorException.of(ErrorKind.INVALID_DATA, "the token is not of this query")
                    .build();
        }
        String[] parts = token.value().substring(prefix.length()).split("\\|", 3);
        full = parts[0].equals("F");
        if (full) {
            end = Long.parseLong(parts[1]);
            afterId = parts[2];
        } else {
            position = Long.parseLong(parts[1]);
        }
    }

    @Override
    public Filter residual() {
        return filtersOnServer ? Filter.all() : query.filter();
    }

    @Override
    public ChangeStep next() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        if (last != null) {
            return last;
        }
        connector.call("changes");
        if (server.faults().fires(Fault.CUT_READ)) {
            throw PaperConnector.cut("changes");
        }
        if (server.faults().fires(Fault.SLOW_PAGE)) {
            sleep();
        }
        if (!opened) {
            if (since && server.faults().fires(Fault.TOKEN_EXPIRED)) {
                last = new ChangeStep.ResyncRequired("the token is older than seven days");
                return last;
            }
            long now = query.path() == Tracking.TOKEN ? server.logSize() : server.safeVersion();
            if (!full || !since) {
                end = now;
            }
            opened = true;
        }
        ChangeStep step = full ? fullPage() : query.path() == Tracking.TOKEN ? feedPage() : watermarkPage();
        connector.answered("changes");
        return step;
    }

    private static void sleep() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            PaperConnector.cancelled("changes");
        }
    }

    private ChangeStep fullPage() {
        List<PaperRecord> records = server.after(query.entity(), afterId, query.pageSize());
        if (records.isEmpty()) {
            return end();
        }
        afterId = records.get(records.size() - 1).id();
        ChangePage page = page(records, List.of());
        return query.path() == Tracking.NONE
                ? page
                : page.withCheckpoint(new SyncToken(prefix + "F|" + end + "|" + afterId));
    }

    private ChangeStep feedPage() {
        if (position >= end) {
            return end();
        }
        int to = (int) Math.min(end, position + query.pageSize());
        Set<String> ids = new LinkedHashSet<>();
        Set<String> given = new HashSet<>();
        for (PaperServer.LogEntry entry : server.logBetween((int) position, to)) {
            if (entry.entity().equals(query.entity())) {
                ids.add(entry.id());
                if (entry.newOwner()) {
                    given.add(entry.id());
                }
            }
        }
        List<PaperRecord> records = new ArrayList<>();
        List<Removal> removals = new ArrayList<>();
        for (String id : ids) {
            if (given.contains(id)) {
                removals.add(new Removal(id, Removal.Reason.OWNER_CHANGED));
            } else {
                server.visible(query.entity(), id)
                        .ifPresentOrElse(records::add, () -> removals.add(new Removal(id, Removal.Reason.DELETED)));
            }
        }
        position = to;
        return page(records, removals).withCheckpoint(new SyncToken(prefix + "I|" + position));
    }

    private ChangeStep watermarkPage() {
        List<PaperRecord> records = server.changedAfter(query.entity(), position).stream()
                .limit(query.pageSize())
                .toList();
        if (records.isEmpty()) {
            return end();
        }
        position = records.get(records.size() - 1).version();
        long safe = Math.min(position, server.safeVersion());
        return page(records, List.of()).withCheckpoint(new SyncToken(prefix + "I|" + safe));
    }

    private ChangeStep end() {
        last = new ChangeStep.End(new SyncToken(prefix + "I|" + end));
        return last;
    }

    private ChangePage page(List<PaperRecord> records, List<Removal> removals) {
        List<Row> rows = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        for (PaperRecord record : records) {
            if (filtersOnServer && !PaperFilter.matches(server, query.filter(), record)) {
                continue;
            }
            if (server.isUnreadable(query.entity(), record.id())) {
                unreadable.add(PaperReader.unreadable(server, query.entity(), record.id()));
            } else {
                rows.add(PaperReader.row(record, query.fields()));
            }
        }
        return ChangePage.of(rows, removals, unreadable);
    }

    @Override
    public void close() {
        closed = true;
    }
}
