package org.crmlink.engine.example;

import java.nio.file.Path;
import java.util.Map;
import org.crmlink.engine.ConflictStrategy;
import org.crmlink.engine.EngineContext;
import org.crmlink.engine.EntityConfiguration;
import org.crmlink.engine.SyncConfiguration;
import org.crmlink.engine.SyncEngine;
import org.crmlink.engine.SyncReport;
import org.crmlink.engine.SyncRequest;
import org.crmlink.host.context.HostContext;
import org.crmlink.host.guard.GuardedConnector;
import org.crmlink.host.metrics.RequestMetrics;
import org.crmlink.host.plugin.ConnectorLoader;
import org.crmlink.host.plugin.LoadedConnector;
import org.crmlink.host.plugin.LoadedConnectors;
import org.crmlink.sdk.RequestListener;
import org.crmlink.sdk.config.Configuration;

/** A program that syncs accounts and active contacts once. */
final class SyncProgram {

    private SyncProgram() {}

    static SyncReport sync(Path database, Map<String, String> options) {
        RequestMetrics requests = RequestMetrics.of("dynamics");
        ClassLoader classPath = SyncProgram.class.getClassLoader();
        try (LoadedConnectors found =
                        ConnectorLoader.create().classPath(classPath).load();
                HostContext context = HostContext.builder()
                        .service(RequestListener.class, requests)
                        .build()) {
            LoadedConnector dynamics = found.find("dynamics").orElseThrow();
            Configuration configuration = Configuration.of(dynamics.descriptor().options(), options);
            SyncConfiguration what = SyncConfiguration.of(
                    database,
                    "dynamics",
                    Map.of(
                            "account", EntityConfiguration.everything(),
                            "contact",
                                    EntityConfiguration.everything()
                                            .withFields("fullname", "emailaddress1", "statecode")
                                            .withFilter("statecode eq 0")
                                            .withOnConflict(ConflictStrategy.DEVICE_WINS)));
            try (GuardedConnector connector = GuardedConnector.open(dynamics.provider(), configuration, context);
                    SyncEngine engine = SyncEngine.open(what, connector, EngineContext.system(requests::apiCalls))) {
                return engine.sync(SyncRequest.incremental());
            }
        }
    }
}
