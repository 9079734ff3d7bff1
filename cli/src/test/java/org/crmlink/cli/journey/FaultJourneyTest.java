package org.crmlink.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.engine.ConflictStrategy;
import org.crmlink.engine.SyncReport;
import org.crmlink.engine.SyncResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that an administrator of the sandbox can do to a sync: afterwards both sides are equal, nothing is lost and nothing doubled. */
class FaultJourneyTest {

    private static final int MOST_SYNCS = 8;
    private static final Pattern FIRED = Pattern.compile("\"fired\":(\\d+)");

    @TempDir
    private Path folder;

    private Journey journey;

    @AfterEach
    void close() {
        journey.close();
    }

    /** Both sides have changed since they were equal. */
    private void bothSidesChanged(String database) {
        journey = Journey.start(folder, 25).database(folder.resolve(database));
        journey.pages(6)
                .with("account", "name", "fax", "primarycontactid")
                .with("contact", "lastname", "jobtitle")
                .with("new_project", "new_name")
                .with("new_new_project_contact")
                .onConflict("account", ConflictStrategy.DEVICE_WINS);
        journey.sync();
        String account = journey.value("SELECT accountid FROM account ORDER BY 1 LIMIT 1");
        String other = journey.value("SELECT accountid FROM account ORDER BY 1 DESC LIMIT 1");
        String contact = journey.value("SELECT contactid FROM contact ORDER BY 1 LIMIT 1");
        String project = journey.value("SELECT new_projectid FROM new_project ORDER BY 1 LIMIT 1");
        journey.sql("""
                INSERT INTO contact(contactid, lastname) VALUES('11111111-1111-4111-8111-111111111111', 'Here');
                INSERT INTO account(name, primarycontactid) VALUES('Here', '11111111-1111-4111-8111-111111111111');
                UPDATE account SET fax = '1' WHERE accountid = '%1$s';
                UPDATE contact SET jobtitle = 'J' WHERE contactid = '%2$s';
                DELETE FROM account WHERE accountid = '%3$s';
                INSERT INTO new_new_project_contact(new_projectid, contactid)
                  VALUES('%4$s', '11111111-1111-4111-8111-111111111111');
                """.formatted(account, contact, other, project));
        for (int i = 0; i < 10; i++) {
            journey.insert("contact", Map.of("lastname", "There " + i));
        }
        journey.update("account", account, Map.of("name", "Renamed there"));
    }

    private void bothSidesAreEqual() {
        assertThat(journey.outbox()).isEmpty();
        assertThat(journey.errors()).isEmpty();
        journey.assertSame("account", "name", "fax", "primarycontactid");
        journey.assertSame("contact", "lastname", "jobtitle");
        journey.assertSame("new_new_project_contact", "new_projectid", "contactid");
        assertThat(journey.rows("SELECT name FROM account WHERE name = 'Here'")).hasSize(1);
        assertThat(journey.rows("SELECT lastname FROM contact WHERE lastname LIKE 'There %'"))
                .hasSize(10);
        assertThat(journey.rows("SELECT fax FROM account WHERE name = 'Renamed there'"))
                .containsExactly("1");
    }

    /** Syncs again and again, as a scheduler does, until all is well. */
    private void syncUntilWell() {
        for (int i = 0; i < MOST_SYNCS; i++) {
            SyncReport report = journey.trySync();
            if (report.result() == SyncResult.OK) {
                return;
            }
            assertThat(report.result()).as(report.toString()).isIn(SyncResult.TEMPORARY, SyncResult.RECORDS_FAILED);
        }
        throw new AssertionError("not well after " + MOST_SYNCS + " syncs: " + journey.errors());
    }

