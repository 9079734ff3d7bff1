package org.crmlink.connector.salesforce;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;

/**
 * A read in the order of times of change from a {@link Watermark} on, deleted records included; in the order of ids where times cannot be asked for,
 * and then always in full. A large full read goes through a Bulk job, whose rows have no order: there the mark moves at the end alone. One-at-a-time.
 */
final class WatermarkStream implements ChangeStream {

    /** Makes the walk over a Bulk job for the same query without its order; empty where that cannot be. */
    interface Bulk {
        Optional<PageWalk> walk(String soql);
    }

    private final ChangeQuery query;
    private final SObject object;
    private final RowLayout layout;
    private final SalesforceFilter.Plan filter;
    private final Duration overlap;
    private final String version;
    private final long threshold;
    private final Bulk bulk;
    private final QueryWalk rest;
    private PageWalk walk;
    private Watermark mark;
    private Optional<Instant> began = Optional.empty();
    /** Rows that came by query before it was known that a job is better. */
    private Optional<QueryPage> held = Optional.empty();

    private Optional<PageWalk> job = Optional.empty();
    private String lastId = "";
    private boolean closed;
    private Optional<ChangeStep> end = Optional.empty();

    /**
     * @param threshold from how many records on a full read goes through a job; 0 for never
     * @param walks makes the walk over a query that is asked for again when its locator has died
     */
    WatermarkStream(
            ChangeQuery query,
            SObject object,
            RowLayout layout,
            SalesforceFilter.Plan filter,
            Duration overlap,
            String version,
            long threshold,
            Bulk bulk,
            Function<Function<List<String>, String>, QueryWalk> walks) {
        this.query = query;
        this.object = object;
        this.layout = layout;
        this.filter = filter;
        this.overlap = overlap;
        this.version = version;
        this.threshold = threshold;
        this.bulk = bulk;
        this.mark =
                query.since().map(token -> SalesforceTokens.read(query, token)).orElse(Watermark.START);
        this.rest = walks.apply(select -> soql(select, true));
        this.walk = rest;
    }

    private boolean isTracked() {
        return query.path() == ChangePath.Tracking.WATERMARK;
    }

    private String soql(List<String> select, boolean ordered) {
        List<String> where = new ArrayList<>();
        List<String> order = new ArrayList<>();
        String condition = filter.condition();
        if (isTracked()) {
            String stamp = object.stamp().orElseThrow();
            if (!mark.isStart()) {
                // Changes share seconds: from the second itself on.
                where.add(stamp + " >= " + Soql.instant(mark.mark()));
                boolean deleted = query.since().isPresent() && object.keepsDeleted() && !condition.isEmpty();
                condition = deleted ? "((" + condition + ") OR " + SObject.IS_DELETED + " = true)" : condition;
            }
            order.add(stamp);
        } else if (!lastId.isEmpty()) {
            where.add(SObject.ID + " > " + Soql.text(lastId));
        }
        order.add(SObject.ID);
        where.add(condition);
        return Soql.query(select, object.name(), where, ordered ? order : List.of());
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
        QueryPage page = held.isPresent() ? held.get() : walk.next();
        if (began.isEmpty()) {
            // A server that hides its clock lets the mark stay where it is: more is read next time, nothing is missed.
            begin(walk.date().orElse(Instant.EPOCH));
            if (isTooOld()) {
                walk.close();
                return ended(new ChangeStep.ResyncRequired("the recycle bin no longer has all that was deleted since "
                        + mark.since() + " (it keeps records for 15 days)"));
            }
            if (isLarge()) {
                held = Optional.of(page);
            }
        }
        if (held.isPresent()) {
            page = ofJob().orElse(held.get());
            held = Optional.empty();
        }
        return step(page);
    }

    /** The first rows of a job; empty if the server does not make one of this query. If it fails, the next call goes on with the job. */
    private Optional<QueryPage> ofJob() {
        if (job.isEmpty()) {
            job = bulk.walk(soql(layout.select(), false));
        }
        if (job.isEmpty()) {
            return Optional.empty();
        }
        try {
            QueryPage page = job.get().next();
            rest.close();
            walk = job.get();
            return Optional.of(page);
        } catch (ConnectorException e) {
            boolean refused = switch (e.kind()) {
                case UNSUPPORTED, INVALID_DATA, LIMIT_EXCEEDED, FORBIDDEN, QUOTA_EXHAUSTED -> true;
                default -> false;
            };
            if (!refused) {
                throw e;
            }
            job.get().close();
            return Optional.empty();
        }
    }

    private ChangeStep step(QueryPage page) {
        Instant start = began.orElseThrow();
        boolean ordered = walk == rest;
        if (ordered && isTracked()) {
            mark = mark.after(page.stamps(), start, overlap);
        }
        lastId = page.lastId().isEmpty() ? lastId : page.lastId();
        ChangePage changes = ChangePage.of(page.rows(), page.removals(), page.unreadable());
        if (!walk.ended()) {
            boolean safe = ordered && isTracked() && !mark.isStart();
            return safe ? changes.withCheckpoint(SalesforceTokens.write(query, mark)) : changes;
        }
        ChangeStep done = ended(new ChangeStep.End(SalesforceTokens.write(query, mark.afterAll(start, overlap))));
        boolean empty = page.rows().isEmpty()
                && page.removals().isEmpty()
                && page.unreadable().isEmpty();
        return empty ? done : changes;
    }

    private void begin(Instant now) {
        began = Optional.of(now);
        mark = mark.begun(now, overlap, version);
    }

    private boolean isTooOld() {
        return isTracked()
                && query.since().isPresent()
                && object.keepsDeleted()
                && mark.since().plus(SObjectDecoder.BIN).isBefore(began.orElseThrow());
    }

    private boolean isLarge() {
        return threshold > 0
                && query.since().isEmpty()
                && rest.total().isPresent()
                && rest.total().getAsLong() >= threshold;
    }

    private ChangeStep ended(ChangeStep step) {
        end = Optional.of(step);
        return step;
    }

    @Override
    public void close() {
        closed = true;
        rest.close();
        job.ifPresent(PageWalk::close);
    }
}
