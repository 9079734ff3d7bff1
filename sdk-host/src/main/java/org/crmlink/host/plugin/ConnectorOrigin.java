package org.crmlink.host.plugin;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/** Where a connector was looked for. A sealed family of immutable values. */
public sealed interface ConnectorOrigin {

    /** The host's own class path. */
    record ClassPath() implements ConnectorOrigin {
        @Override
        public String toString() {
            return "class path";
        }
    }

    /**
     * A plugin directory.
     *
     * @param directory the directory that holds the jars of one plugin, or the one that should hold such directories
     */
    record PluginDirectory(Path directory) implements ConnectorOrigin {
        public PluginDirectory {
            requireNonNull(directory, "directory is null");
        }

        @Override
        public String toString() {
            return directory.toString();
        }
    }
}
