package org.crmlink.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.crmlink.engine.ConflictStrategy;
import org.crmlink.engine.EntityReport;
import org.crmlink.engine.SyncError;
import org.crmlink.engine.SyncReport;
import org.crmlink.engine.SyncRequest;
import org.crmlink.engine.SyncResult;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both sides touch one record: each strategy with each kind of edit, and the way out of what needs a decision. */
class ConflictJourneyTest {

    private static final String ROWS = "SELECT lastname, firstname, jobtitle FROM contact ORDER BY 1";

    @TempDir
    private Path folder;

    private Journey journey;

    @BeforeEach
    void start() {
        journey = Journey.start(folder, 0);
    }

    @AfterEach
    void close() {
        journey.close();
    }

    private String contact(String lastname) {
        return journey.insert("contact", Map.of("lastname", lastname, "jobtitle", "t"));
    }

    /** One record for each pair of edits, here first, then on the server. */
    private SyncReport collide(ConflictStrategy strategy) {
        journey.with("contact", "firstname", "lastname", "jobtitle").onConflict("contact", strategy);
        String bothChange = contact("1 change change");
        String changeOther = contact("2 change another");
        String changeDelete = contact("3 change delete");
        String deleteChange = contact("4 delete change");
        String bothDelete = contact("5 delete delete");
        String same = contact("6 same same");
        journey.sync();
        journey.sql("""
                UPDATE contact SET jobtitle = 'here' WHERE substr(lastname, 1, 1) IN ('1', '2', '3');
                DELETE FROM contact WHERE substr(lastname, 1, 1) IN ('4', '5');
                UPDATE contact SET jobtitle = 'same' WHERE substr(lastname, 1, 1) = '6';
                """);
        journey.update("contact", bothChange, Map.of("jobtitle", "there"));
        journey.update("contact", changeOther, Map.of("firstname", "there"));
        journey.delete("contact", changeDelete);
        journey.update("contact", deleteChange, Map.of("jobtitle", "there"));
        journey.delete("contact", bothDelete);
        journey.update("contact", same, Map.of("jobtitle", "same"));
        return journey.trySync();
    }

    @Test
    void whereTheServerWinsItsRecordsAreHere() {
        SyncReport report = collide(ConflictStrategy.SERVER_WINS);
        assertThat(report.result()).isEqualTo(SyncResult.OK);
        assertThat(Journey.of(report, "contact").conflicts()).isEqualTo(4);
        assertThat(report.warnings()).hasSize(4).allMatch(warning -> warning.contains("server wins"));
        assertThat(journey.rows(ROWS))
                .containsExactly(
                        "1 change change|null|there",
                        "2 change another|there|t",
                        "4 delete change|null|there",
                        "6 same same|null|same");
        isSettled();
    }

    @Test
    void whereTheDeviceWinsItsFieldsAreOnTheServerButADeletedRecordIsAskedAbout() {
        SyncReport report = collide(ConflictStrategy.DEVICE_WINS);
        assertThat(report.result()).isEqualTo(SyncResult.CONFLICTS);
        assertThat(journey.errors()).extracting(SyncError::serverDeleted).containsExactly(true);
        assertThat(journey.store().count("contact")).isEqualTo(3);
        journey.sql("DELETE FROM sync_errors");
        journey.sync();
        assertThat(journey.rows(ROWS))
                .containsExactly(
                        "1 change change|null|here",
                        "2 change another|there|here",
                        "3 change delete|null|here",
                        "6 same same|null|same");
        isSettled();
    }

