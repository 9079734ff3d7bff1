package org.crmlink.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.crmlink.engine.EntityReport;
import org.crmlink.engine.SyncError;
import org.crmlink.engine.SyncReport;
import org.crmlink.engine.SyncRequest;
import org.crmlink.engine.SyncResult;
import org.crmlink.sandbox.dynamics.security.AccessRight;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.ChangePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user who may not do everything: what he may see comes, what he may not is said, and nothing goes without a word. */
class RightsJourneyTest {

    private static final String APP = "99999999-1111-4111-8111-111111111111";
    private static final String MISSING = "0x80040220";

    @TempDir
    private Path folder;

    private Journey journey;
    private Reference me = new Reference("systemuser", org.crmlink.sandbox.data.OrganizationData.USER);

    @BeforeEach
    void aUserWithARole() {
        journey = Journey.start(folder, 0);
        journey.sandbox().identity().addClient(APP, "secret");
        role("account, contact: all=organization; units, common: read=organization");
        me = journey.sandbox().rights().application(APP, "Device");
        journey.option("client-id", APP).option("client-secret", "secret");
        journey.with("account", "name", "fax", "ownerid").with("contact", "lastname");
    }

    @AfterEach
    void close() {
        journey.close();
    }

    private void role(String text) {
        journey.sandbox().rights().role("Device", text);
    }

    private String account(String name, boolean mine) {
        return journey.insert("account", mine ? Map.of("name", name, "ownerid", me) : Map.of("name", name));
    }

    private List<String> names() {
        return journey.rows("SELECT name FROM account ORDER BY 1");
    }

