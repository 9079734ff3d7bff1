package org.crmlink.tck;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.crmlink.tck.report.JsonReport;
import org.crmlink.tck.report.ReportFolder;
import org.crmlink.tck.report.TextReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The kit as a program: {@code java -cp 'kit/*' org.crmlink.tck.Main --plugin DIR --fixture JAR}. */
@Command(
        name = "crmlink-tck",
        description =
                "Certifies a connector: checks it against a backend that the fixture starts, and writes a report.",
        footer = {"", "Exit codes: 0 certified, 1 no certificate, 2 usage."},
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {

    private static final int NO_CERTIFICATE = 1;
    private static final int USAGE = 2;
    private static final int WIDTH = 120;

    /** How the report is printed. */
    enum Format {
        TEXT,
        JSON
    }

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--plugin",
            required = true,
            paramLabel = "DIR",
            description = "The plugin directory: the connector's jar and those that it needs.")
    @SuppressWarnings("NullAway.Init") // required
    private Path plugin;

    @Option(
            names = "--connector",
            paramLabel = "ID",
            description = "Which fixture, if the jar or folder holds those of several connectors.")
    private @Nullable String connector;

    @Option(
            names = "--fixture",
            required = true,
            paramLabel = "JAR|DIR",
            description = "The fixture's jar, or a folder with it and the libraries that it needs.")
    @SuppressWarnings("NullAway.Init") // required
    private Path fixture;

    @Option(
            names = "--profile",
            paramLabel = "P",
            description =
                    "reader, change-reader, bidirectional or attachment-store (default: the widest that is declared).")
    private @Nullable String profile;

    @Option(names = "--full", description = "The full budget: also leaks, sizes, zones and locales (minutes).")
    private boolean full;

    @Option(
            names = "--only",
            paramLabel = "R16,R20",
            split = ",",
            description = "Looks at these requirements alone, for work on a connector; there is no certificate.")
    private List<String> only = List.of();

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Writes report.json, report.html, junit.xml and their checksums there.")
    private @Nullable Path report;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "How to print the report (default: ${DEFAULT-VALUE}).")
    private Format format = Format.TEXT;

    /** Of the command line, which keeps standard input open as long as it lives. */
    @Option(names = "--end-with-input", hidden = true)
    private boolean endWithInput;

    Main(PrintStream out, PrintStream err, Map<String, String> environment) {
        this.out = out;
        this.err = err;
        this.environment = environment;
    }

    public static void main(String[] args) {
        // a fixture's server that logs through SLF4J finds nobody to log to, and need not say so
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        int code = run(args, out, err, System.getenv());
        out.flush();
        // a check that was given up may have left a thread
        System.exit(code);
    }

    /** Runs a command line and returns its exit code. */
    static int run(String[] args, PrintStream out, PrintStream err, Map<String, String> environment) {
        return new CommandLine(new Main(out, err, environment))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((thrown, words) -> {
                    boolean json =
                            String.join(" ", words).toLowerCase(Locale.ROOT).matches(".*(-o|--output)[ =]?json.*");
                    return usage(String.valueOf(thrown.getMessage()), json, out, err);
                })
                .execute(args);
    }

    private static int usage(String message, boolean json, PrintStream out, PrintStream err) {
        err.println("crmlink-tck: " + message);
        if (json) {
            out.print(JsonReport.refusal(message));
        }
        return USAGE;
    }

    @Override
    public Integer call() {
        Profile wanted = profile == null ? null : profile(profile);
        Set<Requirement> chosen = requirements();
        if (endWithInput) {
            endWithInput();
        }
        FixtureLoader loaded;
        try {
            String id = connector;
            loaded = id == null ? FixtureLoader.open(fixture) : FixtureLoader.open(fixture, id);
        } catch (IllegalArgumentException e) {
            return usage(String.valueOf(e.getMessage()), format == Format.JSON, out, err);
        }
        try (loaded) {
            Certification certification = Certification.of(plugin, loaded.fixture())
                    .budget(full ? Budget.FULL : Budget.QUICK)
                    .progress(new ProgressLine(err, terminal(), width()));
            if (wanted != null) {
                certification.profile(wanted);
            }
            if (!chosen.isEmpty()) {
                certification.only(chosen);
            }
            return tell(certification.run());
        }
    }

    private int tell(Report found) {
        int code = found.certified() ? 0 : NO_CERTIFICATE;
        out.print(format == Format.JSON ? JsonReport.of(found) : TextReport.of(found, width()));
        out.flush();
        Path folder = report;
        if (folder == null) {
            return code;
        }
        try {
            ReportFolder.write(found, folder);
            err.println("The report is in " + folder.resolve("report.html"));
            return code;
        } catch (IOException e) {
            err.println("crmlink-tck: the report cannot be written to " + folder + ": " + e);
            return NO_CERTIFICATE;
        }
    }

    private Profile profile(String word) {
        return Profile.named(word.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "there is no profile '" + word + "'; there are "
                                + Arrays.stream(Profile.values())
                                        .map(Profile::word)
                                        .collect(Collectors.joining(", "))));
    }

    private Set<Requirement> requirements() {
        Set<Requirement> chosen = EnumSet.noneOf(Requirement.class);
        for (String word : only) {
            chosen.add(Arrays.stream(Requirement.values())
                    .filter(one -> one.name().equalsIgnoreCase(word.strip())
                            || one.label().equalsIgnoreCase(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "there is no requirement '" + word + "'; there are R01 to R"
                                    + Requirement.values().length)));
        }
        return chosen;
    }

    private boolean terminal() {
        return environment.getOrDefault("CRMLINK_TERMINAL", "").equals("yes");
    }

    private int width() {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : WIDTH;
    }

    /** Ends this process when whoever started it is gone, however it went. */
    private static void endWithInput() {
        Thread watch = new Thread(
                () -> {
                    try {
                        // nothing is said there; only the end counts
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // a broken pipe is an end, too
                        Thread.currentThread().interrupt();
                    }
                    System.exit(NO_CERTIFICATE);
                },
                "kit-end-with-input");
        watch.setDaemon(true);
        watch.start();
    }
}
