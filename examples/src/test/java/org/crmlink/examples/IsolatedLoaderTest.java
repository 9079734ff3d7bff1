package org.crmlink.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.crmlink.examples.SmallHost.Run;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example on the class path; the Dynamics connector comes from its plugin directory. */
class IsolatedLoaderTest {

    @TempDir
    Path folder;

    private Office office;
    private SmallHost host;

    @BeforeEach
    void build() throws Exception {
        office = Office.open(folder);
        host = SmallHost.onClassPath(folder);
    }

    @AfterEach
    void close() {
        office.close();
    }

    private Run read() throws Exception {
        return host.run("read", "accounts.properties");
    }

    @Test
    void theHostHasTheSdkOnItsClassPathAndNothingOfTheConnector() throws Exception {
        List<String> jars = SmallHost.libraries().stream()
                .map(jar -> jar.getFileName().toString().replaceFirst("-[0-9].*", ""))
                .toList();

        assertThat(jars)
                .containsExactlyInAnyOrder(
                        "crmlink-sdk-api",
                        "crmlink-sdk-host",
                        "jspecify",
                        "resilience4j-core",
                        "resilience4j-retry",
                        "micrometer-core",
                        "micrometer-commons",
                        "micrometer-observation",
                        "HdrHistogram",
                        "slf4j-api");
    }

    @Test
    void aFullReadIsFollowedByChangesAndAnUploadArrivesUnlessSomebodyWasFaster() throws Exception {
        assertThat(read().fine())
                .contains("accounts (dynamics ", "full read, 20 received, 0 removed, 0 unread, 20 rows");
        assertThat(office.namesInTheTable()).isEqualTo(office.namesOnTheServer());
        assertThat(office.sandbox()
                        .requests()
                        .count(entry -> entry.target().contains("/accounts") && entry.status() == 200))
                .as("pages of the full read")
                .isGreaterThanOrEqualTo(3);

        RecordId changed = office.accounts().get(3).id();
        RecordId deleted = office.accounts().get(5).id();
        office.update(changed, Map.of("name", "Renamed by a colleague"));
        office.sandbox().store().delete("account", deleted);
        Faults.Fault lost = office.sandbox()
                .faults()
                .on(request ->
                        request.target().contains("$batch") && request.text().contains("since"))
                .cutAfter();
        assertThat(host.run("create", "accounts.properties", "name=New, \"since\" then")
                        .fine())
                .contains("applied to ");
        assertThat(lost.fired()).as("the answer got lost once").isEqualTo(1);
        assertThat(office.namesOnTheServer().values().stream().filter("New, \"since\" then"::equals))
                .as("records made by the create whose answer got lost")
                .hasSize(1);
        Faults.Fault busy = office.sandbox().faults().on("GET", "/accounts").answer(503, Map.of(), "");

        Run second = read();
        assertThat(second.fine()).contains("changes, 2 received, 1 removed, 0 unread, 20 rows");
        assertThat(busy.fired()).as("the server was busy once").isEqualTo(1);
        assertThat(second.err()).contains("trying again in");
        assertThat(office.namesInTheTable())
                .isEqualTo(office.namesOnTheServer())
                .containsEntry(changed.toString(), "Renamed by a colleague")
                .doesNotContainKey(deleted.toString());

        String id = changed.toString();
        assertThat(host.run("update", "accounts.properties", id, "telephone1=555-0100", "revenue=12.50")
                        .fine())
                .contains("applied to " + id);
        assertThat(office.account(changed).get("telephone1")).isEqualTo("555-0100");
        assertThat(office.account(changed).get("revenue"))
                .isInstanceOfSatisfying(
                        BigDecimal.class, amount -> assertThat(amount).isEqualByComparingTo("12.5"));

        // The table still holds the version from before the first update.
        Run late = host.run("update", "accounts.properties", id, "telephone1=555-0199");
        assertThat(late.exit()).isEqualTo(2);
        assertThat(late.err()).contains("somebody changed the record");
        assertThat(office.account(changed).get("telephone1")).isEqualTo("555-0100");
    }

    @Test
    void aTokenThatIsTooOldLeadsToAFullReadThatFindsWhatIsGone() throws Exception {
        read().fine();
        RecordId deleted = office.accounts().get(0).id();
        office.sandbox().store().delete("account", deleted);
        office.sandbox().store().clock().shift(Duration.ofDays(30));

        Run late = read();

        assertThat(late.err()).contains("the server wants a full read");
        assertThat(late.fine()).contains("full read, 19 received, 1 removed, 0 unread, 19 rows");
        assertThat(office.namesInTheTable()).isEqualTo(office.namesOnTheServer());
    }

    @Test
    void whereTheServerDoesNotTellDeletionsTheIdsAreCompared(@TempDir Path other) throws Exception {
        try (Office untracked = Office.open(other, DynamicsOptions.builder().untracked("account"))) {
            SmallHost there = SmallHost.onClassPath(other);
            there.run("read", "accounts.properties").fine();
            RecordId deleted = untracked.accounts().get(0).id();
            untracked.sandbox().store().delete("account", deleted);
            untracked.update(untracked.accounts().get(0).id(), Map.of("name", "Renamed by a colleague"));

            assertThat(there.run("read", "accounts.properties").fine())
                    .contains("changes, ", " 1 removed, 0 unread, 19 rows");

            assertThat(untracked.namesInTheTable())
                    .isEqualTo(untracked.namesOnTheServer())
                    .containsValue("Renamed by a colleague");
        }
    }

    @Test
    void oneJobThatFailsDoesNotStopTheOthers() throws Exception {
        String job = Files.readString(folder.resolve("accounts.properties"));
        Files.writeString(folder.resolve("typo.properties"), job.replace("entity = account", "entity = acount"));

        Run both = host.run("read", "typo.properties", "accounts.properties");

        assertThat(both.exit()).isEqualTo(1);
        assertThat(both.err()).contains("typo: NOT_FOUND", "acount");
        assertThat(both.out())
                .contains("accounts (dynamics ", "full read, 20 received")
                .doesNotContain("typo");
        assertThat(folder.resolve("typo.csv")).doesNotExist();
    }

    @Test
    void aWrongConfigurationIsRefusedWithAllItsProblemsAndNoRequest() throws Exception {
        Files.writeString(
                folder.resolve("wrong.properties"),
                "plugins=plugins-of-dynamics\nconnector=dynamics\nentity=account\nfields=name\noption.ulr=x\noption.page-size=many\n");

        Run wrong = host.run("read", "wrong.properties");

        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err()).contains("CONFIG_INVALID", "ulr", "url: is required", "page-size");
        assertThat(office.sandbox().requests().calls()).isZero();
    }
}
