package org.crmlink.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.crmlink.engine.ConflictStrategy;
import org.crmlink.engine.SyncReport;
import org.crmlink.engine.SyncResult;
import org.crmlink.sandbox.data.OrganizationData;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records that point to each other, made and changed on both sides. */
class LinkJourneyTest {

    private static final String FIRST = "11111111-1111-4111-8111-111111111111";
    private static final String SECOND = "22222222-2222-4222-8222-222222222222";
    private static final String THIRD = "33333333-3333-4333-8333-333333333333";

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

    @Test
    void recordsMadeInACircleAreAllThereAfterOneSync() {
        journey.with("contact", "lastname", "parentcustomerid")
                .with("account", "name", "primarycontactid", "parentaccountid")
                .sync();
        journey.sql("""
                INSERT INTO account(accountid, name, primarycontactid, parentaccountid) VALUES('%1$s', 'A1', '%2$s', '%3$s');
                INSERT INTO contact(contactid, lastname, parentcustomerid, parentcustomerid_entity)
                  VALUES('%2$s', 'C', '%1$s', 'account');
                INSERT INTO account(accountid, name, parentaccountid) VALUES('%3$s', 'A3', '%1$s');
                INSERT INTO contact(lastname, parentcustomerid, parentcustomerid_entity) VALUES('D', '%2$s', 'contact');
                """.formatted(FIRST, SECOND, THIRD));
        journey.sync();
        assertThat(journey.outbox()).isEmpty();
        assertThat(journey.rows("SELECT name, primarycontactid, parentaccountid FROM account ORDER BY 1"))
                .containsExactly("A1|" + SECOND + "|" + THIRD, "A3|null|" + FIRST);
        journey.assertSame("account", "name", "primarycontactid", "parentaccountid");
        journey.assertSame("contact", "lastname", "parentcustomerid");
        assertThat(journey.rows("SELECT parentcustomerid_entity FROM contact ORDER BY lastname"))
                .containsExactly("account", "contact");
    }

    @Test
    void aLookupWithSeveralTargetsIsClearedByItsIdAlone() {
        String account = journey.insert("account", Map.of("name", "A"));
        String contact = journey.insert(
                "contact", Map.of("lastname", "C", "parentcustomerid", Journey.reference("account", account)));
        journey.with("contact", "lastname", "parentcustomerid").sync();
        journey.sql("UPDATE contact SET parentcustomerid = NULL");
        journey.sync();
        assertThat(journey.onServer("contact", contact, "parentcustomerid")).isEqualTo("null");
        assertThat(journey.rows("SELECT parentcustomerid, parentcustomerid_entity FROM contact"))
                .containsExactly("null|null");
    }

