package org.crmlink.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.crmlink.engine.store.PageTransaction.Effect;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages, removals and tokens of a download, and what they leave alone. */
class DownloadTest {

    private static final List<String> FIELDS = List.of("firstname", "unknown", "lastname");

    @TempDir
    Path folder;

    private StoreFixture crm;

    @BeforeEach
    void threeContacts() throws SQLException {
        crm = new StoreFixture(folder, Samples.contact(IdAssignment.CLIENT));
        crm.fullRead(
                "contact",
                FIELDS,
                Samples.row("c1", "v1", "Ada", "?", "Byron"),
                Samples.row("c2", "v2", "Alan", "?", "Turing"),
                Samples.row("c3", "v3", "Grace", "?", "Hopper"));
    }

    @AfterEach
    void close() throws SQLException {
        crm.close();
    }

    private List<String> ids() throws SQLException {
        return crm.rows("SELECT contactid FROM contact ORDER BY 1");
    }

    @Test
    void fieldsThatTheTableDoesNotHaveAreIgnored() throws SQLException {
        assertThat(crm.rows("SELECT firstname, lastname, crmlink_version, crmlink_gen FROM contact ORDER BY contactid"))
                .containsExactly("Ada|Byron|v1|1", "Alan|Turing|v2|1", "Grace|Hopper|v3|1");
    }

    @Test
    void L8_aRowThatIsThereAlreadyIsNotTouched() {
        assertThat(crm.download(
                        "contact",
                        FIELDS,
                        Samples.row("c1", "v1", "Ada", "?", "Byron"),
                        Samples.row("c1", "v2", "Ada", "?", "Byron"),
                        Samples.row("c1", "v2", "Ada", "?", "King")))
                .containsExactly(Effect.UNCHANGED, Effect.WRITTEN, Effect.WRITTEN);
    }

    @Test
    void fieldsThatWereNotAskedForStay() throws SQLException {
        crm.download("contact", List.of("lastname"), Samples.row("c1", "v9", "King"));
        assertThat(crm.one("SELECT firstname, lastname, crmlink_version FROM contact WHERE contactid = 'c1'"))
                .isEqualTo("Ada|King|v9");
    }

    @Test
    void nothingIsThereBeforeTheCommit() throws SQLException {
        try (PageTransaction page = crm.store.pageWriter("contact", FIELDS).begin()) {
            page.upsert(Samples.row("c9", "v", "X", "?", "Y"));
            page.remove("c1");
            page.checkpoint(new SyncToken("cp"));
        }
        assertThat(ids()).containsExactly("c1", "c2", "c3");
        assertThat(crm.store.entities().require("contact").checkpoint()).isEmpty();
        assertThat(crm.one("SELECT applying FROM crmlink_guard")).isEqualTo("0");
    }

    @Test
    void tokenAndRowsAreWrittenTogether() throws SQLException {
        try (PageTransaction page = crm.store.pageWriter("contact", FIELDS).begin()) {
            page.upsert(Samples.row("c9", "v", "X", "?", "Y"));
            page.checkpoint(new SyncToken("cp"));
            page.commit();
        }
        EntityState running = crm.store.entities().require("contact");
        assertThat(running.since()).contains(new SyncToken("cp"));
        assertThat(running.token()).contains(new SyncToken("t"));
        try (PageTransaction page = crm.store.pageWriter("contact", FIELDS).begin()) {
            assertThat(page.finish(new SyncToken("t2"), Samples.NOW))
                    .as("no sweep after an incremental read")
                    .isZero();
            page.commit();
        }
        EntityState done = crm.store.entities().require("contact");
        assertThat(done.checkpoint()).isEmpty();
        assertThat(done.since()).contains(new SyncToken("t2"));
        assertThat(done.lastSync()).contains(Samples.NOW);
        assertThat(ids()).containsExactly("c1", "c2", "c3", "c9");
    }

