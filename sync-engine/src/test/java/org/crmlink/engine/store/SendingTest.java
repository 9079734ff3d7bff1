package org.crmlink.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.engine.store.Settlement.Effect;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From pending to sent to settled; each step is one transaction, and what is edited meanwhile is not lost. */
class SendingTest {

    private static final List<String> FIELDS = List.of("firstname", "lastname", "visits", "credit");
    private static final SyncError.Detail REFUSED =
            SyncError.Detail.of(SyncError.Kind.REFUSED, "update", "0x1", "the server says no", "correct it");

    @TempDir
    Path folder;

    private StoreFixture crm;

    @BeforeEach
    void oneContact() throws SQLException {
        crm = new StoreFixture(folder, Samples.contact(IdAssignment.CLIENT), Samples.account(IdAssignment.CLIENT));
        crm.download("contact", FIELDS, Samples.row("c1", "v1", "Ada", "Byron", 1L, new BigDecimal("1.50")));
    }

    @AfterEach
    void close() throws SQLException {
        crm.close();
    }

    private void update(String set) throws SQLException {
        crm.sql("UPDATE contact SET " + set + " WHERE contactid = 'c1'");
    }

    private void isClean(String version) throws SQLException {
        assertThat(crm.outbox()).isEmpty();
        assertThat(crm.rows("SELECT * FROM crmlink_outbox_field")).isEmpty();
        assertThat(crm.rows("SELECT * FROM crmlink_sent")).isEmpty();
        assertThat(crm.one("SELECT coalesce(crmlink_version, '-') FROM contact"))
                .isEqualTo(version);
    }

    @Test
    void whatIsBeingSentIsNotPendingAndIsFoundAfterAnInterruption() throws SQLException {
        update("lastname = 'L', visits = 7, credit = '2.10', parent = 'a1', parent_entity = 'account'");
        String operation = crm.send("contact", "c1");
        assertThat(crm.pending("contact")).isEmpty();
        crm.user.close();
        crm.store.close();

        try (LocalStore again = LocalStore.open(crm.file, "test")) {
            SentOperation sent = again.outbox().underway().get(0);
            assertThat(sent.operationId()).isEqualTo(operation);
            assertThat(sent.kind()).isEqualTo(ChangeKind.UPDATE);
            assertThat(sent.baseVersion()).contains("v1");
            assertThat(sent.values())
                    .isEqualTo(Map.of(
                            "lastname",
                            "L",
                            "visits",
                            7L,
                            "credit",
                            new BigDecimal("2.10"),
                            "parent",
                            new RecordRef("account", "a1")));
        }
    }

    @Test
    void aChangeEditedSinceItWasReadIsNotMarked() throws SQLException {
        update("lastname = 'L'");
        PendingChange stale = crm.change("contact", "c1");
        update("lastname = 'M'");
        assertThat(crm.store.outbox().markSending(List.of(Outgoing.whole("op", stale)), Samples.NOW))
                .isEmpty();
        assertThat(crm.store.outbox().underway()).isEmpty();
        assertThat(crm.pending("contact")).hasSize(1);
    }

    @Test
    void U21_anAppliedUpdateLeavesTheOutboxAndSetsTheVersion() throws SQLException {
        update("lastname = 'L'");
        Settlement settlement = crm.applied(crm.send("contact", "c1"), "c1", "v2");
        assertThat(settlement.effect()).isEqualTo(Effect.DONE);
        isClean("v2");
        assertThat(crm.store.refetches().due("contact", "", 10)).isEmpty();
    }

    @Test
    void U21_withoutAVersionInTheAnswerTheRowIsFetchedAgain() throws SQLException {
        update("lastname = 'L'");
        crm.applied(crm.send("contact", "c1"), "c1", null);
        isClean("-");
        assertThat(crm.store.refetches().due("contact", "", 10)).containsExactly("c1");
    }

    @Test
    void valuesOfTheServerAreWrittenUnlessEditedSince() throws SQLException {
        update("lastname = 'L', firstname = 'F'");
        String operation = crm.send("contact", "c1");
        update("firstname = 'G'");
        crm.record(new SendOutcome.Applied(
                operation, "c1", Optional.of("v2"), Map.of("lastname", "L.", "firstname", "F.", "visits", 9L), false));
        assertThat(crm.one("SELECT firstname, lastname, visits FROM contact")).isEqualTo("G|L.|9");
        assertThat(crm.outbox()).containsExactly("contact/c1 update v2 firstname");
    }

