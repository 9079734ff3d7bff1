package org.crmlink.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local edits are plain SQL, from any program; the triggers make of them what has to be sent. */
class LocalEditTest {

    private static final List<String> FIELDS =
            List.of("firstname", "lastname", "company", "createdon", "origin", "state");

    @TempDir
    Path folder;

    private StoreFixture crm;

    @BeforeEach
    void twoContactsAreDownloaded() throws SQLException {
        crm = new StoreFixture(folder, Samples.contact(IdAssignment.CLIENT), Samples.account(IdAssignment.CLIENT));
        crm.download(
                "contact",
                FIELDS,
                Samples.row(
                        "c1",
                        "v1",
                        "Ada",
                        "Byron",
                        new RecordRef("account", "a1"),
                        Instant.parse("2024-01-02T03:04:05Z"),
                        "web",
                        "open"),
                Samples.row("c2", "v2", "Alan", "Turing", null, null, null, null));
    }

    @AfterEach
    void close() throws SQLException {
        crm.close();
    }

    @Test
    void aDownloadLeavesNothingInTheOutbox() throws SQLException {
        assertThat(crm.outbox()).isEmpty();
        assertThat(crm.one("SELECT applying FROM crmlink_guard")).isEqualTo("0");
    }

    @Test
    void anUpdateIsRecordedWithChangedFieldsBaseVersionAndBaseValues() throws SQLException {
        crm.sql("UPDATE contact SET lastname = 'Lovelace', firstname = 'Ada' WHERE contactid = 'c1'");
        assertThat(crm.outbox()).containsExactly("contact/c1 update v1 lastname");
        PendingChange change = crm.change("contact", "c1");
        assertThat(change.values()).containsOnlyKeys("lastname").containsEntry("lastname", "Lovelace");
        assertThat(change.baseValues()).containsOnlyKeys("lastname").containsEntry("lastname", "Byron");
    }

    @Test
    void anUpdateThatChangesNothingIsNone() throws SQLException {
        crm.sql("UPDATE contact SET lastname = lastname, company = company");
        assertThat(crm.outbox()).isEmpty();
    }

    @Test
    void aFieldThatHasItsOldValueAgainIsNoChange() throws SQLException {
        crm.sql(
                "UPDATE contact SET lastname = 'x', firstname = 'y' WHERE contactid = 'c1'",
                "UPDATE contact SET lastname = 'Byron' WHERE contactid = 'c1'");
        assertThat(crm.outbox()).containsExactly("contact/c1 update v1 firstname");
        crm.sql("UPDATE contact SET firstname = 'Ada' WHERE contactid = 'c1'");
        assertThat(crm.outbox()).isEmpty();
    }

    @Test
    void anEditThatIsTakenBackTakesItsErrorAlong() throws SQLException {
        crm.sql("UPDATE contact SET lastname = 'x' WHERE contactid IN ('c1', 'c2')");
        String sent = crm.send("contact", "c1");
        crm.record(new SendOutcome.Failed(
                sent, SyncError.Detail.of(SyncError.Kind.CONFLICT, "update", "", "changed there too", "")));
        crm.download(
                "contact",
                FIELDS,
                Samples.row("c1", "v9", "Ada", "King", null, Instant.parse("2024-01-02T03:04:05Z"), "web", "open"));
        crm.sql("UPDATE contact SET lastname = 'Byron' WHERE contactid = 'c1'");
        assertThat(crm.outbox()).containsExactly("contact/c2 update v2 lastname");
        assertThat(crm.rows("SELECT message FROM sync_errors")).isEmpty();
        // what the server has instead is fetched
        assertThat(crm.store.refetches().due("contact", "", 10)).containsExactly("c1");
    }

    @Test
    void anEditThatIsTakenBackWhileItIsSentIsAnother() throws SQLException {
        crm.sql("UPDATE contact SET lastname = 'x' WHERE contactid = 'c1'");
        String sent = crm.send("contact", "c1");
        crm.sql("UPDATE contact SET lastname = 'Byron' WHERE contactid = 'c1'");
        crm.applied(sent, "c1", "v2");
        assertThat(crm.outbox()).containsExactly("contact/c1 update v2 lastname");
    }

