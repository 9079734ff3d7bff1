package org.crmlink.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** The same edits through the {@code sqlite3} shell, whose SQLite is another, often older one; where there is no shell, through plain JDBC. */
class ShellEditTest {

    @TempDir
    Path folder;

    @Test
    void editsInTheShellReachTheOutbox(TestReporter reporter) throws Exception {
        try (StoreFixture crm = new StoreFixture(folder, Samples.contact(IdAssignment.SERVER))) {
            crm.download(
                    "contact",
                    List.of("firstname", "lastname"),
                    Samples.row("c1", "v1", "Ada", "Byron"),
                    Samples.row("c2", "v2", "Alan", "Turing"),
                    Samples.row("c3", "v3", "Grace", "Hopper"));
            List<String> edits = List.of(
                    "UPDATE contact SET lastname = 'Lovelace' WHERE contactid = 'c1'",
                    "DELETE FROM contact WHERE contactid = 'c2'",
                    "INSERT OR REPLACE INTO contact(contactid, firstname, lastname) VALUES('c3', 'Grace', 'Murray')",
                    "INSERT INTO contact(contactid, lastname) VALUES('c1', 'King') ON CONFLICT(contactid) DO UPDATE SET"
                            + " lastname = excluded.lastname",
                    "INSERT INTO contact(lastname, credit, visits) VALUES('O''Neill 😀', 12.50, 3)");
            Optional<Path> shell = shell();
            reporter.publishEntry("edited through", shell.isPresent() ? "the sqlite3 shell" : "plain JDBC (no shell)");
            if (shell.isPresent()) {
                run(shell.get(), crm.file, String.join(";\n", edits) + ";\n");
            } else {
                crm.sql(edits.toArray(String[]::new));
            }
            assertThat(crm.outbox())
                    .hasSize(4)
                    .startsWith(
                            "contact/c1 update v1 lastname", "contact/c2 delete v2 ", "contact/c3 update v3 lastname");
            PendingChange created = crm.pending("contact").get(3);
            assertThat(created.kind()).isEqualTo(ChangeKind.CREATE);
            assertThat(created.id()).matches("tmp:[0-9a-f]{32}");
            assertThat(created.values()).containsEntry("lastname", "O'Neill 😀").containsEntry("visits", 3L);
            assertThat(crm.change("contact", "c1").values()).containsEntry("lastname", "King");
        }
    }

    private static Optional<Path> shell() {
        String path = System.getenv().getOrDefault("PATH", "");
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path candidate = Path.of(folder, "sqlite3");
            if (!folder.isEmpty() && Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private void run(Path shell, Path database, String sql) throws IOException, InterruptedException, SQLException {
        Path script = folder.resolve("edits.sql");
        Path output = folder.resolve("output.txt");
        Files.writeString(script, sql, StandardCharsets.UTF_8);
        Process process = new ProcessBuilder(shell.toString(), "-bail", database.toString())
                .redirectInput(script.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(30, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).as("the shell has ended").isTrue();
        assertThat(Files.readString(output)).isEmpty();
        assertThat(process.exitValue()).isZero();
    }
}
