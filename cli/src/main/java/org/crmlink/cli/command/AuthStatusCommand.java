package org.crmlink.cli.command;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.sdk.InteractiveLogin;
import org.crmlink.sdk.LoginStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Whether a login is stored. */
@Command(
        name = "status",
        description = "Tells whether a login is stored. Exit code 4 if one is needed and missing.",
        mixinStandardHelpOptions = true)
final class AuthStatusCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final RequiredConfiguration configuration = new RequiredConfiguration();

    @Mixin
    private final OutputOption output = new OutputOption();

    AuthStatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Target target = Target.ofFile(configuration.file(), surroundings);
                Backend backend = Backend.open(target, surroundings)) {
            LoginStatus status = backend.connector()
                    .facet(InteractiveLogin.class)
                    .map(InteractiveLogin::status)
                    .orElse(new LoginStatus(LoginStatus.State.NOT_NEEDED, "", "this configuration logs in by itself"));
            String state = status.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
            Map<String, Object> document = new LinkedHashMap<>();
            boolean missing = status.state() == LoginStatus.State.LOGGED_OUT;
            document.put("result", missing ? "not-authorized" : "ok");
            document.put("state", state);
            document.put("account", status.account());
            document.put("detail", status.detail());
            String account = status.account().isEmpty() ? "" : " as " + status.account();
            surroundings.console().result(output.format, document, state + account + ": " + status.detail());
            return (missing ? ExitCode.LOGIN : ExitCode.OK).code();
        }
    }
}