    @Test
    void nullAndValueDifferBothWays() throws SQLException {
        crm.sql(
                "UPDATE contact SET company = NULL WHERE contactid = 'c1'",
                "UPDATE contact SET company = 'a9' WHERE contactid = 'c2'");
        assertThat(crm.change("contact", "c1").values()).containsEntry("company", null);
        assertThat(crm.change("contact", "c2").values()).containsEntry("company", new RecordRef("account", "a9"));
    }

    @Test
    void laterEditsKeepTheFirstBaseAndRaiseTheRevision() throws SQLException {
        crm.sql("UPDATE contact SET lastname = 'x' WHERE contactid = 'c1'");
        PendingChange first = crm.change("contact", "c1");
        crm.sql("UPDATE contact SET lastname = 'y' WHERE contactid = 'c1'");
        PendingChange second = crm.change("contact", "c1");
        assertThat(second.revision()).isGreaterThan(first.revision());
        assertThat(second.seq()).isEqualTo(first.seq());
        assertThat(second.baseValues()).containsEntry("lastname", "Byron");
        assertThat(second.values()).containsEntry("lastname", "y");
    }

    @Test
    void changesComeInTheOrderOfTheirFirstEdit() throws SQLException {
        crm.sql(
                "UPDATE contact SET lastname = 'x' WHERE contactid = 'c2'",
                "UPDATE contact SET lastname = 'x' WHERE contactid = 'c1'",
                "UPDATE contact SET lastname = 'z' WHERE contactid = 'c2'");
        assertThat(crm.pending("contact")).extracting(PendingChange::id).containsExactly("c2", "c1");
    }

    @Test
    void anInsertMakesItsOwnGuid() throws SQLException {
        crm.sql("INSERT INTO contact(lastname) VALUES('Hopper')");
        String id = crm.one("SELECT contactid FROM contact WHERE lastname = 'Hopper'");
        assertThat(id).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        PendingChange change = crm.change("contact", id);
        assertThat(change.kind()).isEqualTo(ChangeKind.CREATE);
        assertThat(change.values()).containsOnlyKeys("lastname");
        assertThat(change.baseVersion()).isEmpty();
    }

    @Test
    void aCreateSendsOnlyWhatACreateMaySet() throws SQLException {
        crm.sql("INSERT INTO contact(contactid, lastname, origin, state) VALUES('n', 'N', 'web', 'open')");
        assertThat(crm.change("contact", "n").values()).containsOnlyKeys("lastname", "origin");
    }

    @Test
    void anUpdateOfAnUnsentCreateStaysACreate() throws SQLException {
        crm.sql(
                "INSERT INTO contact(contactid, lastname) VALUES('n', 'N')",
                "UPDATE contact SET lastname = 'M', origin" + " = 'x' WHERE contactid = 'n'");
        PendingChange change = crm.change("contact", "n");
        assertThat(change.kind()).isEqualTo(ChangeKind.CREATE);
        assertThat(change.values()).containsEntry("lastname", "M").containsEntry("origin", "x");
    }

    @Test
    void aDeleteIsRecordedWithItsBaseVersion() throws SQLException {
        crm.sql("DELETE FROM contact WHERE contactid = 'c1'");
        assertThat(crm.outbox()).containsExactly("contact/c1 delete v1 ");
        assertThat(crm.change("contact", "c1").values()).isEmpty();
    }

    @Test
    void aDeleteAfterAnUpdateIsADelete() throws SQLException {
        crm.sql(
                "UPDATE contact SET lastname = 'x' WHERE contactid = 'c1'",
                "DELETE FROM contact WHERE contactid = 'c1'");
        assertThat(crm.outbox()).containsExactly("contact/c1 delete v1 ");
    }

