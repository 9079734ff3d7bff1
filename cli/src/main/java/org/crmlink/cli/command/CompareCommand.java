package org.crmlink.cli.command;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.cli.compare.Comparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proves that the records of a file arrived. */
@Command(
        name = "compare",
        description = {
            "Looks for every record of a file in a table of the local database, field by field.",
            "Numbers, times and ids are equal however they are written; fields that only the server fills are left out.",
            "Reads the file on its own, so it judges sandbox, connector and engine together. Exit code 3 if one is missing."
        },
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {

    private static final int SHOWN = 5;

    private final Surroundings surroundings;

    @Parameters(
            arity = "1..*",
            paramLabel = "ENTITY=FILE",
            description = "Table and file: sObject-tree JSON, a JSON array, or CSV.")
    private Map<String, Path> files = new LinkedHashMap<>();

    @Option(
            names = "--map",
            paramLabel = "COLUMN=FIELD",
            description = "Names the field of a column of the file (repeatable).")
    private Map<String, String> renamed = new LinkedHashMap<>();

    @Mixin
    private final ConfigurationOption configuration = new ConfigurationOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    CompareCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Path database = Target.database(configuration.file(), surroundings);
        Map<String, Object> document = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder();
        boolean equal = true;
        for (Map.Entry<String, Path> entry : files.entrySet()) {
            Path file = surroundings.workingFolder().resolve(entry.getValue());
            Comparison.Result result = compare(database, entry.getKey(), file);
            equal &= result.isEqual();
            document.put(entry.getKey(), document(result));
            text.append(entry.getKey())
                    .append(": ")
                    .append(result.found())
                    .append(" of ")
                    .append(result.records());
            text.append(" records found, ").append(result.fields()).append(" values equal in the fields ");
            text.append(String.join(", ", result.columns())).append('\n');
            if (!result.ignored().isEmpty()) {
                text.append("  not in the table: ")
                        .append(String.join(", ", result.ignored()))
                        .append('\n');
            }
            if (!result.readOnly().isEmpty()) {
                text.append("  filled by the server alone, not compared: ")
                        .append(String.join(", ", result.readOnly()))
                        .append('\n');
            }
            result.missing().stream()
                    .limit(SHOWN)
                    .forEach(record -> text.append("  missing: ").append(record).append('\n'));
        }
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("result", equal ? "ok" : "different");
        whole.put("entities", document);
        surroundings.console().result(output.format, whole, text.toString());
        return (equal ? ExitCode.OK : ExitCode.RECORDS_FAILED).code();
    }

    private Comparison.Result compare(Path database, String table, Path file) {
        try {
            return new Comparison(database, table, renamed).run(file);
        } catch (SQLException e) {
            throw new CliException(
                    ExitCode.FATAL_DATA,
                    "the database " + database + " cannot be read: " + e.getMessage(),
                    "sync first, or check the path of the database",
                    e);
        }
    }

    private static Map<String, Object> document(Comparison.Result result) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("records", result.records());
        document.put("found", result.found());
        document.put("fieldsEqual", result.fields());
        document.put("columns", result.columns());
        document.put("ignored", result.ignored());
        document.put("readOnly", result.readOnly());
        document.put("missing", result.missing());
        return document;
    }
}
