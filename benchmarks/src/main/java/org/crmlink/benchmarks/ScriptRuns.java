package org.crmlink.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.crmlink.benchmarks.data.Entity;
import org.jspecify.annotations.Nullable;

/** The command as a person calls it: whole processes through the {@code crmlink} script, from the shell's first line to the exit. One-at-a-time. */
final class ScriptRuns {

    /** Set by the script that started this. */
    private static final String SCRIPT = "crmlink.script";

    private static final int PROCESS_SECONDS = 120;

    private final Path folder;
    private final String url;
    private @Nullable Path configuration;
    private boolean helped;

    ScriptRuns(Path folder, String url) {
        this.folder = folder;
        this.url = url;
    }

    Run run(String id) throws IOException, InterruptedException {
        String script = System.getProperty(SCRIPT, "");
        if (script.isEmpty()) {
            throw new IOException("is measured only if 'crmlink bench' started this");
        }
        if (id.equals(Measurement.HELP)) {
            if (!helped) {
                // the first call of a build may have something to prepare
                timed(List.of(script, "--help"));
                helped = true;
            }
            return timed(List.of(script, "--help"));
        }
        if (configuration == null) {
            Path file = folder.resolve("crmlink.yaml");
            Files.writeString(file, yaml(), StandardCharsets.UTF_8);
            // the first sync reads everything, the second what has changed
            timed(List.of(script, "sync", "-c", file.toString()));
            timed(List.of(script, "sync", "-c", file.toString()));
            configuration = file;
        }
        return timed(List.of(script, "sync", "-c", configuration.toString()));
    }

    private Run timed(List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Jvm.output(command, folder, PROCESS_SECONDS);
        return new Run(0, System.nanoTime() - start, 0, "", Map.of());
    }

    private String yaml() {
        return String.join(
                "\n",
                "version: 1",
                "connector: dynamics",
                "options:",
                "  url: " + url,
                "  token-url: " + url + "/oauth2/token",
                "  client-id: demo",
                "  client-secret: demo-secret",
                "database: " + folder.resolve("idle.db"),
                "entities:",
                "  " + Entity.ACCOUNT.name() + ":",
                "    fields: [" + String.join(", ", Entity.ACCOUNT.fields()) + "]",
                "");
    }
}
