package org.crmlink.cli.embedded;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;

/**
 * The certification kit in a Java of its own, with its own class path: it listens to all that its process logs, which here goes to another place.
 *
 * @param folder where its jars are
 * @param surroundings where it prints
 */
public record CertificationKit(RunnableFolder folder, Surroundings surroundings) {

    private static final String MAIN = "org.crmlink.tck.Main";
    private static final long GRACE_SECONDS = 5;

    /** Runs it to its end and returns its exit code. It ends with this process, whatever ends it: its standard input ends then. */
    public int run(List<String> words) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-Dfile.encoding=UTF-8"));
        line.addAll(List.of("-cp", folder.kit() + File.separator + "*", MAIN, "--end-with-input"));
        line.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().putAll(surroundings.environment());
        builder.directory(surroundings.workingFolder().toAbsolutePath().toFile());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNEXPECTED, "the certification kit cannot be started: " + e.getMessage(), "", e);
        }
        Thread out = pump(process.getInputStream(), surroundings.console().out(), "out");
        Thread err = pump(process.getErrorStream(), surroundings.console().err(), "err");
        try {
            int code = process.waitFor();
            out.join();
            err.join();
            if (code < 0 || code > ExitCode.USAGE.code()) {
                // killed, or out of memory: it has told nobody
                throw new CliException(
                        ExitCode.UNEXPECTED,
                        "the certification kit broke off with exit code " + code,
                        "start it again; what it said last is above");
            }
            return code;
        } catch (InterruptedException e) {
            end(process);
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "the certification was interrupted", "start it again", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            // a second signal: at once, then
            process.destroyForcibly();
        }
    }

    private static Thread pump(InputStream from, PrintStream to, String name) {
        Thread thread = new Thread(
                () -> {
                    byte[] buffer = new byte[8_192];
                    try {
                        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                            to.write(buffer, 0, n);
                            to.flush();
                        }
                    } catch (IOException e) {
                        // it was ended while it spoke
                        to.flush();
                    }
                },
                "crmlink-kit-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
