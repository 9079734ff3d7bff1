package org.crmlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.Sandbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command as a process of its own: signals, encodings, what a pipe sees. */
class ProcessTest {

    private static final long MOST_SECONDS = 60;

    @TempDir
    private Path folder;

    private Sandbox sandbox;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void serve() throws IOException {
        sandbox =
                Sandbox.dynamics(DynamicsOptions.builder().records(10).build()).start();
        Files.writeString(folder.resolve("crmlink.yaml"), """
                version: 1
                connector: dynamics
                options:
                  url: %s
                  token-url: %s
                  client-id: %s
                  client-secret: ${env:CRM_SECRET}
                database: crm.db
                entities:
                  account: {fields: [name]}
                  contact: {fields: [lastname]}
                """.formatted(
                        sandbox.url(), sandbox.tokenUrl(), DynamicsOptions.DEFAULT_CLIENT));
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
        sandbox.close();
    }

    private Process start(Map<String, String> environment, String... words) throws IOException {
        List<String> line = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/env")) && resetsSignals()) {
            // a build in the background ignores Ctrl-C, and children inherit that
            line.addAll(List.of("/usr/bin/env", "--default-signal=INT"));
        }
        line.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile());
        builder.environment().put("CRM_SECRET", DynamicsOptions.DEFAULT_SECRET);
        builder.environment().put("CRMLINK_HOME", folder.resolve("home").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static boolean resetsSignals() throws IOException {
        Process probe = new ProcessBuilder("/usr/bin/env", "--default-signal=INT", "true").start();
        try {
            return probe.waitFor() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String out() throws IOException {
        return Files.readString(folder.resolve("out.txt"), StandardCharsets.UTF_8);
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err.txt"), StandardCharsets.UTF_8);
    }

    private int code(Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS))
                .as("it ends; stderr: %s", err())
                .isTrue();
        return process.exitValue();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSignalDuringASyncSavesTheStateAndTellsItInOneDocument(String signal, int code) throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        var held = sandbox.faults().on("GET", "/contacts").always().hold(latch);
        Process process = start(Map.of(), "sync", "-c", "crmlink.yaml", "-o", "json");
        for (int i = 0; i < MOST_SECONDS * 20 && held.fired() == 0 && process.isAlive(); i++) {
            Thread.sleep(50);
        }
        assertThat(held.fired()).as("the sync reached the contacts; %s", err()).isPositive();

        long signalled = System.nanoTime();
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(code(process)).isEqualTo(code);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - signalled))
                .as("seconds until it ended")
                .isLessThan(10);
        Map<String, Object> document = JsonText.object(out());
        assertThat(document).containsEntry("result", "interrupted");
        assertThat(JsonText.object(document, "error")).containsEntry("exitCode", 130L);

        latch.countDown();
        sandbox.faults().clear();
        assertThat(code(start(Map.of(), "sync", "-c", "crmlink.yaml", "-o", "json")))
                .isZero();
        assertThat(JsonText.object(out())).containsEntry("result", "ok");
    }

    @Test
    void twoSyncsOfTheEmbeddedSandboxDoNotMeet() throws Exception {
        DynamicsOptions embedded = DynamicsOptions.builder()
                .records(5)
                .folder(folder.resolve("crmlink.db.sandbox"))
                .build();
        try (Sandbox other = Sandbox.dynamics(embedded)) {
            assertThat(other.isNew()).isTrue();
            assertThat(code(start(Map.of(), "sync", "-o", "json"))).isEqualTo(ExitCode.TEMPORARY.code());
        }
        assertThat(JsonText.object(JsonText.object(out()), "error")
                        .get("message")
                        .toString())
                .contains("another crmlink", "crmlink.db.sandbox");
    }

    @Test
    void textIsUtf8WhateverTheLocale() throws Exception {
        assertThat(code(start(Map.of("LC_ALL", "C", "LANG", "C"), "describe", "account", "-c", "crmlink.yaml")))
                .isZero();
        assertThat(out()).contains("account · Account", "≤ ");
    }

    @Test
    void aServingSandboxSaysWhereAndEndsWithTheSignal() throws Exception {
        Process process = start(Map.of(), "sandbox", "dynamics", "--port", "0", "--records", "5");
        for (int i = 0; i < MOST_SECONDS * 20 && out().isEmpty() && process.isAlive(); i++) {
            Thread.sleep(50);
        }
        assertThat(out()).matches("listening on http://127\\.0\\.0\\.1:[0-9]+\n");
        process.destroy();
        assertThat(code(process)).isEqualTo(143);
        assertThat(out().lines()).hasSize(1);
    }
}
