package org.crmlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.Sandbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands around a sync: check, describe, connectors, auth, compare. */
class ConnectedCommandsTest {

    private static final String SECRET_OPTION = "  client-secret: ${env:CRM_SECRET}\n";

    private static Sandbox sandbox;

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeAll
    static void serve() throws IOException {
        sandbox = Sandbox.dynamics(DynamicsOptions.builder()
                        .records(5)
                        .client("tester", Cli.SECRET)
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
        configure(SECRET_OPTION, "  account: {}\n", "");
    }

    @AfterEach
    void clear() {
        sandbox.faults().clear();
    }

    private void configure(String login, String entities, String more) {
        cli.file(
                "crmlink.yaml",
                "version: 1\nconnector: dynamics\noptions:\n  url: " + sandbox.url() + "\n  token-url: "
                        + sandbox.tokenUrl() + "\n  client-id: tester\n" + login + "database: crm.db\nentities:\n"
                        + entities + more);
    }

    private Cli.Answer check() {
        return cli.json("check", "-c", "crmlink.yaml");
    }

    private static List<String> steps(Cli.Answer answer) {
        return JsonText.objects(answer.document(), "steps").stream()
                .map(step -> step.get("step") + " " + step.get("result"))
                .toList();
    }

    // ---------------------------------------------------------------- check

    @Test
    void checkTellsEveryStepAndChangesNothing() {
        Cli.Answer answer = check().endsWith(ExitCode.OK);
        assertThat(steps(answer)).containsExactly("options ok", "login ok", "api ok", "entities ok");
        assertThat(answer.document()).containsKeys("user", "organization", "serverVersion");
        assertThat(cli.run("check", "-c", "crmlink.yaml").out())
                .contains("login", "token received", "account (", "everything needed works");
        assertThat(folder.resolve("crm.db")).doesNotExist();
    }

    @Test
    void checkStopsAtOptionsThatCannotBe() {
        configure("  client-secrt: x\n", "  account: {}\n", "");
        Cli.Answer answer = check().endsWith(ExitCode.USAGE);
        assertThat(steps(answer)).containsExactly("options failed");
        assertThat(answer.error().get("message").toString()).contains("client-secrt", "client-secret");
    }

    @Test
    void checkTellsALoginThatIsRefusedFromAnApiThatIs() {
        cli.with("CRM_SECRET", "another-one");
        Cli.Answer refused = check().endsWith(ExitCode.LOGIN);
        assertThat(steps(refused)).containsExactly("options ok", "login failed");
        assertThat(refused.err()).contains("fails  login").doesNotContain("another-one");

        cli.with("CRM_SECRET", Cli.SECRET);
        sandbox.faults()
                .on("GET", "/api/data")
                .always()
                .answer(403, Map.of(), "{\"error\":{\"code\":\"0x80040220\",\"message\":\"no\"}}");
        Cli.Answer forbidden = check().endsWith(ExitCode.LOGIN);
        assertThat(steps(forbidden)).containsExactly("options ok", "login ok", "api failed");
    }

    @Test
    void checkNamesEverythingWrongWithTheEntities() {
        configure(SECRET_OPTION, "  acount: {}\n  contact: {fields: [fulname], filter: statecod eq 0}\n", "");
        Cli.Answer answer = check().endsWith(ExitCode.USAGE);
        assertThat(steps(answer)).containsExactly("options ok", "login ok", "api ok", "entities failed");
        assertThat(answer.error().get("problems").toString())
                .contains("did you mean 'account'", "did you mean 'fullname'", "did you mean 'statecode'");
        assertThat(answer.err()).contains("3 problems:", "  - ");
    }

    @Test
    void withoutAConfigurationCheckAndDescribeLeaveNothingBehind() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Cli here = new Cli(empty);
        here.json("check").endsWith(ExitCode.OK);
        here.json("describe", "account").endsWith(ExitCode.OK);
        assertThat(empty).isEmptyDirectory();
    }

    @Test
    void withoutAConfigurationCheckAndDescribeLookAtTheDataThatASyncLeft() throws IOException {
        DynamicsOptions kept = DynamicsOptions.builder()
                .records(3)
                .folder(folder.resolve("crmlink.db.sandbox"))
                .build();
        Sandbox.dynamics(kept).close();
        assertThat(cli.json("check").endsWith(ExitCode.OK).err()).contains("crmlink.db.sandbox");
        assertThat(cli.json("describe", "account").endsWith(ExitCode.OK).err()).contains("crmlink.db.sandbox");
    }

