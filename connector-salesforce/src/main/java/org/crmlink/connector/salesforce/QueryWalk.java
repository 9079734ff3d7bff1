package org.crmlink.connector.salesforce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.jspecify.annotations.Nullable;

/**
 * Pages of a SOQL query along the server's locator. A locator that has died (they live two days) is replaced by a new query from where the read stands;
 * how often that may happen without getting on is bounded. One-at-a-time.
 */
final class QueryWalk implements PageWalk {

    /** How much JSON is made rows at a time; far smaller slices would only cost more steps. */
    private static final long SLICE_BYTES = 256 * 1024;

    private static final int MOST_RESTARTS = 3;

    /** Address and headers may have 16,384 bytes together (salesforce.md §1). */
    private static final int LONGEST_QUERY = 12_000;

    private final SalesforceService service;
    private final RowLayout layout;
    private final String operation;
    private final boolean all;
    private final int pageSize;
    private final Function<List<String>, String> query;
    private final RecordFetch fetch;
    private final Set<String> visited = new HashSet<>();
    private @Nullable HttpAnswer answer;
    private @Nullable QueryReader reader;
    private @Nullable String link;
    private Optional<Instant> date = Optional.empty();
    private OptionalLong total = OptionalLong.empty();
    private String lastQuery = "";
    private int restarts;
    private boolean ended;
    /** Whether the fields are too many for an address: then a query tells the ids, and their records are read by id. */
    private boolean byId;

    /**
     * @param all whether deleted records are found too
     * @param fetch reads what a query has no room to name
     * @param query the SOQL from where the read stands now, for these fields
     */
    QueryWalk(
            SalesforceService service,
            RowLayout layout,
            String operation,
            boolean all,
            int pageSize,
            RecordFetch fetch,
            Function<List<String>, String> query) {
        this.service = service;
        this.layout = layout;
        this.operation = operation;
        this.all = all;
        this.pageSize = pageSize;
        this.fetch = fetch;
        this.query = query;
    }

    @Override
    public QueryPage next() {
        QueryReader open = reader;
        if (open == null) {
            open = open();
        }
        boolean good = false;
        try {
            QueryPage page = open.next(SLICE_BYTES);
            page = byId ? whole(page) : page;
            if (open.total().isPresent()) {
                total = open.total();
            }
            if (open.ended()) {
                turn(open);
            }
            good = true;
            return page;
        } catch (IOException e) {
            throw SalesforceErrors.unreadable(answer == null ? call() : answer.call(), e);
        } finally {
            if (!good) {
                close();
            }
        }
    }

    /** A record that has gone meanwhile is left out: its removal comes with the next read. */
    private QueryPage whole(QueryPage keys) {
        List<String> ids = keys.rows().stream().map(Row::id).toList();
        if (ids.isEmpty()) {
            return keys;
        }
        FetchResult found = fetch.fetch(operation, layout, ids);
        List<Unreadable> unreadable = new ArrayList<>(keys.unreadable());
        unreadable.addAll(found.unreadable());
        return new QueryPage(found.rows(), keys.removals(), unreadable, keys.stamps(), keys.lastId());
    }

    private void turn(QueryReader read) {
        Optional<String> following = read.following();
        if (following.isPresent() && !visited.add(following.get())) {
            throw ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "the server leads to the same page twice")
                    .operation(operation)
                    .entity(layout.entity())
                    .hint("check proxies and caches between here and the server")
                    .build();
        }
        close();
        link = following.orElse(null);
        ended = following.isEmpty();
    }

    private QueryReader open() {
        HttpAnswer opened = send();
        boolean good = false;
        try {
            SalesforceService.requireJson(opened);
            QueryReader fresh = reader(opened);
            date = opened.date();
            answer = opened;
            reader = fresh;
            good = true;
            return fresh;
        } catch (IOException e) {
            throw SalesforceErrors.unreadable(opened.call(), e);
        } finally {
            if (!good) {
                opened.close();
            }
        }
    }

    private QueryReader reader(HttpAnswer opened) throws IOException {
        RowLayout asked = byId ? layout.bare() : layout;
        return new QueryReader(opened.stream(), asked, new RowAssembler(asked, operation));
    }

    private HttpAnswer send() {
        if (link == null) {
            return service.send(call());
        }
        try {
            return service.send(call());
        } catch (ConnectorException e) {
            if (!SalesforceService.code(e).equals(ErrorCodes.INVALID_QUERY_LOCATOR)) {
                throw e;
            }
            restart(e);
            return service.send(call());
        }
    }

    private void restart(ConnectorException dead) {
        String from = query.apply(layout.select());
        restarts = from.equals(lastQuery) ? restarts + 1 : 1;
        if (restarts > MOST_RESTARTS) {
            throw dead;
        }
        link = null;
        visited.clear();
    }

    private HttpCall call() {
        String from = link;
        if (from != null) {
            return service.follow(operation, layout.entity(), from);
        }
        lastQuery = query.apply(layout.select());
        String encoded = Soql.encode(lastQuery);
        byId = encoded.length() > LONGEST_QUERY;
        if (byId) {
            encoded = Soql.encode(query.apply(layout.bare().select()));
        }
        String relative = (all ? "queryAll?q=" : "query?q=") + encoded;
        return service.get(operation, layout.entity(), relative)
                .header("Sforce-Query-Options", "batchSize=" + pageSize);
    }

    /** How many records the query found when it began, once a page was read. */
    OptionalLong total() {
        return total;
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public Optional<Instant> date() {
        return date;
    }

    @Override
    public void close() {
        QueryReader read = reader;
        HttpAnswer open = answer;
        reader = null;
        answer = null;
        try {
            if (read != null) {
                read.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an answer's stream throws no IOException when it is closed", e);
        } finally {
            if (open != null) {
                open.close();
            }
        }
    }
}
