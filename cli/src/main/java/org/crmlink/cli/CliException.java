package org.crmlink.cli;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A failure of the command itself, told to the person who typed it. Immutable. */
public final class CliException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final String hint;
    private final transient List<String> problems;

    /**
     * @param message what is wrong and where
     * @param hint what to do, or an empty text
     */
    public CliException(ExitCode exitCode, String message, String hint) {
        this(exitCode, message, hint, List.of(), null);
    }

    public CliException(ExitCode exitCode, String message, String hint, @Nullable Throwable cause) {
        this(exitCode, message, hint, List.of(), cause);
    }

    private CliException(
            ExitCode exitCode, String message, String hint, List<String> problems, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = requireNonNull(exitCode, "exitCode is null");
        this.hint = requireNonNull(hint, "hint is null");
        this.problems = List.copyOf(problems);
    }

    /** A configuration file with all its problems. */
    public static CliException configuration(String file, List<String> problems) {
        return new CliException(
                ExitCode.USAGE,
                file + ": " + String.join("; ", problems),
                "correct " + file + " and try again",
                problems,
                null);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public String hint() {
        return hint;
    }

    /** Every single problem if there are several, for a list. */
    List<String> problems() {
        // null only after Java deserialization
        @Nullable List<String> all = problems;
        return all == null ? List.of() : all;
    }
}
