package com.example.smallhost;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one properties file orders: which connector reads what into which table.
 *
 * @param name the file's name without its ending, for people
 * @param plugins a folder with a sub-folder of jars for each connector
 * @param connector the connector's id
 * @param options the connector's options
 * @param entity what is read
 * @param fields the columns
 * @param table the CSV file
 */
record Job(
        String name,
        Path plugins,
        String connector,
        Map<String, String> options,
        String entity,
        List<String> fields,
        Path table) {

    private static final String OPTION = "option.";
    private static final String OPTION_FROM_ENVIRONMENT = "option-from-env.";

    /** Reads a job. Paths in it are relative to its own folder. */
    static Job read(Path file) throws IOException {
        Properties lines = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            lines.load(in);
        }
        String name = file.getFileName().toString().replaceFirst("\\.properties$", "");
        List<String> problems = new ArrayList<>();
        Map<String, String> options = new TreeMap<>();
        for (String key : lines.stringPropertyNames()) {
            String value = lines.getProperty(key).strip();
            if (key.startsWith(OPTION)) {
                options.put(key.substring(OPTION.length()), value);
            } else if (key.startsWith(OPTION_FROM_ENVIRONMENT)) {
                // A secret belongs into the environment, not into a file that is copied around.
                String secret = System.getenv(value);
                if (secret == null) {
                    problems.add("the environment has no variable " + value);
                } else {
                    options.put(key.substring(OPTION_FROM_ENVIRONMENT.length()), secret);
                }
            } else if (!List.of("plugins", "connector", "entity", "fields", "table")
                    .contains(key)) {
                problems.add("unknown line '" + key + "'");
            }
        }
        for (String required : List.of("plugins", "connector", "entity", "fields")) {
            if (lines.getProperty(required, "").isBlank()) {
                problems.add("'" + required + "' is missing");
            }
        }
        if (!problems.isEmpty()) {
            throw new UsageException(file + ": " + String.join("; ", problems));
        }
        return new Job(
                name,
                file.resolveSibling(lines.getProperty("plugins").strip()),
                lines.getProperty("connector").strip(),
                options,
                lines.getProperty("entity").strip(),
                Stream.of(lines.getProperty("fields").split(","))
                        .map(String::strip)
                        .toList(),
                file.resolveSibling(lines.getProperty("table", name + ".csv").strip()));
    }

    /** Without the options: there are secrets among them. */
    @Override
    public String toString() {
        return "Job[" + name + "]";
    }
}