    @Test
    void U19_createdAndDeletedBeforeASyncLeavesNothing() throws SQLException {
        crm.sql(
                "INSERT INTO contact(contactid, lastname) VALUES('n', 'N')",
                "UPDATE contact SET lastname = 'M' WHERE contactid = 'n'");
        crm.store.errors().add("contact", "n", SyncError.Detail.of(SyncError.Kind.REFUSED, "create", "", "no", ""));
        crm.sql("DELETE FROM contact WHERE contactid = 'n'");
        assertThat(crm.outbox()).isEmpty();
        assertThat(crm.rows("SELECT * FROM crmlink_outbox_field")).isEmpty();
        assertThat(crm.rows("SELECT * FROM sync_errors")).isEmpty();
    }

    @Test
    void deletedAndInsertedAgainIsAnUpdateOfWhatDiffers() throws SQLException {
        crm.sql(
                "DELETE FROM contact WHERE contactid = 'c1'",
                "INSERT INTO contact(contactid, firstname, lastname, company, origin, state)"
                        + " VALUES('c1', 'Ada', 'Lovelace', NULL, 'web', 'open')");
        assertThat(crm.outbox()).containsExactly("contact/c1 update v1 company,lastname");
        assertThat(crm.one("SELECT crmlink_version, createdon FROM contact WHERE contactid = 'c1'"))
                .isEqualTo("v1|2024-01-02T03:04:05Z");
    }

    @Test
    void deletedAndPutBackAsItWasIsNoChange() throws SQLException {
        crm.sql(
                "CREATE TEMP TABLE keep AS SELECT contactid, firstname, lastname, company, createdon, origin, state FROM contact",
                "UPDATE contact SET firstname = 'X' WHERE contactid = 'c1'",
                "DELETE FROM contact",
                "INSERT INTO contact(contactid, firstname, lastname, company, createdon, origin, state) SELECT * FROM keep");
        assertThat(crm.outbox()).isEmpty();
        assertThat(crm.rows("SELECT * FROM crmlink_outbox_field")).isEmpty();
        assertThat(crm.one("SELECT crmlink_version FROM contact WHERE contactid = 'c1'"))
                .isEqualTo("v1");
    }

    @Test
    void insertOrReplaceOfAKnownRecordIsAnUpdateWithItsBase() throws SQLException {
        crm.sql("INSERT OR REPLACE INTO contact(contactid, firstname, lastname, company, origin, state)"
                + " VALUES('c1', 'Augusta', 'Byron', 'a1', 'web', 'open')");
        assertThat(crm.outbox()).containsExactly("contact/c1 update v1 firstname");
        assertThat(crm.change("contact", "c1").baseValues()).containsEntry("firstname", "Ada");
        assertThat(crm.one("SELECT crmlink_version, createdon FROM contact WHERE contactid = 'c1'"))
                .isEqualTo("v1|2024-01-02T03:04:05Z");
    }

    @Test
    void insertOrReplaceWithTheSameValuesIsNoChange() throws SQLException {
        crm.sql("REPLACE INTO contact(contactid, firstname, lastname) VALUES('c2', 'Alan', 'Turing')");
        assertThat(crm.outbox()).isEmpty();
        assertThat(crm.one("SELECT crmlink_version FROM contact WHERE contactid = 'c2'"))
                .isEqualTo("v2");
    }

    @Test
    void insertOrReplaceAfterAnUpdateKeepsTheFirstBase() throws SQLException {
        crm.sql(
                "UPDATE contact SET firstname = 'X' WHERE contactid = 'c2'",
                "REPLACE INTO contact(contactid, firstname, lastname) VALUES('c2', 'Alan', 'Y')");
        assertThat(crm.outbox()).containsExactly("contact/c2 update v2 lastname");
        assertThat(crm.change("contact", "c2").baseValues()).containsEntry("lastname", "Turing");
    }

    @Test
    void insertOrReplaceOfANewKeyIsACreateAndReplacingThatStaysACreate() throws SQLException {
        crm.sql(
                "REPLACE INTO contact(contactid, lastname) VALUES('n', 'N')",
                "REPLACE INTO contact(contactid, lastname) VALUES('n', 'M')");
        assertThat(crm.outbox()).containsExactly("contact/n create - ");
        assertThat(crm.change("contact", "n").values()).containsEntry("lastname", "M");
    }

