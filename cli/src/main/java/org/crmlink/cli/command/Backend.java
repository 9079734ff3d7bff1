package org.crmlink.cli.command;

import java.time.Duration;
import java.util.List;
import org.crmlink.cli.Surroundings;
import org.crmlink.host.context.FileCredentialStore;
import org.crmlink.host.context.HostContext;
import org.crmlink.host.guard.GuardedConnector;
import org.crmlink.host.metrics.RequestMetrics;
import org.crmlink.host.metrics.RequestTotals;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorProvider;
import org.crmlink.sdk.RequestListener;
import org.crmlink.sdk.config.ConfigProblem;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.config.CredentialStore;

/** An open, guarded connector with what it needs from its host. */
final class Backend implements AutoCloseable {

    private final InstalledConnectors installed;
    private final HostContext context;
    private final RequestMetrics metrics;
    private final Connector connector;

    private Backend(InstalledConnectors installed, HostContext context, RequestMetrics metrics, Connector connector) {
        this.installed = installed;
        this.context = context;
        this.metrics = metrics;
        this.connector = connector;
    }

    /** @throws org.crmlink.sdk.ConnectorException of kind CONFIG_INVALID naming every problem of the options */
    static Backend open(Target target, Surroundings surroundings) {
        InstalledConnectors installed = InstalledConnectors.load(target.plugins(), surroundings);
        installed.quarantined().forEach(plugin -> surroundings.console().note("plugin not loaded: " + plugin));
        RequestMetrics metrics = RequestMetrics.of(target.connectorId());
        HostContext context = HostContext.builder()
                .sleeper(surroundings.sleeper())
                .service(RequestListener.class, metrics)
                .service(
                        CredentialStore.class,
                        FileCredentialStore.in(surroundings.home().resolve("credentials")))
                .build();
        boolean opened = false;
        try {
            ConnectorProvider provider = installed.provider(target.connectorId());
            Configuration configuration = Configuration.of(provider.descriptor().options(), target.options());
            List<ConfigProblem> problems = provider.validate(configuration);
            if (!problems.isEmpty()) {
                throw ConfigProblem.toException(problems);
            }
            Connector connector = GuardedConnector.open(provider, configuration, context);
            opened = true;
            return new Backend(installed, context, metrics, connector);
        } finally {
            if (!opened) {
                context.close();
                installed.close();
            }
        }
    }

    Connector connector() {
        return connector;
    }

    /** Requests to the server so far. */
    long apiCalls() {
        return metrics.apiCalls();
    }

    /** Requests so far that were made to log in. */
    RequestTotals logins() {
        RequestTotals none = new RequestTotals(0, 0, 0, 0, Duration.ZERO);
        return metrics.totals().getOrDefault(new RequestMetrics.Purpose("login", ""), none);
    }

    @Override
    public void close() {
        connector.close();
        context.close();
        installed.close();
    }
}