    @Test
    void L9_C11_aRowWithAPendingEditIsNotOverwrittenAndFetchedAgainLater() throws SQLException {
        crm.sql("UPDATE contact SET lastname = 'L' WHERE contactid = 'c1'");
        assertThat(crm.download("contact", FIELDS, Samples.row("c1", "v9", "Server", "?", "Server")))
                .containsExactly(Effect.KEPT);
        assertThat(crm.one("SELECT firstname, lastname, crmlink_version FROM contact WHERE contactid = 'c1'"))
                .isEqualTo("Ada|L|v1");
        assertThat(crm.change("contact", "c1").serverChanged()).isTrue();
        assertThat(crm.store.refetches().due("contact", "", 9)).isEmpty();
        crm.applied(crm.send("contact", "c1"), "c1", "v10");
        assertThat(crm.store.refetches().due("contact", "", 9)).containsExactly("c1");
    }

    @Test
    void aDeletedRowDoesNotComeBackBeforeItsDeletionIsSent() throws SQLException {
        crm.sql("DELETE FROM contact WHERE contactid = 'c1'");
        assertThat(crm.download("contact", FIELDS, Samples.row("c1", "v9", "S", "?", "S")))
                .containsExactly(Effect.KEPT);
        assertThat(ids()).containsExactly("c2", "c3");
    }

    @Test
    void anEditThatIsTakenBackAfterADownloadMetItIsFetchedAgain() throws SQLException {
        crm.sql("DELETE FROM contact WHERE contactid = 'c2'");
        crm.download("contact", FIELDS, Samples.row("c2", "v9", "Server", "?", "Server"));
        crm.sql("INSERT INTO contact(contactid, firstname, lastname) VALUES('c2', 'Alan', 'Turing')");
        assertThat(crm.outbox()).isEmpty();
        assertThat(crm.store.refetches().due("contact", "", 9)).containsExactly("c2");
    }

    @Test
    void D6_aRemovalThatMeetsAnUpdateIsToldToIt() throws SQLException {
        crm.sql("UPDATE contact SET lastname = 'L' WHERE contactid = 'c1'");
        assertThat(crm.remove("contact", "c1")).isEqualTo(Effect.KEPT);
        assertThat(crm.change("contact", "c1").serverDeleted()).isTrue();
        assertThat(ids()).contains("c1");
    }

    @Test
    void C3_aRemovalThatMeetsADeletionSettlesIt() throws SQLException {
        crm.sql("DELETE FROM contact WHERE contactid = 'c1'");
        assertThat(crm.remove("contact", "c1")).isEqualTo(Effect.UNCHANGED);
        assertThat(crm.outbox()).isEmpty();
        assertThat(crm.rows("SELECT * FROM crmlink_outbox_field")).isEmpty();
        assertThat(crm.remove("contact", "c2")).isEqualTo(Effect.WRITTEN);
        assertThat(crm.remove("contact", "never seen")).isEqualTo(Effect.UNCHANGED);
        assertThat(ids()).containsExactly("c3");
    }

    @Test
    void F13_D14_aFullReadDeletesWhatItHasNotSeenExceptPendingAndErrors() throws SQLException {
        crm.sql(
                "UPDATE contact SET lastname = 'L' WHERE contactid = 'c2'",
                "INSERT INTO contact(contactid, lastname) VALUES('n', 'N')");
        int swept = crm.fullRead("contact", FIELDS, Samples.row("c1", "v1", "Ada", "?", "Byron"));
        assertThat(swept).isEqualTo(1);
        assertThat(ids()).containsExactly("c1", "c2", "n");
        crm.applied(crm.send("contact", "c2"), "c2", "v8");
        assertThat(crm.store.refetches().due("contact", "", 9))
                .as("is it still there?")
                .containsExactly("c2");
    }

