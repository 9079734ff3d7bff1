package org.crmlink.connector.salesforce;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorDescriptor;
import org.crmlink.sdk.ConnectorProvider;
import org.crmlink.sdk.config.ConfigProblem;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.toolkit.wiring.ConnectorWiring;
import org.jspecify.annotations.Nullable;

/** The Salesforce connector's entry. Describing and validating touch neither network nor Guice. */
public final class SalesforceConnectorProvider implements ConnectorProvider {

    @Override
    public ConnectorDescriptor descriptor() {
        return new ConnectorDescriptor(
                "salesforce", "Salesforce", version(), ConnectorDescriptor.CURRENT_SPI_VERSION, SalesforceOptions.ALL);
    }

    /** What the build wrote down: the version that the jar's manifest says [LOAD-1]. */
    static String version() {
        try (@Nullable InputStream text = SalesforceConnectorProvider.class.getResourceAsStream("version")) {
            if (text == null) {
                throw new IllegalStateException("the connector's jar lacks its version");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<ConfigProblem> validate(Configuration configuration) {
        return SalesforceOptions.problems(configuration);
    }

    @Override
    public Connector open(Configuration configuration, ConnectorContext context) {
        List<ConfigProblem> problems = validate(configuration);
        if (!problems.isEmpty()) {
            throw ConfigProblem.toException(problems);
        }
        return ConnectorWiring.open(SalesforceConnector.class, configuration, context, new SalesforceModule());
    }
}
