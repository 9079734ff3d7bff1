package org.crmlink.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.crmlink.benchmarks.jmh.Microbenchmarks;

/** The command {@code crmlink bench}. */
public final class Main {

    private static final int SECONDS = 570;
    private static final int QUICK_SECONDS = 75;
    private static final int USAGE = 2;

    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        List<String> known =
                Measurement.all(false).stream().map(Measurement::id).toList();
        Options options;
        try {
            options = Options.parse(args, known);
        } catch (IllegalArgumentException e) {
            System.err.println("crmlink bench: " + e.getMessage());
            System.exit(USAGE);
            return;
        }
        if (options.help()) {
            out.printf(Options.USAGE, String.join(", ", known));
            return;
        }
        Path folder = Files.createTempDirectory("crmlink-bench");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteQuietly(folder)));
        System.exit(options.jmh() ? Microbenchmarks.run(folder, options.quick()) : measure(options, folder, out));
    }

    private static int measure(Options options, Path folder, PrintStream out) throws IOException, InterruptedException {
        List<Measurement> measurements = Measurement.all(options.quick()).stream()
                .filter(one -> options.only().isEmpty()
                        ? one.isQuick() || !options.quick()
                        : options.only().contains(one.id()))
                .toList();
        Suite suite = new Suite(measurements, folder, options.quick() ? QUICK_SECONDS : SECONDS);
        try (ServerProcess server = ServerProcess.start(Measurement.amount(options.quick()), measurements)) {
            suite.run(server);
        }
        out.println(
                options.json()
                        ? Document.of(measurements, suite.results())
                        : TextTable.of(measurements, suite.results()));
        suite.failures().forEach(failure -> System.err.println("crmlink bench: " + failure));
        return suite.failures().isEmpty() ? 0 : 1;
    }

    private static void deleteQuietly(Path folder) {
        try {
            Suite.delete(folder);
        } catch (IOException e) {
            System.err.println("crmlink bench: left behind: " + folder);
        }
    }
}