    @Test
    void aFullReadInPiecesSweepsOnlyAtItsEnd() throws SQLException {
        crm.store.entities().beginFullRead("contact");
        PageWriter writer = crm.store.fullReadWriter("contact", FIELDS);
        try (PageTransaction page = writer.begin()) {
            page.upsert(Samples.row("c1", "v1", "Ada", "?", "Byron"));
            page.checkpoint(new SyncToken("half"));
            page.commit();
        }
        EntityState half = crm.store.entities().require("contact");
        assertThat(half.needsFullRead()).isTrue();
        assertThat(half.since()).contains(new SyncToken("half"));
        assertThat(ids()).hasSize(3);
        try (PageTransaction page = crm.store.fullReadWriter("contact", FIELDS).begin()) {
            page.upsert(Samples.row("c3", "v3", "Grace", "?", "Hopper"));
            assertThat(page.finish(new SyncToken("t"), Samples.NOW)).isEqualTo(1);
            page.commit();
        }
        assertThat(ids()).containsExactly("c1", "c3");
        assertThat(crm.store.entities().require("contact").needsFullRead()).isFalse();
    }

    @Test
    void aRecordCreatedByUploadDuringAFullReadIsNotSwept() throws SQLException {
        crm.store.entities().beginFullRead("contact");
        crm.sql("INSERT INTO contact(contactid, lastname) VALUES('n', 'N')");
        crm.applied(crm.send("contact", "n"), "n", "w1");
        try (PageTransaction page = crm.store.fullReadWriter("contact", FIELDS).begin()) {
            assertThat(page.finish(new SyncToken("t"), Samples.NOW)).isEqualTo(3);
            page.commit();
        }
        assertThat(ids()).containsExactly("n");
    }

    @Test
    void aRowReplacedLocallyDuringAFullReadIsNotSwept() throws SQLException {
        crm.store.entities().beginFullRead("contact");
        try (PageTransaction page = crm.store.fullReadWriter("contact", FIELDS).begin()) {
            page.upsert(Samples.row("c1", "v1", "Ada", "?", "Byron"));
            page.commit();
        }
        crm.sql("REPLACE INTO contact(contactid, firstname, lastname) VALUES('c1', 'Ada', 'Byron')");
        try (PageTransaction page = crm.store.fullReadWriter("contact", FIELDS).begin()) {
            page.finish(new SyncToken("t"), Samples.NOW);
            page.commit();
        }
        assertThat(ids()).containsExactly("c1");
    }

