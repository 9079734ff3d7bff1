package org.crmlink.host.plugin;

import static java.util.Objects.requireNonNull;

import org.crmlink.sdk.ConnectorDescriptor;
import org.crmlink.sdk.ConnectorProvider;

/**
 * A connector that can be opened. Immutable.
 *
 * @param provider opens it
 * @param descriptor what the provider said of itself when it was loaded
 * @param origin where it was found
 */
public record LoadedConnector(ConnectorProvider provider, ConnectorDescriptor descriptor, ConnectorOrigin origin) {

    public LoadedConnector {
        requireNonNull(provider, "provider is null");
        requireNonNull(descriptor, "descriptor is null");
        requireNonNull(origin, "origin is null");
    }

    public String id() {
        return descriptor.id();
    }
}
