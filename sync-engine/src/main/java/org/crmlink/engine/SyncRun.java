package org.crmlink.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.crmlink.engine.download.Download;
import org.crmlink.engine.download.Membership;
import org.crmlink.engine.download.Refetch;
import org.crmlink.engine.plan.EntityPlan;
import org.crmlink.engine.plan.Planner;
import org.crmlink.engine.plan.SyncPlan;
import org.crmlink.engine.run.Ledger;
import org.crmlink.engine.run.Remote;
import org.crmlink.engine.store.EntityState;
import org.crmlink.engine.store.EntityTable;
import org.crmlink.engine.store.LocalStore;
import org.crmlink.engine.store.SchemaChange;
import org.crmlink.engine.store.StoreIdentity;
import org.crmlink.engine.upload.Upload;
import org.crmlink.host.retry.HostRetry;
import org.crmlink.host.retry.RetryPolicy;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.Identity;

/**
 * One sync, phase by phase (section 3 of the semantics page): connect, settle, upload, refetch, schema, download. The configuration is checked before
 * anything is sent; what it changes in the database is done after the upload, so that no local change can be lost by it (K3). One-at-a-time.
 */
final class SyncRun {

    /** Before anything works a wrong address is likelier than a short disturbance: whoever mistyped it is told within seconds. */
    private static final RetryPolicy FIRST_CONTACT =
            new RetryPolicy(3, Duration.ofMillis(500), Duration.ofSeconds(2), 0.5, RetryPolicy.DEFAULT.budget());

    private final SyncConfiguration configuration;
    private final EngineContext context;
    private final LocalStore store;
    private final Ledger ledger;
    private final Remote remote;

    SyncRun(
            SyncConfiguration configuration,
            Connector connector,
            EngineContext context,
            LocalStore store,
            Ledger ledger) {
        this.configuration = configuration;
        this.context = context;
        this.store = store;
        this.ledger = ledger;
        this.remote = new Remote(connector, retry(RetryPolicy.DEFAULT), retry(FIRST_CONTACT));
    }

    private HostRetry retry(RetryPolicy policy) {
        return HostRetry.of(policy, context.clock(), context.sleeper())
                .listenedBy((operation, attempt, wait, failure) ->
                        ledger.tell(new SyncEvent.Waiting(operation + ": " + failure.getMessage(), wait)));
    }

    void run(SyncRequest request) {
        ledger.begin(SyncPhase.CONNECT);
        Identity identity = remote.identify();
        claim(identity);
        SyncPlan plan = plan(request);

        Membership membership = new Membership(plan, remote, context.clock(), identity.userId());
        Refetch refetch = new Refetch(plan, store, remote, membership, ledger);
        Upload upload =
                new Upload(plan, store, remote, ledger, context.clock(), context.sleeper(), configuration.batchSize());
        ledger.begin(SyncPhase.SETTLE);
        upload.settleInterrupted();
        ledger.begin(SyncPhase.UPLOAD);
        upload.run();
        ledger.begin(SyncPhase.REFETCH);
        refetch.run();

        ledger.begin(SyncPhase.SCHEMA);
        applySchema(plan);

        ledger.begin(SyncPhase.DOWNLOAD);
        new Download(plan, store, remote, membership, refetch, ledger, context.clock(), configuration.pageSize())
                .run(request::isFull);
        // records that the download could not judge by itself (D7)
        refetch.run();

        ledger.begin(SyncPhase.FINISH);
        finish(plan);
    }

    private void claim(Identity identity) {
        StoreIdentity caller = new StoreIdentity(
                configuration.connectorId(), identity.organizationId(), identity.organizationName(), identity.userId());
        Optional<StoreIdentity> before = store.identity();
        boolean anotherUser = before.isPresent()
                && before.get().connectorId().equals(caller.connectorId())
                && before.get().organizationId().equals(caller.organizationId())
                && !before.get().userId().equals(caller.userId());
        if (anotherUser) {
            // before the new user is noted: a crash in between must not forget it
            store.entities().all().forEach(state -> store.entities().requireFullRead(state.name()));
            ledger.warn("another user synced this database before; everything is read in full, because "
                    + identity.userName() + " may see other records");
        }
        store.claim(caller);
    }

    private SyncPlan plan(SyncRequest request) {
        SyncPlan plan = Planner.plan(configuration, remote.metadata());
        List<String> unknown = request.fullEntities().stream()
                .filter(entity -> !plan.entities().containsKey(entity))
                .sorted()
                .map(entity -> "a full read of '" + entity + "' was asked for, which is not configured")
                .toList();
        if (!unknown.isEmpty()) {
            throw SyncException.configuration(unknown);
        }
        for (EntityPlan entity : plan.entities().values()) {
            // names that SQLite cannot hold show here, before anything was sent
            EntityTable unusedHere = table(entity);
        }
        return plan;
    }

    private EntityTable table(EntityPlan entity) {
        return EntityTable.of(entity.type(), entity.storedFields(), store.file());
    }

    private void applySchema(SyncPlan plan) {
        for (EntityPlan entity : plan.entities().values()) {
            SchemaChange change = store.entities().define(table(entity));
            if (!change.blocked().isEmpty()) {
                ledger.warn("the table of '" + entity.name() + "' stays as it is: " + change.blocked());
            } else if (!change.dropped().isEmpty()) {
                // a token belongs to the fields that it was made with
                store.entities().requireFullRead(entity.name());
            }
        }
        for (EntityState state : store.entities().all()) {
            if (plan.entities().containsKey(state.name())) {
                continue;
            }
            long pending = store.outbox().count(state.name());
            if (pending > 0) {
                ledger.warn("'" + state.name() + "' is not configured any more, but has " + pending
                        + " local changes that were not sent; configure it and sync, or undo them, to let it go");
            } else {
                store.entities().drop(state.name());
            }
        }
    }

    private void finish(SyncPlan plan) {
        for (EntityState state : store.entities().all()) {
            if (!plan.entities().containsKey(state.name())) {
                continue;
            }
            ledger.tell(
                    new SyncEvent.EntityFinished(ledger.account(state.name()).report(store.backlog(state.name()))));
        }
    }
}
