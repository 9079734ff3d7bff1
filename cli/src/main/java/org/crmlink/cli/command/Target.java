package org.crmlink.cli.command;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.cli.config.ConfigurationFile;
import org.crmlink.cli.config.ConfigurationReader;
import org.crmlink.cli.embedded.EmbeddedSandbox;
import org.crmlink.cli.output.Console;
import org.crmlink.engine.ConflictStrategy;
import org.crmlink.engine.EntityConfiguration;
import org.crmlink.engine.SyncConfiguration;

/**
 * What a command works on: a configuration file, or without one the embedded sandbox and {@code ./crmlink.db}. Close it when the command ends.
 */
final class Target implements AutoCloseable {

    static final String DEFAULT_DATABASE = "crmlink.db";
    private static final List<String> EMBEDDED_ENTITIES = List.of("account", "contact");

    private final String connectorId;
    private final Map<String, String> options;
    private final SyncConfiguration sync;
    private final List<Path> plugins;
    private final Optional<EmbeddedSandbox> sandbox;

    private Target(
            String connectorId,
            Map<String, String> options,
            SyncConfiguration sync,
            List<Path> plugins,
            Optional<EmbeddedSandbox> sandbox) {
        this.connectorId = requireNonNull(connectorId, "connectorId is null");
        this.options = Map.copyOf(options);
        this.sync = sync;
        this.plugins = List.copyOf(plugins);
        this.sandbox = sandbox;
    }

    /** The target with its server running, if it is the embedded one. */
    static Target open(Optional<Path> file, Surroundings surroundings) {
        return file.map(f -> ofFile(f, surroundings)).orElseGet(() -> embedded(surroundings, EmbeddedSandbox::start));
    }

    /** The same for a command that only looks: nothing is left behind. */
    static Target inspect(Optional<Path> file, Surroundings surroundings) {
        return file.map(f -> ofFile(f, surroundings)).orElseGet(() -> embedded(surroundings, EmbeddedSandbox::inspect));
    }

    /** The database alone, without starting anything. */
    static Path database(Optional<Path> file, Surroundings surroundings) {
        Path name = file.map(f -> ConfigurationReader.readOffline(
                                surroundings.workingFolder().resolve(f), surroundings.environment())
                        .database())
                .orElse(Path.of(DEFAULT_DATABASE));
        return surroundings.workingFolder().resolve(name);
    }

    /** The target of a file that must be given, because the embedded sandbox has nothing to offer for the command. */
    static Target ofFile(Path file, Surroundings surroundings) {
        ConfigurationFile configuration =
                ConfigurationReader.read(surroundings.workingFolder().resolve(file), surroundings.environment());
        configuration.warnings().forEach(surroundings.console()::note);
        Path database = surroundings.workingFolder().resolve(configuration.database());
        return new Target(
                configuration.connector(),
                configuration.options(),
                new SyncConfiguration(
                        database,
                        configuration.connector(),
                        entities(file, configuration),
                        SyncConfiguration.DEFAULT_PAGE_SIZE,
                        configuration.batchSize().orElse(SyncConfiguration.DEFAULT_BATCH_SIZE)),
                configuration.plugins(),
                Optional.empty());
    }

    private static Target embedded(
            Surroundings surroundings, BiFunction<Path, Console, EmbeddedSandbox> startedBeside) {
        Path database = surroundings.workingFolder().resolve(DEFAULT_DATABASE);
        EmbeddedSandbox sandbox = startedBeside.apply(database, surroundings.console());
        Map<String, EntityConfiguration> entities = new LinkedHashMap<>();
        EMBEDDED_ENTITIES.forEach(name -> entities.put(name, EntityConfiguration.everything()));
        return new Target(
                "dynamics",
                sandbox.options(),
                SyncConfiguration.of(database, "dynamics", entities),
                List.of(),
                Optional.of(sandbox));
    }

    private static Map<String, EntityConfiguration> entities(Path file, ConfigurationFile configuration) {
        Map<String, EntityConfiguration> entities = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        configuration.entities().forEach((name, entity) -> {
            Optional<ConflictStrategy> strategy = entity.onConflict().isEmpty()
                    ? Optional.of(ConflictStrategy.SERVER_WINS)
                    : ConflictStrategy.parse(entity.onConflict());
            if (strategy.isEmpty()) {
                problems.add("entities." + name + ".on-conflict is '" + entity.onConflict()
                        + "'; it can be server-wins, device-wins or manual");
            }
            if (entity.fields().isPresent() && entity.fields().get().isEmpty()) {
                problems.add("entities." + name + ".fields is empty; leave it out for all readable fields");
            }
            entities.put(
                    name,
                    new EntityConfiguration(
                            entity.fields().orElse(List.of()),
                            entity.filter(),
                            strategy.orElse(ConflictStrategy.SERVER_WINS)));
        });
        if (!problems.isEmpty()) {
            throw new CliException(
                    ExitCode.USAGE, file + ": " + String.join("; ", problems), "correct the file and try again");
        }
        return entities;
    }

    String connectorId() {
        return connectorId;
    }

    Map<String, String> options() {
        return options;
    }

    SyncConfiguration sync() {
        return sync;
    }

    List<Path> plugins() {
        return plugins;
    }

    /** Lets the embedded sandbox's colleagues work, as they would between two syncs. */
    Optional<String> colleaguesWork() {
        return sandbox.flatMap(EmbeddedSandbox::colleaguesWork);
    }

    /** Tells the embedded sandbox that a sync has ended. */
    void syncEnded() {
        sandbox.ifPresent(EmbeddedSandbox::syncEnded);
    }

    @Override
    public void close() {
        sandbox.ifPresent(EmbeddedSandbox::close);
    }
}
