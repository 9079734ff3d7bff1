package com.example.smallhost;

import java.io.PrintStream;
import java.util.Set;
import org.crmlink.host.context.HostContext;
import org.crmlink.host.guard.GuardedConnector;
import org.crmlink.host.metrics.RequestMetrics;
import org.crmlink.host.plugin.ConnectorLoader;
import org.crmlink.host.plugin.LoadedConnector;
import org.crmlink.host.plugin.LoadedConnectors;
import org.crmlink.host.retry.HostRetry;
import org.crmlink.sdk.RequestListener;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntityType;

/** A job with its connector open. Every job loads its own plugin folder, so jobs may use different versions of one connector. */
final class OpenJob implements AutoCloseable {

    private final Job job;
    private final LoadedConnectors plugins;
    private final HostContext context;
    private final RequestMetrics requests;
    private final GuardedConnector connector;
    private final HostRetry retry;
    private final String title;

    private OpenJob(
            Job job,
            LoadedConnectors plugins,
            LoadedConnector loaded,
            HostContext context,
            RequestMetrics requests,
            GuardedConnector connector,
            PrintStream log) {
        this.job = job;
        this.plugins = plugins;
        this.context = context;
        this.requests = requests;
        this.connector = connector;
        this.title = loaded.id() + " " + loaded.descriptor().version();
        this.retry = HostRetry.of(context)
                .listenedBy((operation, attempt, wait, failure) -> log.println(job.name() + ": " + operation
                        + " failed (" + failure.getMessage() + "), trying again in " + wait.toMillis() + " ms"));
    }

    static OpenJob open(Job job, PrintStream log) {
        LoadedConnectors plugins =
                ConnectorLoader.create().pluginDirectory(job.plugins()).load();
        try {
            // One bad plugin does not keep the others from loading; it is only reported.
            plugins.quarantined().forEach(bad -> log.println(job.name() + ": not used: " + bad));
            LoadedConnector loaded = plugins.find(job.connector())
                    .orElseThrow(() -> new UsageException("there is no connector '" + job.connector() + "' in "
                            + job.plugins() + ", only " + plugins.connectors().keySet()));
            RequestMetrics requests = RequestMetrics.of(loaded.id());
            HostContext context = HostContext.builder()
                    .service(RequestListener.class, requests)
                    .build();
            try {
                Configuration configuration =
                        Configuration.of(loaded.descriptor().options(), job.options());
                // Refuses a bad configuration with all its problems, without asking the server.
                GuardedConnector connector = GuardedConnector.open(loaded.provider(), configuration, context);
                return new OpenJob(job, plugins, loaded, context, requests, connector, log);
            } catch (RuntimeException e) {
                context.close();
                throw e;
            }
        } catch (RuntimeException e) {
            plugins.close();
            throw e;
        }
    }

    Job job() {
        return job;
    }

    /** The connector behind its guard: what it does not declare is refused, and a defect of it becomes an error that says so. */
    GuardedConnector connector() {
        return connector;
    }

    /** The one place where calls are repeated: a connector makes one attempt and says whether another one helps. */
    HostRetry retry() {
        return retry;
    }

    EntityType describe() {
        return retry.call(
                "describe " + job.entity(),
                () -> connector
                        .require(EntityMetadata.class)
                        .describe(Set.of(job.entity()))
                        .get(0));
    }

    long requests() {
        return requests.apiCalls();
    }

    /** Id and version of the connector. */
    String title() {
        return title;
    }

    /** Connector, context, plugins: each needs those after it. */
    @Override
    public void close() {
        try (plugins;
                context;
                connector) {
            // closed in the reverse order
        }
    }
}
