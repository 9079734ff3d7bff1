package org.crmlink.cli.command;

import java.util.Map;
import java.util.concurrent.Callable;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.engine.LocalDatabase;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Forgets what was synchronized. */
@Command(
        name = "reset",
        description = {
            "Deletes the synchronized data and tokens of the local database; the next sync reads everything again.",
            "Refused while local changes wait to be sent, unless --force gives them up."
        },
        mixinStandardHelpOptions = true)
final class ResetCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final ConfigurationOption configuration = new ConfigurationOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--force", description = "Also gives up local changes that were not sent.")
    private boolean force;

    ResetCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (LocalDatabase database = LocalDatabase.open(Target.database(configuration.file(), surroundings))) {
            database.reset(force);
        }
        surroundings
                .console()
                .result(output.format, Map.of("result", "ok"), "reset; the next sync reads everything again");
        return ExitCode.OK.code();
    }
}
