package org.crmlink.engine;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.crmlink.engine.paper.LocalSide;
import org.crmlink.engine.paper.PaperConnector;
import org.crmlink.engine.paper.PaperServer;
import org.crmlink.host.guard.GuardedConnector;
import org.crmlink.sdk.Sleeper;

/** A server on paper, a database, and syncs between them. One-at-a-time. */
final class SyncBench {

    final PaperServer server;
    final Path file;
    final LocalSide local;
    PaperConnector connector;
    final Map<String, EntityConfiguration> entities = new LinkedHashMap<>();
    int pageSize = 50;
    int batchSize = SyncConfiguration.DEFAULT_BATCH_SIZE;
    Clock clock = Clock.systemUTC();
    Duration slept = Duration.ZERO;
    /** Whether the host's guard stands before the connector, as in every host; it would turn the death of a process into a mere failure. */
    boolean guarded = true;

    SyncListener listener = SyncListener.SILENT;

    SyncBench(Path folder, PaperServer server, String... names) {
        this.server = server;
        this.file = folder.resolve("crm.db");
        this.local = new LocalSide(file);
        this.connector = new PaperConnector(server);
        for (String name : names) {
            entities.put(name, EntityConfiguration.everything());
        }
    }

    SyncBench configure(String entity, UnaryOperator<EntityConfiguration> change) {
        entities.put(entity, change.apply(entities.getOrDefault(entity, EntityConfiguration.everything())));
        return this;
    }

    SyncBench strategy(ConflictStrategy strategy) {
        entities.replaceAll((name, entity) -> entity.withOnConflict(strategy));
        return this;
    }

    /** What a process does: opens, syncs, closes. */
    SyncReport sync(SyncRequest request) {
        Sleeper sleeper = duration -> {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            slept = slept.plus(duration);
        };
        EngineContext context = new EngineContext(clock, sleeper, connector::calls, listener);
        SyncConfiguration configuration = new SyncConfiguration(file, "paper", entities, pageSize, batchSize);
        try (SyncEngine engine = SyncEngine.open(
                configuration, guarded ? GuardedConnector.wrap("paper", connector) : connector, context)) {
            return engine.sync(request);
        }
    }

    SyncReport sync() {
        return sync(SyncRequest.incremental());
    }

    EntityReport sync(String entity) {
        return report(sync(), entity);
    }

    static EntityReport report(SyncReport report, String entity) {
        return report.entity(entity).orElseThrow(() -> new AssertionError("no report of " + entity + " in " + report));
    }

    List<SyncError> errors() {
        try (LocalDatabase database = LocalDatabase.open(file)) {
            return database.errors();
        }
    }

    boolean giveUp(SyncError error) {
        try (LocalDatabase database = LocalDatabase.open(file)) {
            return database.discardChanges(List.of(error.id())) == 1;
        }
    }

    void clearErrors() {
        try (LocalDatabase database = LocalDatabase.open(file)) {
            database.retryAllErrors();
        }
    }
}
