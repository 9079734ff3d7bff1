package org.crmlink.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.engine.store.PendingChange.LinkedPair;
import org.crmlink.engine.store.Settlement.Effect;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.RepeatableCreate;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Relationship;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An intersect entity's inserted rows are links, its deleted ones unlinks (rule U18). */
class PairTest {

    private static final List<String> FIELDS = List.of("accountid", "contactid", "number");

    @TempDir
    Path folder;

    private StoreFixture crm;

    @BeforeEach
    void onePair() throws SQLException {
        crm = new StoreFixture(folder, Samples.pairs());
        crm.fullRead("accountcontact", FIELDS, Samples.row("p1", null, "a1", "c1", 7L));
    }

    @AfterEach
    void close() throws SQLException {
        crm.close();
    }

    private static LinkedPair pair(String account, String contact) {
        return new LinkedPair("account_contacts", new RecordRef("account", account), new RecordRef("contact", contact));
    }

    private List<String> pairs() throws SQLException {
        return crm.rows("SELECT accountid, contactid FROM accountcontact ORDER BY 1, 2");
    }

    @Test
    void anInsertedPairIsALinkAndADeletedOneAnUnlink() throws SQLException {
        crm.sql(
                "INSERT INTO accountcontact(accountid, contactid) VALUES('a2', 'c2')",
                "DELETE FROM accountcontact WHERE" + " accountid = 'a1'");
        List<PendingChange> pending = crm.pending("accountcontact");
        assertThat(pending).extracting(PendingChange::kind).containsExactly(ChangeKind.CREATE, ChangeKind.DELETE);
        assertThat(pending)
                .extracting(change -> change.link().orElseThrow())
                .containsExactly(pair("a2", "c2"), pair("a1", "c1"));
        String send = crm.send("accountcontact", pending.get(1).id());
        assertThat(crm.store.outbox().underway().get(0).link()).contains(pair("a1", "c1"));
        assertThat(crm.applied(send, "", null).effect()).isEqualTo(Effect.DONE);
        assertThat(crm.applied(crm.send("accountcontact", pending.get(0).id()), "", null)
                        .effect())
                .isEqualTo(Effect.DONE);
        assertThat(crm.outbox()).isEmpty();
        assertThat(crm.rows("SELECT * FROM crmlink_refetch")).isEmpty();
        assertThat(pairs()).containsExactly("a2|c2");
    }

    @Test
    void aPairNeedsBothEndsAndIsNotChanged() throws SQLException {
        assertThatThrownBy(() -> crm.sql("INSERT INTO accountcontact(accountid) VALUES('a2')"))
                .hasMessageContaining("accountcontact: a pair needs both 'accountid' and 'contactid'");
        assertThatThrownBy(() -> crm.sql("UPDATE accountcontact SET accountid = 'a2'"))
                .hasMessageContaining("is one end of a pair: delete the row and insert another");
        assertThatThrownBy(() -> crm.sql("UPDATE accountcontact SET number = 1"))
                .hasMessageContaining("accountcontact.number is read-only");
        assertThat(crm.outbox()).isEmpty();
    }

    @Test
    void theIdOfAPairIsNotTakenForAnother() throws SQLException {
        String another = "INTO accountcontact(pairid, accountid, contactid) VALUES('p1', 'a1', 'c2')";
        assertThatThrownBy(() -> crm.sql("INSERT OR REPLACE " + another))
                .hasMessageContaining("accountcontact.pairid is the id of another pair; leave it out");
        crm.sql("DELETE FROM accountcontact");
        assertThatThrownBy(() -> crm.sql("INSERT " + another))
                .hasMessageContaining("accountcontact.pairid is the id of another pair; leave it out");
        crm.sql("INSERT INTO accountcontact(pairid, accountid, contactid, number) VALUES('p1', 'a1', 'c1', 7)");
        assertThat(crm.outbox()).as("put back as it was").isEmpty();
    }

