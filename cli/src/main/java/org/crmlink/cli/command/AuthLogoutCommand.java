package org.crmlink.cli.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.sdk.InteractiveLogin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Forgets a stored login. */
@Command(name = "logout", description = "Forgets the stored login.", mixinStandardHelpOptions = true)
final class AuthLogoutCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            required = true,
            description = "The configuration file.")
    @SuppressWarnings("NullAway.Init") // required: picocli sets it before call()
    private Path file;

    @Mixin
    private final OutputOption output = new OutputOption();

    AuthLogoutCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Target target = Target.ofFile(file, surroundings);
                Backend backend = Backend.open(target, surroundings)) {
            backend.connector().facet(InteractiveLogin.class).ifPresent(InteractiveLogin::logout);
            surroundings.console().result(output.format, Map.of("result", "ok"), "logged out");
            return ExitCode.OK.code();
        }
    }
}
