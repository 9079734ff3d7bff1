package org.crmlink.cli.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a configuration file says, references resolved. Immutable. Its text form shows no option values: they may be secrets.
 *
 * @param connector id of the connector
 * @param options the connector's options
 * @param database path of the local database, relative to the working folder
 * @param entities what to synchronize, by entity name, in the order of the file
 * @param batchSize the most local changes that are handed to the connector at once; empty for the engine's default
 * @param plugins directories to load connectors from
 * @param warnings what the person should know although it works
 */
public record ConfigurationFile(
        String connector,
        Map<String, String> options,
        Path database,
        Map<String, Entity> entities,
        OptionalInt batchSize,
        List<Path> plugins,
        List<String> warnings) {

    /**
     * One entity's part.
     *
     * @param fields the fields wanted; empty means all readable ones
     * @param filter text of the filter, or an empty text
     * @param onConflict the strategy's name, or an empty text for the default
     */
    public record Entity(Optional<List<String>> fields, String filter, String onConflict) {
        public Entity {
            fields = fields.map(List::copyOf);
            requireNonNull(filter, "filter is null");
            requireNonNull(onConflict, "onConflict is null");
        }
    }

    public ConfigurationFile {
        requireNonNull(connector, "connector is null");
        options = Map.copyOf(options);
        requireNonNull(database, "database is null");
        entities = Collections.unmodifiableMap(new LinkedHashMap<>(entities));
        requireNonNull(batchSize, "batchSize is null");
        plugins = List.copyOf(plugins);
        warnings = List.copyOf(warnings);
    }

    @Override
    public String toString() {
        return "ConfigurationFile[" + connector + ", " + database + ", " + entities.keySet() + "]";
    }
}
