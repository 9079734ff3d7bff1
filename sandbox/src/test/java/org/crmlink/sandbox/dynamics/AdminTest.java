package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator changes while the sandbox runs. */
class AdminTest {

    private Org org;

    @BeforeEach
    void start() {
        org = Org.start(options -> options.records(12));
    }

    @AfterEach
    void stop() {
        org.close();
    }

    private Org.Reply admin(String method, String path, String body) {
        return org.send(method, org.sandbox.url() + "/sandbox" + path, body);
    }

    private Map<?, ?> fault(String json) {
        Org.Reply reply = admin("POST", "/faults", json);
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json();
    }

    @Test
    void theOverviewTellsTheSettingsAndTheFaultsThatCanBeOrdered() {
        Map<?, ?> overview = admin("GET", "", null).json();
        assertThat(overview.get("version")).isEqualTo("9.2");
        assertThat(overview.get("pageSize")).isEqualTo(5_000L);
        assertThat(((Map<?, ?>) overview.get("faultKinds")).keySet()).hasSize(FAULTS);
    }

    private static final int FAULTS = 10;

    @Test
    void theDocumentListsTheFaultsThatThereAre() throws IOException {
        Matcher row = Pattern.compile("(?m)^\\| `(\\w+)` \\| [^|]+ \\| [^|]*\\|$")
                .matcher(Files.readString(Path.of("..", "docs", "sandbox", "admin.md")));
        List<String> documented = new ArrayList<>();
        while (row.find()) {
            documented.add(row.group(1));
        }
        Set<?> there = ((Map<?, ?>) admin("GET", "", null).json().get("faultKinds")).keySet();
        assertThat(documented)
                .containsExactlyElementsOf(there.stream().map(Object::toString).toList());
    }

    @Test
    void settingsChangeForTheNextRequest() {
        assertThat(admin("PATCH", "", "{\"pageSize\":5,\"version\":\"9.1\"}").status())
                .isEqualTo(200);
        assertThat(org.get(org.sandbox.url() + "/api/data/v9.1/accounts").value())
                .hasSize(5);
        assertThat(org.get("accounts").status()).isEqualTo(404);
    }

