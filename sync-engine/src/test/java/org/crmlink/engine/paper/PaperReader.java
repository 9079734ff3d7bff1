package org.crmlink.engine.paper;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityType;
import org.jspecify.annotations.Nullable;

/** Reads on paper. Thread-safe. */
final class PaperReader implements ChangeReader {

    private final PaperServer server;
    private final PaperConnector connector;

    PaperReader(PaperServer server, PaperConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    @Override
    public ChangeStream changes(ChangeQuery query) {
        PaperEntity entity = known(query.entity());
        EntityType type = entity.type();
        ChangePath path = type.capabilities()
                .changePath(query.path())
                .orElseThrow(() -> ConnectorException.of(
                                ErrorKind.UNSUPPORTED, query.entity() + " cannot be read by " + query.path())
                        .build());
        checkFields(type, query.fields());
        boolean onServer = path.filters() && connector.exactFilters();
        return new PaperStream(server, connector, query, onServer);
    }

    @Override
    public OptionalLong estimate(ChangeQuery query) {
        connector.call("estimate");
        EntityType type = known(query.entity()).type();
        boolean filters = type.capabilities()
                .changePath(query.path())
                .map(ChangePath::filters)
                .orElse(false);
        return OptionalLong.of(server.records(query.entity()).values().stream()
                .filter(record -> !filters || PaperFilter.matches(server, query.filter(), record))
                .count());
    }

    @Override
    public IdStream ids(String entity, Filter filter) {
        known(entity);
        ArrayDeque<List<String>> pages = new ArrayDeque<>();
        List<String> page = new ArrayList<>();
        for (PaperRecord record : server.records(entity).values()) {
            if (!connector.exactFilters() || PaperFilter.matches(server, filter, record)) {
                page.add(record.id());
                if (page.size() == 50) {
                    pages.add(page);
                    page = new ArrayList<>();
                }
            }
        }
        if (!page.isEmpty()) {
            pages.add(page);
        }
        return new IdStream() {
            @Override
            public List<String> next() {
                connector.call("ids");
                if (server.faults().fires(Fault.CUT_IDS)) {
                    throw PaperConnector.cut("ids");
                }
                List<String> next = pages.poll();
                return next == null ? List.of() : next;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public FetchResult fetch(String entity, List<String> ids, List<String> fields) {
        EntityType type = known(entity).type();
        checkFields(type, fields);
        connector.call("fetch");
        if (server.faults().fires(Fault.CUT_READ)) {
            throw PaperConnector.cut("fetch");
        }
        List<Row> rows = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        for (String id : ids) {
            PaperRecord record = server.visible(entity, id).orElse(null);
            if (record == null) {
                missing.add(id);
            } else if (server.isUnreadable(entity, id)) {
                unreadable.add(unreadable(server, entity, id));
            } else {
                rows.add(row(record, fields));
            }
        }
        connector.answered("fetch");
        return new FetchResult(rows, missing, unreadable);
    }

    private PaperEntity known(String name) {
        PaperEntity entity = server.entity(name);
        if (entity == null) {
            throw ConnectorException.of(ErrorKind.NOT_FOUND, "unknown entity " + name)
                    .build();
        }
        return entity;
    }

    static void checkFields(EntityType type, List<String> fields) {
        List<String> bad = fields.stream()
                .filter(field -> type.field(field).filter(f -> f.readable()).isEmpty())
                .toList();
        if (!bad.isEmpty()) {
            throw ConnectorException.of(ErrorKind.INVALID_DATA, type.name() + " has no readable fields " + bad)
                    .build();
        }
    }

    static Unreadable unreadable(PaperServer server, String entity, String id) {
        server.faults().count(Fault.UNREADABLE);
        return new Unreadable(
                id,
                ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "field 'birthdate' holds what is no date")
                        .entity(entity)
                        .recordId(id)
                        .build());
    }

    static Row row(PaperRecord record, List<String> fields) {
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = record.value(fields.get(i));
        }
        return new Row(record.id(), record.versionText(), record.modified(), values);
    }
}
