package org.crmlink.cli;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.cli.output.Console;
import org.crmlink.cli.output.Format;
import org.crmlink.cli.output.ReportText;
import org.crmlink.engine.SyncException;
import org.crmlink.engine.SyncFailure;
import org.crmlink.sdk.ConnectorException;

/**
 * A failure as it is told: to a script by code and document, to a person by lines. Immutable.
 *
 * @param exitCode the code
 * @param kind one word
 * @param message what happened
 * @param hint what to do, or an empty text
 * @param problems every problem, if there are several
 */
public record Failure(ExitCode exitCode, String kind, String message, String hint, List<String> problems) {

    public Failure {
        requireNonNull(exitCode, "exitCode is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(message, "message is null");
        requireNonNull(hint, "hint is null");
        problems = List.copyOf(problems);
    }

    /** What to tell about anything thrown. */
    public static Failure of(Throwable thrown) {
        if (thrown instanceof CliException e) {
            return new Failure(e.exitCode(), e.exitCode().name(), text(e), e.hint(), e.problems());
        }
        if (thrown instanceof SyncException e) {
            return new Failure(exitCode(e), e.kind().name(), text(e), e.hint(), e.problems());
        }
        if (thrown instanceof ConnectorException e) {
            String about = e.vendorCode().map(code -> " [" + code + "]").orElse("")
                    + e.requestId().map(id -> " (request " + id + ")").orElse("");
            String hint = SyncFailure.of(e).hint();
            return new Failure(ExitCode.of(e), e.kind().name(), text(e) + about, hint, List.of());
        }
        return new Failure(
                ExitCode.UNEXPECTED,
                "UNEXPECTED",
                "unexpected: " + thrown,
                "this is a defect of crmlink; please report it with the lines above",
                List.of());
    }

    private static ExitCode exitCode(SyncException e) {
        // nothing is wrong with the data: the command asked for too much
        return e.kind() == SyncException.Kind.CHANGES_PENDING ? ExitCode.USAGE : ReportText.exitCode(e.result());
    }

    /** Tells it on standard error, and as the one document if that is the format; returns the exit code. */
    public int tell(Format format, Console console) {
        return tell(format, console, Map.of());
    }

    /** The same with more parts in the document. */
    public int tell(Format format, Console console, Map<String, ?> more) {
        console.note(lines());
        if (format == Format.JSON) {
            Map<String, Object> document = document();
            document.putAll(more);
            console.result(Format.JSON, document, "");
        }
        return exitCode.code();
    }

    private Map<String, Object> document() {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("kind", kind);
        error.put("message", message);
        if (!hint.isEmpty()) {
            error.put("hint", hint);
        }
        if (problems.size() > 1) {
            error.put("problems", problems);
        }
        error.put("exitCode", exitCode.code());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("result", exitCode == ExitCode.INTERRUPTED ? "interrupted" : "error");
        document.put("error", error);
        return document;
    }

    private String lines() {
        StringBuilder lines = new StringBuilder();
        if (problems.size() > 1) {
            lines.append(problems.size()).append(" problems:\n");
            problems.forEach(problem -> lines.append("  - ").append(problem).append('\n'));
        } else {
            lines.append(message).append('\n');
        }
        if (!hint.isEmpty()) {
            lines.append("  → ").append(hint);
        }
        return lines.toString().stripTrailing();
    }

    private static String text(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }
}
