package org.crmlink.connector.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.toolkit.odata.ODataPage;
import org.crmlink.toolkit.odata.ODataQuery;
import org.crmlink.toolkit.odata.RowLayout;

/**
 * A read by the server's change feed (dynamics.md §6.2): in full with {@code odata.track-changes}, or by a delta link; its last page has the delta
 * link for next time. The server forbids filters here, so the whole filter is the residual. One-at-a-time.
 *
 * <p>Where annotations cannot be had from the feed, it is asked for ids alone and the records are read by id, page by page. A record that is gone by
 * then is left out: its removal comes with the next delta. One that has changed again comes in its new state now and once more with the next delta.
 */
final class DeltaStream implements ChangeStream {

    private final PageReader pages;
    private final ChangeQuery query;
    private final RowLayout layout;
    private final String prefer;
    private final Optional<Function<List<String>, FetchResult>> contents;
    private final VisitedLinks visited;
    private final PageSlices slices = new PageSlices();
    private final boolean resumed;
    private final boolean stored;
    private String link;
    private boolean first = true;
    private boolean closed;
    private Optional<ChangeStep> end = Optional.empty();

    /**
     * @param layout of the feed's entries
     * @param targets whether the feed has to tell the targets of lookups
     * @param contents reads records by id, if the feed has only their ids
     */
    DeltaStream(
            PageReader pages,
            ChangeQuery query,
            Table table,
            RowLayout layout,
            boolean targets,
            Optional<Function<List<String>, FetchResult>> contents,
            int pageSize) {
        this.pages = pages;
        this.query = query;
        this.layout = layout;
        this.contents = contents;
        this.visited = new VisitedLinks(query.entity());
        this.stored = query.since().isPresent();
        if (query.since().isEmpty()) {
            this.resumed = false;
            this.link = ODataQuery.of(table.entitySet()).select(layout.select()).build();
            this.prefer = PageReader.prefer(pageSize, targets, true);
        } else {
            DynamicsTokens.Content token =
                    DynamicsTokens.read(query, query.since().get());
            boolean delta = token.kind() == DynamicsTokens.Kind.DELTA;
            if ((!delta && token.kind() != DynamicsTokens.Kind.NEXT)
                    || !PageReader.leadsTo(token.text(), table.entitySet())) {
                throw DynamicsTokens.refused(query, "it is damaged");
            }
            this.resumed = !delta;
            this.link = token.text();
            this.prefer = PageReader.prefer(pageSize, targets, !delta);
        }
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
        if (end.isPresent()) {
            return end.get();
        }
        ODataPage page;
        try {
            page = slice();
        } catch (ConnectorException e) {
            // The rest of an interrupted read has no token life of its own, and servers of version 8 write no code:
            // what they refuse is too old.
            boolean vague = resumed || (stored && e.vendorCode().isEmpty());
            boolean tooOld =
                    e.kind() == ErrorKind.RESYNC_REQUIRED || (vague && first && e.kind() == ErrorKind.INVALID_DATA);
            if (!tooOld) {
                throw e;
            }
            ChangeStep resync = new ChangeStep.ResyncRequired(String.valueOf(e.getMessage()));
            end = Optional.of(resync);
            return resync;
        }
        ChangePage changes = changes(page);
        first = false;
        if (slices.inside()) {
            return changes;
        }
        if (page.nextLink().isPresent()) {
            String next = PageReader.below(query.entity(), page.nextLink().get());
            visited.add(next);
            link = next;
            return changes.withCheckpoint(DynamicsTokens.write(query, DynamicsTokens.Kind.NEXT, next));
        }
        String delta = page.deltaLink()
                .map(found -> PageReader.below(query.entity(), found))
                .orElseThrow(this::noDeltaLink);
        ChangeStep.End done = new ChangeStep.End(DynamicsTokens.write(query, DynamicsTokens.Kind.DELTA, delta));
        end = Optional.of(done);
        return page.entries() == 0 ? done : changes.withCheckpoint(done.token());
    }

    private ODataPage slice() {
        if (contents.isPresent()) {
            // Ids alone are short, and the records behind them take their time.
            return pages.read("changes", query.entity(), link, prefer, layout);
        }
        return slices.next(() -> pages.open("changes", query.entity(), link, prefer, layout))
                .value();
    }

    private ChangePage changes(ODataPage page) {
        if (contents.isEmpty() || page.rows().isEmpty()) {
            return ChangePage.of(page.rows(), page.removals(), page.unreadable());
        }
        FetchResult read =
                contents.get().apply(page.rows().stream().map(Row::id).toList());
        List<Unreadable> unreadable = new ArrayList<>(page.unreadable());
        unreadable.addAll(read.unreadable());
        return ChangePage.of(read.rows(), page.removals(), unreadable);
    }

    /** Going on without it would lose changes. */
    private ConnectorException noDeltaLink() {
        return ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "the last page of the change feed has no delta link")
                .operation("changes")
                .entity(query.entity())
                .hint("read in full; if that ends in the same way, a proxy or the server damages its answers")
                .build();
    }

    @Override
    public void close() {
        closed = true;
        slices.close();
    }
}
