package org.crmlink.host.plugin;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ConnectorProvider;
import org.crmlink.sdk.ErrorKind;

/**
 * Finds connectors. Built fluently, then {@link #load()}. One-at-a-time.
 *
 * <p><b>Class path.</b> Providers named in {@code META-INF/services} of what the given class loader sees.
 *
 * <p><b>Plugin directories.</b> Each sub-directory with jars is one plugin with a class loader of its own. It sees the JDK's platform classes, the
 * packages {@code org.crmlink.sdk} and {@code org.jspecify} with their sub-packages from the host, and its own jars; nothing else of the host,
 * classes and resources alike. Sub-directories whose name begins with a dot are passed over.
 *
 * <p><b>Quarantine.</b> What cannot be used is reported with its reason and never stops the others: a class that is missing, a constructor or
 * descriptor that throws, a newer version of the contract, a sub-directory without jars or without a provider.
 *
 * <p><b>Twice the same id.</b> A plugin directory wins over the class path, because a person put it there to replace what was bundled. Among equals
 * the first one wins: directories in the given order, their sub-directories by name. The loser is quarantined.
 *
 * <p>The loader calls {@link ConnectorProvider#descriptor()} once and nothing else. It does not set the thread's context class loader, neither now
 * nor when a connector is called: a connector that needs its own classes by name asks its own class loader [LOAD-3].
 */
public final class ConnectorLoader {

    private final List<Path> directories = new ArrayList<>();
    private Optional<ClassLoader> classPath = Optional.empty();

    private ConnectorLoader() {}

    /** A loader that looks nowhere yet. */
    public static ConnectorLoader create() {
        return new ConnectorLoader();
    }

    /** Looks on the class path that {@code loader} sees. */
    public ConnectorLoader classPath(ClassLoader loader) {
        this.classPath = Optional.of(requireNonNull(loader, "loader is null"));
        return this;
    }

    /** Looks into the sub-directories of a directory. One that does not exist is quarantined as a whole. */
    public ConnectorLoader pluginDirectory(Path directory) {
        directories.add(requireNonNull(directory, "directory is null"));
        return this;
    }

    /**
     * Loads all providers. Blocks for reading files; never fails because of a plugin.
     *
     * @return what was found, to be closed in the end
     */
    public LoadedConnectors load() {
        ProviderScan scan = new ProviderScan();
        List<PluginClassLoader> loaders = new ArrayList<>();
        for (Path directory : directories) {
            for (Path plugin : plugins(directory, scan)) {
                loadPlugin(plugin, scan).ifPresent(loaders::add);
            }
        }
        classPath.ifPresent(loader -> scan.scan(loader, new ConnectorOrigin.ClassPath()));
        return new LoadedConnectors(scan.connectors(), scan.quarantined(), loaders);
    }

    private static List<Path> plugins(Path directory, ProviderScan scan) {
        List<Path> plugins = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
            for (Path entry : entries) {
                if (!entry.getFileName().toString().startsWith(".")) {
                    plugins.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            scan.quarantine(
                    new ConnectorOrigin.PluginDirectory(directory),
                    "",
                    Files.isDirectory(directory)
                            ? "this directory cannot be read: " + e.getMessage()
                            : "there is no such directory of plugins");
        }
        Collections.sort(plugins);
        return plugins;
    }

    private static Optional<PluginClassLoader> loadPlugin(Path plugin, ProviderScan scan) {
        ConnectorOrigin origin = new ConnectorOrigin.PluginDirectory(plugin);
        List<URL> jars = jars(plugin, origin, scan);
        if (jars.isEmpty()) {
            return Optional.empty();
        }
        PluginClassLoader loader = new PluginClassLoader(
                "plugin-" + plugin.getFileName(), jars.toArray(URL[]::new), ConnectorProvider.class.getClassLoader());
        if (scan.scan(loader, origin) > 0) {
            return Optional.of(loader);
        }
        try {
            loader.close();
        } catch (IOException e) {
            scan.quarantine(origin, "", "the jars could not be closed: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static List<URL> jars(Path plugin, ConnectorOrigin origin, ProviderScan scan) {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(plugin, "*.jar")) {
            entries.forEach(jars::add);
        } catch (IOException | DirectoryIteratorException e) {
            scan.quarantine(origin, "", "this directory cannot be read: " + e.getMessage());
            return List.of();
        }
        if (jars.isEmpty()) {
            scan.quarantine(origin, "", "there are no jars in this directory");
        }
        Collections.sort(jars);
        return jars.stream().map(ConnectorLoader::url).toList();
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw ConnectorException.of(ErrorKind.CONFIG_INVALID, "plugins cannot be loaded from " + jar)
                    .operation("load")
                    .hint("put the plugins into a directory of the local file system")
                    .cause(e)
                    .build();
        }
    }
}
