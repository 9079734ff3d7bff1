package org.crmlink.engine.download;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.crmlink.engine.EntityReport;
import org.crmlink.engine.SyncEvent;
import org.crmlink.engine.SyncFailure;
import org.crmlink.engine.plan.EntityPlan;
import org.crmlink.engine.plan.SyncPlan;
import org.crmlink.engine.run.Account;
import org.crmlink.engine.run.Ledger;
import org.crmlink.engine.run.Remote;
import org.crmlink.engine.run.Stops;
import org.crmlink.engine.store.EntityState;
import org.crmlink.engine.store.LocalStore;
import org.crmlink.engine.store.PageTransaction;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.metadata.ChangePath.Tracking;

/**
 * The download: reader threads fetch pages of different entities, a queue bounded by bytes holds some of them, and the calling thread alone writes (L1). Each
 * transaction stores the checkpoint of what it holds, so that a read that is cut off goes on there (L7). One-at-a-time; blocks.
 */
public final class Download {

    /** Where pages take their time on the way, an entity a reader is what makes a sync short; readers that wait cost little. */
    private static final int MAX_READERS = 16;

    /** Others wait for a transaction's end, some tenths of a second at most; smaller ones cost more than they are worth. */
    private static final int ROWS_IN_TRANSACTION = 20_000;

    private static final long BYTES_IN_TRANSACTION = 32 * 1024 * 1024;
    private static final int MAX_RESTARTS = 2;
    private static final long READER_STOP_SECONDS = 10;
    /** What may wait: a small part of the heap, because the collector copies what waits; beyond the most nothing is gained. */
    private static final int PART_OF_HEAP = 64;

    private static final long LEAST_BYTES = 512 * 1024;
    private static final long MOST_BYTES = 8 * 1024 * 1024;

    private final SyncPlan plan;
    private final LocalStore store;
    private final Remote remote;
    private final Membership membership;
    private final Refetch refetch;
    private final Ledger ledger;
    private final Clock clock;
    private final int pageSize;
    private final Lanes<Delivery> queue = new Lanes<>(bound(Runtime.getRuntime().maxMemory()));
    private final List<EntityRead> toCompare = new ArrayList<>();
    /** Reads that have delivered nothing yet, and whose writer is not prepared. */
    private final Map<String, EntityRead> begun = new LinkedHashMap<>();

