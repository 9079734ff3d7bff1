package org.crmlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.Sandbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job against a server, as a script sees it: documents and exit codes. */
class SyncCommandTest {

    private static Sandbox sandbox;

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeAll
    static void serve() throws IOException {
        sandbox = Sandbox.dynamics(DynamicsOptions.builder()
                        .records(20)
                        .client("tester", Cli.SECRET)
                        .token("back-door")
                        .build())
                .start();
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void configure() {
        cli = new Cli(folder);
        configure("server-wins");
    }

    private void configure(String strategy) {
        cli.file("crmlink.yaml", """
                version: 1
                connector: dynamics
                options:
                  url: %s
                  token-url: %s
                  client-id: tester
                  client-secret: ${env:CRM_SECRET}
                database: crm.db
                entities:
                  account: {fields: [name, accountnumber]}
                  contact:
                    fields: [lastname, firstname]
                    on-conflict: %s
                """.formatted(sandbox.url(), sandbox.tokenUrl(), strategy));
    }

    private Cli.Answer sync(String... more) {
        List<String> words = new ArrayList<>(List.of("sync", "-c", "crmlink.yaml"));
        words.addAll(List.of(more));
        return cli.json(words.toArray(String[]::new));
    }

    private static List<Object> all(Cli.Answer answer, String part) {
        return JsonText.objects(answer.document(), "entities").stream()
                .map(entity -> entity.get(part))
                .toList();
    }

    @Test
    void theDocumentTellsWhatTheFirstAndTheSecondSyncDid() {
        Cli.Answer first = sync().endsWith(ExitCode.OK);

        assertThat(first.document()).containsEntry("result", "ok").containsKeys("apiCalls", "elapsedMs", "warnings");
        assertThat(all(first, "name")).containsExactly("account", "contact");
        assertThat(all(first, "mode")).containsExactly("full", "full");
        assertThat(all(first, "received")).containsExactly(20L, 20L);
        assertThat(JsonText.objects(first.document(), "entities"))
                .allSatisfy(entity -> assertThat(entity)
                        .containsEntry("deleted", 0L)
                        .containsEntry("sent", 0L)
                        .containsEntry("conflicts", 0L)
                        .containsEntry("errors", 0L));
        assertThat((Long) first.document().get("apiCalls")).isPositive();

        Cli.Answer second = sync().endsWith(ExitCode.OK);
        assertThat(all(second, "mode")).containsExactly("incremental", "incremental");
        assertThat(all(second, "received")).containsExactly(0L, 0L);
    }

    @Test
    void aFullReadIsOfAllEntitiesOrOfTheOneNamed() {
        sync().endsWith(ExitCode.OK);
        assertThat(all(sync("--full", "contact"), "mode")).containsExactly("incremental", "full");
        assertThat(all(sync("--full"), "mode")).containsExactly("full", "full");
        assertThat(all(sync("--full", "contact", "--full", "account"), "mode")).containsExactly("full", "full");
    }

    @Test
    void aFullReadOfAnEntityThatIsNotConfiguredIsRefusedBeforeAnythingIsAsked() {
        int before = sandbox.requests().entries().size();
        Cli.Answer answer = sync("--full", "contcat").endsWith(ExitCode.USAGE);
        assertThat(answer.error().get("message").toString()).contains("contcat", "did you mean 'contact'");
        assertThat(sandbox.requests().entries()).hasSize(before);
    }

    @Test
    void textShowsATableOnStandardOutputAndTheProgressInPlainLinesOnStandardError() {
        Cli.Answer answer = cli.run("sync", "-c", "crmlink.yaml").endsWith(ExitCode.OK);
        assertThat(answer.out())
                .contains("entity", "account", "full", "20", "ok ·")
                .doesNotContain("crmlink:");
        assertThat(answer.err()).contains("crmlink: account: full download").doesNotContain("\r");
    }

    @Test
    void aRefusedRecordIsToldWithCodeThreeListedAndSentAgainAfterRetry() throws SQLException {
        sync().endsWith(ExitCode.OK);
        execute("UPDATE account SET accountnumber = '" + "9".repeat(200)
                + "' WHERE accountid = (SELECT min(accountid) FROM account)");

        Cli.Answer refused = sync().endsWith(ExitCode.RECORDS_FAILED);
        assertThat(refused.document()).containsEntry("result", "records-failed");

        cli.without("CRM_SECRET");
        List<Map<String, Object>> errors =
                JsonText.objects(cli.json("errors", "-c", "crmlink.yaml").document(), "errors");
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0)).containsEntry("entity", "account").containsEntry("operation", "update");
        String id = errors.get(0).get("id").toString();
        assertThat(cli.run("errors", "-c", "crmlink.yaml").out()).contains("#" + id, "account/");

        cli.json("errors", "-c", "crmlink.yaml", "--retry", "x").endsWith(ExitCode.USAGE);
        cli.json("errors", "-c", "crmlink.yaml", "--retry", "999").endsWith(ExitCode.USAGE);
        Cli.Answer retried =
                cli.json("errors", "-c", "crmlink.yaml", "--retry", id).endsWith(ExitCode.OK);
        assertThat(retried.document()).containsEntry("cleared", 1L).containsEntry("errors", List.of());