    @Test
    void insertOrReplaceAfterALocalDeleteIsAnUpdate() throws SQLException {
        crm.sql(
                "DELETE FROM contact WHERE contactid = 'c2'",
                "REPLACE INTO contact(contactid, firstname, lastname) VALUES('c2', 'Alan', 'M')");
        assertThat(crm.outbox()).containsExactly("contact/c2 update v2 lastname");
    }

    @Test
    void replaceMeansTheSameWhereTheProgramHasRecursiveTriggersOn() throws SQLException {
        crm.sql(
                "PRAGMA recursive_triggers = ON",
                "INSERT INTO contact(contactid, lastname) VALUES('n', 'N')",
                "REPLACE INTO contact(contactid, lastname) VALUES('n', 'M')",
                "UPDATE contact SET firstname = 'X' WHERE contactid = 'c2'",
                "REPLACE INTO contact(contactid, firstname, lastname) VALUES('c2', 'Alan', 'Y')",
                "REPLACE INTO contact(contactid, firstname, lastname, company, origin, state)"
                        + " VALUES('c1', 'Ada', 'Byron', 'a1', 'web', 'open')");
        assertThat(crm.outbox()).containsExactlyInAnyOrder("contact/n create - ", "contact/c2 update v2 lastname");
        assertThat(crm.one("SELECT crmlink_version FROM contact WHERE contactid = 'c1'"))
                .isEqualTo("v1");
    }

    @Test
    void anUpsertThatMergesIsAnUpdateAndOneThatInsertsACreate() throws SQLException {
        String upsert =
                "INSERT INTO contact(contactid, lastname) VALUES('%s', '%s') ON CONFLICT(contactid) DO UPDATE SET"
                        + " lastname = excluded.lastname";
        crm.sql(upsert.formatted("c1", "L"), upsert.formatted("n", "N"), upsert.formatted("c2", "Turing"));
        assertThat(crm.outbox()).containsExactly("contact/c1 update v1 lastname", "contact/n create - ");
    }

    @Test
    void anIgnoredInsertLeavesNoTraceForALaterOne() throws SQLException {
        crm.sql(
                "INSERT OR IGNORE INTO contact(contactid, lastname) VALUES('c2', 'Z')",
                "DELETE FROM contact WHERE contactid = 'c2'",
                "INSERT INTO contact(contactid, firstname, lastname) VALUES('c2', 'Alan', 'Z')");
        assertThat(crm.outbox()).containsExactly("contact/c2 update v2 lastname");
    }

    @Test
    void updateOrReplaceAndUpdateOrIgnoreAreRecordedToo() throws SQLException {
        crm.sql(
                "UPDATE OR REPLACE contact SET lastname = 'x' WHERE contactid = 'c1'",
                "UPDATE OR IGNORE contact SET lastname = 'y' WHERE contactid = 'c2'");
        crm.sql("UPDATE OR REPLACE contact SET lastname = 'z', firstname = 'q' WHERE contactid = 'c1'");
        assertThat(crm.outbox())
                .containsExactly("contact/c1 update v1 firstname,lastname", "contact/c2 update v2 lastname");
    }

    @Test
    void theKeyCannotBeChangedEvenByReplacing() throws SQLException {
        for (String or : List.of("", "OR REPLACE ", "OR IGNORE ")) {
            assertThatThrownBy(() -> crm.sql("UPDATE " + or + "contact SET contactid = 'c2' WHERE contactid = 'c1'"))
                    .hasMessageContaining("contact.contactid is the key of the record and cannot be changed");
        }
        assertThat(crm.rows("SELECT contactid FROM contact ORDER BY 1")).containsExactly("c1", "c2");
        assertThat(crm.outbox()).isEmpty();
    }

