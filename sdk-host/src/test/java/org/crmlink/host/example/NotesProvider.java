package org.crmlink.host.example;

import java.util.List;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorDescriptor;
import org.crmlink.sdk.ConnectorProvider;
import org.crmlink.sdk.config.ConfigOption;
import org.crmlink.sdk.config.ConfigProblem;
import org.crmlink.sdk.config.Configuration;

/** What the service loader finds. Does nothing until a connector is opened. */
public final class NotesProvider implements ConnectorProvider {

    private static final ConfigOption<String> OWNER =
            ConfigOption.text("owner", "Whose notes these are").required();

    @Override
    public ConnectorDescriptor descriptor() {
        return new ConnectorDescriptor(
                "notes", "Notes in memory", "1.0", ConnectorDescriptor.CURRENT_SPI_VERSION, List.of(OWNER));
    }

    @Override
    public List<ConfigProblem> validate(Configuration configuration) {
        return configuration.problems();
    }

    @Override
    public Connector open(Configuration configuration, ConnectorContext context) {
        List<ConfigProblem> problems = validate(configuration);
        if (!problems.isEmpty()) {
            throw ConfigProblem.toException(problems);
        }
        return new NotesConnector(configuration.get(OWNER), context.clock());
    }
}
