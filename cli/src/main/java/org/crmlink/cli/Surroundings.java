package org.crmlink.cli;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;
import org.crmlink.cli.output.Console;
import org.crmlink.sdk.Sleeper;

/**
 * What surrounds the command: console, environment and folders. Immutable.
 *
 * @param console where it prints
 * @param environment environment variables
 * @param workingFolder what relative paths start at
 * @param home folder of stored logins
 * @param plugins folder of connectors that come with the program; need not exist
 * @param sleeper how it waits before it tries again
 */
public record Surroundings(
        Console console,
        Map<String, String> environment,
        Path workingFolder,
        Path home,
        Path plugins,
        Sleeper sleeper) {

    public Surroundings {
        requireNonNull(console, "console is null");
        environment = Map.copyOf(environment);
        requireNonNull(workingFolder, "workingFolder is null");
        requireNonNull(home, "home is null");
        requireNonNull(plugins, "plugins is null");
        requireNonNull(sleeper, "sleeper is null");
    }

    /** Surroundings in which waiting takes its time. */
    public Surroundings(Console console, Map<String, String> environment, Path workingFolder, Path home, Path plugins) {
        this(console, environment, workingFolder, home, plugins, Sleeper.SYSTEM);
    }

    /** The surroundings of this process. */
    static Surroundings ofProcess(Console console) {
        Map<String, String> environment = System.getenv();
        String configured = environment.getOrDefault("CRMLINK_HOME", "");
        String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path home;
        if (!configured.isEmpty()) {
            home = Path.of(configured);
        } else if (!xdg.isEmpty()) {
            home = Path.of(xdg, "crmlink");
        } else {
            home = Path.of(System.getProperty("user.home"), ".config", "crmlink");
        }
        Path plugins = Path.of(environment.getOrDefault(
                "CRMLINK_PLUGINS", home.resolve("plugins").toString()));
        return new Surroundings(console, environment, Path.of(""), home, plugins);
    }
}
