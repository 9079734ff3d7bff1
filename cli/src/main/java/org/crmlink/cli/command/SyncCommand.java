package org.crmlink.cli.command;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.cli.output.Console;
import org.crmlink.cli.output.ReportText;
import org.crmlink.cli.output.SyncProgress;
import org.crmlink.engine.EngineContext;
import org.crmlink.engine.SyncEngine;
import org.crmlink.engine.SyncReport;
import org.crmlink.engine.SyncRequest;
import org.crmlink.host.text.DidYouMean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The main job. */
@Command(
        name = "sync",
        description = {
            "Sends local changes, takes the server's, and leaves both sides equal.",
            "Without a configuration it runs against an embedded Dynamics sandbox into ./crmlink.db."
        },
        mixinStandardHelpOptions = true)
final class SyncCommand implements Callable<Integer> {

    private static final String ALL = "*";

    private final Surroundings surroundings;

    @Mixin
    private final ConfigurationOption configuration = new ConfigurationOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(
            names = "--full",
            arity = "0..1",
            fallbackValue = ALL,
            paramLabel = "ENTITY",
            description =
                    "Read in full: every entity, or the one named (repeatable). Local changes are sent first, as always.")
    private @Nullable List<String> full;

    SyncCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Console console = surroundings.console();
        try (Target target = Target.open(configuration.file(), surroundings)) {
            SyncRequest request = request(target.sync().entities().keySet());
            try (Backend backend = Backend.open(target, surroundings)) {
                target.colleaguesWork().ifPresent(work -> console.note("meanwhile at the server: " + work));
                SyncReport report = run(target, backend, request);
                // an interrupt has done its work; left set, it would break the writing of what is saved on closing
                Thread.interrupted();
                if (report.failure().isEmpty()) {
                    target.syncEnded();
                }
                report.warnings().forEach(console::note);
                ReportText.failures(report).forEach(console::note);
                Path database = target.sync().database();
                console.result(output.format, ReportText.document(report), ReportText.text(report, database));
                return ReportText.exitCode(report.result()).code();
            }
        }
    }

    private SyncReport run(Target target, Backend backend, SyncRequest request) {
        try (SyncProgress progress = new SyncProgress(surroundings.console());
                SyncEngine engine = SyncEngine.open(
                        target.sync(),
                        backend.connector(),
                        new EngineContext(Clock.systemUTC(), surroundings.sleeper(), backend::apiCalls, progress))) {
            return engine.sync(request);
        }
    }

    private SyncRequest request(Set<String> configured) {
        List<String> wanted = full;
        if (wanted == null) {
            return SyncRequest.incremental();
        }
        if (wanted.contains(ALL)) {
            return SyncRequest.full();
        }
        for (String entity : wanted) {
            if (!configured.contains(entity)) {
                throw new CliException(
                        ExitCode.USAGE,
                        "--full " + entity + ": the configuration has no such entity"
                                + DidYouMean.hint(entity, configured),
                        "configured are " + String.join(", ", configured));
            }
        }
        return SyncRequest.full(wanted.toArray(String[]::new));
    }
}