    @Test
    void U20_anEditWhileItIsSentStaysPendingOnTheNewVersion() throws SQLException {
        update("lastname = 'L', visits = 5");
        String operation = crm.send("contact", "c1");
        update("lastname = 'M'");
        assertThat(crm.applied(operation, "c1", "v2").effect()).isEqualTo(Effect.PENDING);
        assertThat(crm.outbox()).containsExactly("contact/c1 update v2 lastname");
        assertThat(crm.change("contact", "c1").baseValues()).containsEntry("lastname", "L");
    }

    @Test
    void anEditWhileSentThatIsTakenBackLeavesNothing() throws SQLException {
        update("lastname = 'L'");
        String operation = crm.send("contact", "c1");
        update("lastname = 'M'");
        update("lastname = 'L'");
        assertThat(crm.applied(operation, "c1", "v2").effect()).isEqualTo(Effect.DONE);
        isClean("v2");
    }

    @Test
    void U8_fieldsHeldBackStayPendingAsAnUpdate() throws SQLException {
        crm.sql("INSERT INTO contact(contactid, lastname, company, state) VALUES('n', 'N', 'a9', 'open')");
        String operation = crm.send("contact", "n", Set.of("lastname"));
        assertThat(crm.applied(operation, "n", "w1").effect()).isEqualTo(Effect.PENDING);
        PendingChange rest = crm.change("contact", "n");
        assertThat(rest.kind()).isEqualTo(ChangeKind.UPDATE);
        assertThat(rest.baseVersion()).contains("w1");
        assertThat(rest.values()).isEqualTo(Map.of("company", new RecordRef("account", "a9"), "state", "open"));
        crm.applied(crm.send("contact", "n"), "n", "w2");
        assertThat(crm.outbox()).isEmpty();
    }

    @Test
    void fieldsOfAnUpdateThatWereHeldBackStayPending() throws SQLException {
        update("lastname = 'L', company = 'a9'");
        crm.applied(crm.send("contact", "c1", Set.of("lastname")), "c1", "v2");
        assertThat(crm.outbox()).containsExactly("contact/c1 update v2 company");
    }

    @Test
    void aRecordDeletedWhileItsUpdateIsSentIsDeletedOnTheNewVersion() throws SQLException {
        update("lastname = 'L'");
        String operation = crm.send("contact", "c1");
        crm.sql("DELETE FROM contact");
        assertThat(crm.applied(operation, "c1", "v2").effect()).isEqualTo(Effect.PENDING);
        assertThat(crm.outbox()).containsExactly("contact/c1 delete v2 ");
    }

    @Test
    void aRecordDeletedAndPutBackWhileItsUpdateIsSentIsWhatDiffersFromTheSent() throws SQLException {
        update("lastname = 'L'");
        String operation = crm.send("contact", "c1");
        crm.sql(
                "DELETE FROM contact",
                "INSERT INTO contact(contactid, firstname, lastname, visits, credit) VALUES('c1', 'Ada', 'Byron', 1, '1.50')");
        assertThat(crm.applied(operation, "c1", "v2").effect()).isEqualTo(Effect.PENDING);
        assertThat(crm.outbox()).containsExactly("contact/c1 update v2 lastname");
        assertThat(crm.change("contact", "c1").values()).containsEntry("lastname", "Byron");
    }

    @Test
    void aCreateDeletedWhileItIsSentIsDeletedOnTheServerOrForgotten() throws SQLException {
        crm.sql("INSERT INTO contact(contactid, lastname) VALUES('n', 'N')");
        String operation = crm.send("contact", "n");
        crm.sql("DELETE FROM contact WHERE contactid = 'n'");
        assertThat(crm.applied(operation, "n", "w1").effect()).isEqualTo(Effect.PENDING);
        assertThat(crm.outbox()).containsExactly("contact/n delete w1 ");

        crm.sql("INSERT INTO contact(contactid, lastname) VALUES('m', 'M')");
        String second = crm.send("contact", "m");
        crm.sql("DELETE FROM contact WHERE contactid = 'm'");
        assertThat(crm.record(new SendOutcome.Deferred(second)).effect()).isEqualTo(Effect.DONE);
        assertThat(crm.outbox()).containsExactly("contact/n delete w1 ");
    }

