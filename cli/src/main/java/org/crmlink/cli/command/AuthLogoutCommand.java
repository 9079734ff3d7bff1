package org.crmlink.cli.command;

import java.util.Map;
import java.util.concurrent.Callable;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.sdk.InteractiveLogin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Forgets a stored login. */
@Command(name = "logout", description = "Forgets the stored login.", mixinStandardHelpOptions = true)
final class AuthLogoutCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final RequiredConfiguration configuration = new RequiredConfiguration();

    @Mixin
    private final OutputOption output = new OutputOption();

    AuthLogoutCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Target target = Target.ofFile(configuration.file(), surroundings);
                Backend backend = Backend.open(target, surroundings)) {
            backend.connector().facet(InteractiveLogin.class).ifPresent(InteractiveLogin::logout);
            surroundings.console().result(output.format, Map.of("result", "ok"), "logged out");
            return ExitCode.OK.code();
        }
    }
}
