package org.crmlink.engine.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Collectors;
import org.crmlink.engine.EntityReport.Mode;
import org.crmlink.engine.SyncReport;
import org.crmlink.engine.SyncResult;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.Sandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of {@code docs/embedding.md} works, and the page quotes it as it is. */
class SyncProgramTest {

    private static final String HOW_TO_UPDATE =
            "docs/embedding.md does not quote SyncProgram.java as it is. Quote it anew:%n"
                    + "    mvn -pl sync-engine -am test -Dtest=SyncProgramTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.update=true";
    private static final String BEGIN = "<!-- file: SyncProgram.java -->\n```java\n";
    private static final String END = "```\n";

    private static final Path MODULE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    private static final Path PAGE = MODULE.resolveSibling("docs").resolve("embedding.md");

    @TempDir
    Path folder;

    @Test
    void theProgramSyncsAndASecondRunSendsWhatWasEditedBetween() throws IOException, SQLException {
        Path database = folder.resolve("crm.db");
        try (Sandbox sandbox =
                Sandbox.dynamics(DynamicsOptions.builder().records(20).build()).start()) {
            Map<String, String> options = Map.of(
                    "url",
                    sandbox.url(),
                    "token-url",
                    sandbox.tokenUrl(),
                    "client-id",
                    DynamicsOptions.DEFAULT_CLIENT,
                    "client-secret",
                    DynamicsOptions.DEFAULT_SECRET);

            SyncReport first = SyncProgram.sync(database, options);
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate("update account set telephone1 = '555-0100'"
                        + " where accountid = (select min(accountid) from account)");
            }
            SyncReport second = SyncProgram.sync(database, options);

            assertThat(first.result()).isEqualTo(SyncResult.OK);
            assertThat(first.entity("account").orElseThrow().received()).isEqualTo(20);
            assertThat(first.apiCalls()).isPositive();
            assertThat(second.result()).isEqualTo(SyncResult.OK);
            assertThat(second.entity("account").orElseThrow().mode()).isEqualTo(Mode.INCREMENTAL);
            assertThat(second.entity("account").orElseThrow().sent()).isEqualTo(1);
        }
    }

    @Test
    void thePageQuotesTheProgramAsItIs() throws IOException {
        String code =
                Files.readAllLines(MODULE.resolve("src/test/java/org/crmlink/engine/example/SyncProgram.java")).stream()
                        .filter(line -> !line.startsWith("package ") && !line.startsWith("import "))
                        .collect(Collectors.joining("\n", "", "\n"))
                        .replaceFirst("^\n+", "");
        String page = Files.readString(PAGE);
        int start = page.indexOf(BEGIN);
        assertThat(start).as("the place of the quotation").isNotNegative();
        start += BEGIN.length();
        if (Boolean.getBoolean("docs.update")) {
            page = page.substring(0, start) + code + page.substring(page.indexOf(END, start));
            Files.writeString(PAGE, page);
        }

        assertThat(page.substring(start, page.indexOf(END, start)))
                .as(HOW_TO_UPDATE)
                .isEqualTo(code);
    }
}