    public Download(
            SyncPlan plan,
            LocalStore store,
            Remote remote,
            Membership membership,
            Refetch refetch,
            Ledger ledger,
            Clock clock,
            int pageSize) {
        this.plan = requireNonNull(plan, "plan is null");
        this.store = requireNonNull(store, "store is null");
        this.remote = requireNonNull(remote, "remote is null");
        this.membership = requireNonNull(membership, "membership is null");
        this.refetch = requireNonNull(refetch, "refetch is null");
        this.ledger = requireNonNull(ledger, "ledger is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.pageSize = pageSize;
    }

    /**
     * Reads every entity. An entity that fails by itself does not stop the others; its account says so.
     *
     * @param full which entities are read in full although a token would do
     * @throws ConnectorException if the connection as a whole has failed, or the thread was interrupted
     */
    public void run(Predicate<String> full) {
        int threads = Math.max(
                1,
                Math.min(
                        MAX_READERS,
                        Math.min(remote.parallelReaders(), plan.entities().size())));
        ExecutorService readers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "crmlink-reader");
            thread.setDaemon(true);
            return thread;
        });
        try {
            int running = 0;
            for (EntityPlan entity : plan.entities().values()) {
                Optional<EntityRead> read = begin(entity, full.test(entity.name()));
                if (read.isPresent()) {
                    start(readers, read.get());
                    running++;
                }
            }
            write(readers, running);
        } finally {
            stop(readers);
        }
        compareIds();
    }

    private static long bound(long heap) {
        return Math.max(LEAST_BYTES, Math.min(MOST_BYTES, heap / PART_OF_HEAP));
    }

    // ---- beginning a read

    private Optional<EntityRead> begin(EntityPlan entity, boolean full) {
        try {
            return Optional.of(prepare(entity, full));
        } catch (ConnectorException e) {
            failed(entity.name(), e);
            return Optional.empty();
        }
    }

    private EntityRead prepare(EntityPlan entity, boolean fullWanted) {
        EntityState state = store.entities().require(entity.name());
        List<String> fields = StoredFields.of(entity, state.table());
        boolean sameFilter = state.filter().equals(entity.filterText());
        boolean resumes = sameFilter && state.fullRead() && state.checkpoint().isPresent();
        boolean fromTheStart = !resumes && (fullWanted || state.needsFullRead() || !sameFilter);
        Optional<PathChoice> before = fromTheStart ? Optional.empty() : PathChoice.asBefore(entity, state.path());
        PathChoice choice = before.isPresent() ? before.get() : PathChoice.best(entity, remote, fields, pageSize);
        // another filter or path forgets token and checkpoint (F10)
        boolean changed = store.entities()
                .configure(entity.name(), entity.filterText(), choice.path().tracking());
        EntityState configured = store.entities().require(entity.name());
        boolean tracked = EntityRead.isTracked(choice.path());
        boolean goesOn = tracked
                && configured.since().isPresent()
                && (resumes && !changed || !fullWanted && !configured.needsFullRead());
        if (!goesOn) {
            String why = !tracked
                    ? "the server does not track changes of this entity"
                    : fullWanted
                            ? "asked for"
                            : state.lastSync().isEmpty()
                                    ? "first read"
                                    : changed ? "the filter or path changed" : "its table or token was not complete";
            return fullRead(entity, choice, fields, "full: " + why + "; " + choice.reason(), 0);
        }
        EntityReport.Mode mode = configured.fullRead() ? EntityReport.Mode.FULL : EntityReport.Mode.INCREMENTAL;
        String reason = configured.fullRead() ? "full: an interrupted read goes on" : "changes; " + choice.reason();
        return new EntityRead(
                entity,
                choice.path(),
                mode,
                fields,
                configured.since(),
                reason,
                mode == EntityReport.Mode.FULL
                        ? store.fullReadWriter(entity.name(), fields)
                        : store.pageWriter(entity.name(), fields),
                0);
    }

    private EntityRead fullRead(EntityPlan entity, PathChoice choice, List<String> fields, String reason, int attempt) {
        store.entities().beginFullRead(entity.name());
        return new EntityRead(
                entity,
                choice.path(),
                EntityReport.Mode.FULL,
                fields,
                Optional.empty(),
                reason,
                store.fullReadWriter(entity.name(), fields),
                attempt);
    }

    private void start(ExecutorService readers, EntityRead read) {
        ledger.account(read.entity()).reads(read.mode(), read.path().tracking(), read.reason());
        ledger.tell(new SyncEvent.DownloadStarted(read.entity(), read.mode(), OptionalLong.empty()));
        readers.execute(new PageReader(read, remote, membership, pageSize, queue));
        begun.put(read.entity(), read);
    }

    // ---- writing

    private void write(ExecutorService readers, int started) {
        int running = started;
        while (running > 0) {
            Delivery delivery = take();
            begun.remove(delivery.read().entity());
            if (delivery instanceof Delivery.Page page) {
                pages(page);
            } else if (delivery instanceof Delivery.Ended ended) {
                ended(ended.read(), ended.token());
                running--;
            } else if (delivery instanceof Delivery.Restart restart) {
                Optional<EntityRead> again = restart(restart);
                again.ifPresent(read -> start(readers, read));
                running -= again.isPresent() ? 0 : 1;
            } else if (delivery instanceof Delivery.Failed failed) {
                Optional<EntityRead> again = otherPath(failed);
                if (again.isPresent()) {
                    start(readers, again.get());
                } else {
                    failed(failed);
                    running--;
                }
            }
        }
    }

    private Delivery take() {
        // a table's triggers take SQLite some milliseconds to compile: done while nothing else is to do
        while (!begun.isEmpty() && queue.isEmpty()) {
            EntityRead read = begun.values().iterator().next();
            begun.remove(read.entity());
            read.writer().prepare();
        }
        try {
            return queue.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ConnectorException.of(ErrorKind.CANCELLED, "the download was interrupted")
                    .operation("download")
                    .build();
        }
    }

    /** Writes the page, and those of the same read that wait behind it, in one transaction. */
    private void pages(Delivery.Page first) {
        EntityRead read = first.read();
        Account account = ledger.account(read.entity());
        try (PageTransaction transaction = read.writer().begin()) {
            PageStore pages = new PageStore(transaction, read.isFull());
            int rows = page(transaction, pages, first);
            long bytes = first.weight();
            while (rows < ROWS_IN_TRANSACTION && bytes < BYTES_IN_TRANSACTION) {
                Optional<Delivery> next = queue.poll(read.entity(), Delivery.Page.class::isInstance);
                if (next.isEmpty()) {
                    break;
                }
                rows += page(transaction, pages, (Delivery.Page) next.get());
                bytes += next.get().weight();
            }
            transaction.commit();
            account.received(pages.received());
            account.deleted(pages.deleted());
        }
        ledger.tell(new SyncEvent.Downloading(read.entity(), account.received(), account.deleted()));
    }

    private static int page(PageTransaction transaction, PageStore pages, Delivery.Page delivery) {
        pages.rows(delivery.matching());
        pages.remove(delivery.others());
        pages.removals(delivery.page().removals());
        pages.unreadable(delivery.page().unreadable());
        delivery.page().checkpoint().ifPresent(transaction::checkpoint);
        return delivery.page().rows().size() + delivery.page().removals().size();
    }

    private void ended(EntityRead read, SyncToken token) {
        try (PageTransaction transaction = read.writer().begin()) {
            int swept = transaction.finish(token, clock.instant());
            transaction.commit();
            ledger.account(read.entity()).deleted(swept);
        }
        if (read.needsComparison()) {
            toCompare.add(read);
        }
    }

    private Optional<EntityRead> restart(Delivery.Restart restart) {
        EntityRead read = restart.read();
        if (read.attempt() >= MAX_RESTARTS) {
            failed(
                    read.entity(),
                    ConnectorException.of(
                                    ErrorKind.RESYNC_REQUIRED,
                                    "the server asked again and again to read '" + read.entity() + "' in full: "
                                            + restart.reason())
                            .operation("changes")
                            .entity(read.entity())
                            .build());
            return Optional.empty();
        }
        ledger.warn("'" + read.entity() + "' is read in full: " + restart.reason());
        return Optional.of(fullRead(
                read.plan(),
                new PathChoice(read.path(), read.reason()),
                read.fields(),
                "full: " + restart.reason(),
                read.attempt() + 1));
    }

    /**
     * What cannot be had by the change feed may be had along another path: the caller may read his own records only, or the server's feed does not
     * work for these fields. A right that is missing counts only at the beginning: where a feed was read before, it was taken away, and what is here
     * must not go without a word.
     */
    private Optional<EntityRead> otherPath(Delivery.Failed failed) {
        EntityRead read = failed.read();
        if (!(failed.failure() instanceof ConnectorException e)
                || read.path().tracking() != Tracking.TOKEN
                || !(e.kind() == ErrorKind.UNSUPPORTED || e.kind() == ErrorKind.FORBIDDEN && read.isFull())) {
            return Optional.empty();
        }
        return read.plan().type().capabilities().changePath(Tracking.WATERMARK).map(path -> {
            String code = e.vendorCode().map(number -> " (" + number + ")").orElse("");
            String reason = e.kind() == ErrorKind.FORBIDDEN
                    ? "the user may not read the server's change feed" + code + ", so changes are asked for by version"
                    : "the server's change feed failed" + code + ", so changes are asked for by version: "
                            + e.getMessage();
            if (!read.isFull()) {
                ledger.warn("'" + read.entity() + "' is read in full: " + reason);
            }
            boolean unused =
                    store.entities().configure(read.entity(), read.plan().filterText(), path.tracking());
            return fullRead(
                    read.plan(), new PathChoice(path, reason), read.fields(), "full: " + reason, read.attempt());
        });
    }

    private void failed(Delivery.Failed failed) {
        Throwable failure = failed.failure();
        if (failure instanceof ConnectorException e) {
            failed(failed.read(), e);
        } else if (failure instanceof Error error) {
            throw error;
        } else if (failure instanceof RuntimeException defect) {
            throw defect;
        }
    }

    private void failed(EntityRead read, ConnectorException e) {
        failed(read.entity(), e);
        if (e.kind() == ErrorKind.FORBIDDEN && !read.isFull()) {
            SyncFailure told = SyncFailure.of(e);
            ledger.account(read.entity())
                    .failed(new SyncFailure(
                            told.kind(),
                            told.message(),
                            told.hint() + "; or read '" + read.entity()
                                    + "' in full, which leaves here what the user may still read",
                            told.code()));
        }
    }

    private void failed(String entity, ConnectorException e) {
        if (Stops.sync(e)) {
            throw e;
        }
        ledger.account(entity).failed(SyncFailure.of(e));
        ledger.warn("'" + entity + "' was not read to its end: " + e.getMessage());
    }

    private void compareIds() {
        IdComparison comparison = new IdComparison(store, remote, refetch, ledger);
        for (EntityRead read : toCompare) {
            try {
                comparison.compare(read.plan());
            } catch (ConnectorException e) {
                failed(read, e);
            }
        }
    }

    private static void stop(ExecutorService readers) {
        readers.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            readers.awaitTermination(READER_STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
