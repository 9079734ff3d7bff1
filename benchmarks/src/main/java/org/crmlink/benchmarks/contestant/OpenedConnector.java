package org.crmlink.benchmarks.contestant;

import java.util.Map;
import org.crmlink.host.context.HostContext;
import org.crmlink.host.guard.GuardedConnector;
import org.crmlink.host.metrics.RequestMetrics;
import org.crmlink.host.plugin.ConnectorLoader;
import org.crmlink.host.plugin.LoadedConnector;
import org.crmlink.host.plugin.LoadedConnectors;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.RequestListener;
import org.crmlink.sdk.config.Configuration;

/** The connector, found and opened as every host does it. One-at-a-time. */
final class OpenedConnector implements AutoCloseable {

    private final LoadedConnectors found;
    private final HostContext context;
    private final GuardedConnector connector;
    private final RequestMetrics requests;

    private OpenedConnector(
            LoadedConnectors found, HostContext context, GuardedConnector connector, RequestMetrics requests) {
        this.found = found;
        this.context = context;
        this.connector = connector;
        this.requests = requests;
    }

    /** @param url of the server; its token endpoint is below it */
    static OpenedConnector open(String url) {
        return open(
                "dynamics",
                Map.of(
                        "url",
                        url,
                        "token-url",
                        url + "/oauth2/token",
                        "client-id",
                        "demo",
                        "client-secret",
                        "demo-secret"));
    }

    static OpenedConnector open(String id, Map<String, String> options) {
        RequestMetrics requests = RequestMetrics.of(id);
        LoadedConnectors found = ConnectorLoader.create()
                .classPath(OpenedConnector.class.getClassLoader())
                .load();
        HostContext context =
                HostContext.builder().service(RequestListener.class, requests).build();
        LoadedConnector loaded = found.find(id).orElseThrow();
        Configuration configuration = Configuration.of(loaded.descriptor().options(), options);
        return new OpenedConnector(
                found, context, GuardedConnector.open(loaded.provider(), configuration, context), requests);
    }

    Connector connector() {
        return connector;
    }

    long apiCalls() {
        return requests.apiCalls();
    }

    @Override
    public void close() {
        connector.close();
        context.close();
        found.close();
    }
}