    @Test
    void aRecordIsNotInsertedOnceMoreUnderAnotherSpellingOfItsId() throws SQLException {
        String id = "aaaaaaaa-bbbb-4111-8111-111111111111";
        crm.download("contact", FIELDS, Samples.row(id, "v1", "Grace", "Hopper", null, null, null, null));
        for (String spelled : List.of(id.toUpperCase(Locale.ROOT), "{" + id + "}")) {
            String insert = "INSERT OR REPLACE INTO contact(contactid, lastname) VALUES('" + spelled + "', 'H')";
            assertThatThrownBy(() -> crm.sql(insert))
                    .hasMessageContaining(
                            "contact.contactid: the record is here already, its id spelled in lower case");
        }
        crm.sql("DELETE FROM contact WHERE contactid = '" + id + "'");
        assertThatThrownBy(() -> crm.sql("INSERT INTO contact(contactid) VALUES(upper('" + id + "'))"))
                .hasMessageContaining("spelled in lower case");
        assertThat(crm.outbox()).containsExactly("contact/" + id + " delete v1 ");
    }

    @Test
    void whatCannotBeEmptiedIsKeptWhenItIsLeftOut() throws SQLException {
        EntityType task = Samples.entity(
                "task",
                IdAssignment.CLIENT,
                "taskid",
                Samples.writable("subject", FieldType.TEXT).build(),
                Samples.writable("state", FieldType.INTEGER).nullable(false).build(),
                Samples.writable("owner", FieldType.LOOKUP)
                        .targets(List.of("user", "team"))
                        .nullable(false)
                        .build());
        crm.store.entities().define(Samples.table(task, crm.file));
        crm.download(
                "task",
                List.of("subject", "state", "owner"),
                Samples.row("t1", "v1", "s", 1L, new RecordRef("team", "x")));
        assertThatThrownBy(() -> crm.sql("UPDATE task SET state = NULL"))
                .hasMessageContaining("task.state cannot be emptied");
        assertThatThrownBy(() -> crm.sql("UPDATE task SET owner = NULL"))
                .hasMessageContaining("task.owner cannot be emptied");
        assertThatThrownBy(() -> crm.sql("UPDATE task SET owner_entity = NULL"))
                .hasMessageContaining("task.owner cannot be emptied");
        crm.sql("INSERT OR REPLACE INTO task(taskid, subject) VALUES('t1', 's')");
        assertThat(crm.rows("SELECT subject, state, owner, owner_entity FROM task"))
                .containsExactly("s|1|x|team");
        assertThat(crm.outbox()).as("nothing was changed").isEmpty();
        crm.sql("DELETE FROM task", "INSERT INTO task(taskid, subject, state) VALUES('t1', 'other', 2)");
        assertThat(crm.rows("SELECT subject, state, owner, owner_entity FROM task"))
                .containsExactly("other|2|x|team");
        assertThat(crm.outbox()).containsExactly("task/t1 update v1 state,subject");
        crm.sql("INSERT INTO task(taskid, state) VALUES('t2', 5)", "UPDATE task SET state = NULL WHERE taskid = 't2'");
        assertThat(crm.change("task", "t2").kind())
                .as("a new record has what it is given")
                .isEqualTo(ChangeKind.CREATE);
    }

    @Test
    void anotherRowIsNotReplacedThroughTheRowid() throws SQLException {
        assertThatThrownBy(() -> crm.sql("REPLACE INTO contact(rowid, contactid) SELECT rowid, 'n' FROM contact WHERE"
                        + " contactid = 'c1'"))
                .hasMessageContaining("rowid");
        assertThatThrownBy(() ->
                        crm.sql("UPDATE OR REPLACE contact SET rowid = (SELECT rowid FROM contact WHERE contactid ="
                                + " 'c2') WHERE contactid = 'c1'"))
                .hasMessageContaining("rowid");
        assertThat(crm.rows("SELECT contactid FROM contact ORDER BY 1")).containsExactly("c1", "c2");
    }

    @Test
    void aKeyMustBeText() {
        assertThatThrownBy(() -> crm.sql("INSERT INTO contact(contactid) VALUES(x'00')"))
                .hasMessageContaining("crmlink_key_is_text");
        assertThatThrownBy(() -> crm.sql("INSERT INTO contact(contactid) VALUES('')"))
                .hasMessageContaining("crmlink_key_is_text");
    }

