package org.crmlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How the command runs the certification kit: with which words, in which process. The kit is a double here, since the true one is packed later than
 * these tests run.
 */
@Timeout(120)
class CertifyCommandTest {

    /** Tells what it was given; with {@code --full} it stays until its input ends, as the true one does. */
    private static final String DOUBLE = """
            package org.crmlink.tck;
            public final class Main {
                public static void main(String[] args) throws Exception {
                    System.out.println("{\\"args\\":\\"" + String.join(" ", args) + "\\",\\"ü\\":true}");
                    System.out.flush();
                    System.err.println("kit " + ProcessHandle.current().pid());
                    if (String.join(" ", args).contains("--full")) {
                        while (System.in.read() >= 0) {}
                    }
                    System.exit(args[1].contains("nowhere") ? 1 : 0);
                }
            }
            """;

    @TempDir
    private static Path built;

    @TempDir
    private Path folder;

    private Process command;
    private long kit;

    @BeforeAll
    static void build() throws IOException {
        Path source = Files.writeString(built.resolve("Main.java"), DOUBLE);
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        InputStream.nullInputStream(),
                        System.out,
                        System.err,
                        "-proc:none",
                        "-encoding",
                        "UTF-8",
                        "-d",
                        built.toString(),
                        source.toString());
        assertThat(code).isZero();
        Files.createDirectories(built.resolve("app/plugins/dynamics"));
        Files.createDirectories(built.resolve("app/fixtures"));
        Path jar = Files.createDirectories(built.resolve("app/kit")).resolve("kit.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("org/crmlink/tck/Main.class"));
            Files.copy(built.resolve("org/crmlink/tck/Main.class"), out);
            out.closeEntry();
        }
    }

    @BeforeEach
    void none() {
        kit = 0;
    }

    @AfterEach
    void stop() {
        if (command != null) {
            command.destroyForcibly();
        }
        if (kit != 0) {
            ProcessHandle.of(kit).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private void start(String... words) throws IOException {
        List<String> line = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            // the signal of this test is for the command alone
            line.add("/usr/bin/setsid");
        }
        line.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "certify"));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile());
        builder.environment().put("CRMLINK_FOLDER", built.resolve("app").toString());
        builder.environment().put("CRMLINK_HOME", folder.resolve("home").toString());
        command = builder.start();
    }

    private int code() throws InterruptedException, IOException {
        assertThat(command.waitFor(60, TimeUnit.SECONDS))
                .as("it ends; %s", text("err.txt"))
                .isTrue();
        return command.exitValue();
    }

    private String text(String file) throws IOException {
        return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
    }

    /** Waits until the kit has told its process, and returns that. */
    private ProcessHandle kit() throws IOException, InterruptedException {
        for (int i = 0; i < 600 && !text("err.txt").contains("kit "); i++) {
            Thread.sleep(50);
        }
        kit = Long.parseLong(text("err.txt").replaceFirst("(?s).*kit ([0-9]+).*", "$1"));
        return ProcessHandle.of(kit).orElseThrow();
    }

    private static void ends(ProcessHandle process) throws InterruptedException {
        for (int i = 0; i < 400 && process.isAlive(); i++) {
            Thread.sleep(50);
        }
        assertThat(process.isAlive()).as("the kit is gone").isFalse();
    }

    @Test
    void aBundledConnectorIsCertifiedByTheFoldersOfTheCommand() throws Exception {
        start("--connector", "dynamics", "--sandbox", "--profile", "reader", "--report", "out", "-o", "json");
        assertThat(code()).as(text("err.txt")).isZero();
        Path app = built.resolve("app");
        assertThat(text("out.txt"))
                .isEqualToIgnoringNewLines("{\"args\":\"--end-with-input --plugin=" + app.resolve("plugins/dynamics")
                        + " --fixture=" + app.resolve("fixtures") + " --connector=dynamics --profile=reader --report="
                        + folder.toRealPath().resolve("out") + " --output=json\",\"ü\":true}");
    }

    @Test
    void theKitsVerdictIsTheCommands() throws Exception {
        start("--plugin", "nowhere", "--fixture", "f.jar", "--only", "R16");
        assertThat(code()).isEqualTo(1);
        assertThat(text("out.txt")).contains("nowhere --fixture=", "f.jar --only=R16 --output=text");
        assertThat(text("err.txt")).startsWith("kit ");
    }

    @Test
    void aConnectorThatDoesNotComeWithTheCommandIsUsage() throws Exception {
        start("--connector", "other", "--sandbox", "-o", "json");
        assertThat(code()).isEqualTo(2);
        assertThat(text("out.txt")).contains("no connector 'other'", "there is dynamics");
    }

    @Test
    void aKitThatBreaksOffIsTold() throws Exception {
        start("--plugin", "p", "--fixture", "f", "--full", "-o", "json");
        kit().destroyForcibly();
        assertThat(code()).isEqualTo(1);
        assertThat(text("out.txt").lines().skip(1))
                .singleElement()
                .asString()
                .contains("the certification kit broke off");
    }

    @Test
    void anInterruptEndsTheKit() throws Exception {
        start("--plugin", "p", "--fixture", "f", "--full");
        ProcessHandle running = kit();
        command.destroy();
        assertThat(code()).isEqualTo(143);
        ends(running);
    }

    @Test
    void theKitDoesNotOutliveACommandThatWasKilled() throws Exception {
        start("--plugin", "p", "--fixture", "f", "--full");
        ProcessHandle running = kit();
        Optional<ProcessHandle> parent = running.parent();
        parent.ifPresent(ProcessHandle::destroyForcibly);
        ends(running);
    }
}
