package org.crmlink.cli.command;

import java.util.Map;
import java.util.concurrent.Callable;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.sdk.InteractiveLogin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Logs a person in. */
@Command(
        name = "login",
        description = "Logs in with a code that you type into a browser; the login is stored for later runs.",
        mixinStandardHelpOptions = true)
final class AuthLoginCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final RequiredConfiguration configuration = new RequiredConfiguration();

    @Mixin
    private final OutputOption output = new OutputOption();

    AuthLoginCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Target target = Target.ofFile(configuration.file(), surroundings);
                Backend backend = Backend.open(target, surroundings)) {
            InteractiveLogin login = backend.connector()
                    .facet(InteractiveLogin.class)
                    .orElseThrow(() -> new CliException(
                            ExitCode.USAGE,
                            "this configuration logs in by itself; there is nothing to do",
                            "see 'crmlink check -c " + configuration.file() + "'"));
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
