package org.crmlink.tck.run;

import java.io.IOException;
import java.nio.file.Files;
import org.crmlink.host.plugin.ConnectorLoader;
import org.crmlink.host.plugin.LoadedConnector;
import org.crmlink.host.plugin.LoadedConnectors;

/** The plugin once more, in a class loader of its own, as after a restart of the host. */
public final class Reloaded implements AutoCloseable {

    private final LoadedConnectors loaded;
    private final LoadedConnector connector;

    private Reloaded(LoadedConnectors loaded, LoadedConnector connector) {
        this.loaded = loaded;
        this.connector = connector;
    }

    /** Loads it. */
    public static Reloaded of(Run run) throws IOException {
        PluginCopy copy = PluginCopy.of(
                run.pluginDirectory(), Files.createTempDirectory(run.session().scratch(), "reloaded"));
        LoadedConnectors loaded =
                ConnectorLoader.create().pluginDirectory(copy.root()).load();
        return new Reloaded(
                loaded,
                loaded.find(run.fixture().connector())
                        .orElseThrow(() -> new Inconclusive("the plugin could not be loaded a second time")));
    }

    public LoadedConnector connector() {
        return connector;
    }

    @Override
    public void close() {
        loaded.close();
    }
}
