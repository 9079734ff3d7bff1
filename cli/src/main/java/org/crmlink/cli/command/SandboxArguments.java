package org.crmlink.cli.command;

import java.time.Duration;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;

/** Checks what the commands of several sandboxes are given. */
final class SandboxArguments {

    private SandboxArguments() {}

    static Duration positive(String option, Duration life) {
        if (life.isZero() || life.isNegative()) {
            throw new CliException(ExitCode.USAGE, option + " " + life + " is not positive", "such as PT5M or P1D");
        }
        return life;
    }

    static String token(String text) {
        if (text.isBlank()) {
            throw new CliException(
                    ExitCode.USAGE, "--token is blank: everybody would have it", "give a token, or leave --token out");
        }
        return text;
    }

    /** The text before the first colon; the rest is a secret and never shown. */
    static String before(String form, String text) {
        int colon = text.indexOf(':');
        if (colon < 0
                || text.substring(0, colon).isBlank()
                || text.substring(colon + 1).isBlank()) {
            throw new CliException(ExitCode.USAGE, "write " + form, "the first colon separates the two");
        }
        return text.substring(0, colon);
    }

    static String after(String text) {
        return text.substring(text.indexOf(':') + 1);
    }
}
