package org.crmlink.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.sandbox.SalesforceOptions;
import org.crmlink.sandbox.SalesforceSandbox;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves a fake Salesforce org. */
@Command(
        name = "salesforce",
        description = {
            "Serves a fake Salesforce org on 127.0.0.1 until it is stopped.",
            "Prints 'listening on http://127.0.0.1:PORT'. Token endpoint: /services/oauth2/token; connected app demo with secret",
            "demo-secret, user admin@sandbox.example with password demo-password, beside those given."
        },
        mixinStandardHelpOptions = true)
final class SandboxSalesforceCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8082",
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
            names = "--schema",
            paramLabel = "DIR",
            description = "Custom objects and fields from a folder in Salesforce DX source format (repeatable).")
    private List<Path> schemas = new ArrayList<>();

    @Option(
            names = "--load",
            paramLabel = "[OBJECT=]FILE",
            description = {
                "Loads records from sObject-tree JSON or a plan of such files (repeatable);",
                "with OBJECT= also from a JSON array or CSV."
            })
    private List<String> load = new ArrayList<>();

    @Option(
            names = "--setup",
            paramLabel = "FILE",
            description = "Carries out the administrator's requests of a JSON file at the start (repeatable).")
    private List<Path> setups = new ArrayList<>();

    @Option(names = "--token", paramLabel = "T", description = "An access token to accept (repeatable).")
    private List<String> tokens = new ArrayList<>();

    @Option(names = "--client", paramLabel = "ID:SECRET", description = "A connected app to accept (repeatable).")
    private List<String> clients = new ArrayList<>();

    @Option(names = "--user", paramLabel = "NAME:PASSWORD", description = "A password of a user (repeatable).")
    private List<String> users = new ArrayList<>();

    @Option(
            names = "--session-life",
            paramLabel = "D",
            description = "How long a session lasts unused (default: PT2H).")
    private @Nullable Duration sessionLife;

    @Option(names = "--person-accounts", description = "Accounts may be persons.")
    private boolean personAccounts;

    @Option(names = "--rotate", description = "Each use of a refresh token brings the next and ends the old one.")
    private boolean rotate;

    SandboxSalesforceCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (SalesforceSandbox sandbox = prepare()) {
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

    private SalesforceSandbox prepare() {
        try {
            return SalesforceSandbox.of(options());
        } catch (IllegalArgumentException e) {
            throw cannotStart(e, "see 'crmlink sandbox salesforce --help'");
        } catch (IOException e) {
            throw cannotStart(e, "check the files of --load, --schema and --setup");
        }
    }

    private static void listen(SalesforceSandbox sandbox) {
        try {
            sandbox.start();
        } catch (IOException e) {
            throw cannotStart(e, "choose another --port; 0 takes a free one");
        } catch (IllegalArgumentException e) {
            throw cannotStart(e, "correct the file of --setup; docs/sandbox/salesforce.md has the requests");
        }
    }

    private static CliException cannotStart(Exception because, String hint) {
        return new CliException(ExitCode.USAGE, "the sandbox cannot start: " + because.getMessage(), hint, because);
    }

    private SalesforceOptions options() {
        if (port < 0 || port > 65_535) {
            throw new CliException(
                    ExitCode.USAGE, "--port " + port + " is not between 0 and 65535", "0 takes a free one");
        }
        if (records < 0) {
            throw new CliException(ExitCode.USAGE, "--records " + records + " is negative", "0 makes none");
        }
        SalesforceOptions.Builder builder = SalesforceOptions.builder()
                .port(port)
                .records(records)
                .personAccounts(personAccounts)
                .rotatingRefreshTokens(rotate);
        Long chosen = seed;
        if (chosen != null) {
            builder.seed(chosen);
        }
        Duration life = sessionLife;
        if (life != null) {
            builder.sessionLife(SandboxArguments.positive("--session-life", life));
        }
        schemas.forEach(folder -> builder.schema(surroundings.workingFolder().resolve(folder)));
        setups.forEach(file -> builder.setup(surroundings.workingFolder().resolve(file)));
        load.forEach(text -> addFile(builder, text));
        tokens.forEach(text -> builder.token(SandboxArguments.token(text)));
        clients.forEach(text ->
                builder.client(SandboxArguments.before("--client ID:SECRET", text), SandboxArguments.after(text)));
        users.forEach(text ->
                builder.user(SandboxArguments.before("--user NAME:PASSWORD", text), SandboxArguments.after(text)));
        return builder.build();
    }

    private void addFile(SalesforceOptions.Builder builder, String text) {
        int equals = text.indexOf('=');
        if (equals == 0 || equals == text.length() - 1) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--load " + text + ": write --load FILE or --load OBJECT=FILE",
                    "such as Contact=FILE.csv");
        }
        builder.load(
                equals < 0 ? "" : text.substring(0, equals),
                surroundings.workingFolder().resolve(text.substring(equals + 1)));
    }
}
