package org.crmlink.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.engine.LocalDatabase;
import org.crmlink.engine.SyncError;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Refused records and open conflicts. */
@Command(
        name = "errors",
        description = {
            "Lists refused records and open conflicts (the table sync_errors). Needs no connection.",
            "An entry holds its record back from sending until it is cleared: with --retry the local change is sent again,",
            "with --discard it is given up and the server's side holds."
        },
        mixinStandardHelpOptions = true)
final class ErrorsCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final ConfigurationOption configuration = new ConfigurationOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(
            names = "--retry",
            paramLabel = "ID|all",
            description =
                    "Clears an entry (repeatable), or all: the local change stays and the next sync sends it again.")
    private @Nullable List<String> retry;

    @Option(
            names = "--discard",
            paramLabel = "ID|all",
            description =
                    "Gives up the local change that an entry holds back (repeatable), or all: a record created here is deleted here, others become as the server has them with the next sync.")
    private @Nullable List<String> discard;

    ErrorsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (LocalDatabase database = LocalDatabase.open(Target.database(configuration.file(), surroundings))) {
            Optional<Integer> discarded = Optional.ofNullable(discard).map(words -> discard(database, words));
            Optional<Integer> cleared = Optional.ofNullable(retry).map(words -> retry(database, words));
            List<SyncError> errors = database.errors();
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("result", "ok");
            cleared.ifPresent(count -> document.put("cleared", count));
            discarded.ifPresent(count -> document.put("discarded", count));
            document.put("errors", errors.stream().map(ErrorsCommand::document).toList());
            surroundings.console().result(output.format, document, text(cleared, discarded, errors));
            return ExitCode.OK.code();
        }
    }

    private static int retry(LocalDatabase database, List<String> words) {
        return words.contains("all")
                ? database.retryAllErrors()
                : database.retryErrors(numbers(database, "--retry", words));
    }

    private static int discard(LocalDatabase database, List<String> words) {
        return words.contains("all")
                ? database.discardAllChanges()
                : database.discardChanges(numbers(database, "--discard", words));
    }

    private static List<Long> numbers(LocalDatabase database, String option, List<String> words) {
        Set<Long> known = database.errors().stream().map(SyncError::id).collect(Collectors.toSet());
        List<Long> ids = new ArrayList<>();
        for (String word : words) {
            try {
                ids.add(Long.valueOf(word));
            } catch (NumberFormatException e) {
                throw new CliException(
                        ExitCode.USAGE,
                        option + " " + word + ": neither a number nor 'all'",
                        "see 'crmlink errors'",
                        e);
            }
            if (!known.contains(ids.get(ids.size() - 1))) {
                throw new CliException(
                        ExitCode.USAGE,
                        option + " " + word + ": there is no entry with this number",
                        "see 'crmlink errors'");
            }
        }
        return ids;
    }

    private static Map<String, Object> document(SyncError error) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", error.id());
        document.put("entity", error.entity());
        document.put("record", error.recordId());
        document.put("kind", error.kind().text());
        document.put("operation", error.operation());
        document.put("code", error.code());
        document.put("message", error.message());
        document.put("hint", error.hint());
        document.put("serverVersion", error.serverVersion());
        document.put("serverDeleted", error.serverDeleted());
        document.put("createdAt", error.createdAt());
        document.put("attempts", error.attempts());
        return document;
    }

    private static String text(Optional<Integer> cleared, Optional<Integer> discarded, List<SyncError> errors) {
        StringBuilder text = new StringBuilder();
        cleared.ifPresent(count -> text.append(count).append(" cleared\n"));
        discarded.ifPresent(
                count -> text.append(count).append(" given up; the next sync brings what the server has\n"));
        if (errors.isEmpty()) {
            return text.append("no errors").toString();
        }
        for (SyncError error : errors) {
            text.append('#')
                    .append(error.id())
                    .append(' ')
                    .append(error.kind().text())
                    .append(' ')
                    .append(error.operation())
                    .append(' ')
                    .append(error.entity())
                    .append('/')
                    .append(error.recordId())
                    .append("\n   ")
                    .append(error.message())
                    .append(error.code().isEmpty() ? "" : " [" + error.code() + "]")
                    .append(error.hint().isEmpty() ? "" : "\n   → " + error.hint())
                    .append('\n');
        }
        return text.toString();
    }
}
