package org.crmlink.connector.dynamics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.toolkit.odata.ODataFilter;
import org.crmlink.toolkit.odata.ODataLiteral;
import org.crmlink.toolkit.odata.ODataPage;
import org.crmlink.toolkit.odata.ODataQuery;
import org.crmlink.toolkit.odata.RowLayout;

/**
 * A read in the order of row versions from a {@link Watermark} on; of times of change where a table has no versions; in the order of ids where it
 * has neither, and then always in full. A row that changes between two pages moves to the end of the order, so none is missed. One-at-a-time.
 */
final class WatermarkStream implements ChangeStream {

    private final PageReader pages;
    private final ChangeQuery query;
    private final Table table;
    private final RowLayout layout;
    private final ODataFilter.Translation filter;
    private final String prefer;
    private final VisitedLinks visited;
    private Watermark mark;
    private String link;
    private Optional<Instant> began = Optional.empty();
    private OptionalLong greatest = OptionalLong.empty();
    private boolean closed;
    private Optional<ChangeStep> end = Optional.empty();

    WatermarkStream(
            PageReader pages,
            ChangeQuery query,
            Table table,
            List<Column> columns,
            RowLayout layout,
            ODataFilter.Translation filter,
            int pageSize) {
        this.pages = pages;
        this.query = query;
        this.table = table;
        this.layout = layout;
        this.filter = filter;
        this.prefer = PageReader.prefer(pageSize, RowLayouts.needsTargets(columns), false);
        this.visited = new VisitedLinks(query.entity());
        this.mark = query.since().map(token -> read(query, token)).orElse(Watermark.START);
        this.link = firstLink();
    }

    private static Watermark read(ChangeQuery query, SyncToken token) {
        DynamicsTokens.Content content = DynamicsTokens.read(query, token);
        boolean untracked = query.path() == ChangePath.Tracking.NONE;
        if (content.kind() != (untracked ? DynamicsTokens.Kind.NONE : DynamicsTokens.Kind.WATERMARK)) {
            throw DynamicsTokens.refused(query, "it is damaged");
        }
        if (untracked) {
            return Watermark.START;
        }
        try {
            return Watermark.parse(content.text());
        } catch (IllegalArgumentException e) {
            throw DynamicsTokens.refused(query, "it is damaged").toBuilder()
                    .cause(e)
                    .build();
        }
    }

    private String firstLink() {
        List<String> conditions = new ArrayList<>();
        if (!filter.expression().isEmpty()) {
            conditions.add(filter.expression());
        }
        String order = table.key() + " asc";
        if (query.path() == ChangePath.Tracking.WATERMARK && table.hasVersionNumber()) {
            order = Table.VERSION_NUMBER + " asc";
            if (mark.version() > 0) {
                conditions.add(Table.VERSION_NUMBER + " gt " + mark.version());
            }
        } else if (query.path() == ChangePath.Tracking.WATERMARK) {
            // Two changes may share a second: from the second itself on, and ids order within it.
            order = Table.MODIFIED + " asc," + order;
            if (mark.time().isAfter(Instant.EPOCH)) {
                conditions.add(Table.MODIFIED + " ge " + ODataLiteral.of(mark.time()));
            }
        }
        return ODataQuery.of(table.entitySet())
                .select(layout.select())
                .filter(String.join(" and ", conditions))
                .orderBy(order)
                .build();
    }

    @Override
    public Filter residual() {
        return filter.residual();
    }

    @Override
    public ChangeStep next() {
        if (closed) {
            throw new IllegalStateException("the stream is closed");
        }
        if (end.isPresent()) {
            return end.get();
        }
        PageReader.Answer answer = pages.read("changes", query.entity(), link, prefer, layout);
        ODataPage page = answer.page();
        // A server that hides its clock lets the mark stay where it is: more is read next time, nothing is missed.
        Instant start = began.orElseGet(() -> answer.date().orElse(Instant.EPOCH));
        Optional<String> next = page.nextLink().map(found -> PageReader.below(query.entity(), found));
        next.ifPresent(visited::add);
        advance(page, start);
        ChangePage changes = ChangePage.of(page.rows(), page.removals(), page.unreadable());
        if (next.isPresent()) {
            link = next.get();
            return checkpoint().map(changes::withCheckpoint).orElse(changes);
        }
        ChangeStep.End done = new ChangeStep.End(endToken(start));
        end = Optional.of(done);
        return page.entries() == 0 ? done : changes;
    }

    private void advance(ODataPage page, Instant start) {
        began = Optional.of(start);
        for (ODataPage.Mark row : page.marks()) {
            greatest = OptionalLong.of(Math.max(greatest.orElse(row.sequence()), row.sequence()));
        }
        if (query.path() == ChangePath.Tracking.WATERMARK && table.hasVersionNumber() && table.hasModified()) {
            mark = mark.after(page, start);
        }
    }

    private Optional<SyncToken> checkpoint() {
        boolean safe = query.path() == ChangePath.Tracking.WATERMARK
                && table.hasVersionNumber()
                && table.hasModified()
                && mark.version() > 0;
        return safe
                ? Optional.of(DynamicsTokens.write(query, DynamicsTokens.Kind.WATERMARK, mark.text()))
                : Optional.empty();
    }

    private SyncToken endToken(Instant start) {
        if (query.path() == ChangePath.Tracking.NONE) {
            return DynamicsTokens.write(query, DynamicsTokens.Kind.NONE, "");
        }
        Watermark last = mark;
        if (!table.hasVersionNumber()) {
            last = mark.afterTime(start);
        } else if (!table.hasModified()) {
            last = mark.afterReading(greatest, start);
        }
        return DynamicsTokens.write(query, DynamicsTokens.Kind.WATERMARK, last.text());
    }

    @Override
    public void close() {
        closed = true;
    }
}
