package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * DynamicsWebApi, the client library that JavaScript programs use most, runs unmodified against the sandbox. It needs Node.js and its
 * package registry; without them the test says so and is skipped.
 */
class DynamicsWebApiClientTest {

    private static final Path SOURCE = Path.of("src", "test", "node", "dynamics-web-api");
    private static final Path FOLDER = Path.of("target", "node", "dynamics-web-api");

    @TestFactory
    Stream<DynamicTest> dynamicsWebApi() throws IOException, InterruptedException {
        install();
        Run run;
        try (Org org = Org.start(options -> options.records(30).maxPageSize(12))) {
            run = run(List.of("node", "client.js", org.sandbox.url(), Org.TOKEN));
        }
        List<String> lines = run.output().lines().toList();
        assertThat(lines).as(run.output()).hasSizeGreaterThan(10);
        return lines.stream()
                .filter(line -> line.startsWith("ok ") || line.startsWith("failed "))
                .map(line -> DynamicTest.dynamicTest(
                        line.replaceFirst("^(ok|failed) ", "").replaceFirst(": .*", ""),
                        () -> assertThat(line).startsWith("ok ")));
    }

    private static void install() throws IOException, InterruptedException {
        assumeTrue(isThere("node"), "DynamicsWebApi: not run, no Node");
        assumeTrue(isThere("npm"), "DynamicsWebApi: not run, no npm");
        Files.createDirectories(FOLDER);
        for (String name : List.of("package.json", "package-lock.json", "client.js")) {
            Files.copy(SOURCE.resolve(name), FOLDER.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        Run run = run(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
        assumeTrue(run.exit() == 0, () -> "DynamicsWebApi: not run, npm could not install it: " + run.output());
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(program, "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(20, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            System.out.println("DynamicsWebApi: not run, no " + program);
            return false;
        }
    }

    private record Run(int exit, String output) {}

    private static Run run(List<String> command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(FOLDER.toAbsolutePath(), "run", ".log");
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        String output = Files.readString(log, StandardCharsets.UTF_8);
        Files.delete(log);
        return new Run(ended ? process.exitValue() : -1, output);
    }
}
