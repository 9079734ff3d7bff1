package org.crmlink.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.crmlink.sandbox.DynamicsOptions;

/** {@code examples/small-host}, compiled once in this JVM and run as processes of their own. */
final class SmallHost {

    static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    static final Path SOURCES = MODULE.resolve("small-host");

    private static final long MOST_SECONDS = 60;

    /** How a process ended. */
    record Run(int exit, String out, String err) {

        /** Standard output of a process that must have ended well. */
        String fine() {
            assertThat(exit).as("exit code; out: %s; err: %s", out, err).isZero();
            return out;
        }
    }

    private static boolean built;

    private final Path folder;
    private final List<String> java;

    private SmallHost(Path folder, List<String> java) {
        this.folder = folder;
        this.java = java;
    }

    /** Compiles the example against its libraries and nothing else, as the module that it is. */
    private static synchronized Path jar() throws IOException {
        Path jar = MODULE.resolve("target/small-host/small-host.jar");
        if (!built) {
            Files.createDirectories(jar.getParent());
            Jars.build(SOURCES.resolve("src/main/java"), "--module-path", libraries(), Map.of(), jar);
            built = true;
        }
        return jar;
    }

    /** The jars that its one dependency brings. */
    static List<Path> libraries() throws IOException {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(MODULE.resolve("target/host-libs"), "*.jar")) {
            found.forEach(jars::add);
        }
        return jars;
    }

    static Path ownJava() {
        return Path.of(System.getProperty("java.home"));
    }

    /** Runs with {@code java -cp}. */
    static SmallHost onClassPath(Path folder) throws IOException {
        List<Path> path = new ArrayList<>(libraries());
        path.add(jar());
        return new SmallHost(folder, command(ownJava(), "-cp", Jars.joined(path), "com.example.smallhost.Main"));
    }

    /** Runs with {@code java -p … -m …}, and tells on standard output which modules it has found. */
    static SmallHost onModulePath(Path folder, Path javaHome) throws IOException {
        List<Path> path = new ArrayList<>(libraries());
        path.add(jar());
        return new SmallHost(
                folder,
                command(
                        javaHome,
                        "--show-module-resolution",
                        "-p",
                        Jars.joined(path),
                        "-m",
                        "com.example.smallhost/com.example.smallhost.Main"));
    }

    private static List<String> command(Path javaHome, String... rest) {
        List<String> line = new ArrayList<>(List.of(
                javaHome.resolve("bin/java").toString(), "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        line.addAll(List.of(rest));
        return line;
    }

    Run run(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(java);
        line.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("CRM_SECRET", DynamicsOptions.DEFAULT_SECRET);
        builder.environment().keySet().removeIf(name -> name.equals("CLASSPATH") || name.equals("JAVA_TOOL_OPTIONS"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS))
                    .as("it ends; err: %s", Files.readString(err))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
