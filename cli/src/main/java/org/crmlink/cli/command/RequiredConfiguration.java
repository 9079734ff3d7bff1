package org.crmlink.cli.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code -c FILE} of a command that means nothing without a configuration. */
final class RequiredConfiguration {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            required = true,
            description = "The configuration file.")
    @SuppressWarnings("NullAway.Init") // required: picocli sets it before call()
    private Path file;

    Path file() {
        return file;
    }
}
