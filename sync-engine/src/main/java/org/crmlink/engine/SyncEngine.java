package org.crmlink.engine;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.engine.plan.Planner;
import org.crmlink.engine.run.Ledger;
import org.crmlink.engine.store.Backlog;
import org.crmlink.engine.store.LocalStore;
import org.crmlink.engine.store.StoreException;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntityType;

/**
 * Synchronizes a CRM with a local SQLite database: upload, then schema check, then download (T4).
 *
 * <p><b>Life cycle.</b> {@link #open} takes the database for itself; {@link #sync} any number of times; {@link #close}. The connector belongs to the
 * caller.
 *
 * <p><b>Crashes.</b> A process that dies at any point leaves a database from which the next sync reaches the right state: nothing local is lost,
 * nothing is made twice, no watermark has passed what was not stored.
 *
 * <p>One-at-a-time. Interrupting the thread in {@link #sync} ends it within about a second, with everything saved.
 */
public final class SyncEngine implements AutoCloseable {

    private final SyncConfiguration configuration;
    private final Connector connector;
    private final EngineContext context;
    private final LocalStore store;

    private SyncEngine(SyncConfiguration configuration, Connector connector, EngineContext context, LocalStore store) {
        this.configuration = configuration;
        this.connector = connector;
        this.context = context;
        this.store = store;
    }

    /**
     * Opens the database, and makes it if the file does not exist. Does not touch the network.
     *
     * @param connector wrapped in the host's guard; not closed by the engine
     * @throws SyncException of kind DATABASE_BUSY if another sync has it, DATABASE_FOREIGN if it is none of this program or of another connector,
     *     DATABASE_UNUSABLE if it cannot be read and written
     */
    public static SyncEngine open(SyncConfiguration configuration, Connector connector, EngineContext context) {
        requireNonNull(connector, "connector is null");
        requireNonNull(context, "context is null");
        LocalStore store =
                StoreProblem.translate(() -> LocalStore.open(configuration.database(), configuration.connectorId()));
        return new SyncEngine(configuration, connector, context, store);
    }

    /**
     * Holds a configuration against the server: entities, fields and filters. Blocks; asks for metadata alone, touches no database, changes nothing.
     *
     * @return what a sync would read, by entity
     * @throws SyncException of kind CONFIGURATION naming every problem
     * @throws ConnectorException if the server does not answer
     */
    public static Map<String, EntityType> check(SyncConfiguration configuration, EntityMetadata metadata) {
        Map<String, EntityType> types = new LinkedHashMap<>();
        Planner.plan(configuration, metadata).entities().forEach((name, plan) -> types.put(name, plan.type()));
        return types;
    }

    /**
     * Runs one sync. What the server does wrong does not throw: the report tells it, with everything done so far saved.
     *
     * @throws SyncException of kind CONFIGURATION naming every problem, before anything was changed; of another kind if the database belongs to
     *     another organisation or cannot be written any more
     */
    public SyncReport sync(SyncRequest request) {
        Instant start = context.clock().instant();
        long callsBefore = context.apiCalls().getAsLong();
        Ledger ledger = new Ledger(context.listener());
        Optional<SyncFailure> failure = Optional.empty();
        boolean interrupted = false;
        try {
            run(request, ledger);
        } catch (ConnectorException e) {
            interrupted = Thread.currentThread().isInterrupted();
            failure = Optional.of(SyncFailure.of(e));
        } catch (StoreException e) {
            throw StoreProblem.of(e);
        }
        Map<String, Backlog> backlogs = new LinkedHashMap<>();
        StoreProblem.translate(store.entities()::all)
                .forEach(
                        state -> backlogs.put(state.name(), StoreProblem.translate(() -> store.backlog(state.name()))));
        List<EntityReport> entities = new ArrayList<>();
        for (String name : configuration.entities().keySet()) {
            Backlog backlog = backlogs.get(name);
            if (backlog != null) {
                entities.add(ledger.account(name).report(backlog));
            }
        }
        long conflicts =
                backlogs.values().stream().mapToLong(Backlog::conflicts).sum();
        return new SyncReport(
                Verdict.of(failure, interrupted, entities, conflicts),
                entities,
                context.apiCalls().getAsLong() - callsBefore,
                Duration.between(start, context.clock().instant()),
                conflicts,
                ledger.warnings(),
                failure);
    }

    private void run(SyncRequest request, Ledger ledger) {
        try {
            new SyncRun(configuration, connector, context, store, ledger).run(request);
            store.shortenLog();
        } finally {
            if (ledger.hasSent()) {
                // of a sync that failed later, too
                store.flush();
            }
        }
    }

    /** Gives the database back. Idempotent. */
    @Override
    public void close() {
        store.close();
    }
}