    private static void isRefused(EntityReport report) {
        assertThat(report.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.kind()).isEqualTo(ErrorKind.FORBIDDEN);
            assertThat(failure.code()).isEqualTo(MISSING);
            assertThat(failure.message()).contains("prvRead");
            assertThat(failure.hint()).contains("security roles");
        });
    }

    @Test
    void whoMayReadEverythingUsesTheChangeFeed() {
        account("A", false);
        assertThat(Journey.of(journey.sync(), "account").path()).isEqualTo(ChangePath.Tracking.TOKEN);
        assertThat(names()).containsExactly("A");
    }

    @Test
    void whoMayReadHisOwnGetsHisOwnAndTheirChangesInBothDirections() {
        role("account, contact: all=user; units, common: read=organization");
        String mine = account("mine", true);
        String shared = account("shared", false);
        account("foreign", false);
        SyncReport first = journey.sync();
        EntityReport report = Journey.of(first, "account");
        assertThat(report.path()).isEqualTo(ChangePath.Tracking.WATERMARK);
        assertThat(names()).containsExactly("mine");
        journey.sql("UPDATE account SET fax = '1';\nINSERT INTO account(name) VALUES('made here');");
        journey.sandbox().rights().share(Journey.reference("account", shared), me, AccessRight.READ);
        assertThat(Journey.of(journey.sync(), "account").mode()).isEqualTo(EntityReport.Mode.INCREMENTAL);
        assertThat(names()).containsExactly("made here", "mine", "shared");
        assertThat(journey.onServer("account", mine, "fax")).isEqualTo("1");
        journey.sandbox().rights().unshare(Journey.reference("account", shared), me);
        journey.delete("account", mine);
        journey.sync();
        assertThat(names()).containsExactly("made here");
        role("account, contact: all=organization; units, common: read=organization");
        journey.sync();
        assertThat(names()).containsExactly("foreign", "made here", "shared");
        assertThat(Journey.of(journey.sync(SyncRequest.full("account")), "account")
                        .path())
                .isEqualTo(ChangePath.Tracking.TOKEN);
    }

    @Test
    void anEntityThatMayNotBeReadIsToldAndTheOthersCome() {
        role("contact: all=organization; units, common: read=organization");
        account("A", false);
        journey.insert("contact", Map.of("lastname", "C"));
        SyncReport report = journey.trySync();
        assertThat(report.result()).isEqualTo(SyncResult.RECORDS_FAILED);
        isRefused(Journey.of(report, "account"));
        assertThat(Journey.of(report, "contact").failure()).isEmpty();
        assertThat(journey.rows("SELECT lastname FROM contact")).containsExactly("C");
        role("account, contact: all=organization; units, common: read=organization");
        assertThat(Journey.of(journey.sync(), "account").path()).isEqualTo(ChangePath.Tracking.TOKEN);
        assertThat(names()).containsExactly("A");
    }

    @Test
    void rightsThatAreTakenAwayAndGivenBackLoseNothingThatWasChangedHere() {
        String foreign = account("foreign", false);
        String mine = account("mine", true);
        journey.sync();
        journey.sandbox().rights().denyOrganizationRead("account");
        journey.sql("UPDATE account SET fax = '7' WHERE name = 'mine'");
        journey.update("account", foreign, Map.of("name", "changed there"));
        for (int i = 0; i < 2; i++) {
            SyncReport report = journey.sync();
            assertThat(Journey.of(report, "account").path()).isEqualTo(ChangePath.Tracking.WATERMARK);
            assertThat(names()).as("what may still be read").containsExactly("mine");
        }
        assertThat(journey.outbox()).isEmpty();
        assertThat(journey.onServer("account", mine, "fax")).isEqualTo("7");
        journey.sandbox().rights().unlimit();
        journey.sync();
        assertThat(names()).containsExactly("changed there", "mine");
        journey.assertSame("account", "name", "fax");
    }

    @Test
    void whoLosesRightsKeepsWhatHeMayStillReadAndWhatHeHasNotSentYet() {
        account("foreign", false);
        String mine = account("mine", true);
        journey.sync();
        role("account, contact: all=user; units, common: read=organization");
        journey.sql(
                "UPDATE account SET fax = '7' WHERE name = 'mine';\nINSERT INTO account(name) VALUES('made here');");
        journey.sync();
        assertThat(names()).containsExactly("made here", "mine");
        assertThat(journey.onServer("account", mine, "fax")).isEqualTo("7");
        role("account, contact: all=organization; units, common: read=organization");
        journey.sync();
        assertThat(names()).containsExactly("foreign", "made here", "mine");
    }

    @Test
    void editsOfWhatMayNotBeWrittenAreListedAndArriveOnceTheyMay() {
        String id = account("A", false);
        String other = account("B", true);
        journey.sync();
        role("account: read=organization write=user append=user appendto=user; contact: all=organization;"
                + " units, common: read=organization");
        journey.sql("UPDATE account SET fax = name;\nINSERT INTO account(name) VALUES('new');\n"
                + "INSERT INTO contact(lastname) VALUES('C');");
        assertThat(journey.trySync().result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(journey.onServer("account", other, "fax")).isEqualTo("B");
        assertThat(journey.onServer("account", id, "fax")).isEqualTo("null");
        assertThat(journey.errors())
                .hasSize(2)
                .allSatisfy(error -> {
                    assertThat(error.kind()).isEqualTo(SyncError.Kind.REFUSED);
                    assertThat(error.hint()).contains("security roles");
                })
                .extracting(SyncError::code)
                .containsExactlyInAnyOrder("0x80048306", MISSING);
        assertThat(names()).containsExactly("A", "B", "new");
        role("account, contact: all=organization; units, common: read=organization");
        journey.sql("DELETE FROM sync_errors");
        journey.sync();
        journey.assertSame("account", "name", "fax");
        journey.assertSame("contact", "lastname");
    }

    @Test
    void anOwnerWhoCannotReadTheTableIsRefused() {
        String id = account("A", true);
        journey.sync();
        Reference nobody = journey.sandbox().rights().user("nobody@sandbox.example");
        journey.sql("UPDATE account SET ownerid = '" + nobody.id().text() + "', ownerid_entity = 'systemuser'");
        assertThat(journey.trySync().result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(journey.errors()).singleElement().satisfies(error -> {
            assertThat(error.code()).isEqualTo("0x80040299");
            assertThat(error.hint()).contains("choose an owner");
        });
        assertThat(journey.onServer("account", id, "ownerid")).isEqualTo(me.id().text());
    }

    @Test
    void withoutAnyRoleNothingIsTouchedAndTheHintSaysWhatToDo() {
        account("A", false);
        journey.sync();
        journey.sql("UPDATE account SET fax = '1'");
        journey.sandbox().rights().take(me, "Device");
        SyncReport report = journey.trySync();
        assertThat(report.result()).isEqualTo(SyncResult.NOT_AUTHORIZED);
        assertThat(report.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo("0x80042f09");
            assertThat(failure.hint()).contains("role");
        });
        assertThat(names()).containsExactly("A");
        assertThat(journey.outbox()).hasSize(1);
        journey.sandbox().rights().give(me, "Device");
        journey.sync();
        journey.assertSame("account", "name", "fax");
    }

    @Test
    void actingForSomebodyElseNeedsThePrivilege() {
        Reference ann = journey.sandbox().rights().user("ann@sandbox.example", "Device");
        account("A", false);
        journey.option("caller-id", ann.id().text());
        SyncReport report = journey.trySync();
        assertThat(report.result()).isEqualTo(SyncResult.NOT_AUTHORIZED);
        assertThat(report.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo("0x8004a110");
            assertThat(failure.hint()).contains("act on behalf of another user");
        });
        role("account, contact: all=organization; units, common: read=organization; prvActOnBehalfOfAnotherUser");
        journey.sync();
        journey.sql("INSERT INTO account(name) VALUES('for Ann')");
        journey.sync();
        String made = journey.value("SELECT accountid FROM account WHERE name = 'for Ann'");
        assertThat(journey.onServer("account", made, "createdby"))
                .isEqualTo(ann.id().text());
        assertThat(journey.onServer("account", made, "createdonbehalfby"))
                .isEqualTo(me.id().text());
    }

    @Test
    void aDuplicateMadeHereIsListedAndTheOthersArrive() {
        account("Twin", false);
        journey.option("duplicate-detection", "true").sync();
        journey.sql("INSERT INTO account(name) VALUES('twin');\nINSERT INTO account(name) VALUES('Single');");
        assertThat(journey.trySync().result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(journey.errors()).singleElement().satisfies(error -> {
            assertThat(error.kind()).isEqualTo(SyncError.Kind.REFUSED);
            assertThat(error.code()).isEqualTo("0x80040333");
            assertThat(error.hint()).contains("duplicate-detection");
        });
        assertThat(journey.store().count("account")).isEqualTo(2);
        journey.sql("UPDATE account SET name = 'Triplet' WHERE name = 'twin';\nDELETE FROM sync_errors");
        journey.sync();
        journey.assertSame("account", "name");
        journey.option("duplicate-detection", "false").sql("INSERT INTO account(name) VALUES('Twin')");
        journey.sync();
        assertThat(journey.store().count("account")).isEqualTo(4);
    }
}
