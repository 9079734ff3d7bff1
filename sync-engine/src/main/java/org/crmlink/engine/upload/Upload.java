package org.crmlink.engine.upload;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.engine.SyncEvent;
import org.crmlink.engine.plan.EntityPlan;
import org.crmlink.engine.plan.SyncPlan;
import org.crmlink.engine.run.Ledger;
import org.crmlink.engine.run.Remote;
import org.crmlink.engine.store.ChangeKind;
import org.crmlink.engine.store.LocalStore;
import org.crmlink.engine.store.PendingChange;
import org.crmlink.engine.store.SentOperation;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.Sleeper;

/**
 * Sends local changes (section 4 of the semantics page): entities one by one, targets of lookups first, deletions in the opposite order at the end;
 * again and again while that brings anything further. One-at-a-time; blocks.
 */
public final class Upload {

    /** Passes in one sync; more would mean that someone edits faster than the server takes. */
    private static final int MAX_PASSES = 12;
    /** Waits for writes that the server put off. */
    private static final int MAX_WAITS = 4;

    /** A server that wants to be left alone for longer gets the rest with the next sync. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final SyncPlan plan;
    private final LocalStore store;
    private final Ledger ledger;
    private final Sleeper sleeper;
    private final DeletedRecords deletedRecords;
    private final Batches batches;
    private final int batchSize;
    private final Map<RecordRef, Integer> tries = new HashMap<>();

    public Upload(
            SyncPlan plan,
            LocalStore store,
            Remote remote,
            Ledger ledger,
            Clock clock,
            Sleeper sleeper,
            int batchSize) {
        this.plan = requireNonNull(plan, "plan is null");
        this.store = requireNonNull(store, "store is null");
        this.ledger = requireNonNull(ledger, "ledger is null");
        this.sleeper = requireNonNull(sleeper, "sleeper is null");
        this.batchSize = batchSize;
        this.deletedRecords = new DeletedRecords(plan, store, remote);
        this.batches =
                new Batches(store, remote, ledger, clock, deletedRecords, new Verdicts(remote, new Conflicts(ledger)));
    }

    /** Finds out what became of the writes whose fate an earlier sync could not record (U12). */
    public void settleInterrupted() {
        for (SentOperation sent : store.outbox().underway()) {
            EntityPlan entity = plan.entities().get(sent.entity());
            if (entity == null) {
                ledger.warn(
                        "a write of '" + sent.entity()
                                + "' was interrupted and the entity is not configured any more; configure it to settle the write");
                continue;
            }
            batches.settle(Sending.of(sent, entity.type()), entity);
        }
    }

    /** Sends everything that can be sent. */
    public void run() {
        int waits = 0;
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            Pass result = pass();
            if (result.isComplete()) {
                return;
            }
            boolean stuck = result.progress() == 0;
            if (stuck && result.deferred() == 0) {
                break;
            }
            if (stuck || !result.askedWait().isZero()) {
                if (waits == MAX_WAITS || result.askedWait().compareTo(LONGEST_WAIT) > 0) {
                    break;
                }
                waits++;
                pause(longer(Duration.ofSeconds(1L << waits), result.askedWait()));
            }
        }
        tellWaiting();
    }

    private static Duration longer(Duration ours, Duration servers) {
        return ours.compareTo(servers) > 0 ? ours : servers;
    }

    private Pass pass() {
        Pass pass = new Pass(tries);
        for (String entity : plan.uploadOrder()) {
            if (plan.entity(entity).type().intersect()) {
                // a pair that was dissolved and made again is there in the end: its link has the last word
                send(plan.entity(entity), EnumSet.of(ChangeKind.DELETE), pass);
            }
        }
        for (String entity : plan.uploadOrder()) {
            if (plan.entity(entity).type().intersect() && waits(entity, EnumSet.of(ChangeKind.DELETE))) {
                pass.heldBack();
                continue;
            }
            send(plan.entity(entity), EnumSet.of(ChangeKind.CREATE, ChangeKind.UPDATE), pass);
        }
        List<String> childrenFirst = new ArrayList<>(plan.uploadOrder());
        Collections.reverse(childrenFirst);
        deletedRecords.readLinks();
        for (String entity : childrenFirst) {
            send(plan.entity(entity), EnumSet.of(ChangeKind.DELETE), pass);
        }
        return pass;
    }

    private boolean waits(String entity, EnumSet<ChangeKind> kinds) {
        return store.entities().find(entity).isPresent()
                && !store.outbox().pending(entity, kinds, 0, 1).isEmpty();
    }

    private void send(EntityPlan entity, EnumSet<ChangeKind> kinds, Pass pass) {
        if (store.entities().find(entity.name()).isEmpty()) {
            return;
        }
        long after = 0;
        long done = 0;
        long total = store.outbox().count(entity.name());
        while (true) {
            List<PendingChange> changes = store.outbox().pending(entity.name(), kinds, after, batchSize);
            if (changes.isEmpty()) {
                return;
            }
            after = changes.get(changes.size() - 1).seq();
            batches.send(entity, changes, pass);
            done += changes.size();
            ledger.tell(new SyncEvent.Uploading(entity.name(), done, Math.max(done, total)));
        }
    }

    private void pause(Duration wait) {
        ledger.tell(new SyncEvent.Waiting("the server put writes off", wait));
        try {
            sleeper.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ConnectorException.of(ErrorKind.CANCELLED, "the upload was interrupted")
                    .operation("upload")
                    .build();
        }
    }

    private void tellWaiting() {
        for (String entity : plan.uploadOrder()) {
            if (waits(entity, EnumSet.allOf(ChangeKind.class))) {
                ledger.warn("local changes of '" + entity
                        + "' could not all be sent: the server put them off, or they point to records that it has not"
                        + " accepted; they stay and are sent with the next sync");
            }
        }
    }
}