    // ---------------------------------------------------------------- describe

    @Test
    void describeShowsAnEntityOrAll() {
        Map<String, Object> all =
                cli.json("describe", "-c", "crmlink.yaml").endsWith(ExitCode.OK).document();
        assertThat(JsonText.objects(all, "entities"))
                .extracting(entity -> entity.get("name"))
                .contains("account");

        Map<String, Object> account = cli.json("describe", "account", "-c", "crmlink.yaml")
                .endsWith(ExitCode.OK)
                .document();
        assertThat(account).containsEntry("name", "account").containsEntry("keyFields", List.of("accountid"));
        assertThat(JsonText.objects(account, "fields"))
                .anySatisfy(field -> assertThat(field)
                        .containsEntry("name", "statecode")
                        .containsEntry("type", "choice")
                        .containsKey("options"));
        assertThat(cli.run("describe", "account", "-c", "crmlink.yaml").out())
                .contains("key accountid", "primarycontactid", "→ contact");
    }

    @Test
    void describeNamesTheOptionSetThatFieldsShare() {
        Map<String, Object> project = cli.json("describe", "new_project", "-c", "crmlink.yaml")
                .endsWith(ExitCode.OK)
                .document();
        assertThat(JsonText.objects(project, "fields"))
                .anySatisfy(field -> assertThat(field)
                        .containsEntry("name", "new_phase")
                        .containsEntry("optionSet", "new_projectphase"))
                .anySatisfy(field ->
                        assertThat(field).containsEntry("name", "statecode").doesNotContainKey("optionSet"));
        assertThat(cli.run("describe", "new_project", "-c", "crmlink.yaml").out())
                .contains("new_projectphase: 896320000 ");
    }

    @Test
    void describeOfANameThatIsNoneAsksWhetherTheNearestWasMeant() {
        Cli.Answer answer =
                cli.json("describe", "contcat", "-c", "crmlink.yaml").endsWith(ExitCode.USAGE);
        assertThat(answer.error().get("message").toString()).contains("contcat", "did you mean 'contact'?");
    }

    @Test
    void listsOfPartiesAreShownAndNeverReadBySyncs() {
        assertThat(cli.run("describe", "email", "-c", "crmlink.yaml").out())
                .containsPattern("to +lookup_list +create .*not readable");

        configure(
                SECRET_OPTION,
                "  email: {}\n  activityparty: {fields: [activityid, partyid, participationtypemask]}\n",
                "");
        check().endsWith(ExitCode.OK);
        Map<String, Object> synced =
                cli.json("sync", "-c", "crmlink.yaml").endsWith(ExitCode.OK).document();
        assertThat(JsonText.objects(synced, "entities"))
                .allSatisfy(entity -> assertThat((Long) entity.get("received")).isPositive());

        configure(SECRET_OPTION, "  email: {fields: [subject, to]}\n", "");
        Cli.Answer refused = check().endsWith(ExitCode.USAGE);
        assertThat(refused.error().get("message") + " " + refused.error().get("problems"))
                .contains("field 'to' of entity 'email' is a list that rows do not hold");
    }

    // ---------------------------------------------------------------- connectors and plugins

    @Test
    void connectorsAreListedAndOneShowsItsOptions() {
        Map<String, Object> all = cli.json("connectors").endsWith(ExitCode.OK).document();
        assertThat(JsonText.objects(all, "connectors"))
                .extracting(one -> one.get("id"))
                .contains("dynamics");
        assertThat(all).containsEntry("quarantined", List.of());

        Map<String, Object> one =
                cli.json("connectors", "dynamics").endsWith(ExitCode.OK).document();
        assertThat(JsonText.objects(one, "options"))
                .anySatisfy(option -> assertThat(option)
                        .containsEntry("name", "client-secret")
                        .containsEntry("secret", true)
                        .containsEntry("required", false));
        assertThat(cli.run("connectors", "dynamics").out()).contains("url: ", ", required", "Address of");

        Cli.Answer wrong = cli.json("connectors", "dynamic").endsWith(ExitCode.USAGE);
        assertThat(wrong.error().get("message").toString()).contains("did you mean 'dynamics'?");
    }

