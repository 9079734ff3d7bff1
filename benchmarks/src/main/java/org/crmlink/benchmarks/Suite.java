package org.crmlink.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.crmlink.benchmarks.contestant.Program;

/**
 * Runs the measurements in rounds, one process at a time: each round runs every program once that still has runs to make, so that a machine that becomes
 * slower does so for all. When the time is used up, no further round begins; every program has run once then. One-at-a-time.
 */
final class Suite {

    private static final int PROCESS_SECONDS = 240;

    private final List<Measurement> measurements;
    private final Results results = new Results();
    private final List<String> failures = new ArrayList<>();
    private final Map<String, String> fingerprints = new HashMap<>();
    private final Set<String> given = new LinkedHashSet<>();
    private final ObjectMapper mapper = new ObjectMapper();
    private final long deadline;
    private final Path folder;
    private int folders;

    Suite(List<Measurement> measurements, Path folder, int seconds) {
        this.measurements = List.copyOf(measurements);
        this.folder = folder;
        this.deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    Results results() {
        return results;
    }

    /** What did not work, for people. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    void run(ServerProcess server) throws IOException, InterruptedException {
        ScriptRuns scripts = new ScriptRuns(folder, server.url(Measurement.Port.PLAIN));
        int rounds = measurements.stream().mapToInt(Measurement::runs).max().orElse(0);
        for (int round = 0; round < rounds; round++) {
            for (Measurement measurement : measurements) {
                boolean late = round > 0 && System.nanoTime() > deadline;
                if (measurement.runs() > round && !late && !given.contains(measurement.id())) {
                    once(measurement, round, server, scripts);
                }
            }
        }
        sameWork();
    }

    private void once(Measurement measurement, int round, ServerProcess server, ScriptRuns scripts)
            throws InterruptedException, IOException {
        Path own = Files.createDirectory(folder.resolve("run" + folders++));
        try {
            Run run = measurement.isScript() ? scripts.run(measurement.id()) : program(measurement, server, own);
            results.add(measurement.id(), run);
            if (measurement.writesAccounts()) {
                fingerprints.put(measurement.id(), run.fingerprint());
            }
            System.err.println(measurement.title() + ", run " + (round + 1) + " of " + measurement.runs() + ": "
                    + (measurement.isScript()
                            ? Numbers.grouped(run.nanos() / 1e6) + " ms"
                            : Numbers.grouped(run.rowsPerSecond()) + " rows/s"));
        } catch (IOException e) {
            given.add(measurement.id());
            failures.add(measurement.title() + ": " + e.getMessage());
            System.err.println(measurement.title() + " " + e.getMessage());
        } finally {
            delete(own);
        }
    }

    private Run program(Measurement measurement, ServerProcess server, Path own)
            throws IOException, InterruptedException {
        List<String> command = Jvm.command(
                measurement.heapMb(),
                Program.class,
                List.of(
                        measurement.contestant(),
                        server.url(measurement.port()),
                        Files.createDirectory(own.resolve("data")).toString(),
                        Integer.toString(measurement.rows()),
                        Integer.toString(measurement.repeats()),
                        Integer.toString(measurement.warmSeconds())));
        JsonNode line = mapper.readTree(Jvm.output(command, own, PROCESS_SECONDS));
        Map<String, Long> others = new LinkedHashMap<>();
        line.path("others")
                .properties()
                .forEach(part -> others.put(part.getKey(), part.getValue().asLong()));
        Run run = new Run(
                line.path("rows").asLong(),
                line.path("nanos").asLong(),
                line.path("peakHeapBytes").asLong(),
                line.path("fingerprint").asText(),
                others);
        if (measurement.rows() > 0 && run.rows() != measurement.rows()) {
            throw new IOException("handled " + run.rows() + " of " + measurement.rows() + " records");
        }
        return run;
    }

    /** Nobody is fast because it leaves something out. */
    private void sameWork() {
        if (new LinkedHashSet<>(fingerprints.values()).size() > 1) {
            StringBuilder text = new StringBuilder("the programs have not written the same table:");
            fingerprints.forEach((id, fingerprint) ->
                    text.append("\n  ").append(id).append(": ").append(fingerprint));
            failures.add(text.toString());
        }
    }

    static void delete(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> found = Files.walk(folder)) {
            paths = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
