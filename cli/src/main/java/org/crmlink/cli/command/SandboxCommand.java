package org.crmlink.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the sandboxes. */
@Command(
        name = "sandbox",
        description = "Serves a fake backend to develop against, until it is stopped.",
        mixinStandardHelpOptions = true)
final class SandboxCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which sandbox? There are: dynamics, salesforce");
    }
}