        execute("UPDATE account SET accountnumber = 'A-1' WHERE length(accountnumber) = 200");
        cli.with("CRM_SECRET", Cli.SECRET);
        assertThat(all(sync().endsWith(ExitCode.OK), "sent")).containsExactly(1L, 0L);
    }

    @Test
    void E4_aRefusedChangeThatIsGivenUpIsReplacedByWhatTheServerHas() throws SQLException {
        sync().endsWith(ExitCode.OK);
        String before = text("SELECT accountnumber FROM account ORDER BY accountid LIMIT 1");
        execute("UPDATE account SET accountnumber = '" + "9".repeat(200)
                + "' WHERE accountid = (SELECT min(accountid) FROM account)");
        sync().endsWith(ExitCode.RECORDS_FAILED);

        cli.json("errors", "-c", "crmlink.yaml", "--discard", "x").endsWith(ExitCode.USAGE);
        Cli.Answer discarded =
                cli.json("errors", "-c", "crmlink.yaml", "--discard", "all").endsWith(ExitCode.OK);
        assertThat(discarded.document()).containsEntry("discarded", 1L).containsEntry("errors", List.of());

        assertThat(all(sync().endsWith(ExitCode.OK), "sent")).containsExactly(0L, 0L);
        assertThat(text("SELECT accountnumber FROM account ORDER BY accountid LIMIT 1"))
                .isEqualTo(before);
    }

    @Test
    void aConflictThatNeedsADecisionIsCodeSix() throws Exception {
        configure("manual");
        sync().endsWith(ExitCode.OK);
        String id = text("SELECT min(contactid) FROM contact");
        HttpResponse<String> patched = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(sandbox.url() + "/api/data/v9.2/contacts(" + id + ")"))
                                .header("Authorization", "Bearer back-door")
                                .header("Content-Type", "application/json")
                                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"lastname\":\"There\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(patched.statusCode()).isEqualTo(204);
        execute("UPDATE contact SET lastname = 'Here' WHERE contactid = '" + id + "'");

        Cli.Answer answer = sync().endsWith(ExitCode.CONFLICTS);
        assertThat(answer.document()).containsEntry("result", "conflicts").containsEntry("pendingConflicts", 1L);
        assertThat(cli.run("sync", "-c", "crmlink.yaml").out()).contains("see 'crmlink errors'");
    }

    @Test
    void aLoginThatIsRefusedIsCodeFourWithTheReportAsDocument() {
        cli.with("CRM_SECRET", "another-one");
        Cli.Answer answer = sync().endsWith(ExitCode.LOGIN);
        assertThat(answer.document()).containsEntry("result", "not-authorized");
        assertThat(answer.error()).containsEntry("kind", "UNAUTHENTICATED").containsEntry("exitCode", 4L);
        assertThat(answer.err()).contains("stopped: ");
        assertThat(answer.out() + answer.err()).doesNotContain("another-one");
    }

    @Test
    void statusAndErrorsNeedNoSecretsAndNoServer() {
        sync().endsWith(ExitCode.OK);
        cli.without("CRM_SECRET");
        int before = sandbox.requests().entries().size();

        Map<String, Object> status =
                cli.json("status", "-c", "crmlink.yaml").endsWith(ExitCode.OK).document();
        assertThat(status).containsEntry("connector", "dynamics");
        assertThat(JsonText.objects(status, "entities"))
                .extracting(entity -> entity.get("name") + " " + entity.get("records"))
                .containsExactly("account 20", "contact 20");
        assertThat(cli.run("status", "-c", "crmlink.yaml").out()).contains("last sync");
        assertThat(cli.run("errors", "-c", "crmlink.yaml").endsWith(ExitCode.OK).out())
                .contains("no errors");
        assertThat(sandbox.requests().entries()).hasSize(before);
    }

    @Test
    void resetKeepsUnsentChangesUnlessItIsForced() throws SQLException {
        sync().endsWith(ExitCode.OK);
        execute("UPDATE contact SET lastname = 'unsent' WHERE contactid = (SELECT min(contactid) FROM contact)");

        Cli.Answer refused = cli.json("reset", "-c", "crmlink.yaml").endsWith(ExitCode.USAGE);
        assertThat(refused.error()).containsEntry("kind", "CHANGES_PENDING");
        assertThat(text("SELECT count(*) FROM contact")).isEqualTo("20");

        cli.json("reset", "-c", "crmlink.yaml", "--force").endsWith(ExitCode.OK);
        assertThat(all(sync().endsWith(ExitCode.OK), "mode")).containsExactly("full", "full");
    }

    @Test
    void aDatabaseThatIsNotThereIsToldByStatusErrorsAndReset() {
        for (String command : List.of("status", "errors", "reset")) {
            Cli.Answer answer = cli.json(command, "-c", "crmlink.yaml").endsWith(ExitCode.FATAL_DATA);
            assertThat(answer.error().get("message").toString()).contains("crm.db");
        }
    }

    @Test
    void withoutAConfigurationTheEmbeddedSandboxIsSyncedAndItsColleaguesWorkBetweenTwoRuns() {
        Cli.Answer first = cli.json("sync").endsWith(ExitCode.OK);
        assertThat(all(first, "name")).containsExactly("account", "contact");
        assertThat(all(first, "received")).containsExactly(1000L, 1000L);

        Cli.Answer second = cli.json("sync").endsWith(ExitCode.OK);
        assertThat(all(second, "mode")).containsExactly("incremental", "incremental");
        assertThat(all(second, "received")).doesNotContain(0L);
        assertThat(all(second, "deleted")).isNotEqualTo(List.of(0L, 0L));
        assertThat(folder.resolve("crmlink.db.sandbox")).isDirectory();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("crm.db"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("crm.db"));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.getString(1);
        }
    }
}