    @Test
    void aCreateReplacedWhileItIsSentBecomesAnUpdateOrStaysACreate() throws SQLException {
        crm.sql("INSERT INTO contact(contactid, lastname, firstname) VALUES('n', 'N', 'F')");
        String operation = crm.send("contact", "n");
        crm.sql("REPLACE INTO contact(contactid, lastname, firstname) VALUES('n', 'N', 'G')");
        crm.record(new SendOutcome.Deferred(operation));
        assertThat(crm.change("contact", "n").kind()).isEqualTo(ChangeKind.CREATE);

        String second = crm.send("contact", "n");
        crm.sql(
                "DELETE FROM contact WHERE contactid = 'n'",
                "INSERT INTO contact(contactid, lastname, firstname) VALUES('n'," + " 'N', 'H')");
        crm.applied(second, "n", "w1");
        assertThat(crm.outbox()).containsExactly("contact/n update w1 firstname");
    }

    @Test
    void aCreateDeletedAndPutBackIsStillACreateIfItDidNotArrive() throws SQLException {
        crm.sql("INSERT INTO contact(contactid, lastname) VALUES('n', 'N')");
        String operation = crm.send("contact", "n");
        crm.sql(
                "DELETE FROM contact WHERE contactid = 'n'",
                "INSERT INTO contact(contactid, lastname) VALUES('n', 'M')");
        assertThat(crm.record(new SendOutcome.Deferred(operation)).effect()).isEqualTo(Effect.PENDING);
        PendingChange change = crm.change("contact", "n");
        assertThat(change.kind()).isEqualTo(ChangeKind.CREATE);
        assertThat(change.values()).containsEntry("lastname", "M");
    }

    @Test
    void anAppliedDeleteLeavesNothing() throws SQLException {
        crm.sql("DELETE FROM contact");
        String operation = crm.send("contact", "c1");
        assertThat(crm.applied(operation, "c1", null).effect()).isEqualTo(Effect.DONE);
        assertThat(crm.outbox()).isEmpty();
        assertThat(crm.rows("SELECT * FROM crmlink_refetch")).isEmpty();
    }

    @Test
    void aRecordPutBackWhileItsDeleteIsSentIsCreatedAgain() throws SQLException {
        crm.sql("DELETE FROM contact");
        String operation = crm.send("contact", "c1");
        crm.sql(
                "INSERT INTO contact(contactid, firstname, lastname, visits, credit) VALUES('c1', 'Ada', 'Byron', 1, '1.50')");
        assertThat(crm.applied(operation, "c1", null).effect()).isEqualTo(Effect.PENDING);
        assertThat(crm.outbox()).containsExactly("contact/c1 create - ");
        assertThat(crm.change("contact", "c1").values()).containsOnlyKeys(FIELDS.toArray(String[]::new));
    }

    @Test
    void aRecordPutBackWhileItsDeleteIsSentIsNothingIfTheDeleteDidNotArrive() throws SQLException {
        crm.sql("DELETE FROM contact");
        String operation = crm.send("contact", "c1");
        crm.sql(
                "INSERT INTO contact(contactid, firstname, lastname, visits, credit) VALUES('c1', 'Ada', 'Byron', 1, '1.50')");
        assertThat(crm.record(new SendOutcome.Failed(operation, REFUSED)).effect())
                .isEqualTo(Effect.DONE);
        isClean("v1");
        assertThat(crm.store.errors().all()).isEmpty();
    }

