package org.crmlink.tck.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.crmlink.host.plugin.LoadedConnector;
import org.crmlink.tck.Report;

/**
 * A folder of plugins that holds one alone: the loader takes folders of plugin directories, and a person names one directory.
 *
 * @param root the folder
 */
record PluginCopy(Path root) implements AutoCloseable {

    /** Links, or copies, a directory's jars. */
    static PluginCopy of(Path pluginDirectory, Path root) throws IOException {
        Path target = Files.createDirectories(root.resolve("plugin"));
        for (Path jar : jars(pluginDirectory)) {
            Path copy = target.resolve(jar.getFileName());
            try {
                Files.createLink(copy, jar.toRealPath());
            } catch (IOException | UnsupportedOperationException e) {
                Files.copy(jar, copy);
            }
        }
        return new PluginCopy(root);
    }

    static List<Path> jars(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    static Report.Subject subject(LoadedConnector plugin, Path directory) {
        return new Report.Subject(
                plugin.id(),
                plugin.descriptor().displayName(),
                plugin.descriptor().version(),
                sha256(directory));
    }

    private static String sha256(Path directory) {
        try {
            return Checksums.sha256(jars(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {}
}