    private int fired() {
        Matcher matcher = FIRED.matcher(journey.admin("GET", "/faults", ""));
        int sum = 0;
        while (matcher.find()) {
            sum += Integer.parseInt(matcher.group(1));
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'kind':'throttled','limit':'requests'",
                "'kind':'throttled','limit':'time','times':4",
                "'kind':'throttled','limit':'concurrency'",
                "'kind':'unauthorized'",
                "'kind':'unavailable','times':2",
                "'kind':'badGateway'",
                "'kind':'error','status':500,'code':'0x80044150','message':'Sql error: deadlock'",
                "'kind':'lostAnswer'",
                "'kind':'lostAnswer','times':3",
                "'kind':'cutConnection','times':2",
                "'kind':'cutAnswer','bytes':0",
                "'kind':'cutAnswer','bytes':700",
                "'kind':'slow','delay':0.2",
                "'kind':'lateCommit','delay':0.3"
            })
    void aFaultAnywhereInASyncIsSurvived(String fault) {
        int happened = 0;
        for (int skip = 0; skip < 12; skip += 4) {
            if (skip > 0) {
                journey.close();
            }
            bothSidesChanged(skip + ".db");
            journey.admin("POST", "/faults", ("{" + fault + ",'skip':" + skip + "}").replace('\'', '"'));
            syncUntilWell();
            happened += fired();
            journey.admin("DELETE", "/faults", "");
            journey.sync();
            bothSidesAreEqual();
        }
        assertThat(happened).as("how often the fault happened").isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POST   | /tokens               | {}",
                "POST   | /tokens               | {\"revokeRefreshTokens\":true}",
                "POST   | /clock                | {\"forward\":\"PT2H\"}",
                "POST   | /clock                | {\"forward\":\"P8D\"}",
                "PATCH  |                       | {\"pageSize\":2}",
                "PATCH  |                       | {\"tokenLife\":\"PT1S\"}",
                "PATCH  |                       | {\"changeTrackingLife\":\"PT0S\"}",
                "PATCH  |                       | {\"limits\":{\"requests\":3,\"window\":\"PT0.004S\"}}",
                "PATCH  | /tables/contact       | {\"changeTracking\":false}",
                "PATCH  | /tables/account       | {\"changeTracking\":false}",
                "DELETE | /tables/account/columns/telephone3 | {}",
                "DELETE | /tables/competitor    | {}"
            })
    void aSettingThatChangesBetweenTwoSyncsIsSurvived(String method, String path, String json) {
        bothSidesChanged("crm.db");
        journey.admin(method, path == null ? "" : path, json);
        syncUntilWell();
        // how many requests fit into a limit's window depends on the machine
        journey.admin("PATCH", "", "{\"limits\":null}");
        journey.sync();
        bothSidesAreEqual();
    }

    @Test
    void aPlugInThatChangesWhatWasSentIsNoChangeOfAPersonHere() {
        bothSidesChanged("crm.db");
        journey.admin("POST", "/plugins", "{\"table\":\"contact\",\"set\":{\"jobtitle\":\"by the server\"}}");
        syncUntilWell();
        journey.sync();
        journey.assertSame("contact", "lastname", "jobtitle");
        assertThat(journey.rows("SELECT jobtitle FROM contact WHERE lastname = 'Here'"))
                .containsExactly("by the server");
        assertThat(journey.outbox()).isEmpty();
    }

    @Test
    void aColleaguesTransactionThatCommitsLateArrivesWithTheNextSync() throws Exception {
        bothSidesChanged("crm.db");
        syncUntilWell();
        journey.admin(
                "POST", "/faults", "{\"kind\":\"lateCommit\",\"method\":\"POST\",\"path\":\"contacts\",\"delay\":2}");
        long before = journey.store().currentRowVersion();
        CompletableFuture<Integer> late =
                CompletableFuture.supplyAsync(() -> journey.colleaguePosts("contacts", "{\"lastname\":\"Late\"}"));
        for (int i = 0; i < 400 && journey.store().currentRowVersion() == before; i++) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(journey.store().currentRowVersion()).as("a version is taken").isGreaterThan(before);
        journey.insert("contact", Map.of("lastname", "Quick"));
        journey.sync();
        assertThat(journey.rows("SELECT lastname FROM contact WHERE lastname IN ('Late', 'Quick')"))
                .containsExactly("Quick");
        assertThat(late.get(20, TimeUnit.SECONDS)).isEqualTo(204);
        journey.sync();
        assertThat(journey.rows("SELECT lastname FROM contact WHERE lastname = 'Late'"))
                .hasSize(1);
        bothSidesAreEqual();
    }
}
