package org.crmlink.host.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was found: connectors by id, and what could not be used. Immutable, thread-safe. Holds the class loaders of the plugins: close it after the
 * last connector was closed.
 */
public final class LoadedConnectors implements AutoCloseable {

    private final Map<String, LoadedConnector> connectors;
    private final List<Quarantined> quarantined;
    private final List<PluginClassLoader> loaders;

    LoadedConnectors(
            Map<String, LoadedConnector> connectors, List<Quarantined> quarantined, List<PluginClassLoader> loaders) {
        this.connectors = Collections.unmodifiableMap(new TreeMap<>(connectors));
        this.quarantined = List.copyOf(quarantined);
        this.loaders = List.copyOf(loaders);
    }

    /** Connectors by id, in the order of their ids. */
    public Map<String, LoadedConnector> connectors() {
        return connectors;
    }

    public Optional<LoadedConnector> find(String id) {
        return Optional.ofNullable(connectors.get(id));
    }

    /** What is not used, with reasons, in the order in which it was found. */
    public List<Quarantined> quarantined() {
        return quarantined;
    }

    /**
     * Closes the plugins' jars. Classes that were not loaded by then can no longer be. Idempotent.
     *
     * @throws UncheckedIOException if a jar could not be closed; all others are
     */
    @Override
    public void close() {
        IOException failure = null;
        for (PluginClassLoader loader : loaders) {
            try {
                loader.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw new UncheckedIOException("a plugin's jars could not be closed", failure);
        }
    }
}