    @Test
    void aWrongRequestChangesNothingAndSaysWhatIsPossible() {
        Org.Reply unknown = admin("PATCH", "", "{\"pageSize\":5,\"pagesize\":6}");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.text()).contains("'pagesize' is not understood", "pageSize");
        assertThat(admin("PATCH", "", "{\"pageSize\":\"many\"}").text()).contains("whole number from 1");
        assertThat(admin("PATCH", "", "{\"version\":\"7.1\"}").text()).contains("8.0, 8.1, 8.2");
        assertThat(admin("POST", "/faults", "{\"kind\":\"sloww\"}").text()).contains("lateCommit");
        assertThat(admin("POST", "/faults", "{\"kind\":\"slow\",\"bytes\":3}").text())
                .contains("'bytes' is not understood");
        assertThat(admin("PATCH", "/tables/acount", "{}").status()).isEqualTo(404);
        assertThat(org.get("accounts").value()).hasSize(12);
        assertThat(((Map<?, ?>) admin("GET", "", null).json()).get("faults").toString())
                .isEqualTo("[]");
    }

    @Test
    void aBodyThatIsNoJsonTypeIsRefusedBecauseAnyWebPageCouldSendIt() {
        Org.Reply reply =
                org.send("PATCH", org.sandbox.url() + "/sandbox", "{\"pageSize\":1}", "Content-Type", "text/plain");
        assertThat(reply.status()).isEqualTo(415);
    }

    @Test
    void aFaultHappensAsOftenAsOrderedAndNeverToTheAdministrator() {
        fault("{\"kind\":\"throttled\",\"limit\":\"time\",\"retryAfter\":3,\"skip\":1,\"times\":2}");
        assertThat(org.get("accounts").status()).isEqualTo(200);
        Org.Reply throttled = org.get("accounts");
        assertThat(throttled.status()).isEqualTo(429);
        assertThat(throttled.errorCode()).isEqualTo("0x80072321");
        assertThat(throttled.header("Retry-After")).isEqualTo("3");
        assertThat(admin("GET", "/faults/1", null).json().get("fired")).isEqualTo(1L);
        assertThat(org.get("accounts").status()).isEqualTo(429);
        assertThat(org.get("accounts").status()).isEqualTo(200);
    }

    @Test
    void aFaultThatIsTakenBackHappensNoMore() {
        fault("{\"kind\":\"unauthorized\",\"path\":\"accounts\",\"times\":null}");
        assertThat(org.get("accounts").header("WWW-Authenticate")).contains("authorization_uri");
        assertThat(org.get("contacts").status()).isEqualTo(200);
        assertThat(admin("DELETE", "/faults/1", null).status()).isEqualTo(204);
        assertThat(org.get("accounts").status()).isEqualTo(200);
    }

    @Test
    void aLostAnswerIsDoneAndACutConnectionIsNot() {
        int before = org.sandbox.store().count("account");
        fault("{\"kind\":\"lostAnswer\",\"method\":\"POST\"}");
        assertThatThrownBy(() -> org.post("accounts", "{\"name\":\"done\"}")).isInstanceOf(UncheckedIOException.class);
        fault("{\"kind\":\"cutConnection\",\"method\":\"POST\"}");
        assertThatThrownBy(() -> org.post("accounts", "{\"name\":\"not done\"}"))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(org.sandbox.store().count("account")).isEqualTo(before + 1);
        fault("{\"kind\":\"cutAnswer\",\"method\":\"GET\",\"bytes\":50}");
        assertThatThrownBy(() -> org.get("accounts")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aLateCommitComesIntoTheFeedAfterOnesWithHigherVersions() throws Exception {
        String link = org.get("accounts?$select=name", "Prefer", "odata.track-changes")
                .link("@odata.deltaLink");
        fault("{\"kind\":\"lateCommit\",\"method\":\"POST\",\"path\":\"accounts\",\"delay\":1.5}");
        CompletableFuture<Org.Reply> late =
                CompletableFuture.supplyAsync(() -> org.post("accounts", "{\"name\":\"late\"}"));
        for (int i = 0;
                i < 100
                        && org.sandbox.store().minActiveRowVersion()
                                > org.sandbox.store().currentRowVersion();
                i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        RecordId early = org.insert("account", Map.of("name", "early"));
        Org.Reply first = org.get(link);
        assertThat(first.column("name")).containsExactly("early");
        RecordId slow = Org.created(late.get(10, TimeUnit.SECONDS));
        assertThat(org.row("account", slow).version())
                .isLessThan(org.row("account", early).version());
        assertThat(org.get(first.link("@odata.deltaLink")).column("name")).contains("late");
    }

    @Test
    void theClockMakesTokensAndDeltaLinksOld() {
        String link = org.get("accounts", "Prefer", "odata.track-changes").link("@odata.deltaLink");
        assertThat(admin("POST", "/clock", "{\"forward\":\"P8D\"}").status()).isEqualTo(200);
        assertThat(org.get(link).errorCode()).isEqualTo("0x80044352");
    }

    @Test
    void trackingAndVersionChecksAreSwitchedPerTable() {
        assertThat(admin("PATCH", "/tables/contact", "{\"changeTracking\":false,\"optimisticConcurrency\":false}")
                        .json()
                        .get("changeTracking"))
                .isEqualTo(false);
        assertThat(org.get("contacts", "Prefer", "odata.track-changes").errorCode())
                .isEqualTo("0x80072491");
        assertThat(org.get("EntityDefinitions(LogicalName='contact')?$select=IsOptimisticConcurrencyEnabled")
                        .json()
                        .get("IsOptimisticConcurrencyEnabled"))
                .isEqualTo(false);
        assertThat(org.get("accounts", "Prefer", "odata.track-changes").status())
                .isEqualTo(200);
    }

    @Test
    void columnsAndTablesCanBeTakenAway() {
        assertThat(admin("DELETE", "/tables/account/columns/fax", null).status())
                .isEqualTo(204);
        assertThat(org.get("accounts?$select=fax").status()).isEqualTo(400);
        assertThat(admin("DELETE", "/tables/competitor", null).status()).isEqualTo(204);
        assertThat(org.get("competitors").status()).isEqualTo(404);
    }

    @Test
    void aPlugInChangesWhatWasSentOrRefusesIt() {
        assertThat(admin("POST", "/plugins", "{\"table\":\"account\",\"on\":[\"create\"],\"set\":{\"fax\":\"none\"}}")
                        .status())
                .isEqualTo(204);
        RecordId id = Org.created(org.post("accounts", "{\"name\":\"a\",\"fax\":\"123\"}"));
        assertThat(org.row("account", id).get("fax")).isEqualTo("none");
        assertThat(admin("POST", "/plugins", "{\"table\":\"account\",\"refuse\":\"Not on Mondays.\"}")
                        .status())
                .isEqualTo(204);
        Org.Reply refused = org.patch("accounts(" + id.text() + ")", "{\"fax\":\"1\"}");
        assertThat(refused.errorCode()).isEqualTo("0x80040265");
        assertThat(refused.errorMessage()).isEqualTo("Not on Mondays.");
        assertThat(admin("DELETE", "/plugins/account", null).status()).isEqualTo(204);
        assertThat(org.patch("accounts(" + id.text() + ")", "{\"fax\":\"1\"}").status())
                .isEqualTo(204);
        assertThat(admin("POST", "/plugins", "{\"table\":\"account\",\"set\":{\"faxx\":1}}")
                        .text())
                .contains("faxx");
    }

    @Test
    void issuedTokensEndWhenTheyAreRevoked() {
        Org.Reply token = org.send(
                "POST",
                org.sandbox.tokenUrl(),
                "grant_type=client_credentials&client_id=demo&client_secret=demo-secret&scope=x",
                "Content-Type",
                "application/x-www-form-urlencoded");
        String bearer = "Bearer " + token.json().get("access_token");
        assertThat(org.send(org.request("accounts")
                                .header("Authorization", bearer)
                                .GET())
                        .status())
                .isEqualTo(200);
        assertThat(admin("POST", "/tokens", "{}").status()).isEqualTo(204);
        assertThat(org.send(org.request("accounts")
                                .header("Authorization", bearer)
                                .GET())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void requestsOfASetupFileAreCarriedOutAtTheStart(@TempDir Path folder) throws IOException {
        // the example of the page
        Matcher example = Pattern.compile("(?s)```json\\n(\\[.*?\\])\\n```")
                .matcher(Files.readString(Path.of("..", "docs", "sandbox", "admin.md")));
        assertThat(example.find()).isTrue();
        Path file = Files.writeString(folder.resolve("setup.json"), example.group(1));
        try (Org other = Org.start(options -> options.setup(file))) {
            assertThat(other.get("contacts", "Prefer", "odata.track-changes").errorCode())
                    .isEqualTo("0x80072491");
            assertThat(other.send("GET", other.sandbox.url() + "/sandbox/faults", null)
                            .text())
                    .contains("lostAnswer");
        }
        Files.writeString(file, "[{\"request\":\"POST /sandbox/faults\",\"body\":{\"kind\":\"nonsense\"}}]");
        assertThatThrownBy(() -> Org.start(options -> options.setup(file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("request 1: no fault 'nonsense'; possible: throttled");
        Files.writeString(file, "[{\"requst\":\"POST /sandbox/faults\"}]");
        assertThatThrownBy(() -> Org.start(options -> options.setup(file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write {\"request\":");
    }

    @Test
    void tablesAndColumnsAreDefinedWhileItRuns() {
        String definition = """
                {"tables":[{"schemaName":"new_Ship","label":"Ship","primaryName":"new_name","columns":[
                  {"schemaName":"new_Name","type":"string","label":"Name"},
                  {"schemaName":"new_Tonnage","type":"integer","label":"Tonnage"}]}]}
                """;
        Org.Reply wrong = admin("POST", "/schema", "{\"tabels\":[]}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text()).contains("tabels");
        Org.Reply defined = admin("POST", "/schema", definition);
        assertThat(defined.status()).as(defined.text()).isEqualTo(204);
        assertThat(org.post("new_ships", "{\"new_name\":\"Rainbow\",\"new_tonnage\":5}")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void usersWithRolesAreMadeAndRightsTakenFromEverybody() {
        assertThat(admin("POST", "/rights", "{\"role\":\"Reader\",\"privileges\":\"account: read=organization\"}")
                        .status())
                .isEqualTo(200);
        assertThat(admin("POST", "/rights", "{\"user\":\"ann@x.example\",\"secret\":\"pw\",\"roles\":[\"Reader\"]}")
                        .status())
                .isEqualTo(200);
        Org.Reply token = org.send(
                "POST",
                org.sandbox.tokenUrl(),
                "grant_type=password&client_id=demo&username=ann%40x.example&password=pw&scope=x",
                "Content-Type",
                "application/x-www-form-urlencoded");
        String bearer = "Bearer " + token.json().get("access_token");
        assertThat(org.send(org.request("accounts")
                                .header("Authorization", bearer)
                                .GET())
                        .status())
                .isEqualTo(200);
        assertThat(org.send(org.request("contacts")
                                .header("Authorization", bearer)
                                .GET())
                        .errorCode())
                .isEqualTo("0x80040220");
        assertThat(admin("POST", "/rights", "{\"denyOrganizationRead\":\"account\"}")
                        .status())
                .isEqualTo(200);
        assertThat(org.get("accounts", "Prefer", "odata.track-changes").status())
                .isEqualTo(403);
        assertThat(admin("DELETE", "/rights", null).status()).isEqualTo(204);
        assertThat(org.get("accounts", "Prefer", "odata.track-changes").status())
                .isEqualTo(200);
        assertThat(admin("POST", "/rights", "{\"role\":\"x\",\"user\":\"y\"}").text())
                .contains("give one of");
    }
}
