package org.crmlink.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.crmlink.cli.ExitCode;
import org.crmlink.sandbox.SalesforceOptions;
import org.crmlink.sandbox.SalesforceSandbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@link BadInputTest} asks of every backend, over Salesforce: addresses, logins, names, filters and options that are wrong. What concerns the
 * database alone is there.
 */
class SalesforceBadInputTest {

    private static final String ENTITIES = """
            entities:
              Account:
                fields: [Name, Phone]
              Contact:
                fields: [FirstName, LastName]
            """;

    @TempDir
    private static Path seedFolder;

    private static SalesforceSandbox sandbox;
    private static Path seed;

    @TempDir
    private Path folder;

    private Path database;

    /** One sync, then a new record and an edit that wait to be sent: what must survive everything. */
    @BeforeAll
    static void aDatabaseWithUnsentEdits() throws IOException, SQLException {
        sandbox = SalesforceSandbox.of(SalesforceOptions.builder()
                        .records(20)
                        .client("tester", Command.SECRET)
                        .build())
                .start();
        write(seedFolder, configuration(options(sandbox.url()), ENTITIES));
        Command.run(seedFolder, List.of("sync", "-c", "crmlink.yaml")).succeeds();
        seed = seedFolder.resolve("crm.db");
        try (Connection connection = connect(seed);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(
                            "UPDATE Account SET Name = 'unsent' WHERE rowid IN (SELECT rowid FROM Account LIMIT 1)"))
                    .isPositive();
            statement.executeUpdate("INSERT INTO Contact(LastName) VALUES('new')");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void freshCopy() throws IOException {
        database = folder.resolve("crm.db");
        Files.copy(seed, database);
    }

    // ---------------------------------------------------------------- address and login

    @Test
    void aPortWhereNobodyListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        unharmed(() -> sync(options("http://127.0.0.1:" + port)).fails(ExitCode.TEMPORARY, "127.0.0.1:" + port));
    }

    @Test
    void aHostThatDoesNotExist() throws Exception {
        unharmed(() -> sync(options("http://org.invalid")).fails(ExitCode.TEMPORARY, "org.invalid"));
    }

    @Test
    void anAddressThatIsNone() throws Exception {
        unharmed(() -> sync(options("htp:/org")).fails(ExitCode.USAGE, "url"));
    }

    @Test
    void aWrongSecret() throws Exception {
        Map<String, String> options = options(sandbox.url());
        options.put("client-secret", "wrong-" + "word");
        Command.Answer answer = unharmed(() -> sync(options).fails(ExitCode.LOGIN, "secret"));
        assertThat(answer.out() + answer.err()).doesNotContain("wrong-word");
    }

    @Test
    void anUnknownClient() throws Exception {
        Map<String, String> options = options(sandbox.url());
        options.put("client-id", "nobody");
        unharmed(() -> sync(options).fails(ExitCode.LOGIN, "client id"));
    }

