package org.crmlink.cli.command;

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

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    private Commands() {}

    /** All commands, wired to their surroundings. */
    public static CommandLine create(Surroundings surroundings) {
        CommandLine root = new CommandLine(new Commands());
        root.addSubcommand(new SyncCommand(surroundings));
        root.addSubcommand(new StatusCommand(surroundings));
        root.addSubcommand(new ErrorsCommand(surroundings));
        root.addSubcommand(new ResetCommand(surroundings));
        root.addSubcommand(new ConnectorsCommand(surroundings));
        root.addSubcommand(new CheckCommand(surroundings));
        root.addSubcommand(new DescribeCommand(surroundings));
        root.addSubcommand(new CompareCommand(surroundings));
        root.addSubcommand(
                "auth",
                new CommandLine(new AuthCommand())
                        .addSubcommand(new AuthLoginCommand(surroundings))
                        .addSubcommand(new AuthStatusCommand(surroundings))
                        .addSubcommand(new AuthLogoutCommand(surroundings)));
        root.addSubcommand(
                "sandbox",
                new CommandLine(new SandboxCommand()).addSubcommand(new SandboxDynamicsCommand(surroundings)));
        CommandLine completion = new CommandLine(new AutoComplete.GenerateCompletion());
        completion.setCommandName("completion");
        completion.getCommandSpec().usageMessage().hidden(false);
        root.addSubcommand("completion", completion);
        return root;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getErr());
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
