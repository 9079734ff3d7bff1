package org.crmlink.toolkit.rest;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorDescriptor;
import org.crmlink.sdk.ConnectorProvider;
import org.crmlink.sdk.config.ConfigOption;
import org.crmlink.sdk.config.ConfigProblem;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.toolkit.http.CredentialProvider;
import org.crmlink.toolkit.http.HttpTransport;

/**
 * A provider of a connector to a web service: has the options of {@link RestOptions} beside its own, refuses an invalid configuration with all its
 * problems, and prepares the transport. Immutable.
 */
public abstract class RestProvider implements ConnectorProvider {

    private final ConnectorDescriptor descriptor;

    /**
     * @param id the connector's id
     * @param displayName its name for people
     * @param version its version, the same as in the manifest of its jar
     * @param own its own options
     */
    protected RestProvider(String id, String displayName, String version, ConfigOption<?>... own) {
        List<ConfigOption<?>> options = new ArrayList<>(List.of(RestOptions.URL));
        options.addAll(List.of(own));
        options.addAll(List.of(RestOptions.CONNECT_TIMEOUT, RestOptions.READ_TIMEOUT, RestOptions.CALL_TIMEOUT));
        this.descriptor = new ConnectorDescriptor(
                id, displayName, version, ConnectorDescriptor.CURRENT_SPI_VERSION, List.copyOf(options));
    }

    @Override
    public final ConnectorDescriptor descriptor() {
        return descriptor;
    }

    /** What is wrong with single options; whoever has more to say of several options together adds it. */
    @Override
    public List<ConfigProblem> validate(Configuration configuration) {
        return configuration.problems();
    }

    @Override
    public final Connector open(Configuration configuration, ConnectorContext context) {
        requireNonNull(context, "context is null");
        List<ConfigProblem> problems = validate(configuration);
        if (!problems.isEmpty()) {
            throw ConfigProblem.toException(problems);
        }
        return connect(configuration, context);
    }

    /** Puts a connector together, out of a configuration that is valid; asks the server nothing. */
    protected abstract Connector connect(Configuration configuration, ConnectorContext context);

    /**
     * A login by {@link RestOptions#CLIENT_ID} and {@link RestOptions#CLIENT_SECRET}, which are to be among the provider's own options.
     *
     * @param path the address of the token endpoint, below {@link RestOptions#URL}
     */
    protected final RestLogin login(Configuration configuration, ConnectorContext context, RestPath path) {
        return RestLogin.of(configuration, context, path, userAgent());
    }

    private String userAgent() {
        return "crmlink-" + descriptor.id() + "/" + descriptor.version();
    }

    /** A transport to the configured address, with the configured bounds of time. */
    protected final HttpTransport transport(
            Configuration configuration, ConnectorContext context, CredentialProvider credentials) {
        return RestOptions.transport(configuration, context)
                .credentials(credentials)
                .userAgent(userAgent())
                .build();
    }
}
