package org.crmlink.benchmarks.contestant;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.benchmarks.data.Entity;
import org.crmlink.engine.EngineContext;
import org.crmlink.engine.EntityConfiguration;
import org.crmlink.engine.EntityReport;
import org.crmlink.engine.SyncConfiguration;
import org.crmlink.engine.SyncEngine;
import org.crmlink.engine.SyncReport;
import org.crmlink.engine.SyncRequest;
import org.crmlink.engine.SyncResult;

/** The sync engine with the connector, put together as the embedding guide says: what a program of one's own gets. One-at-a-time. */
final class OurSync implements AutoCloseable {

    private final OpenedConnector connector;
    private final SyncEngine engine;

    private OurSync(OpenedConnector connector, SyncEngine engine) {
        this.connector = connector;
        this.engine = engine;
    }

    /** Opens a connector that {@link #close} closes. */
    static OurSync open(String url, Path database, List<Entity> entities) {
        Map<String, EntityConfiguration> what = new LinkedHashMap<>();
        for (Entity entity : entities) {
            what.put(
                    entity.name(),
                    EntityConfiguration.everything().withFields(entity.fields().toArray(String[]::new)));
        }
        OpenedConnector connector = OpenedConnector.open(url);
        SyncEngine engine = SyncEngine.open(
                SyncConfiguration.of(database, "dynamics", what),
                connector.connector(),
                EngineContext.system(connector::apiCalls));
        return new OurSync(connector, engine);
    }

    /** Changes only, in full where that is needed. */
    SyncReport sync() {
        SyncReport report = engine.sync(SyncRequest.incremental());
        if (report.result() != SyncResult.OK) {
            throw new IllegalStateException("the sync did not succeed: " + report);
        }
        return report;
    }

    static long received(SyncReport report) {
        return report.entities().stream().mapToLong(EntityReport::received).sum();
    }

    static void require(boolean condition, String rule, SyncReport report) {
        if (!condition) {
            throw new IllegalStateException(rule + ": " + report);
        }
    }

    @Override
    public void close() {
        engine.close();
        connector.close();
    }
}