    @Test
    void aTableWithPairsOfSeveralRelationshipsMakesNoLinks() throws SQLException {
        EntityType pairs = Samples.pairs();
        List<Relationship> relationships = new ArrayList<>(pairs.relationships());
        relationships.add(new Relationship.ManyToMany(
                "account_leads", "account", "lead", "accountcontact", "accountid", "contactid"));
        EntityType members = new EntityType(
                "accountmember",
                pairs.label(),
                pairs.keyFields(),
                pairs.nameField(),
                pairs.versionField(),
                pairs.fields(),
                relationships.stream()
                        .map(Relationship.ManyToMany.class::cast)
                        .<Relationship>map(pair -> new Relationship.ManyToMany(
                                pair.name(),
                                pair.firstEntity(),
                                pair.secondEntity(),
                                "accountmember",
                                pair.firstField(),
                                pair.secondField()))
                        .toList(),
                List.of(),
                true,
                new EntityCapabilities(
                        Set.of(),
                        Map.of(),
                        IdAssignment.SERVER,
                        RepeatableCreate.NONE,
                        pairs.capabilities().changePaths(),
                        Duration.ofSeconds(1)));
        assertThat(Samples.table(members, crm.file).link()).isEmpty();
        crm.store.entities().define(Samples.table(members, crm.file));
        assertThatThrownBy(() -> crm.sql("INSERT INTO accountmember(accountid, contactid) VALUES('a', 'c')"))
                .hasMessageContaining("accountmember.accountid is read-only");
        crm.fullRead("accountmember", FIELDS, Samples.row("m1", null, "a1", "c1", 7L));
        assertThatThrownBy(() -> crm.sql("DELETE FROM accountmember"))
                .hasMessageContaining("accountmember: the server takes no deletions of these records");
        crm.fullRead("accountmember", FIELDS);
        assertThat(crm.rows("SELECT * FROM accountmember"))
                .as("a full read removes it")
                .isEmpty();
    }

    @Test
    void theServersRowTakesThePlaceOfTheLocalOneAfterTheLink() throws SQLException {
        crm.sql("INSERT INTO accountcontact(accountid, contactid) VALUES('a2', 'c2')");
        crm.applied(
                crm.send("accountcontact", crm.pending("accountcontact").get(0).id()), "", null);
        crm.download("accountcontact", FIELDS, Samples.row("p2", null, "a2", "c2", 8L));
        assertThat(crm.rows("SELECT pairid, number FROM accountcontact ORDER BY 1"))
                .containsExactly("p1|7", "p2|8");
    }

    @Test
    void aPairThatSomeoneElseLinkedNeedsNoLinkAnyMore() throws SQLException {
        crm.sql("INSERT INTO accountcontact(accountid, contactid) VALUES('a2', 'c2')");
        crm.download("accountcontact", FIELDS, Samples.row("p2", null, "a2", "c2", 8L));
        assertThat(crm.outbox()).isEmpty();
        assertThat(crm.rows("SELECT pairid FROM accountcontact ORDER BY 1")).containsExactly("p1", "p2");
    }

    @Test
    void aPairThatCameDownWhileItsLinkWasSentIsThereOnce() throws SQLException {
        crm.sql("INSERT INTO accountcontact(accountid, contactid) VALUES('a2', 'c2')");
        String send =
                crm.send("accountcontact", crm.pending("accountcontact").get(0).id());
        crm.download("accountcontact", FIELDS, Samples.row("p2", null, "a2", "c2", 8L));
        crm.applied(send, "", null);
        assertThat(crm.rows("SELECT pairid FROM accountcontact ORDER BY 1")).containsExactly("p1", "p2");
        assertThat(crm.outbox()).isEmpty();
    }

    @Test
    void U19_linkedAndUnlinkedBeforeASyncLeavesNothing() throws SQLException {
        crm.sql(
                "INSERT INTO accountcontact(accountid, contactid) VALUES('a2', 'c2')",
                "DELETE FROM accountcontact WHERE" + " accountid = 'a2'");
        assertThat(crm.outbox()).isEmpty();
    }

    @Test
    void aPairDeletedWhileItsLinkIsSentIsUnlinked() throws SQLException {
        crm.sql("INSERT INTO accountcontact(accountid, contactid) VALUES('a2', 'c2')");
        PendingChange link = crm.pending("accountcontact").get(0);
        String send = crm.send("accountcontact", link.id());
        crm.sql("DELETE FROM accountcontact WHERE accountid = 'a2'");
        assertThat(crm.applied(send, "", null).effect()).isEqualTo(Effect.PENDING);
        PendingChange unlink = crm.change("accountcontact", link.id());
        assertThat(unlink.kind()).isEqualTo(ChangeKind.DELETE);
        assertThat(unlink.link()).contains(pair("a2", "c2"));
    }

    @Test
    void aLinkedPairThatTheServerDoesNotListIsSweptByAFullRead() throws SQLException {
        crm.sql("INSERT INTO accountcontact(accountid, contactid) VALUES('a2', 'c2')");
        assertThat(crm.fullRead("accountcontact", FIELDS, Samples.row("p1", null, "a1", "c1", 7L)))
                .as("not before it is linked")
                .isZero();
        crm.applied(
                crm.send("accountcontact", crm.pending("accountcontact").get(0).id()), "", null);
        assertThat(crm.fullRead("accountcontact", FIELDS, Samples.row("p1", null, "a1", "c1", 7L)))
                .isEqualTo(1);
        assertThat(pairs()).containsExactly("a1|c1");
    }
}
