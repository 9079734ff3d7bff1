package org.crmlink.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Main;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.Sandbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What people get wrong and what machines do to them: every line of it ends with its exit code, one JSON document, words that say what is wrong, where
 * and what to do, no secret, and a database that is as it was.
 */
class BadInputTest {

    private static final String ENTITIES = """
            entities:
              account:
                fields: [name, telephone1]
              contact:
                fields: [fullname, firstname, lastname]
            """;

    @TempDir
    private static Path seedFolder;

    private static Sandbox sandbox;
    private static Path seed;

    @TempDir
    private Path folder;

    private Path database;

    /** One sync, then an edit that waits to be sent: what must survive everything. */
    @BeforeAll
    static void aDatabaseWithAnUnsentEdit() throws IOException, SQLException {
        sandbox = Sandbox.dynamics(DynamicsOptions.builder()
                        .records(20)
                        .client("tester", Command.SECRET)
                        .build())
                .start();
        write(seedFolder, configuration(options(sandbox.url(), sandbox.tokenUrl()), "crm.db", ENTITIES));
        Command.run(seedFolder, List.of("sync", "-c", "crmlink.yaml")).succeeds();
        seed = seedFolder.resolve("crm.db");
        try (Connection connection = connect(seed);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(
                            "UPDATE account SET name = 'unsent' WHERE rowid IN (SELECT rowid FROM account LIMIT 1)"))
                    .isPositive();
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
        String url = "http://127.0.0.1:" + port;
        unharmed(() ->
                sync(options(url, url + "/oauth2/token"), ENTITIES).fails(ExitCode.TEMPORARY, "127.0.0.1:" + port));
    }

    @Test
    void aHostThatDoesNotExist() throws Exception {
        unharmed(() -> sync(options("http://crm.invalid", "http://crm.invalid/oauth2/token"), ENTITIES)
                .fails(ExitCode.TEMPORARY, "crm.invalid"));
    }

    @Test
    void anAddressThatIsNone() throws Exception {
        unharmed(() -> sync(options("htp:/crm", sandbox.tokenUrl()), ENTITIES).fails(ExitCode.USAGE, "url"));
    }

    @Test
    void aWrongSecret() throws Exception {
        Map<String, String> options = options(sandbox.url(), sandbox.tokenUrl());
        options.put("client-secret", "wrong-" + "word");
        Command.Answer answer = unharmed(() -> sync(options, ENTITIES).fails(ExitCode.LOGIN, "secret"));
        assertThat(answer.out() + answer.err()).doesNotContain("wrong-word");
    }

