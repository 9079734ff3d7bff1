package org.crmlink.sdk;

import java.util.List;
import org.crmlink.sdk.config.ConfigProblem;
import org.crmlink.sdk.config.Configuration;

/**
 * The service that {@link java.util.ServiceLoader} finds: one line in {@code META-INF/services} of the connector's jar [LOAD-1].
 *
 * <p>Loading the class and calling its public no-argument constructor MUST have no side effects: no network, thread or file [LOAD-2]. Instances
 * are immutable and thread-safe; a host may load several and open any number of connectors, which MUST NOT share state [LOAD-4].
 */
public interface ConnectorProvider {

    /** Name, versions and options. Does not block. */
    ConnectorDescriptor descriptor();

    /**
     * Validates offline [CONF-2]: MUST report <em>all</em> problems at once, unknown keys included [CONF-1]. Start from
     * {@link Configuration#problems()} and add what concerns several options together.
     *
     * @return the problems; empty means that {@link #open} will not refuse this configuration
     */
    List<ConfigProblem> validate(Configuration configuration);

    /**
     * Opens a connector. Should not touch the network: a wrong address shows at {@link Connector#identify()}.
     *
     * @throws ConnectorException of kind {@link ErrorKind#CONFIG_INVALID} naming every problem that {@link #validate} finds
     */
    Connector open(Configuration configuration, ConnectorContext context);
}
