package org.crmlink.cli.command;

import org.crmlink.cli.output.Format;
import picocli.CommandLine.Option;

/** {@code -o text|json}. */
final class OutputOption {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "How to print the result: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    Format format = Format.TEXT;
}