    @Test
    void aBrokenPluginIsToldAndTheOthersWork() throws IOException {
        Path broken = Files.createDirectories(folder.resolve("mine/broken"));
        Files.writeString(broken.resolve("broken.jar"), "this is no jar");

        Cli.Answer listed = cli.json("connectors", "--plugins", "mine").endsWith(ExitCode.OK);
        assertThat(JsonText.objects(listed.document(), "quarantined"))
                .singleElement()
                .satisfies(one -> assertThat(one.get("origin").toString()).contains("broken"));
        assertThat(cli.run("connectors", "--plugins", "mine").out()).contains("not loaded: ", "broken", "dynamics");

        configure(SECRET_OPTION, "  account: {}\n", "plugins: [mine]\n");
        Cli.Answer checked = check().endsWith(ExitCode.OK);
        assertThat(checked.err()).contains("plugin not loaded: ", "broken");

        Cli.Answer nowhere = cli.json("connectors", "--plugins", "nowhere").endsWith(ExitCode.USAGE);
        assertThat(nowhere.error().get("message").toString()).contains("nowhere", "does not exist");
    }

    // ---------------------------------------------------------------- auth

    @Test
    void aPersonLogsInWithADeviceCodeAndOutAgain() throws IOException {
        configure("", "  account: {}\n", "");
        Cli.Answer before = cli.json("auth", "status", "-c", "crmlink.yaml").endsWith(ExitCode.LOGIN);
        assertThat(before.document()).containsEntry("state", "logged-out");
        check().endsWith(ExitCode.LOGIN);

        Pattern code = Pattern.compile("code ([A-Z0-9-]{6,})");
        cli.hearing(line -> {
            Matcher found = code.matcher(line);
            if (found.find()) {
                sandbox.identity().approveDevice(found.group(1), DynamicsOptions.DEFAULT_USER);
            }
        });
        cli.json("auth", "login", "-c", "crmlink.yaml").endsWith(ExitCode.OK);

        Cli.Answer after = cli.json("auth", "status", "-c", "crmlink.yaml").endsWith(ExitCode.OK);
        assertThat(after.document()).containsEntry("state", "logged-in");
        check().endsWith(ExitCode.OK);
        try (Stream<Path> files = Files.walk(folder.resolve("home"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }

        cli.json("auth", "logout", "-c", "crmlink.yaml").endsWith(ExitCode.OK);
        cli.json("auth", "status", "-c", "crmlink.yaml").endsWith(ExitCode.LOGIN);
        cli.json("auth", "logout", "-c", "crmlink.yaml").endsWith(ExitCode.OK);
    }

    @Test
    void aConfigurationThatLogsInByItselfNeedsNoPerson() {
        Cli.Answer answer = cli.json("auth", "login", "-c", "crmlink.yaml").endsWith(ExitCode.USAGE);
        assertThat(answer.error().get("message").toString()).contains("logs in by itself");
        assertThat(cli.json("auth", "status", "-c", "crmlink.yaml")
                        .endsWith(ExitCode.OK)
                        .document())
                .containsEntry("state", "not-needed");
    }

    // ---------------------------------------------------------------- compare

    @Test
    void compareFindsTheRecordsOfAFileAndTellsThoseThatAreMissing() {
        cli.json("sync", "-c", "crmlink.yaml").endsWith(ExitCode.OK);
        cli.file("none.csv", "name,telephone1\nNobody Ltd,1\n");
        Cli.Answer missing =
                cli.json("compare", "-c", "crmlink.yaml", "account=none.csv").endsWith(ExitCode.RECORDS_FAILED);
        assertThat(missing.document()).containsEntry("result", "different");
        Map<String, Object> account = JsonText.object(JsonText.object(missing.document(), "entities"), "account");
        assertThat(account).containsEntry("records", 1L).containsEntry("found", 0L);

        cli.json("compare", "-c", "crmlink.yaml", "nothing=none.csv").endsWith(ExitCode.USAGE);
        cli.json("compare", "-c", "crmlink.yaml", "account=nowhere.csv").endsWith(ExitCode.USAGE);
    }
}
