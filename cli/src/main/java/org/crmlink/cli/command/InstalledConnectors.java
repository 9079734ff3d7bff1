package org.crmlink.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.host.plugin.ConnectorLoader;
import org.crmlink.host.plugin.LoadedConnectors;
import org.crmlink.host.plugin.Quarantined;
import org.crmlink.host.text.DidYouMean;
import org.crmlink.sdk.ConnectorProvider;

/** The connectors of the class path and of plugin folders. Close it when no connector is used any more. */
final class InstalledConnectors implements AutoCloseable {

    private final LoadedConnectors loaded;

    private InstalledConnectors(LoadedConnectors loaded) {
        this.loaded = loaded;
    }

    /**
     * One connector.
     *
     * @param origin where it came from, for people
     */
    record Installed(ConnectorProvider provider, String origin) {}

    static InstalledConnectors load(List<Path> folders, Surroundings surroundings) {
        ConnectorLoader loader = ConnectorLoader.create().classPath(InstalledConnectors.class.getClassLoader());
        if (Files.isDirectory(surroundings.plugins())) {
            loader.pluginDirectory(surroundings.plugins());
        }
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new CliException(
                        ExitCode.USAGE, "the plugin folder " + folder + " does not exist", "check the path");
            }
            loader.pluginDirectory(folder);
        }
        return new InstalledConnectors(loader.load());
    }

    List<Installed> all() {
        return loaded.connectors().values().stream()
                .map(connector ->
                        new Installed(connector.provider(), connector.origin().toString()))
                .toList();
    }

    /** What was found but could not be used. */
    List<Quarantined> quarantined() {
        return loaded.quarantined();
    }

    /** @throws CliException if there is no such connector; the message says which there are and which could not be loaded */
    ConnectorProvider provider(String id) {
        Set<String> known = loaded.connectors().keySet();
        return loaded.find(id)
                .orElseThrow(() -> new CliException(
                        ExitCode.USAGE,
                        "there is no connector '" + id + "'" + DidYouMean.hint(id, known) + "; found: "
                                + String.join(", ", known)
                                + (loaded.quarantined().isEmpty() ? "" : "; not loaded: " + loaded.quarantined()),
                        "see 'crmlink connectors'"))
                .provider();
    }

    @Override
    public void close() {
        loaded.close();
    }
}