    @Test
    void U16_U15_aRefusedChangeIsListedAndNotSentUntilItsErrorIsCleared() throws SQLException {
        update("lastname = 'L'");
        Settlement settlement = crm.record(new SendOutcome.Failed(crm.send("contact", "c1"), REFUSED));
        assertThat(settlement.effect()).isEqualTo(Effect.ERROR);
        assertThat(crm.pending("contact")).isEmpty();
        assertThat(crm.one("SELECT entity, record_id, kind, operation, code, message, hint, attempts FROM sync_errors"))
                .isEqualTo("contact|c1|refused|update|0x1|the server says no|correct it|1");
        crm.sql("DELETE FROM sync_errors WHERE record_id = 'c1'");
        assertThat(crm.pending("contact")).hasSize(1);

        crm.record(new SendOutcome.Failed(crm.send("contact", "c1"), REFUSED));
        SyncError error = crm.store.errors().all().get(0);
        assertThat(crm.store.errors().clear(List.of(error.number()))).isEqualTo(1);
        assertThat(crm.outbox()).containsExactly("contact/c1 update v1 lastname");
    }

    @Test
    void aRefusalOfValuesThatWereEditedSinceIsNotHeldAgainstTheNewOnes() throws SQLException {
        update("lastname = 'L'");
        String operation = crm.send("contact", "c1");
        update("lastname = 'M'");
        assertThat(crm.record(new SendOutcome.Failed(operation, REFUSED)).effect())
                .isEqualTo(Effect.PENDING);
        assertThat(crm.store.errors().all()).isEmpty();
        assertThat(crm.pending("contact")).hasSize(1);
    }

    @Test
    void anUnknownFateIsAlwaysListed() throws SQLException {
        update("lastname = 'L'");
        String operation = crm.send("contact", "c1");
        update("lastname = 'M'");
        SyncError.Detail unknown = SyncError.Detail.of(SyncError.Kind.UNKNOWN, "update", "", "the answer was lost", "");
        assertThat(crm.record(new SendOutcome.Failed(operation, unknown)).effect())
                .isEqualTo(Effect.ERROR);
        assertThat(crm.pending("contact")).isEmpty();
        assertThat(crm.store.outbox().underway()).isEmpty();
    }

    @Test
    void aDeferredChangeIsPendingAgainAndCanBeSentWithTheSameOperationId() throws SQLException {
        update("lastname = 'L'");
        String operation = crm.send("contact", "c1");
        assertThat(crm.record(new SendOutcome.Deferred(operation)).effect()).isEqualTo(Effect.PENDING);
        assertThat(crm.store
                        .outbox()
                        .markSending(List.of(Outgoing.whole(operation, crm.change("contact", "c1"))), Samples.NOW))
                .containsExactly(operation);
    }

    @Test
    void C5_whereTheServerWinsTheWholeChangeGoesAndTheRowIsFetchedAgain() throws SQLException {
        update("lastname = 'L'");
        String operation = crm.send("contact", "c1");
        update("firstname = 'F'");
        crm.record(new SendOutcome.ServerWins(operation, false));
        assertThat(crm.outbox()).isEmpty();
        assertThat(crm.store.refetches().due("contact", "", 10)).containsExactly("c1");
        crm.download("contact", FIELDS, Samples.row("c1", "v5", "Ada", "Server", 1L, null));
        assertThat(crm.store.refetches().due("contact", "", 10)).isEmpty();
        isClean("v5");
    }

    @Test
    void whereTheServerWinsByADeletionTheRowGoes() throws SQLException {
        update("lastname = 'L'");
        crm.record(new SendOutcome.ServerWins(crm.send("contact", "c1"), true));
        assertThat(crm.outbox()).isEmpty();
        assertThat(crm.rows("SELECT * FROM contact")).isEmpty();
        assertThat(crm.rows("SELECT * FROM crmlink_refetch")).isEmpty();
    }

    @Test
    void whereTheServerWinsADeletedRowComesBack() throws SQLException {
        crm.sql("DELETE FROM contact");
        crm.record(new SendOutcome.ServerWins(crm.send("contact", "c1"), false));
        assertThat(crm.store.refetches().due("contact", "", 10)).containsExactly("c1");
        crm.download("contact", FIELDS, Samples.row("c1", "v5", "Ada", "Server", 1L, null));
        isClean("v5");
    }

