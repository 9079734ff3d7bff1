package org.crmlink.cli.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.sdk.InteractiveLogin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Logs a person in. */
@Command(
        name = "login",
        description = "Logs in with a code that you type into a browser; the login is stored for later runs.",
        mixinStandardHelpOptions = true)
final class AuthLoginCommand implements Callable<Integer> {

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

    AuthLoginCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Target target = Target.ofFile(file, surroundings);
                Backend backend = Backend.open(target, surroundings)) {
            InteractiveLogin login = backend.connector()
                    .facet(InteractiveLogin.class)
                    .orElseThrow(() -> new CliException(
                            ExitCode.USAGE,
                            "this configuration logs in by itself; there is nothing to do",
                            "see 'crmlink check -c " + file + "'"));
            login.login((verificationUri, userCode, expires, message) -> surroundings
                    .console()
                    .note(
                            message.isEmpty()
                                    ? "open " + verificationUri + " and type the code " + userCode + " before "
                                            + expires
                                    : message));
            surroundings.console().result(output.format, Map.of("result", "ok"), "logged in");
            return ExitCode.OK.code();
        }
    }
}
