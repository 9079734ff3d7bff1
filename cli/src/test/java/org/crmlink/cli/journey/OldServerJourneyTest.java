package org.crmlink.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.crmlink.engine.ConflictStrategy;
import org.crmlink.engine.SyncReport;
import org.crmlink.engine.SyncResult;
import org.crmlink.sandbox.dynamics.ServiceVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each version of the server, those at customers' with the organization in the path: everything works on all of them. */
class OldServerJourneyTest {

    private static final String FIRST = "11111111-1111-4111-8111-111111111111";
    private static final String SECOND = "22222222-2222-4222-8222-222222222222";

    @TempDir
    private Path folder;

    private Journey journey;

    @AfterEach
    void close() {
        journey.close();
    }

    private void start(ServiceVersion version, int records) {
        journey = Journey.start(folder, options -> options.version(version).records(records));
        if (version.onPremises()) {
            journey.organization("contoso");
        }
    }

    @ParameterizedTest
    @EnumSource
    void changesOfBothSidesArrive(ServiceVersion version) {
        start(version, 30);
        journey.pages(7).with("account", "name", "fax", "primarycontactid").with("contact", "lastname", "jobtitle");
        journey.sync();
        journey.assertSame("account", "name", "fax", "primarycontactid");
        String changed = journey.value("SELECT accountid FROM account ORDER BY 1 LIMIT 1");
        String gone = journey.value("SELECT accountid FROM account ORDER BY 1 DESC LIMIT 1");
        String removed = journey.value("SELECT contactid FROM contact ORDER BY 1 LIMIT 1");
        journey.sql("""
                INSERT INTO contact(contactid, lastname) VALUES('%1$s', 'Made here');
                INSERT INTO account(accountid, name, primarycontactid) VALUES('%2$s', 'Made here', '%1$s');
                UPDATE account SET fax = '123' WHERE accountid = '%3$s';
                DELETE FROM account WHERE accountid = '%4$s';
                """.formatted(FIRST, SECOND, changed, gone));
        journey.insert("account", Map.of("name", "Made there"));
        journey.delete("contact", removed);
        journey.sync();
        assertThat(journey.outbox()).isEmpty();
        assertThat(journey.onServer("account", changed, "fax")).isEqualTo("123");
        assertThat(journey.onServer("account", gone, "name")).isEqualTo("-");
        assertThat(journey.onServer("account", SECOND, "primarycontactid")).isEqualTo(FIRST);
        journey.sync();
        journey.assertSame("account", "name", "fax", "primarycontactid");
        journey.assertSame("contact", "lastname", "jobtitle");
    }

    @ParameterizedTest
    @EnumSource(names = {"V8_0", "V9_1"})
    void wholeTablesWithLookupsToSeveralEntitiesArriveAndAreFollowed(ServiceVersion version) {
        wholeTables(version);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("slow")
    void theyDoSoFromEveryVersion(ServiceVersion version) {
        wholeTables(version);
    }

    private void wholeTables(ServiceVersion version) {
        start(version, 25);
        journey.pages(7).with("account").with("contact").with("quote").with("new_milestone");
        journey.sync();
        for (int round = 1; round <= 2; round++) {
            journey.admin("POST", "/colleagues", "{\"round\":" + round + "}");
            SyncReport report = journey.sync();
            assertThat(Journey.of(report, "account").path().toString()).contains("TOKEN");
        }
        journey.assertAsFresh(folder.resolve("fresh.db"));
        // a device that goes on after its server was made newer
        journey.admin("PATCH", "", "{\"version\":\"9.2\"}");
        journey.admin("POST", "/colleagues", "{\"round\":3}");
        journey.sync();
        journey.assertAsFresh(folder.resolve("fresh2.db"));
    }

    @ParameterizedTest
    @EnumSource
    void aLookupIsEmptiedAndOtherFieldsOfTheSameRecordArriveToo(ServiceVersion version) {
        start(version, 0);
        String parent = journey.insert("account", Map.of("name", "above"));
        String child = journey.insert(
                "account", Map.of("name", "below", "parentaccountid", Journey.reference("account", parent)));
        journey.with("account", "name", "fax", "parentaccountid").sync();
        journey.sql("UPDATE account SET parentaccountid = NULL, fax = '5' WHERE accountid = '" + child + "'");
        journey.sync();
        assertThat(journey.onServer("account", child, "parentaccountid")).isEqualTo("null");
        assertThat(journey.onServer("account", child, "fax")).isEqualTo("5");
        assertThat(journey.outbox()).isEmpty();
        journey.assertSame("account", "name", "fax", "parentaccountid");
    }

    @ParameterizedTest
    @EnumSource
    void anOldDeltaLinkLeadsToAFullRead(ServiceVersion version) {
        start(version, 10);
        journey.with("account", "name").sync();
        String gone = journey.value("SELECT accountid FROM account LIMIT 1");
        journey.delete("account", gone);
        journey.insert("account", Map.of("name", "new"));
        journey.pass(Duration.ofDays(8));
        journey.sync();
        journey.assertSame("account", "name");
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedRecordIsListedAndTheOthersArrive(ServiceVersion version) {
        start(version, 0);
        journey.with("account", "name", "fax").sync();
        journey.admin("POST", "/plugins", "{\"table\":\"contact\",\"refuse\":\"No.\"}");
        journey.with("contact", "lastname").sync();
        journey.sql("""
                INSERT INTO account(name) VALUES('before');
                INSERT INTO contact(lastname) VALUES('refused');
                INSERT INTO account(name) VALUES('behind');
                """);
        SyncReport report = journey.trySync();
        assertThat(report.result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(journey.errors())
                .hasSize(1)
                .allSatisfy(error -> assertThat(error.entity()).isEqualTo("contact"));
        assertThat(journey.store().count("account")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void aConflictIsSeenByTheVersion(ServiceVersion version) {
        start(version, 0);
        String id = journey.insert("account", Map.of("name", "base"));
        journey.with("account", "name")
                .onConflict("account", ConflictStrategy.SERVER_WINS)
                .sync();
        journey.sql("UPDATE account SET name = 'mine'");
        journey.update("account", id, Map.of("name", "theirs"));
        journey.sync();
        assertThat(journey.onServer("account", id, "name")).isEqualTo("theirs");
        assertThat(journey.rows("SELECT name FROM account")).isEqualTo(List.of("theirs"));
    }

    @ParameterizedTest
    @EnumSource
    void pairsAreLinkedAndUnlinked(ServiceVersion version) {
        start(version, 0);
        String project = journey.insert("new_project", Map.of("new_name", "P"));
        String one = journey.insert("contact", Map.of("lastname", "one"));
        String two = journey.insert("contact", Map.of("lastname", "two"));
        journey.with("new_project", "new_name").with("contact", "lastname").with("new_new_project_contact");
        journey.sync();
        journey.sql("""
                INSERT INTO new_new_project_contact(new_projectid, contactid) VALUES('%1$s', '%2$s');
                INSERT INTO new_new_project_contact(new_projectid, contactid) VALUES('%1$s', '%3$s');
                """.formatted(project, one, two));
        journey.sync();
        assertThat(journey.store().count("new_new_project_contact")).isEqualTo(2);
        journey.sql("DELETE FROM new_new_project_contact WHERE contactid = '" + one + "'");
        journey.sync();
        assertThat(journey.store().count("new_new_project_contact")).isEqualTo(1);
        journey.assertSame("new_new_project_contact", "new_projectid", "contactid");
    }
}