    @Test
    void whatNeedsADecisionStaysAsItIsOnBothSidesUntilItIsCleared() {
        SyncReport report = collide(ConflictStrategy.MANUAL);
        assertThat(report.result()).isEqualTo(SyncResult.CONFLICTS);
        assertThat(report.pendingConflicts()).isEqualTo(4);
        List<String> here = List.of(
                "1 change change|null|here",
                "2 change another|null|here",
                "3 change delete|null|here",
                "6 same same|null|same");
        assertThat(journey.rows(ROWS)).isEqualTo(here);
        assertThat(journey.sync(SyncRequest.full()).result()).isEqualTo(SyncResult.CONFLICTS);
        assertThat(journey.rows(ROWS)).isEqualTo(here);
        assertThat(journey.store().scan("contact", null, 10))
                .extracting(row -> row.get("jobtitle"))
                .containsExactlyInAnyOrder("there", "t", "there", "same");
        journey.sql("DELETE FROM sync_errors");
        journey.sync();
        assertThat(journey.rows(ROWS))
                .containsExactly(
                        "1 change change|null|here",
                        "2 change another|there|here",
                        "3 change delete|null|here",
                        "6 same same|null|same");
        isSettled();
    }

    @Test
    void aConflictCanBeUndoneByPuttingTheOldValuesBack() {
        collide(ConflictStrategy.MANUAL);
        journey.sql("UPDATE contact SET jobtitle = 't' WHERE jobtitle = 'here'");
        assertThat(journey.errors())
                .as("left is the deleted one")
                .extracting(SyncError::operation)
                .containsExactly("delete");
        journey.trySync();
        assertThat(journey.rows(ROWS))
                .as("the server's side")
                .containsExactly("1 change change|null|there", "2 change another|there|t", "6 same same|null|same");
    }

    @Test
    void E4_theServersRecordTakesThePlaceOfAGivenUpCreationUnderTheSameId() {
        String id = "11111111-1111-4111-8111-111111111111";
        journey.with("contact", "firstname", "lastname", "jobtitle")
                .onConflict("contact", ConflictStrategy.MANUAL)
                .sync();
        journey.sql("INSERT INTO contact(contactid, lastname) VALUES('" + id + "', 'here')");
        journey.store().run(tx -> tx.insert("contact", RecordId.guid(id), Map.of("lastname", "there")));
        journey.trySync();
        assertThat(journey.giveUp()).isEqualTo(1);
        journey.sync();
        assertThat(journey.rows("SELECT lastname FROM contact")).containsExactly("there");
        isSettled();
    }

    @Test
    void E4_whatIsGivenUpIsAsTheServerHasItWithTheNextSync() {
        collide(ConflictStrategy.MANUAL);
        assertThat(journey.giveUp()).isEqualTo(4);
        assertThat(journey.errors()).isEmpty();
        journey.sync();
        assertThat(journey.rows(ROWS))
                .containsExactly(
                        "1 change change|null|there",
                        "2 change another|there|t",
                        "4 delete change|null|there",
                        "6 same same|null|same");
        isSettled();
    }

    @ParameterizedTest
    @EnumSource
    void recordsMadeOnBothSidesUnderOneIdBecomeOne(ConflictStrategy strategy) {
        String id = "11111111-1111-4111-8111-111111111111";
        journey.with("contact", "firstname", "lastname", "jobtitle")
                .onConflict("contact", strategy)
                .sync();
        journey.sql("INSERT INTO contact(contactid, lastname, jobtitle) VALUES('" + id + "', 'here', 'here')");
        journey.store()
                .run(tx -> tx.insert("contact", RecordId.guid(id), Map.of("lastname", "there", "firstname", "there")));
        EntityReport report = Journey.of(journey.trySync(), "contact");
        assertThat(report.conflicts()).isEqualTo(1);
        if (strategy == ConflictStrategy.MANUAL) {
            assertThat(journey.errors()).hasSize(1);
            assertThat(journey.onServer("contact", id, "lastname")).isEqualTo("there");
            journey.sql("DELETE FROM sync_errors");
            journey.sync();
        }
        assertThat(journey.rows(ROWS))
                .containsExactly(strategy == ConflictStrategy.SERVER_WINS ? "there|there|null" : "here|there|here");
        isSettled();
    }

    private void isSettled() {
        EntityReport again = Journey.of(journey.sync(), "contact");
        assertThat(again.received() + again.deleted() + again.sent()).isZero();
        journey.assertSame("contact", "firstname", "lastname", "jobtitle");
        assertThat(journey.outbox()).isEmpty();
    }
}