    @Test
    void anUnknownClient() throws Exception {
        Map<String, String> options = options(sandbox.url(), sandbox.tokenUrl());
        options.put("client-id", "nobody");
        unharmed(() -> sync(options, ENTITIES).fails(ExitCode.USAGE, "client id"));
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatIsNoCrm(BadServer.Manner manner) throws Exception {
        try (BadServer bad = BadServer.start(manner)) {
            Command.Answer answer = unharmed(() -> sync(options(bad.url(), sandbox.tokenUrl()), ENTITIES));
            answer.fails(code(answer), bad.url().replace("http://", ""));
            assertThat(bad.asked()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTokenAddressThatIsNone(BadServer.Manner manner) throws Exception {
        try (BadServer bad = BadServer.start(manner)) {
            Command.Answer answer = unharmed(() -> sync(options(sandbox.url(), bad.url() + "/oauth2/token"), ENTITIES));
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
        unharmed(() -> sync(goodOptions(), "entities:\n  contcat: {}\n")
                .fails(ExitCode.USAGE, "contcat", "did you mean 'contact'"));
    }

    @Test
    void severalUnknownFieldsAreToldAtOnce() throws Exception {
        unharmed(() -> sync(goodOptions(), """
                entities:
                  account:
                    fields: [name, telefone1]
                  contact:
                    fields: [fulname]
                """)
                .fails(ExitCode.USAGE, "telefone1", "did you mean 'telephone1'", "fulname", "did you mean 'fullname'"));
    }

    @Test
    void aFilterThatDoesNotParse() throws Exception {
        unharmed(() -> sync(goodOptions(), """
                entities:
                  contact:
                    fields: [fullname, firstname, lastname]
                    filter: statecode eqq 0
                """).fails(ExitCode.USAGE, "contact", "filter", "statecode"));
    }

    @Test
    void aFilterOverAFieldThatDoesNotExist() throws Exception {
        unharmed(() ->
                sync(goodOptions(), """
                entities:
                  contact:
                    fields: [fullname, firstname, lastname]
                    filter: statecod eq 0
                """).fails(ExitCode.USAGE, "contact", "statecod", "did you mean 'statecode'"));
    }

    @Test
    void aStrategyThatDoesNotExist() throws Exception {
        unharmed(() -> sync(goodOptions(), "entities:\n  contact:\n    on-conflict: device-win\n")
                .fails(ExitCode.USAGE, "on-conflict", "device-win"));
    }

    @Test
    void yamlThatIsNone() throws Exception {
        write(folder, "version: 1\nconnector: dynamics\noptions:\n  url: [unclosed\ndatabase: crm.db\n");
        unharmed(() -> sync().fails(ExitCode.USAGE, "crmlink.yaml:"));
    }

    @Test
    void bytesInsteadOfYaml() throws Exception {
        byte[] bytes = new byte[512];
        new java.util.Random(4).nextBytes(bytes);
        Files.write(folder.resolve("crmlink.yaml"), bytes);
        unharmed(() -> sync().fails(ExitCode.USAGE, "crmlink.yaml"));
    }

    @Test
    void aConfigurationThatDoesNotExist() throws Exception {
        unharmed(() -> Command.run(folder, List.of("sync", "-c", "missing.yaml"))
                .fails(ExitCode.USAGE, "missing.yaml", "does not exist"));
    }

    @Test
    void allProblemsOfAFileAreToldAtOnce() throws Exception {
        write(folder, "version: 2\nconector: dynamics\ndatabase: crm.db\n");
        unharmed(() -> sync().fails(ExitCode.USAGE, "version", "conector", "entities"));
    }

    @Test
    void anEnvironmentVariableThatIsNotSet() throws Exception {
        Map<String, String> options = goodOptions();
        options.put("client-secret", "${env:NOT_SET_ANYWHERE}");
        unharmed(() -> sync(options, ENTITIES).fails(ExitCode.USAGE, "NOT_SET_ANYWHERE"));
    }

    @Test
    void anUnknownOption() throws Exception {
        Map<String, String> options = goodOptions();
        options.put("client-secrt", "x");
        unharmed(() -> sync(options, ENTITIES).fails(ExitCode.USAGE, "client-secrt", "client-secret"));
    }

    @Test
    void anUnknownConnector() throws Exception {
        write(
                folder,
                configuration(goodOptions(), "crm.db", ENTITIES).replace("connector: dynamics", "connector: dynamic"));
        unharmed(() -> sync().fails(ExitCode.USAGE, "dynamic"));
    }

    @Test
    void aCommandLineThatIsNone() throws Exception {
        Command.run(folder, List.of("sink")).fails(ExitCode.USAGE, "sink");
    }

    // ---------------------------------------------------------------- the database

    @Test
    void aDatabaseOfAnotherVersion() throws Exception {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 999");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        untouched(() -> sync(goodOptions(), ENTITIES).fails(ExitCode.FATAL_DATA, "crm.db", "999"));
    }

    @Test
    void aFileThatIsNoDatabase() throws Exception {
        Files.writeString(database, "Dear diary, this is not a database. ".repeat(200));
        untouched(() -> sync(goodOptions(), ENTITIES).fails(ExitCode.FATAL_DATA, "crm.db"));
    }

    @Test
    void aDatabaseOfSomebodyElse() throws Exception {
        Files.delete(database);
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE recipes(name)");
        }
        untouched(() -> sync(goodOptions(), ENTITIES).fails(ExitCode.FATAL_DATA, "crm.db"));
    }

    @Test
    void aDatabaseCutInTheMiddle() throws Exception {
        byte[] bytes = Files.readAllBytes(database);
        Files.write(database, Arrays.copyOf(bytes, bytes.length / 2));
        Command.Answer answer = sync(goodOptions(), ENTITIES);
        answer.fails(ExitCode.FATAL_DATA, "crm.db");
    }

    @Test
    void aFolderInsteadOfADatabase() throws Exception {
        Files.delete(database);
        Files.createDirectory(database);
        sync(goodOptions(), ENTITIES).fails(ExitCode.FATAL_DATA, "crm.db");
        assertThat(database).isEmptyDirectory();
    }

    @Test
    void aFolderThatDoesNotExist() throws Exception {
        write(folder, configuration(goodOptions(), "no/such/folder/crm.db", ENTITIES));
        unharmed(() -> sync().fails(ExitCode.FATAL_DATA, "crm.db"));
        assertThat(folder.resolve("no")).doesNotExist();
    }

    @Test
    void aDatabaseThatMayOnlyBeRead() throws Exception {
        Files.setPosixFilePermissions(database, PosixFilePermissions.fromString("r--r--r--"));
        Map<String, List<String>> before = rows();
        List<String> prefix = List.of();
        if (Files.isWritable(database)) {
            // A superuser may write anything, unless it gives up that right.
            assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "neither an ordinary user nor setpriv");
            prefix = List.of("/usr/bin/setpriv", "--bounding-set", "-dac_override", "--inh-caps", "-dac_override");
        }
        write(folder, configuration(goodOptions(), "crm.db", ENTITIES));
        process(prefix, "").fails(ExitCode.FATAL_DATA, "crm.db", "cannot be written");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void aFullDisk() throws Exception {
        try (Sandbox big = Sandbox.dynamics(DynamicsOptions.builder()
                        .records(1_000)
                        .client("tester", Command.SECRET)
                        .build())
                .start()) {
            Files.delete(database);
            write(
                    folder,
                    configuration(
                            options(big.url(), big.tokenUrl()), "crm.db", "entities:\n  account: {}\n  contact: {}\n"));
            // The system refuses to let a file grow further, in the middle of the download.
            process(List.of(), "ulimit -f 1200; ").fails(ExitCode.FATAL_DATA, "crm.db");

            sync().succeeds();
            assertThat(rows().get("account")).hasSize(1_000);
            assertThat(rows().get("contact")).hasSize(1_000);
        }
    }

    // ---------------------------------------------------------------- the ways of this test

    private interface Call {
        Command.Answer run() throws Exception;
    }

    /** The rows, the unsent edit included, are the same afterwards, and a good configuration sends it. */
    private Command.Answer unharmed(Call call) throws Exception {
        Map<String, List<String>> before = rows();
        Command.Answer answer = call.run();
        assertThat(rows()).isEqualTo(before);
        return answer;
    }

    /** Not one byte differs. */
    private void untouched(Call call) throws Exception {
        byte[] before = Files.readAllBytes(database);
        call.run();
        assertThat(Files.readAllBytes(database)).isEqualTo(before);
    }

    private Map<String, List<String>> rows() throws SQLException {
        return SavedRows.of(database, List.of("account", "contact"));
    }

    private static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private Command.Answer sync(Map<String, String> options, String entities) throws IOException {
        write(folder, configuration(options, "crm.db", entities));
        return sync();
    }

    private Command.Answer sync() {
        return Command.run(folder, List.of("sync", "-c", "crmlink.yaml"));
    }

    /** The command in a JVM of its own, behind a shell that prepares its world. */
    private Command.Answer process(List<String> prefix, String preparation) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(prefix);
        line.addAll(List.of("bash", "-c", preparation + "exec \"$@\"", "bash"));
        line.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "sync",
                "-c",
                "crmlink.yaml",
                "-o",
                "json"));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile());
        builder.environment().put("CRM_SECRET", Command.SECRET);
        builder.environment().put("CRMLINK_HOME", folder.resolve("home").toString());
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Command.Answer(
                process.waitFor(),
                Files.readString(folder.resolve("out.txt"), StandardCharsets.UTF_8),
                Files.readString(folder.resolve("err.txt"), StandardCharsets.UTF_8));
    }

    private static Map<String, String> goodOptions() {
        return options(sandbox.url(), sandbox.tokenUrl());
    }

    private static Map<String, String> options(String url, String tokenUrl) {
        Map<String, String> options = new TreeMap<>();
        options.put("url", url);
        options.put("token-url", tokenUrl);
        options.put("client-id", "tester");
        options.put("client-secret", "${env:CRM_SECRET}");
        return options;
    }

    private static String configuration(Map<String, String> options, String database, String entities) {
        StringBuilder yaml = new StringBuilder("version: 1\nconnector: dynamics\noptions:\n");
        options.forEach((name, value) ->
                yaml.append("  ").append(name).append(": ").append(value).append('\n'));
        return yaml.append("database: ")
                .append(database)
                .append('\n')
                .append(entities)
                .toString();
    }

    private static void write(Path folder, String yaml) throws IOException {
        Files.writeString(folder.resolve("crmlink.yaml"), yaml);
    }
}
