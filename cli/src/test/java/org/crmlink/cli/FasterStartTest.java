package org.crmlink.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher with the Java and the classes of this build: the archive of classes makes a start faster and nothing else. */
class FasterStartTest {

    private static final Path BASH = Path.of("/bin/bash");
    private static final List<String> NOT_FOR_HELP =
            List.of("com.google.inject.", "okhttp3.", "org.sqlite.", "ch.qos.logback.", "org.eclipse.jetty.");

    @TempDir
    private static Path folder;

    private static Path home;

    private record Answer(int code, String out, String err) {}

    @BeforeAll
    static void aBuiltCheckoutWhoseFasterStartIsPrepared() throws Exception {
        assumeTrue(Files.isExecutable(BASH), "no bash");
        home = folder.resolve("checkout");
        Path app = home.resolve("cli/target/crmlink");
        Path lib = Files.createDirectories(app.resolve("lib"));
        Path original =
                Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
        Files.copy(original.resolve("crmlink"), home.resolve("crmlink"));
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path) && !path.endsWith("test-classes")) {
                jar(path, lib.resolve("classes-" + number++ + ".jar"));
            } else if (Files.isRegularFile(path)) {
                Files.copy(path, lib.resolve(path.getFileName()));
            }
        }
        Files.writeString(app.resolve(".built"), "");
        Answer first = run("", "--version");
        assertThat(first.err()).contains("preparing a faster start").hasLineCount(1);
        assertThat(archive()).as(() -> "the archive; %s".formatted(log())).isNotEmptyFile();
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        }
    }

    private static String log() {
        try {
            return Files.readString(home.resolve("cli/target/start.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Path archive() throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("cli/target/crmlink/start"))) {
            return files.filter(file -> file.endsWith("classes.jsa"))
                    .findFirst()
                    .orElse(home.resolve("no-archive"));
        }
    }

    private static Answer run(String javaOptions, String... words) throws Exception {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(Stream.of(home.resolve("crmlink").toString()), Stream.of(words))
                                .toList())
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("CRMLINK_HOME", folder.resolve("home").toString());
        builder.environment().put("CRMLINK_JAVA_OPTS", javaOptions);
        Process process = builder.start();
        boolean ended = process.waitFor(90, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).as("it ends").isTrue();
        return new Answer(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private List<String> loaded(String... words) throws Exception {
        Path classes = folder.resolve("classes.txt");
        Answer answer = run("-Xlog:class+load:file=" + classes, words);
        assertThat(answer.code()).as(answer.err()).isZero();
        List<String> lines = Files.readAllLines(classes);
        assertThat(lines).anyMatch(line -> line.contains(" org.crmlink.cli.Main "));
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version", "connectors", "connectors dynamics", "sync --help"})
    void whatOnlyTellsLoadsNeitherConnectorNorDatabaseNorServer(String line) throws Exception {
        assertThat(loaded(line.split(" ")))
                .noneMatch(loaded -> NOT_FOR_HELP.stream().anyMatch(name -> loaded.contains(" " + name)));
    }

    @Test
    void theClassesComeFromTheArchiveAndNotFromJars() throws Exception {
        List<String> loaded = loaded("--help");
        assertThat(loaded)
                .anyMatch(line ->
                        line.contains(" org.crmlink.cli.Surroundings ") && line.contains("shared objects file"));
        // newer ones do not archive the library of commands, whose classes are of Java 5
        if (Runtime.version().feature() == 17) {
            assertThat(loaded).noneMatch(line -> line.contains("source: file:"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "sync --help", "connectors -o json", "status", "status -o json", "nonsense"})
    void whatIsSaidIsTheSameWithAndWithout(String line) throws Exception {
        String[] words = line.split(" ");
        assertThat(run("", words)).isEqualTo(run("-Xshare:off", words));
    }

    @Test
    void anArchiveThatDoesNotFitIsPassedOverInSilence() throws Exception {
        Answer usual = run("", "connectors");
        assertThat(usual.err()).isEmpty();
        Path archive = archive();
        byte[] fitting = Files.readAllBytes(archive);
        assertThat(archive.toFile().setWritable(true)).isTrue();
        try {
            for (byte[] other : List.of(
                    "no archive at all".getBytes(StandardCharsets.UTF_8),
                    new byte[fitting.length],
                    Arrays.copyOf(fitting, fitting.length / 2))) {
                Files.write(archive, other);
                assertThat(run("", "connectors")).isEqualTo(usual);
            }
        } finally {
            Files.write(archive, fitting);
        }
        Path jar;
        try (Stream<Path> jars = Files.list(home.resolve("cli/target/crmlink/lib"))) {
            jar = jars.filter(path -> path.getFileName().toString().startsWith("picocli"))
                    .findFirst()
                    .orElseThrow();
        }
        FileTime built = Files.getLastModifiedTime(jar);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(86_400)));
        assertThat(run("", "connectors")).isEqualTo(usual);
        Files.setLastModifiedTime(jar, built);
    }
}
