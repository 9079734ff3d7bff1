package org.crmlink.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.crmlink.cli.Surroundings;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of all subcommands. */
@Command(
        name = "crmlink",
        description = "Keeps a local SQLite database and a CRM server equal, and serves sandboxes to develop against.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        footer = {
            "",
            "Exit codes: 0 ok, 1 unexpected, 2 usage or configuration, 3 some records failed,",
            "4 login or permission, 5 temporary, 6 conflicts need a decision, 7 fatal data or token,",
            "130 interrupted with state saved; the process then ends with 143 if the signal was SIGTERM."
        })
public final class Commands implements Runnable {

    private static final String COMPLETION = "completion";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    private Commands() {}

    /**
     * The commands that a command line may need, wired to their surroundings: the one that its first word names, or all of them if it names none.
     * Reading the options of them all out of their annotations takes longer than most commands.
     */
    public static CommandLine create(Surroundings surroundings, String... words) {
        Map<String, Supplier<?>> commands = commands(surroundings);
        CommandLine root = new CommandLine(new Commands());
        // the completion script is about all of them
        if (words.length > 0 && commands.containsKey(words[0]) && !words[0].equals(COMPLETION)) {
            commands.keySet().retainAll(Set.of(words[0]));
        }
        commands.forEach((name, command) -> root.addSubcommand(name, command.get()));
        return root;
    }

    private static Map<String, Supplier<?>> commands(Surroundings surroundings) {
        Map<String, Supplier<?>> commands = new LinkedHashMap<>();
        commands.put("sync", () -> new SyncCommand(surroundings));
        commands.put("status", () -> new StatusCommand(surroundings));
        commands.put("errors", () -> new ErrorsCommand(surroundings));
        commands.put("reset", () -> new ResetCommand(surroundings));
        commands.put("connectors", () -> new ConnectorsCommand(surroundings));
        commands.put("check", () -> new CheckCommand(surroundings));
        commands.put("describe", () -> new DescribeCommand(surroundings));
        commands.put("compare", () -> new CompareCommand(surroundings));
        commands.put("certify", () -> new CertifyCommand(surroundings));
        commands.put(
                "auth",
                () -> new CommandLine(new AuthCommand())
                        .addSubcommand(new AuthLoginCommand(surroundings))
                        .addSubcommand(new AuthStatusCommand(surroundings))
                        .addSubcommand(new AuthLogoutCommand(surroundings)));
        commands.put(
                "sandbox",
                () -> new CommandLine(new SandboxCommand())
                        .addSubcommand(new SandboxDynamicsCommand(surroundings))
                        .addSubcommand(new SandboxSalesforceCommand(surroundings)));
        commands.put("new-connector", () -> new NewConnectorCommand(surroundings));
        commands.put(COMPLETION, Commands::completion);
        return commands;
    }

    private static CommandLine completion() {
        CommandLine completion = new CommandLine(new AutoComplete.GenerateCompletion());
        completion.setCommandName(COMPLETION);
        completion.getCommandSpec().usageMessage().hidden(false);
        return completion;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getErr());
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