    @Test
    void aTokenThatIsNone() throws Exception {
        Map<String, String> options = new TreeMap<>(Map.of("url", sandbox.url(), "token", "${env:CRM_SECRET}"));
        unharmed(() -> sync(options).fails(ExitCode.LOGIN, "session"));
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatIsNoOrg(BadServer.Manner manner) throws Exception {
        try (BadServer bad = BadServer.start(manner)) {
            Map<String, String> options = options(sandbox.url());
            options.put("instance-url", bad.url());
            Command.Answer answer = unharmed(() -> sync(options));
            answer.fails(code(answer), bad.url().replace("http://", ""));
            assertThat(bad.asked()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTokenAddressThatIsNone(BadServer.Manner manner) throws Exception {
        try (BadServer bad = BadServer.start(manner)) {
            Map<String, String> options = options(sandbox.url());
            options.put("token-url", bad.url() + "/services/oauth2/token");
            Command.Answer answer = unharmed(() -> sync(options));
            answer.fails(code(answer), bad.url().replace("http://", ""));
            assertThat(bad.asked()).isPositive();
        }
    }

    /** Which of the codes fits depends on what it answers; that it is none of ours, too. */
    private static ExitCode code(Command.Answer answer) {
        List<ExitCode> fitting = List.of(ExitCode.USAGE, ExitCode.LOGIN, ExitCode.TEMPORARY, ExitCode.FATAL_DATA);
        return fitting.stream()
                .filter(code -> code.code() == answer.code())
                .findFirst()
                .orElse(ExitCode.FATAL_DATA);
    }

    // ---------------------------------------------------------------- configuration

    @Test
    void anUnknownEntity() throws Exception {
        unharmed(() -> sync(options(sandbox.url()), "entities:\n  Acount: {}\n")
                .fails(ExitCode.USAGE, "Acount", "did you mean 'Account'"));
    }

    @Test
    void severalUnknownFieldsAreToldAtOnce() throws Exception {
        unharmed(() -> sync(options(sandbox.url()), """
                entities:
                  Account:
                    fields: [Name, Fone]
                  Contact:
                    fields: [LastNam]
                """)
                .fails(ExitCode.USAGE, "Fone", "Phone", "LastNam", "did you mean 'LastName'"));
    }

    @Test
    void aFilterThatDoesNotParse() throws Exception {
        unharmed(() -> sync(options(sandbox.url()), """
                entities:
                  Contact:
                    fields: [LastName]
                    filter: Title eqq 'x'
                """).fails(ExitCode.USAGE, "Contact", "filter", "Title"));
    }

    @Test
    void aFilterOverAFieldThatDoesNotExist() throws Exception {
        unharmed(() ->
                sync(options(sandbox.url()), """
                entities:
                  Contact:
                    fields: [LastName]
                    filter: Titel eq 'x'
                """).fails(ExitCode.USAGE, "Contact", "Titel", "did you mean 'Title'"));
    }

    @Test
    void aVersionThatTheServerDoesNotOffer() throws Exception {
        Map<String, String> options = options(sandbox.url());
        options.put("api-version", "99.0");
        unharmed(() -> sync(options).fails(ExitCode.USAGE, "api-version"));
    }

    @Test
    void aVersionThatIsNone() throws Exception {
        Map<String, String> options = options(sandbox.url());
        options.put("api-version", "latest");
        unharmed(() -> sync(options).fails(ExitCode.USAGE, "api-version", "latest"));
    }

    @Test
    void anExternalIdThatCannotMakeCreationsRepeatable() throws Exception {
        Map<String, String> options = options(sandbox.url());
        options.put("external-ids", "Contact=Department");
        unharmed(() -> sync(options).fails(ExitCode.USAGE, "external-ids", "Department", "Contact"));
    }

    @Test
    void aDatabaseOfAnotherConnector() throws Exception {
        write(
                folder,
                configuration(options(sandbox.url()), ENTITIES)
                        .replace("connector: salesforce", "connector: dynamics")
                        .replace("entities:", "  token-url: " + sandbox.url() + "/token\nentities:"));
        unharmed(() -> {
            Command.Answer answer = Command.run(folder, List.of("sync", "-c", "crmlink.yaml"));
            return answer.fails(code(answer));
        });
    }

    // ---------------------------------------------------------------- the ways of this test

    private interface Call {
        Command.Answer run() throws Exception;
    }

    /** The rows, the unsent ones included, are the same afterwards. */
    private Command.Answer unharmed(Call call) throws Exception {
        Map<String, List<String>> before = rows();
        Command.Answer answer = call.run();
        assertThat(rows()).isEqualTo(before);
        return answer;
    }

    private Map<String, List<String>> rows() throws SQLException {
        return SavedRows.of(database, List.of("Account", "Contact"));
    }

    private static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private Command.Answer sync(Map<String, String> options) throws IOException {
        return sync(options, ENTITIES);
    }

    private Command.Answer sync(Map<String, String> options, String entities) throws IOException {
        write(folder, configuration(options, entities));
        return Command.run(folder, List.of("sync", "-c", "crmlink.yaml"));
    }

    private static Map<String, String> options(String url) {
        Map<String, String> options = new TreeMap<>();
        options.put("url", url);
        options.put("client-id", "tester");
        options.put("client-secret", "${env:CRM_SECRET}");
        return options;
    }

    private static String configuration(Map<String, String> options, String entities) {
        StringBuilder yaml = new StringBuilder("version: 1\nconnector: salesforce\ndatabase: crm.db\noptions:\n");
        options.forEach((name, value) ->
                yaml.append("  ").append(name).append(": ").append(value).append('\n'));
        return yaml.append(entities).toString();
    }

    private static void write(Path folder, String yaml) throws IOException {
        Files.writeString(folder.resolve("crmlink.yaml"), yaml);
    }
}
