package org.crmlink.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.engine.store.Settlement.Effect;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the server assigns ids, a temporary key is replaced everywhere in the transaction that records the answer. */
class KeyReplacementTest {

    @TempDir
    Path folder;

    private StoreFixture crm;
    private String account = "";
    private String contact = "";

    @BeforeEach
    void anAccountAndContactsThatPointToIt() throws SQLException {
        EntityType call = Samples.entity(
                "call",
                IdAssignment.SERVER,
                "callid",
                Samples.writable("parties", FieldType.LOOKUP_LIST)
                        .targets(List.of("account", "contact"))
                        .build());
        crm = new StoreFixture(
                folder,
                Samples.account(IdAssignment.SERVER),
                Samples.contact(IdAssignment.SERVER),
                Samples.pairs(),
                call);
        crm.sql("INSERT INTO account(name) VALUES('A')");
        account = crm.one("SELECT accountid FROM account");
        crm.sql(
                "INSERT INTO contact(lastname, company, parent, parent_entity) VALUES('C', '%1$s', '%1$s', 'account')"
                        .formatted(account),
                "INSERT INTO contact(contactid, lastname, parent, parent_entity) VALUES('other', 'D', '%s', 'contact')"
                        .formatted(account));
        contact = crm.one("SELECT contactid FROM contact WHERE lastname = 'C'");
        crm.sql(
                "UPDATE account SET main = '%s'".formatted(contact),
                "INSERT INTO accountcontact(accountid, contactid) VALUES('%s', '%s')".formatted(account, contact),
                "INSERT INTO call(parties) VALUES('[{\"entity\":\"account\",\"id\":\"%1$s\"},{\"entity\":\"contact\",\"id\":\"%1$s\"}]')"
                        .formatted(account));
    }

    @AfterEach
    void close() throws SQLException {
        crm.close();
    }

    @Test
    void aTemporaryKeyIsReplacedInRowLookupsOutboxAndPairs() throws SQLException {
        assertThat(account).matches("tmp:[0-9a-f]{32}");
        Settlement settlement = crm.applied(crm.send("account", account), "A-1", "v1");
        assertThat(settlement.record()).isEqualTo(new RecordRef("account", "A-1"));
        assertThat(crm.one("SELECT accountid, crmlink_version FROM account")).isEqualTo("A-1|v1");
        assertThat(crm.one("SELECT company, parent, parent_entity FROM contact WHERE lastname = 'C'"))
                .isEqualTo("A-1|A-1|account");
        assertThat(crm.one("SELECT parent FROM contact WHERE lastname = 'D'"))
                .as("points to a contact of the same id")
                .isEqualTo(account);
        assertThat(crm.one("SELECT accountid FROM accountcontact")).isEqualTo("A-1");
        assertThat(crm.one("SELECT parties FROM call"))
                .isEqualTo("[{\"entity\":\"account\",\"id\":\"A-1\"},{\"entity\":\"contact\",\"id\":\"" + account
                        + "\"}]");
        assertThat(crm.rows("SELECT 1 FROM crmlink_outbox WHERE entity = 'account'"))
                .isEmpty();
        assertThat(crm.change("contact", contact).values()).containsEntry("company", new RecordRef("account", "A-1"));
        assertThat(crm.pending("accountcontact").get(0).link())
                .contains(new PendingChange.LinkedPair(
                        "account_contacts", new RecordRef("account", "A-1"), new RecordRef("contact", contact)));
    }

    @Test
    void aLookupInACycleGoesSecond() throws SQLException {
        crm.applied(crm.send("account", account, Set.of("name")), "A-1", "v1");
        crm.applied(crm.send("contact", contact), "C-1", "w1");
        PendingChange second = crm.change("account", "A-1");
        assertThat(second.kind()).isEqualTo(ChangeKind.UPDATE);
        assertThat(second.values()).isEqualTo(Map.of("main", new RecordRef("contact", "C-1")));
        assertThat(crm.applied(crm.send("account", "A-1"), "A-1", "v2").effect())
                .isEqualTo(Effect.DONE);
        assertThat(crm.one("SELECT main FROM account")).isEqualTo("C-1");
    }

    @Test
    void itIsReplacedInWhatIsBeingSentToo() throws SQLException {
        String contactSend = crm.send("contact", contact);
        crm.applied(crm.send("account", account), "A-1", "v1");
        SentOperation sent = crm.store.outbox().underway().get(0);
        assertThat(sent.operationId()).isEqualTo(contactSend);
        assertThat(sent.values())
                .containsEntry("company", new RecordRef("account", "A-1"))
                .containsEntry("parent", new RecordRef("account", "A-1"));
        assertThat(crm.applied(contactSend, "C-1", "w1").effect()).isEqualTo(Effect.DONE);
        assertThat(crm.rows("SELECT 1 FROM contact WHERE contactid LIKE 'tmp:%'"))
                .isEmpty();
    }

    @Test
    void aRowDeletedWhileItsCreateIsSentIsDeletedByTheServersId() throws SQLException {
        String send = crm.send("account", account);
        crm.sql("DELETE FROM account");
        crm.applied(send, "A-1", "v1");
        assertThat(crm.rows("SELECT id, kind, base_version FROM crmlink_outbox WHERE entity = 'account'"))
                .containsExactly("A-1|delete|v1");
    }

    @Test
    void theServersRowThatCameDownBeforeTheAnswerIsTheSameRecord() throws SQLException {
        String send = crm.send("account", account);
        crm.download("account", List.of("name"), Samples.row("A-1", "v1", "A"));
        assertThat(crm.rows("SELECT accountid FROM account")).hasSize(2);
        crm.applied(send, "A-1", "v1");
        assertThat(crm.rows("SELECT accountid, name FROM account")).containsExactly("A-1|A");
        assertThat(crm.rows("SELECT 1 FROM crmlink_outbox WHERE entity = 'account'"))
                .isEmpty();
    }

    @Test
    void editsOfTheServersRowThatCameDownBeforeTheAnswerStay() throws SQLException {
        String send = crm.send("account", account);
        crm.download("account", List.of("name"), Samples.row("A-1", "v1", "A"));
        crm.sql("UPDATE account SET name = 'B' WHERE accountid = 'A-1'");
        crm.applied(send, "A-1", "v1");
        assertThat(crm.rows("SELECT accountid, name FROM account")).containsExactly("A-1|B");
        assertThat(crm.change("account", "A-1").values()).containsEntry("name", "B");
    }
}
