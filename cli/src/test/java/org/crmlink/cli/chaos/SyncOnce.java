package org.crmlink.cli.chaos;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.engine.ConflictStrategy;
import org.crmlink.engine.EngineContext;
import org.crmlink.engine.EntityConfiguration;
import org.crmlink.engine.EntityReport;
import org.crmlink.engine.SyncConfiguration;
import org.crmlink.engine.SyncEngine;
import org.crmlink.engine.SyncListener;
import org.crmlink.engine.SyncReport;
import org.crmlink.engine.SyncRequest;
import org.crmlink.engine.SyncResult;
import org.crmlink.host.context.HostContext;
import org.crmlink.host.guard.GuardedConnector;
import org.crmlink.host.plugin.ConnectorLoader;
import org.crmlink.host.plugin.LoadedConnectors;
import org.crmlink.sdk.ConnectorProvider;
import org.crmlink.sdk.Sleeper;
import org.crmlink.sdk.config.Configuration;

/** One sync of the run's entities with small pages: in this JVM, or as a process of its own that can be killed. */
final class SyncOnce {

    static final int PAGE_SIZE = 20;
    private static final int BATCH_SIZE = 7;

    /**
     * How a sync ended.
     *
     * @param complete whether it ran to its end for every entity
     * @param waiting local changes that wait to be sent and have no entry in {@code sync_errors}
     * @param incremental whether no entity was read in full
     */
    record Outcome(
            SyncResult result,
            boolean complete,
            long waiting,
            boolean incremental,
            long sent,
            long deleted,
            String text) {}

    private SyncOnce() {}

    /** The entities as the configuration names them. */
    private static Map<String, EntityConfiguration> configured(List<Entity> all) {
        Map<String, EntityConfiguration> entities = new LinkedHashMap<>();
        for (Entity entity : all) {
            entities.put(
                    entity.table(),
                    new EntityConfiguration(
                            entity.fields(),
                            "",
                            ConflictStrategy.parse(entity.winner().text()).orElseThrow()));
        }
        return entities;
    }

    static Outcome run(
            String id,
            List<Entity> entities,
            Path database,
            Map<String, String> options,
            boolean full,
            Sleeper sleeper) {
        try (LoadedConnectors connectors = ConnectorLoader.create()
                        .classPath(SyncOnce.class.getClassLoader())
                        .load();
                HostContext context = HostContext.builder().sleeper(sleeper).build()) {
            ConnectorProvider provider = connectors.find(id).orElseThrow().provider();
            Configuration configuration = Configuration.of(provider.descriptor().options(), options);
            try (GuardedConnector connector = GuardedConnector.open(provider, configuration, context);
                    SyncEngine engine = SyncEngine.open(
                            new SyncConfiguration(database, id, configured(entities), PAGE_SIZE, BATCH_SIZE),
                            connector,
                            new EngineContext(Clock.systemUTC(), sleeper, () -> 0L, SyncListener.SILENT))) {
                return outcome(engine.sync(full ? SyncRequest.full() : SyncRequest.incremental()));
            }
        }
    }

    private static Outcome outcome(SyncReport report) {
        List<String> failures = new ArrayList<>();
        report.failure().ifPresent(failure -> failures.add(failure.toString()));
        long sent = 0;
        long deleted = 0;
        long waiting = 0;
        boolean incremental = true;
        for (EntityReport entity : report.entities()) {
            entity.failure().ifPresent(failure -> failures.add(entity.name() + ": " + failure));
            sent += entity.sent();
            deleted += entity.deleted();
            waiting += Math.max(0, entity.pending() - entity.errors());
            incremental &= entity.mode() == EntityReport.Mode.INCREMENTAL;
        }
        boolean complete = failures.isEmpty() && !report.entities().isEmpty();
        return new Outcome(
                report.result(),
                complete,
                waiting,
                incremental,
                sent,
                deleted,
                report.result() + " " + failures + " " + report.entities());
    }

    /** The process that is killed: connector, database, full or incremental, then the connector's options as name and value. */
    public static void main(String[] arguments) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 3; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        Outcome outcome = run(
                arguments[0],
                arguments[0].equals("salesforce") ? SalesforceServer.ENTITIES : DynamicsServer.ENTITIES,
                Path.of(arguments[1]),
                options,
                arguments[2].equals("full"),
                Sleeper.SYSTEM);
        System.out.println(outcome.text());
        System.exit(0);
    }
}
