package org.crmlink.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.Sandbox;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves a fake Dynamics organization. */
@Command(
        name = "dynamics",
        description = {
            "Serves a fake Dynamics 365 / Dataverse organization on 127.0.0.1 until it is stopped.",
            "Prints 'listening on http://127.0.0.1:PORT'. Token endpoint: /oauth2/token; client demo with secret demo-secret,",
            "user admin@sandbox.example with password demo-password, beside those given."
        },
        mixinStandardHelpOptions = true)
final class SandboxDynamicsCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8081",
            description = "Port; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "1000",
            description = "N accounts and N contacts, others in proportion (default: ${DEFAULT-VALUE}).")
    private int records;

    @Option(names = "--seed", paramLabel = "N", description = "Another seed makes other records.")
    private @Nullable Long seed;

    @Option(
            names = "--load",
            paramLabel = "TABLE=FILE",
            description = "Loads records from sObject-tree JSON, a JSON array or CSV (repeatable).")
    private List<String> load = new ArrayList<>();

    @Option(
            names = "--schema",
            paramLabel = "FILE",
            description = {
                "Customizes the organization by a definition file: tables, columns, relationships, rows (repeatable).",
                "With --data it is kept there and need not be given again."
            })
    private List<Path> schemas = new ArrayList<>();

    @Option(
            names = "--setup",
            paramLabel = "FILE",
            description = "Carries out the administrator's requests of a JSON file at the start (repeatable).")
    private List<Path> setups = new ArrayList<>();

    @Option(
            names = "--map",
            paramLabel = "COLUMN=FIELD",
            description = "Names the field of a column of the files (repeatable).")
    private Map<String, String> map = new LinkedHashMap<>();

    @Option(names = "--token", paramLabel = "T", description = "An access token to accept (repeatable).")
    private List<String> tokens = new ArrayList<>();

    @Option(names = "--client", paramLabel = "ID:SECRET", description = "A client to accept (repeatable).")
    private List<String> clients = new ArrayList<>();

    @Option(names = "--user", paramLabel = "NAME:PASSWORD", description = "A user to accept (repeatable).")
    private List<String> users = new ArrayList<>();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keeps the records in this folder; without it they are gone when it stops.")
    private @Nullable Path data;

    @Option(
            names = "--api-version",
            paramLabel = "V",
            description = "Version to pass for: 8.0, 8.1, 8.2, 9.0, 9.1 (on-premises) or 9.2 (online, default).")
    private @Nullable String version;

    @Option(names = "--page-size", paramLabel = "N", description = "Largest page (default: 5000).")
    private @Nullable Integer pageSize;

    @Option(names = "--token-life", paramLabel = "D", description = "Life of access tokens, such as PT5M.")
    private @Nullable Duration tokenLife;

    @Option(
            names = "--tracking-life",
            paramLabel = "D",
            description = "Life of delta links and metadata stamps, such as P1D (default: P7D).")
    private @Nullable Duration trackingLife;

    @Option(names = "--limits", description = "Enforces the online service's protection limits.")
    private boolean limits;

    @Option(names = "--untracked", paramLabel = "TABLE", description = "A table without change tracking (repeatable).")
    private List<String> untracked = new ArrayList<>();

    @Option(
            names = "--unversioned",
            paramLabel = "TABLE",
            description = "A table without optimistic concurrency (repeatable).")
    private List<String> unversioned = new ArrayList<>();

    SandboxDynamicsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Sandbox sandbox = prepare()) {
            listen(sandbox);
            sandbox.loadLines().forEach(surroundings.console()::note);
            surroundings.console().line("listening on " + sandbox.url());
            sandbox.join();
            return ExitCode.OK.code();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.OK.code();
        }
    }

    private Sandbox prepare() {
        try {
            return Sandbox.dynamics(options());
        } catch (IllegalArgumentException e) {
            // what the sandbox says of an argument that it cannot use, such as an unknown table
            throw cannotStart(e, "see 'crmlink sandbox dynamics --help'");
        } catch (IOException e) {
            throw cannotStart(e, "check the files of --load and --schema and the folder of --data");
        }
    }

    private static void listen(Sandbox sandbox) {
        try {
            sandbox.start();
        } catch (IOException e) {
            throw cannotStart(e, "choose another --port; 0 takes a free one");
        } catch (IllegalArgumentException e) {
            throw cannotStart(e, "correct the file of --setup; docs/sandbox/admin.md has the requests");
        }
    }

    private static CliException cannotStart(Exception because, String hint) {
        return new CliException(ExitCode.USAGE, "the sandbox cannot start: " + because.getMessage(), hint, because);
    }

    private DynamicsOptions options() {
        if (port < 0 || port > 65_535) {
            throw new CliException(
                    ExitCode.USAGE, "--port " + port + " is not between 0 and 65535", "0 takes a free one");
        }
        if (records < 0) {
            throw new CliException(ExitCode.USAGE, "--records " + records + " is negative", "0 makes none");
        }
        DynamicsOptions.Builder builder = DynamicsOptions.builder().port(port).records(records);
        Long chosen = seed;
        if (chosen != null) {
            builder.seed(chosen);
        }
        load.forEach(text -> addFile(builder, text));
        map.forEach(builder::map);
        setups.forEach(file -> builder.setup(surroundings.workingFolder().resolve(file)));
        schemas.forEach(file -> builder.schema(surroundings.workingFolder().resolve(file)));
        tokens.forEach(text -> builder.token(SandboxArguments.token(text)));
        clients.forEach(text ->
                builder.client(SandboxArguments.before("--client ID:SECRET", text), SandboxArguments.after(text)));
        users.forEach(text ->
                builder.user(SandboxArguments.before("--user NAME:PASSWORD", text), SandboxArguments.after(text)));
        service(builder);
        Path folder = data;
        if (folder != null) {
            builder.folder(dataFolder(surroundings.workingFolder().resolve(folder)));
        }
        return builder.build();
    }

    /** What the service is like. */
    private void service(DynamicsOptions.Builder builder) {
        String name = version;
        if (name != null) {
            apiVersion(builder, name);
        }
        Integer most = pageSize;
        if (most != null) {
            if (most < 1) {
                throw new CliException(
                        ExitCode.USAGE, "--page-size " + most + ": a page holds at least one record", "such as 100");
            }
            builder.maxPageSize(most);
        }
        Duration token = tokenLife;
        if (token != null) {
            builder.tokenLife(SandboxArguments.positive("--token-life", token));
        }
        Duration tracking = trackingLife;
        if (tracking != null) {
            builder.changeTrackingLife(SandboxArguments.positive("--tracking-life", tracking));
        }
        if (limits) {
            builder.onlineLimits();
        }
        untracked.forEach(builder::untracked);
        unversioned.forEach(builder::unversioned);
    }

    private static void apiVersion(DynamicsOptions.Builder builder, String name) {
        try {
            builder.version(name);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, "--api-version: " + e.getMessage(), "leave it out for 9.2", e);
        }
    }

    private void addFile(DynamicsOptions.Builder builder, String text) {
        int equals = text.indexOf('=');
        if (equals <= 0 || equals == text.length() - 1) {
            throw new CliException(
                    ExitCode.USAGE, "--load " + text + ": write --load TABLE=FILE", "such as contact=FILE.csv");
        }
        Path file = surroundings.workingFolder().resolve(text.substring(equals + 1));
        builder.load(text.substring(0, equals), file);
    }

    private static Path dataFolder(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--data " + folder + " is a file, not a folder",
                    "name a folder; it is made if need be");
        }
        return folder;
    }
}