    @Test
    void aChildOfARefusedParentKeepsItsLinkUntilTheParentIsAccepted() {
        journey.with("contact", "lastname", "parentcustomerid")
                .with("account", "name")
                .sync();
        journey.sql("""
                INSERT INTO account(accountid, name) VALUES('%s', '%s');
                INSERT INTO contact(contactid, lastname, parentcustomerid, parentcustomerid_entity)
                  VALUES('%s', 'child', '%1$s', 'account');
                """.formatted(FIRST, "x".repeat(200), SECOND));
        assertThat(journey.trySync().result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(journey.onServer("contact", SECOND, "parentcustomerid")).isEqualTo("null");
        assertThat(journey.value("SELECT parentcustomerid FROM contact")).isEqualTo(FIRST);
        journey.sql("UPDATE account SET name = 'short';\nDELETE FROM sync_errors;");
        journey.sync();
        assertThat(journey.onServer("contact", SECOND, "parentcustomerid")).isEqualTo(FIRST);
    }

    @ParameterizedTest
    @EnumSource
    void C3_recordsThatPointToEachOtherAreDeletedTogetherWithoutAConflict(ConflictStrategy strategy) {
        journey.with("contact", "lastname", "parentcustomerid")
                .with("account", "name", "primarycontactid", "parentaccountid")
                .onConflict("contact", strategy)
                .onConflict("account", strategy)
                .sync();
        journey.sql("""
                INSERT INTO account(accountid, name) VALUES('%1$s', 'parent');
                INSERT INTO account(accountid, name, parentaccountid) VALUES('%3$s', 'child', '%1$s');
                INSERT INTO contact(contactid, lastname) VALUES('%2$s', 'first contact of both');
                UPDATE account SET primarycontactid = '%2$s';
                """.formatted(FIRST, SECOND, THIRD));
        journey.sync();
        journey.sql("DELETE FROM account WHERE name = 'parent';\nDELETE FROM account;\nDELETE FROM contact");
        SyncReport report = journey.sync();
        assertThat(report.warnings()).isEmpty();
        assertThat(report.entities())
                .allSatisfy(entity -> assertThat(entity.conflicts()).isZero());
        assertThat(journey.outbox()).isEmpty();
        assertThat(journey.store().count("account")).isZero();
        assertThat(journey.store().count("contact")).isZero();
        assertThat(journey.rows("SELECT name FROM account")).isEmpty();
    }

    @Test
    void C3_theSameWhereTheLookupsAreNotAmongTheConfiguredFields() {
        String parent = journey.insert("account", Map.of("name", "parent"));
        String child = journey.insert(
                "account", Map.of("name", "child", "parentaccountid", Journey.reference("account", parent)));
        String contact = journey.insert("contact", Map.of("lastname", "contact"));
        journey.insert("account", Map.of("name", "stays"));
        journey.update("account", parent, Map.of("primarycontactid", Journey.reference("contact", contact)));
        journey.update("account", child, Map.of("primarycontactid", Journey.reference("contact", contact)));
        journey.with("contact", "lastname").with("account", "name").sync();
        journey.sql("DELETE FROM account WHERE name = 'parent';\nDELETE FROM account WHERE name = 'child';\n"
                + "DELETE FROM contact");
        SyncReport report = journey.sync();
        assertThat(report.warnings()).isEmpty();
        assertThat(journey.store().count("account")).isEqualTo(1);
        assertThat(journey.store().count("contact")).isZero();
        assertThat(journey.rows("SELECT name FROM account")).containsExactly("stays");
    }

    @Test
    void C3_aLinkThatSomebodyTookAwayIsAChangeThatADeletionCollidesWith() {
        String parent = journey.insert("account", Map.of("name", "parent"));
        String child = journey.insert(
                "account", Map.of("name", "child", "parentaccountid", Journey.reference("account", parent)));
        journey.with("account", "name", "parentaccountid").sync();
        journey.update("account", child, Collections.singletonMap("parentaccountid", null));
        journey.sql("DELETE FROM account WHERE accountid = '" + child + "'");
        assertThat(journey.sync().warnings()).singleElement().asString().contains("server wins");
        assertThat(journey.rows("SELECT name FROM account ORDER BY 1")).containsExactly("child", "parent");
    }

    @Test
    void anOwnerCanBeATeamAndAUserAgain() {
        String account = journey.insert("account", Map.of("name", "A"));
        journey.with("account", "name", "ownerid", "owningteam", "owninguser").sync();
        String team = OrganizationData.TEAM.text();
        String user = OrganizationData.USER.text();
        journey.sql("UPDATE account SET ownerid = '" + team + "', ownerid_entity = 'team'");
        journey.sync();
        assertThat(journey.rows("SELECT ownerid, ownerid_entity, owningteam, owninguser FROM account"))
                .containsExactly(team + "|team|" + team + "|null");
        assertThat(journey.onServer("account", account, "ownerid")).isEqualTo(team);
        journey.sql("UPDATE account SET ownerid = '" + user + "', ownerid_entity = 'systemuser'");
        journey.sync();
        assertThat(journey.rows("SELECT ownerid, ownerid_entity, owningteam, owninguser FROM account"))
                .containsExactly(user + "|systemuser|null|" + user);
    }

    @Test
    void whatTheServerDeletesWithAParentGoesHereToo() {
        String account = journey.insert("account", Map.of("name", "A"));
        for (int i = 0; i < 3; i++) {
            journey.insert(
                    "contact", Map.of("lastname", "C" + i, "parentcustomerid", Journey.reference("account", account)));
        }
        journey.with("contact", "lastname", "jobtitle").with("account", "name").sync();
        journey.sql("UPDATE contact SET jobtitle = 'edited' WHERE lastname = 'C1';\nDELETE FROM account;");
        journey.sync();
        assertThat(journey.rows("SELECT lastname FROM contact")).isEmpty();
        assertThat(journey.store().count("contact")).isZero();
    }

    @Test
    void pairsAreLinkedAndUnlinkedFromBothSides() {
        String account = journey.insert("account", Map.of("name", "A"));
        String lead = journey.insert("lead", Map.of("lastname", "L1"));
        String other = journey.insert("lead", Map.of("lastname", "L2"));
        associate(account, lead);
        journey.with("account", "name")
                .with("lead", "lastname")
                .with("accountleads")
                .sync();
        journey.sql("""
                INSERT INTO accountleads(accountid, leadid) VALUES('%1$s', '%2$s');
                INSERT INTO account(accountid, name) VALUES('%3$s', 'new');
                INSERT INTO accountleads(accountid, leadid) VALUES('%3$s', '%2$s');
                INSERT INTO accountleads(accountid, leadid) VALUES('%1$s', '%4$s');
                """.formatted(account, other, FIRST, lead));
        journey.sync();
        journey.assertSame("accountleads", "accountid", "leadid");
        assertThat(journey.store().count("accountleads")).isEqualTo(3);

        journey.sql("DELETE FROM accountleads WHERE leadid = '" + lead + "'");
        journey.store()
                .run(tx -> tx.disassociate("accountleads_association", RecordId.guid(account), RecordId.guid(other)));
        journey.sync();
        journey.assertSame("accountleads", "accountid", "leadid");
        assertThat(journey.rows("SELECT accountid FROM accountleads")).containsExactly(FIRST);
    }

    @Test
    void aPairThatIsDeletedAndPutBackBeforeASyncStays() {
        String account = journey.insert("account", Map.of("name", "A"));
        String lead = journey.insert("lead", Map.of("lastname", "L1"));
        associate(account, lead);
        journey.with("account", "name")
                .with("lead", "lastname")
                .with("accountleads")
                .sync();
        journey.sql("""
                DELETE FROM accountleads;
                INSERT INTO accountleads(accountid, leadid) VALUES('%s', '%s');
                """.formatted(account, lead));
        journey.sync();
        journey.sync();
        assertThat(journey.store().count("accountleads")).isEqualTo(1);
        journey.assertSame("accountleads", "accountid", "leadid");
    }

    @Test
    void pairsOfSeveralRelationshipsAreReadButNotWritten() {
        String list = journey.insert("list", Map.of("listname", "L", "createdfromcode", 2));
        String contact = journey.insert("contact", Map.of("lastname", "C"));
        journey.store().run(tx -> tx.associate("listcontact_association", RecordId.guid(list), RecordId.guid(contact)));
        journey.with("list", "listname")
                .with("contact", "lastname")
                .with("listmember")
                .sync();
        journey.assertSame("listmember", "listid", "entityid");
        assertThatThrownBy(() ->
                        journey.sql("INSERT INTO listmember(listid, entityid) VALUES('" + list + "', '" + FIRST + "')"))
                .hasMessageContaining("read-only");
        journey.store()
                .run(tx -> tx.disassociate("listcontact_association", RecordId.guid(list), RecordId.guid(contact)));
        journey.sync();
        assertThat(journey.rows("SELECT * FROM listmember")).isEmpty();
    }

    private void associate(String account, String lead) {
        journey.store()
                .run(tx -> tx.associate("accountleads_association", RecordId.guid(account), RecordId.guid(lead)));
    }
}
