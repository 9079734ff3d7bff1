package org.crmlink.engine.download;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.crmlink.engine.run.Remote;
import org.crmlink.host.filter.FilterEvaluator;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;

/** Reads one entity page by page and hands the pages to the writer, waiting where the writer is behind (L1). Runs in a thread of its own. */
final class PageReader implements Runnable {

    private final EntityRead read;
    private final Remote remote;
    private final Membership membership;
    private final int pageSize;
    private final Lanes<Delivery> queue;

    PageReader(EntityRead read, Remote remote, Membership membership, int pageSize, Lanes<Delivery> queue) {
        this.read = requireNonNull(read, "read is null");
        this.remote = requireNonNull(remote, "remote is null");
        this.membership = requireNonNull(membership, "membership is null");
        this.pageSize = pageSize;
        this.queue = requireNonNull(queue, "queue is null");
    }

    @Override
    @SuppressWarnings("PMD.AvoidCatchingThrowable") // a thread's edge: whatever it is, the sync's own thread throws it
    public void run() {
        try {
            try {
                pages();
            } catch (ConnectorException e) {
                put(
                        refusesToken(e)
                                ? new Delivery.Restart(read, "the server refused the token: " + e.getMessage())
                                : new Delivery.Failed(read, e));
            } catch (RuntimeException | Error e) {
                put(new Delivery.Failed(read, e));
            }
        } catch (InterruptedException e) {
            // the sync has stopped and waits for nothing any more
            Thread.currentThread().interrupt();
        }
    }

    private void put(Delivery delivery) throws InterruptedException {
        queue.put(read.entity(), delivery, delivery.weight());
    }

    /** A token of another version of the connector, or one that someone changed: a full read reaches the right state. */
    private boolean refusesToken(ConnectorException e) {
        return read.since().isPresent()
                && (e.kind() == ErrorKind.INVALID_DATA || e.kind() == ErrorKind.RESYNC_REQUIRED);
    }

    private void pages() throws InterruptedException {
        try (ChangeStream stream = remote.changes(read.query(pageSize))) {
            Filter residual = stream.residual();
            FilterEvaluator evaluator = membership.evaluator(read.plan(), residual, read.fields());
            boolean exact = residual instanceof Filter.All;
            while (true) {
                ChangeStep step = remote.next(stream, read.entity());
                if (step instanceof ChangePage page) {
                    put(part(page, evaluator, exact));
                } else if (step instanceof ChangeStep.End end) {
                    put(new Delivery.Ended(read, end.token()));
                    return;
                } else if (step instanceof ChangeStep.ResyncRequired resync) {
                    put(new Delivery.Restart(read, resync.reason()));
                    return;
                }
            }
        }
    }

    private Delivery part(ChangePage page, FilterEvaluator evaluator, boolean exact) {
        long weight = Weight.of(page);
        if (exact) {
            return new Delivery.Page(read, page, page.rows(), List.of(), weight);
        }
        List<Row> matching = new ArrayList<>(page.rows().size());
        List<String> others = new ArrayList<>();
        for (Row row : page.rows()) {
            if (evaluator.matches(row)) {
                matching.add(row);
            } else {
                others.add(row.id());
            }
        }
        return new Delivery.Page(read, page, matching, others, weight);
    }
}
