package org.crmlink.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts processes of this Java with this class path. Stateless. */
final class Jvm {

    private static final int FIRST_WITH_NATIVE_WARNINGS = 24;
    private static final int SHOWN = 2_000;

    private Jvm() {}

    /** The serial collector for everybody: the machine's cores are for the two sides, and what the crmlink command takes too. */
    static List<String> command(int heapMb, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heapMb + "m");
        command.add("-XX:+UseSerialGC");
        command.add("-XX:-UsePerfData");
        if (Runtime.version().feature() >= FIRST_WITH_NATIVE_WARNINGS) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.add("-cp");
        command.add(classPath());
        command.add(main.getName());
        command.addAll(arguments);
        return command;
    }

    /** Absolute, since the processes run in folders of their own. */
    static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /**
     * Runs a process to its end and returns what it printed.
     *
     * @throws IOException if it fails or takes too long, with the end of what it complained about
     */
    static String output(List<String> command, Path folder, int seconds) throws IOException, InterruptedException {
        Path out = folder.resolve("stdout");
        Path err = folder.resolve("stderr");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new IOException("took longer than " + seconds + " seconds");
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            String said = Files.readString(err, StandardCharsets.UTF_8);
            throw new IOException(
                    "ended with " + process.exitValue() + ": " + said.substring(0, Math.min(said.length(), SHOWN)));
        }
        return Files.readString(out, StandardCharsets.UTF_8);
    }
}