    @Test
    void anUnreadableRecordIsListedUntilItIsReadAgain() throws SQLException {
        try (PageTransaction page = crm.store.pageWriter("contact", FIELDS).begin()) {
            page.unreadable(new Unreadable(
                    "c1",
                    ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "field x is broken")
                            .build()));
            page.unreadable(new Unreadable(
                    "",
                    ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "a record without id")
                            .build()));
            page.commit();
        }
        assertThat(crm.rows("SELECT record_id, kind, message FROM sync_errors"))
                .containsExactly("c1|unreadable|field x is broken", "|unreadable|a record without id");
        assertThat(crm.download("contact", FIELDS, Samples.row("c1", "v2", "A", "?", "B")))
                .containsExactly(Effect.WRITTEN);
        assertThat(crm.rows("SELECT record_id FROM sync_errors")).containsExactly("");
    }

    @Test
    void aValueThatCannotBeStoredMakesItsRecordUnreadableAndTheOthersGoOn() throws SQLException {
        assertThat(crm.download(
                        "contact",
                        List.of("visits", "company"),
                        Samples.row("c1", "v2", "text", null),
                        Samples.row("c2", "v3", 5L, new RecordRef("lead", "l1")),
                        Samples.row("c3", "v4", 7L, null)))
                .containsExactly(Effect.UNREADABLE, Effect.UNREADABLE, Effect.WRITTEN);
        assertThat(crm.rows("SELECT message FROM sync_errors ORDER BY record_id"))
                .containsExactly(
                        "the server's value of 'visits' cannot be stored: the connector gave a String where INTEGER means Long",
                        "the server's value of 'company' cannot be stored: a reference to 'lead' where only 'account' is declared");
        assertThat(crm.one("SELECT visits FROM contact WHERE contactid = 'c3'")).isEqualTo("7");
        assertThat(crm.one("SELECT crmlink_version FROM contact WHERE contactid = 'c1'"))
                .isEqualTo("v1");
    }

    @Test
    void D5_idsThatTheServerNoLongerListsAreDeletedExceptPendingOnes() throws SQLException {
        crm.sql(
                "UPDATE contact SET lastname = 'L' WHERE contactid = 'c2'",
                "INSERT INTO contact(contactid) VALUES('n')");
        try (IdReconciliation ids = crm.store.reconcile("contact")) {
            ids.add(List.of("c1"));
            ids.add(List.of("c1", "other"));
            assertThat(ids.finish()).isEqualTo(1);
        }
        assertThat(ids()).containsExactly("c1", "c2", "n");
        assertThat(crm.change("contact", "c2").serverDeleted()).isTrue();
        assertThat(crm.change("contact", "n").serverDeleted()).isFalse();
        crm.sql("DELETE FROM contact WHERE contactid = 'c2'");
        try (IdReconciliation ids = crm.store.reconcile("contact")) {
            ids.add(List.of("c1"));
            assertThat(ids.finish()).isZero();
        }
        assertThat(crm.outbox()).as("deleted on both sides").containsExactly("contact/n create - ");
    }

    @Test
    void F10_anotherFilterOrPathNeedsAFullRead() {
        EntityDirectory entities = crm.store.entities();
        assertThat(entities.configure("contact", "statecode eq 0", ChangePath.Tracking.TOKEN))
                .isTrue();
        assertThat(entities.require("contact").token()).isEmpty();
        crm.fullRead("contact", FIELDS);
        assertThat(entities.configure("contact", "statecode eq 0", ChangePath.Tracking.TOKEN))
                .isFalse();
        assertThat(entities.require("contact").token()).isPresent();
        assertThat(entities.configure("contact", "statecode eq 0", ChangePath.Tracking.WATERMARK))
                .isTrue();
        assertThat(entities.require("contact").needsFullRead()).isTrue();
    }

    @Test
    void anotherProgramCanEditBetweenTwoTransactionsAndSeesNoneHalfDone() throws SQLException {
        PageWriter writer = crm.store.pageWriter("contact", FIELDS);
        try (PageTransaction page = writer.begin()) {
            page.upsert(Samples.row("c9", "v", "X", "?", "Y"));
            assertThat(crm.one("SELECT count(*) FROM contact")).isEqualTo("3");
            assertThat(crm.one("SELECT applying FROM crmlink_guard")).isEqualTo("0");
            crm.sql("PRAGMA busy_timeout = 0");
            assertThatThrownBy(() -> crm.sql("UPDATE contact SET lastname = 'L'"))
                    .hasMessageContaining("SQLITE_BUSY");
            page.commit();
        }
        crm.sql("UPDATE contact SET lastname = 'L'");
        assertThat(crm.outbox()).hasSize(4);
    }

    @Test
    void statusCountsRowsPendingAndErrors() throws SQLException {
        crm.sql("UPDATE contact SET lastname = 'L' WHERE contactid = 'c1'");
        crm.store.errors().add("contact", "c2", SyncError.Detail.of(SyncError.Kind.INVALID, "update", "", "m", ""));
        assertThat(crm.store.status())
                .containsExactly(new EntityStatus("contact", 3, new Backlog(1, 1, 0), Optional.of(Samples.NOW)));
    }

    @Test
    void F8_aResetKeepsPendingChangesUnlessForced() throws SQLException {
        crm.sql("UPDATE contact SET lastname = 'L' WHERE contactid = 'c1'");
        assertThatThrownBy(() -> crm.store.reset(false))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.PENDING))
                .hasMessageContaining("1 local changes");
        assertThat(ids()).hasSize(3);
        crm.store.reset(true);
        assertThat(crm.rows("SELECT name FROM sqlite_master WHERE name LIKE '%contact%'"))
                .isEmpty();
        assertThat(crm.store.entities().all()).isEmpty();
        assertThat(crm.store.identity()).isEmpty();
    }
}