    @Test
    void C6_whereTheDeviceWinsTheChangedFieldsGoAgainOnTheServersVersion() throws SQLException {
        update("lastname = 'L'");
        Settlement settlement = crm.record(new SendOutcome.DeviceWins(crm.send("contact", "c1"), Optional.of("v5")));
        assertThat(settlement.effect()).isEqualTo(Effect.PENDING);
        assertThat(crm.outbox()).containsExactly("contact/c1 update v5 lastname");
        assertThat(crm.store.refetches().due("contact", "", 10))
                .as("not before it is sent")
                .isEmpty();
        crm.applied(crm.send("contact", "c1"), "c1", "v6");
        assertThat(crm.store.refetches().due("contact", "", 10)).containsExactly("c1");
    }

    @Test
    void E2_clearingAConflictSendsTheDevicesValuesOnTheVersionThatWasSeen() throws SQLException {
        update("lastname = 'L'");
        crm.record(new SendOutcome.Failed(
                crm.send("contact", "c1"),
                new SyncError.Detail(
                        SyncError.Kind.CONFLICT, "update", "", "changed on both sides", "", Optional.of("v7"), false)));
        assertThat(crm.pending("contact")).isEmpty();
        crm.sql("DELETE FROM sync_errors");
        assertThat(crm.outbox()).containsExactly("contact/c1 update v7 lastname");
    }

    @Test
    void clearingAConflictWithADeletionCreatesTheRecordAgain() throws SQLException {
        update("lastname = 'L'");
        crm.record(new SendOutcome.Failed(
                crm.send("contact", "c1"),
                new SyncError.Detail(SyncError.Kind.CONFLICT, "update", "", "deleted", "", Optional.empty(), true)));
        assertThat(crm.store.status().get(1).backlog().conflicts()).isEqualTo(1);
        crm.store.errors().clearAll();
        PendingChange change = crm.change("contact", "c1");
        assertThat(change.kind()).isEqualTo(ChangeKind.CREATE);
        assertThat(change.values()).containsEntry("firstname", "Ada").containsEntry("lastname", "L");
    }

    @Test
    void E4_takingTheServersVersionDropsChangeAndError() throws SQLException {
        update("lastname = 'L'");
        crm.record(new SendOutcome.Failed(crm.send("contact", "c1"), REFUSED));
        assertThat(crm.store.outbox().discard(new RecordRef("contact", "c1"))).isTrue();
        assertThat(crm.outbox()).isEmpty();
        assertThat(crm.store.errors().all()).isEmpty();
        assertThat(crm.store.refetches().due("contact", "", 10)).containsExactly("c1");
    }

    @Test
    void E4_onlyAChangeThatIsNotBeingSentCanBeGivenUp() throws SQLException {
        assertThat(crm.store.outbox().discard(new RecordRef("contact", "c1"))).isFalse();
        update("lastname = 'L'");
        crm.send("contact", "c1");
        assertThat(crm.store.outbox().discard(new RecordRef("contact", "c1"))).isFalse();
        assertThat(crm.outbox()).isNotEmpty();
    }

    @Test
    void aFateIsRecordedOnce() throws SQLException {
        update("lastname = 'L'");
        String operation = crm.send("contact", "c1");
        crm.applied(operation, "c1", "v2");
        assertThat(crm.store.outbox().record(List.of(new SendOutcome.Deferred(operation))))
                .isEmpty();
        isClean("v2");
    }

    @Test
    void pendingChangesComeInPiecesByKind() throws SQLException {
        update("lastname = 'L'");
        crm.sql(
                "INSERT INTO contact(contactid) VALUES('n1'), ('n2'), ('n3')",
                "DELETE FROM contact WHERE contactid = 'n2'");
        List<PendingChange> first = crm.store.outbox().pending("contact", EnumSet.of(ChangeKind.CREATE), 0, 1);
        assertThat(first).extracting(PendingChange::id).containsExactly("n1");
        assertThat(crm.store
                        .outbox()
                        .pending(
                                "contact",
                                EnumSet.of(ChangeKind.CREATE),
                                first.get(0).seq(),
                                10))
                .extracting(PendingChange::id)
                .containsExactly("n3");
        assertThat(crm.store.outbox().count("contact")).isEqualTo(3);
        assertThat(crm.store.outbox().isUnsentCreate(new RecordRef("contact", "n1")))
                .isTrue();
        assertThat(crm.store.outbox().isUnsentCreate(new RecordRef("contact", "c1")))
                .isFalse();
    }
}
