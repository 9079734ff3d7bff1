package org.crmlink.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.cli.embedded.CertificationKit;
import org.crmlink.cli.embedded.RunnableFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Certifies a connector. The kit does it, in a process of its own: it watches everything that its process logs and prints. */
@Command(
        name = "certify",
        description = {
            "Certifies a connector: checks it against a backend and writes a report.",
            "A bundled connector with --connector and --sandbox, any other with --plugin and --fixture."
        },
        footer = {"", "Exit codes: 0 certified, 1 no certificate, 2 usage."},
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class CertifyCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(names = "--connector", paramLabel = "ID", description = "A connector that comes with crmlink.")
    private @Nullable String connector;

    @Option(names = "--sandbox", description = "Against its sandbox, which is started for the run.")
    private boolean sandbox;

    @Option(names = "--plugin", paramLabel = "DIR", description = "The plugin directory of a connector.")
    private @Nullable Path plugin;

    @Option(
            names = "--fixture",
            paramLabel = "JAR|DIR",
            description = "Its fixture: a jar, or a folder with it and the libraries that it needs.")
    private @Nullable Path fixture;

    @Option(
            names = "--profile",
            paramLabel = "P",
            description =
                    "reader, change-reader, bidirectional or attachment-store (default: the widest that the connector declares).")
    private @Nullable String profile;

    @Option(names = "--full", description = "The full budget: also leaks, sizes, zones and locales (minutes).")
    private boolean full;

    @Option(
            names = "--only",
            paramLabel = "R16,R20",
            description = "Looks at these requirements alone, for work on a connector; there is no certificate.")
    private @Nullable String only;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Writes report.json, report.html, junit.xml and their checksums there.")
    private @Nullable Path report;

    @Mixin
    private final OutputOption output = new OutputOption();

    CertifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        RunnableFolder folder = RunnableFolder.of(surroundings);
        List<String> words = new ArrayList<>();
        String bundled = connector;
        if (bundled != null) {
            bundled(folder, bundled, words);
        } else {
            foreign(words);
        }
        option(words, "--profile", profile);
        option(words, "--only", only);
        Path where = report;
        if (where != null) {
            option(words, "--report", path(where));
        }
        if (full) {
            words.add("--full");
        }
        option(words, "--output", output.format.name().toLowerCase(Locale.ROOT));
        return new CertificationKit(folder, surroundings).run(words);
    }

    private void bundled(RunnableFolder folder, String id, List<String> words) {
        if (plugin != null || fixture != null) {
            throw usage("--connector is for a connector that comes with crmlink, --plugin and --fixture for any other");
        }
        if (!sandbox) {
            throw usage(
                    "--connector needs --sandbox: the connectors that come with crmlink are certified against their sandboxes");
        }
        option(words, "--plugin", folder.plugin(id).toString());
        option(words, "--fixture", folder.fixtures().toString());
        option(words, "--connector", id);
    }

    private void foreign(List<String> words) {
        Path jars = plugin;
        Path knows = fixture;
        if (jars == null || knows == null) {
            throw usage("which connector? --connector ID --sandbox, or --plugin DIR --fixture JAR");
        }
        if (sandbox) {
            throw usage("--sandbox is for a connector that comes with crmlink; a fixture starts its backend itself");
        }
        option(words, "--plugin", path(jars));
        option(words, "--fixture", path(knows));
    }

    private String path(Path given) {
        return surroundings.workingFolder().resolve(given).toAbsolutePath().toString();
    }

    private static void option(List<String> words, String name, @Nullable String value) {
        if (value != null) {
            words.add(name + "=" + value);
        }
    }

    private static CliException usage(String message) {
        return new CliException(ExitCode.USAGE, message, "see 'crmlink certify --help'");
    }
}
