package org.crmlink.host.plugin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Spliterator;
import org.crmlink.sdk.ConnectorDescriptor;
import org.crmlink.sdk.ConnectorProvider;

/** Instantiates the providers of class loaders, one by one, each behind its own fence. One-at-a-time. */
final class ProviderScan {

    /** Far more than any class path names; ends a scan whose service files fail for ever. */
    private static final int MOST_ENTRIES = 1_000;

    private final Map<String, LoadedConnector> connectors = new LinkedHashMap<>();
    private final List<Quarantined> quarantined = new ArrayList<>();

    Map<String, LoadedConnector> connectors() {
        return connectors;
    }

    List<Quarantined> quarantined() {
        return quarantined;
    }

    void quarantine(ConnectorOrigin origin, String name, String reason) {
        quarantined.add(new Quarantined(origin, name, reason));
    }

    /** Loads what a class loader sees and tells how many connectors are used. */
    int scan(ClassLoader loader, ConnectorOrigin origin) {
        int connectorsBefore = connectors.size();
        int quarantinedBefore = quarantined.size();
        Spliterator<ServiceLoader.Provider<ConnectorProvider>> entries =
                ServiceLoader.load(ConnectorProvider.class, loader).stream().spliterator();
        boolean more = true;
        for (int i = 0; more && i < MOST_ENTRIES; i++) {
            try {
                more = entries.tryAdvance(entry -> instantiate(entry, origin));
            } catch (ServiceConfigurationError | LinkageError e) {
                // the iterator has passed the bad entry and can go on with the next one
                quarantine(origin, "", describe(e));
            }
        }
        int used = connectors.size() - connectorsBefore;
        if (used == 0 && quarantined.size() == quarantinedBefore && origin instanceof ConnectorOrigin.PluginDirectory) {
            quarantine(
                    origin,
                    "",
                    "no jar here names a connector in META-INF/services/" + ConnectorProvider.class.getName());
        }
        return used;
    }

    private void instantiate(ServiceLoader.Provider<ConnectorProvider> entry, ConnectorOrigin origin) {
        String name = "";
        try {
            name = entry.type().getName();
            ConnectorProvider provider = entry.get();
            register(name, provider, provider.descriptor(), origin);
        } catch (OutOfMemoryError e) {
            // the host's trouble, not the plugin's
            throw e;
        } catch (Throwable e) {
            // foreign code: whatever it throws must not keep the other connectors from loading
            quarantine(origin, name, describe(e));
        }
    }

    private void register(
            String className, ConnectorProvider provider, ConnectorDescriptor descriptor, ConnectorOrigin origin) {
        int spi = descriptor.spiVersion();
        if (spi > ConnectorDescriptor.CURRENT_SPI_VERSION || spi < 1) {
            quarantine(
                    origin,
                    descriptor.id(),
                    "it was written for version " + spi + " of the contract, this host has version "
                            + ConnectorDescriptor.CURRENT_SPI_VERSION + ": update the host");
            return;
        }
        LoadedConnector existing = connectors.get(descriptor.id());
        if (existing != null) {
            quarantine(
                    origin,
                    descriptor.id(),
                    "a connector of the same id is used from " + existing.origin() + " ("
                            + existing.provider().getClass().getName() + "; this one is " + className + ")");
            return;
        }
        connectors.put(descriptor.id(), new LoadedConnector(provider, descriptor, origin));
    }

    /** The chain of causes in one line: the innermost one is what a person needs. */
    private static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Throwable current = failure;
        for (int i = 0; current != null && i < 5; i++) {
            if (i > 0) {
                text.append(", caused by ");
            }
            String message = current.getMessage();
            text.append(current.getClass().getSimpleName());
            if (message != null && !message.isBlank()) {
                text.append(": ").append(message.strip().replaceAll("\\s+", " "));
            }
            current = current.getCause() == current ? null : current.getCause();
        }
        return text.toString();
    }
}
