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
import org.crmlink.toolkit.odata.ODataPage;
import org.crmlink.toolkit.odata.RowLayout;

/**
 * A read in the order of row versions from a {@link Watermark} on; of times of change where a table has no versions; in the order of ids where it
 * has neither, and then always in full. A row that changes between two pages moves to the end of the order, so none is missed. One-at-a-time.
 */
final class WatermarkStream implements ChangeStream {

    private final ChangeQuery query;
    private final Table table;
    private final Filter residual;
    private final PageWalk walk;
    private Watermark mark;
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
            DynamicsFilter.Plan filter,
            int pageSize) {
        this.query = query;
        this.table = table;
        this.residual = filter.residual();
        this.mark = query.since().map(token -> read(query, token)).orElse(Watermark.START);
        this.walk = request(columns, layout, filter).walk(pages, "changes", pageSize);
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

    private ListRequest request(List<Column> columns, RowLayout layout, DynamicsFilter.Plan filter) {
        List<ListRequest.From> from = new ArrayList<>();
        List<String> order = new ArrayList<>();
        if (query.path() == ChangePath.Tracking.WATERMARK && table.hasVersionNumber()) {
            order.add(Table.VERSION_NUMBER);
            if (mark.version() > 0) {
                from.add(new ListRequest.From(Table.VERSION_NUMBER, mark.version(), false));
            }
        } else if (query.path() == ChangePath.Tracking.WATERMARK) {
            // Two changes may share a second: from the second itself on, and ids order within it.
            order.add(Table.MODIFIED);
            order.add(table.key());
            if (mark.time().isAfter(Instant.EPOCH)) {
                from.add(new ListRequest.From(Table.MODIFIED, mark.time(), true));
            }
        } else {
            order.add(table.key());
        }
        return new ListRequest(table, columns, layout, filter, order, from);
    }

    @Override
    public Filter residual() {
        return residual;
    }

    @Override
    public ChangeStep next() {
        if (closed) {
            throw new IllegalStateException("the stream is closed");
        }
        if (end.isPresent()) {
            return end.get();
        }
        AnyLengthReader.Timed<ODataPage> answer = walk.next();
        ODataPage page = answer.value();
        // A server that hides its clock lets the mark stay where it is: more is read next time, nothing is missed.
        Instant start = began.orElseGet(() -> answer.date().orElse(Instant.EPOCH));
        advance(page, start);
        ChangePage changes = ChangePage.of(page.rows(), page.removals(), page.unreadable());
        if (!walk.ended()) {
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
        walk.close();
    }
}