    @Test
    void readOnlyColumnsAreRefusedByName() throws SQLException {
        assertThatThrownBy(() -> crm.sql("UPDATE contact SET createdon = 'x' WHERE contactid = 'c1'"))
                .hasMessageContaining("contact.createdon is read-only: only the server sets it");
        assertThatThrownBy(() -> crm.sql("UPDATE contact SET owner_entity = 'team' WHERE contactid = 'c1'"))
                .hasMessageContaining("contact.owner is read-only");
        assertThatThrownBy(
                        () -> crm.sql("INSERT INTO contact(lastname, createdon) VALUES('N', '2024-01-02T03:04:05Z')"))
                .hasMessageContaining("contact.createdon is read-only");
        assertThatThrownBy(() -> crm.sql("UPDATE contact SET photo = 5 WHERE contactid = 'c1'"))
                .hasMessageContaining("contact.photo shows the size of a binary value");
        assertThatThrownBy(() -> crm.sql("UPDATE contact SET origin = 'x' WHERE contactid = 'c1'"))
                .hasMessageContaining("contact.origin can be set only before the record is created on the server");
        crm.sql("UPDATE contact SET createdon = createdon, lastname = 'L' WHERE contactid = 'c1'");
        assertThat(crm.outbox()).containsExactly("contact/c1 update v1 lastname");
    }

    @Test
    void aPolymorphicLookupIsOneFieldInTwoColumns() throws SQLException {
        crm.sql("UPDATE contact SET parent = 'a1', parent_entity = 'account' WHERE contactid = 'c1'");
        assertThat(crm.change("contact", "c1").values()).containsEntry("parent", new RecordRef("account", "a1"));
        crm.sql("UPDATE contact SET parent_entity = 'contact' WHERE contactid = 'c1'");
        assertThat(crm.outbox()).containsExactly("contact/c1 update v1 parent");
        assertThat(crm.change("contact", "c1").values()).containsEntry("parent", new RecordRef("contact", "a1"));
    }

    @Test
    void decimalsHaveANumberBesideThem() throws SQLException {
        crm.sql(
                "UPDATE contact SET credit = '10.50' WHERE contactid = 'c1'",
                "UPDATE contact SET credit = '9' WHERE" + " contactid = 'c2'");
        assertThat(crm.rows("SELECT contactid FROM contact ORDER BY credit_num"))
                .containsExactly("c2", "c1");
        assertThat(crm.one("SELECT typeof(credit), credit FROM contact WHERE contactid = 'c1'"))
                .isEqualTo("text|10.50");
    }

    @Test
    void valuesThatDoNotFitAreToldByFieldAndReason() throws SQLException {
        crm.sql("UPDATE contact SET visits = 'many', credit = '1,5', parent = 'x' WHERE contactid = 'c1'");
        PendingChange change = crm.change("contact", "c1");
        assertThat(change.values()).isEmpty();
        assertThat(change.invalid())
                .extracting(error -> error.field() + " " + error.message())
                .containsExactlyInAnyOrder(
                        "visits is not a whole number",
                        "credit is not a decimal number such as 12.50",
                        "parent needs the record's entity in 'parent_entity'");
    }

    @Test
    void aFailedStatementLeavesNothing() throws SQLException {
        assertThatThrownBy(() -> crm.sql("INSERT INTO contact(contactid, lastname) VALUES('n1', 'a'), ('c1', 'b')"))
                .isInstanceOf(SQLException.class);
        assertThat(crm.outbox()).isEmpty();
        assertThat(crm.rows("SELECT * FROM crmlink_replaced")).isEmpty();
    }

    @Test
    void manyRowsInOneStatementAreManyChanges() throws SQLException {
        crm.sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
                + " INSERT OR REPLACE INTO contact(contactid, lastname) SELECT 'c' || i, 'L' || i FROM n");
        assertThat(crm.one("SELECT count(*) FROM crmlink_outbox WHERE kind = 'create'"))
                .isEqualTo("498");
        assertThat(crm.one("SELECT count(*) FROM crmlink_outbox WHERE kind = 'update'"))
                .isEqualTo("2");
        crm.sql("DELETE FROM contact");
        assertThat(crm.outbox()).containsExactlyInAnyOrder("contact/c1 delete v1 ", "contact/c2 delete v2 ");
    }
}
