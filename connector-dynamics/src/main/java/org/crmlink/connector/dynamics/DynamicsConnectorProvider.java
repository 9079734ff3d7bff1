package org.crmlink.connector.dynamics;

import java.util.List;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorDescriptor;
import org.crmlink.sdk.ConnectorProvider;
import org.crmlink.sdk.config.ConfigProblem;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.toolkit.wiring.ConnectorWiring;

/** The Dynamics connector's entry. Describing and validating touch neither network nor Guice. */
public final class DynamicsConnectorProvider implements ConnectorProvider {

    static final String VERSION = "0.1.0";

    @Override
    public ConnectorDescriptor descriptor() {
        return new ConnectorDescriptor(
                "dynamics",
                "Microsoft Dynamics 365 / Dataverse",
                VERSION,
                ConnectorDescriptor.CURRENT_SPI_VERSION,
                DynamicsOptions.ALL);
    }

    @Override
    public List<ConfigProblem> validate(Configuration configuration) {
        return DynamicsOptions.problems(configuration);
    }

    @Override
    public Connector open(Configuration configuration, ConnectorContext context) {
        List<ConfigProblem> problems = validate(configuration);
        if (!problems.isEmpty()) {
            throw ConfigProblem.toException(problems);
        }
        return ConnectorWiring.open(DynamicsConnector.class, configuration, context, new DynamicsModule());
    }
}
