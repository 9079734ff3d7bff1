package org.crmlink.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.crmlink.engine.paper.Fault;
import org.crmlink.engine.paper.PaperConnector;
import org.crmlink.engine.paper.PaperCrm;
import org.crmlink.engine.paper.PaperRecord;
import org.crmlink.engine.paper.PaperServer;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.upload.Mutation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 4 of the semantics page. */
class UploadTest {

    @TempDir
    Path folder;

    private final PaperServer server = PaperCrm.server();
    private SyncBench bench = new SyncBench(Path.of("unset"), server);

    @BeforeEach
    void begin() {
        bench = new SyncBench(folder, server, "accountcontact", "contact", "ticket", "task", "account");
    }

    private List<Mutation> watched() {
        List<Mutation> sent = new ArrayList<>();
        bench.connector.watch(sent::add);
        return sent;
    }

    @Test
    void U1_U2_entitiesGoOneByOneParentsBeforeChildren() {
        bench.sync();
        bench.local.sql("INSERT INTO account(accountid, name) VALUES('a1', 'Parent')");
        bench.local.sql("INSERT INTO task(subject, regardingid) VALUES('Child', 'a1')");
        bench.local.sql("INSERT INTO account(accountid, name, parentaccountid) VALUES('a2', 'Daughter', 'a1')");
        bench.local.sql("INSERT INTO task(subject, regardingid) VALUES('Child 2', 'a2')");
        List<Mutation> sent = watched();

        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);

        assertThat(sent).extracting(Mutation::entity).containsExactly("account", "account", "task", "task");
        assertThat(server.get("account", "a2").value("parentaccountid")).isEqualTo(new RecordRef("account", "a1"));
        bench.local.mirrors(server, "account", "task");
    }

    @Test
    void U2_U8_U9_recordsThatPointToEachOtherAreMadeFirstAndConnectedAfterwards() {
        bench.sync();
        bench.local.sql("INSERT INTO account(accountid, name, primarycontactid) VALUES('a1', 'Firm', 'c1')");
        bench.local.sql(
                "INSERT INTO contact(contactid, lastname, parentcustomerid, parentcustomerid_entity) VALUES('c1', 'Boss', 'a1', 'account')");

        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);

        assertThat(server.get("account", "a1").value("primarycontactid")).isEqualTo(new RecordRef("contact", "c1"));
        assertThat(server.get("contact", "c1").value("parentcustomerid")).isEqualTo(new RecordRef("account", "a1"));
        assertThat(bench.local.pending()).isZero();
        bench.local.mirrors(server, "account", "contact");
    }

    @Test
    void U2_deletionsGoAtTheEndChildrenFirst() {
        String account = server.create("account", Map.of("name", "A"));
        server.create("task", Map.of("subject", "T", "regardingid", new RecordRef("account", account)));
        bench.sync();
        bench.local.sql("DELETE FROM account");
        bench.local.sql("DELETE FROM task");
        bench.local.sql("INSERT INTO account(name) VALUES('B')");
        List<Mutation> sent = watched();
        bench.sync();
        assertThat(sent).hasSize(3);
        assertThat(sent.get(0)).isInstanceOf(Mutation.Create.class);
        assertThat(sent.subList(1, 3)).extracting(Mutation::entity).containsExactly("task", "account");
        assertThat(server.records("account")).hasSize(1);
    }

    @Test
    void U7_batchesAreBoundedByCountAndBytes() {
        bench.sync();
        for (int i = 0; i < 23; i++) {
            bench.local.sql("INSERT INTO account(name) VALUES(?)", "Company " + i);
        }
        bench.batchSize = 10;
        List<Integer> sizes = new ArrayList<>();
        bench.connector.watchBatches(sizes::add);
        bench.sync();
        assertThat(sizes).containsExactly(10, 10, 3);

        sizes.clear();
        for (int i = 0; i < 3; i++) {
            bench.local.sql("INSERT INTO account(name) VALUES(?)", "x".repeat(400_000));
        }
        bench.sync();
        assertThat(sizes).containsExactly(1, 1, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void U12_anAnswerLostAtAnyPlaceOfABatchConvergesToOneRecordWithoutAnError(int seed) {
        String updated = server.create("account", Map.of("name", "before"));
        String deleted = server.create("account", Map.of("name", "to delete"));
        bench.sync();
        bench.local.sql("UPDATE account SET name = 'after' WHERE accountid = ?", updated);
        bench.local.sql("DELETE FROM account WHERE accountid = ?", deleted);
        for (int i = 0; i < 4; i++) {
            bench.local.sql("INSERT INTO account(name) VALUES(?)", "new " + i);
            bench.local.sql("INSERT INTO ticket(title) VALUES(?)", "ticket " + i);
        }
        server.faults().random(new java.util.Random(seed)).arm(Fault.LOST_ANSWER, 2);

        SyncReport report = bench.sync();
        bench.sync();

        assertThat(server.faults().fired(Fault.LOST_ANSWER)).isEqualTo(2);
        assertThat(report.result()).isEqualTo(SyncResult.OK);
        assertThat(bench.errors()).isEmpty();
        assertThat(server.records("account")).hasSize(5);
        assertThat(server.records("ticket")).hasSize(4);
        assertThat(server.get("account", updated).value("name")).isEqualTo("after");
        assertThat(bench.local.pending()).isZero();
        bench.local.mirrors(server, "account", "ticket");
    }

    @Test
    void U12_whereNobodyCanTellWhetherACreateArrivedItIsNeverSentAgainBlindly() {
        server.define(PaperCrm.ticket().cannotSettle());
        bench.sync();
        bench.local.sql("INSERT INTO ticket(title) VALUES('one')");
        server.faults().arm(Fault.LOST_ANSWER, 1);
        SyncReport report = bench.sync();
        assertThat(report.result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(bench.errors()).singleElement().satisfies(error -> {
            assertThat(error.kind()).isEqualTo(SyncError.Kind.UNKNOWN);
            assertThat(error.hint()).contains("look on the server");
        });
        int before = server.records("ticket").size();
        bench.sync();
        assertThat(server.records("ticket")).hasSize(before);
        assertThat(bench.local.value("SELECT count(*) FROM ticket WHERE ticketid LIKE 'tmp:%'"))
                .isEqualTo("1");
    }

    @Test
    void U12_aCreateWithAnExternalIdIsRepeatedUnderTheSameOperation() {
        server.define(PaperCrm.ticket().serverIdsWithExternalId());
        bench.sync();
        for (int i = 0; i < 5; i++) {
            bench.local.sql("INSERT INTO ticket(title) VALUES(?)", "t" + i);
        }
        server.faults().random(new java.util.Random(4)).arm(Fault.LOST_ANSWER, 1);
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(server.records("ticket")).hasSize(5);
        bench.local.mirrors(server, "ticket");
    }

    @Test
    void U13_anUpdateOfADeletedRecordIsAConflict() {
        String id = server.create("account", Map.of("name", "A"));
        bench.strategy(ConflictStrategy.DEVICE_WINS);
        bench.sync();
        bench.local.sql("UPDATE account SET name = 'B'");
        server.delete("account", id);
        SyncReport report = bench.sync();
        assertThat(report.result()).isEqualTo(SyncResult.CONFLICTS);
        assertThat(bench.errors()).singleElement().satisfies(error -> {
            assertThat(error.kind()).isEqualTo(SyncError.Kind.CONFLICT);
            assertThat(error.serverDeleted()).isTrue();
        });
        assertThat(bench.local.value("SELECT name FROM account")).isEqualTo("B");

        bench.clearErrors();
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(server.get("account", id).value("name")).isEqualTo("B");
    }

    @Test
    void U14_onlyChangedFieldsAreSent() {
        server.create("account", Map.of("name", "A", "revenue", new BigDecimal("1.00")));
        bench.sync();
        bench.local.sql("UPDATE account SET revenue = '12345678901234567.89', name = name");
        List<Mutation> sent = watched();
        bench.sync();
        assertThat(sent)
                .singleElement()
                .isInstanceOfSatisfying(
                        Mutation.Update.class,
                        update -> assertThat(update.values())
                                .containsExactly(Map.entry("revenue", new BigDecimal("12345678901234567.89"))));
    }

    @Test
    void U15_U16_aRefusedRecordIsListedAndHeldBackWhileTheOthersGo() {
        bench.sync();
        bench.local.sql("INSERT INTO account(accountid, name) VALUES('bad', ?)", PaperServer.REFUSED_TEXT);
        bench.local.sql("INSERT INTO account(accountid, name) VALUES('good', 'fine')");
        SyncReport report = bench.sync();
        assertThat(report.result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(server.records("account")).containsOnlyKeys("good");
        assertThat(bench.errors()).singleElement().satisfies(error -> {
            assertThat(error.recordId()).isEqualTo("bad");
            assertThat(error.message()).contains("not accepted");
            assertThat(error.code()).isEqualTo("PAPER-INVALID_DATA");
            assertThat(error.hint()).isNotEmpty();
        });
        List<Mutation> sent = watched();
        bench.sync();
        assertThat(sent).isEmpty();

        bench.local.sql("UPDATE account SET name = 'corrected' WHERE accountid = 'bad'");
        bench.local.sql("DELETE FROM sync_errors");
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(server.get("account", "bad").value("name")).isEqualTo("corrected");
    }

    @Test
    void U16_aRefusedTargetHoldsBackOnlyTheLookupThatPointsToIt() {
        bench.sync();
        bench.local.sql("INSERT INTO account(accountid, name) VALUES('bad', ?)", PaperServer.REFUSED_TEXT);
        bench.local.sql("INSERT INTO account(accountid, name, parentaccountid) VALUES('child', 'Child', 'bad')");
        bench.local.sql("INSERT INTO task(taskid, subject, regardingid) VALUES('t', 'call', 'bad')");
        SyncReport report = bench.sync();
        assertThat(report.result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(server.get("account", "child").value("parentaccountid")).isNull();
        assertThat(server.get("task", "t").value("subject")).isEqualTo("call");
        assertThat(bench.errors()).hasSize(1);
        assertThat(report.warnings()).anyMatch(warning -> warning.contains("could not all be sent"));

        bench.local.sql("UPDATE account SET name = 'good' WHERE accountid = 'bad'");
        bench.clearErrors();
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(server.get("account", "child").value("parentaccountid")).isEqualTo(new RecordRef("account", "bad"));
        assertThat(server.get("task", "t").value("regardingid")).isEqualTo(new RecordRef("account", "bad"));
        bench.local.mirrors(server, "account", "task");
    }

    @Test
    void anInvalidLocalValueIsListedAndNothingOfItIsSent() {
        bench.sync();
        bench.local.sql("INSERT INTO account(accountid, name, statecode) VALUES('bad', 'A', 'abc')");
        SyncReport report = bench.sync();
        assertThat(report.result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(server.records("account")).isEmpty();
        assertThat(bench.errors()).singleElement().satisfies(error -> {
            assertThat(error.kind()).isEqualTo(SyncError.Kind.INVALID);
            assertThat(error.message()).contains("statecode");
        });
    }

    @Test
    void U17_acceptedRecordsLeaveTheOutboxBatchByBatch() {
        bench.sync();
        for (int i = 0; i < 30; i++) {
            bench.local.sql("INSERT INTO account(name) VALUES(?)", "Company " + i);
        }
        bench.batchSize = 10;
        AtomicInteger requests = new AtomicInteger();
        bench.guarded = false;
        bench.connector.hook(point -> {
            if (point.equals("upload") && requests.incrementAndGet() > 2) {
                throw new IllegalStateException("the process dies");
            }
        });
        org.assertj.core.api.Assertions.assertThatThrownBy(bench::sync).hasMessage("the process dies");
        assertThat(bench.local.pending()).isEqualTo(10);
        bench.connector = new PaperConnector(server);
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(server.records("account")).hasSize(30);
    }

    @Test
    void U18_pairsAreLinkedAndUnlinkedAndALinkWaitsForItsEnds() {
        String account = server.create("account", Map.of("name", "A"));
        String contact = server.create("contact", Map.of("lastname", "C"));
        bench.sync();
        bench.local.sql("INSERT INTO accountcontact(accountid, contactid) VALUES(?, ?)", account, contact);
        bench.local.sql("INSERT INTO contact(contactid, lastname) VALUES('c2', ?)", PaperServer.REFUSED_TEXT);
        bench.local.sql("INSERT INTO accountcontact(accountid, contactid) VALUES(?, 'c2')", account);
        bench.sync();
        assertThat(server.records("accountcontact")).hasSize(1);
        assertThat(bench.local.pending()).isEqualTo(2);

        bench.local.sql("UPDATE contact SET lastname = 'ok' WHERE contactid = 'c2'");
        bench.clearErrors();
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(server.records("accountcontact")).hasSize(2);
        bench.local.mirrors(server, "accountcontact");

        bench.local.sql("DELETE FROM accountcontact WHERE contactid = 'c2'");
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(server.records("accountcontact").values().stream().map(r -> r.value("contactid")))
                .containsExactly(contact);
        bench.sync();
        bench.local.mirrors(server, "accountcontact");
    }

    @Test
    void U18_theServersPairsComeAndGo() {
        String account = server.create("account", Map.of("name", "A"));
        String contact = server.create("contact", Map.of("lastname", "C"));
        server.link("accountcontact", account, contact);
        bench.sync();
        bench.local.mirrors(server, "accountcontact");
        server.delete("contact", contact);
        bench.sync();
        assertThat(bench.local.ids("accountcontact")).isEmpty();
    }

    @Test
    void U19_aRecordCreatedAndDeletedBetweenTwoSyncsSendsNothing() {
        bench.sync();
        bench.local.sql("INSERT INTO account(accountid, name) VALUES('x', 'short life')");
        bench.local.sql("UPDATE account SET name = 'still short' WHERE accountid = 'x'");
        bench.local.sql("DELETE FROM account WHERE accountid = 'x'");
        List<Mutation> sent = watched();
        bench.sync();
        assertThat(sent).isEmpty();
    }

    @Test
    void U20_anEditMadeWhileTheOldVersionIsOnItsWayStaysPendingAndGoesUpNext() {
        String id = server.create("account", Map.of("name", "0"));
        bench.sync();
        bench.local.sql("UPDATE account SET name = '1'");
        AtomicInteger requests = new AtomicInteger();
        bench.connector.hook(point -> {
            if (point.equals("upload:done") && requests.getAndIncrement() == 0) {
                bench.local.sql("UPDATE account SET name = '2', statecode = 5");
            }
        });
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(server.get("account", id).value("name")).isEqualTo("2");
        assertThat(server.get("account", id).value("statecode")).isEqualTo(5L);
        assertThat(bench.local.pending()).isZero();
        bench.local.mirrors(server, "account");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void U21_ourOwnChangeIsNoConflictTheNextTimeWhetherTheAnswerTellsTheVersionOrNot(boolean told) {
        server.create("account", Map.of("name", "0"));
        bench.strategy(ConflictStrategy.MANUAL);
        if (!told) {
            bench.connector.hidesVersions();
        }
        bench.sync();
        for (int i = 1; i <= 3; i++) {
            bench.local.sql("UPDATE account SET name = ?", "edit " + i);
            assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        }
        assertThat(server.faults().fired(Fault.CONFLICT)).isZero();
        bench.local.mirrors(server, "account");
    }

    @Test
    void anEchoOfAnOwnChangeIsNotCountedAsReceived() {
        server.create("account", Map.of("name", "0"));
        bench.sync();
        bench.local.sql("UPDATE account SET name = 'mine'");
        EntityReport account = bench.sync("account");
        assertThat(account.sent()).isEqualTo(1);
        assertThat(account.received()).isZero();
    }

    @Test
    void whatTheServerComputesComesBackAtOnce() {
        bench.sync();
        bench.local.sql("INSERT INTO contact(contactid, firstname, lastname) VALUES('c', 'Ada', 'Lovelace')");
        bench.sync();
        assertThat(bench.local.value("SELECT fullname FROM contact")).isEqualTo("Ada Lovelace");
        bench.local.sql("UPDATE contact SET lastname = 'King'");
        bench.sync();
        assertThat(bench.local.value("SELECT fullname FROM contact")).isEqualTo("Ada King");
    }

    @Test
    void U12_theIdOfANewRecordIsKeptEvenIfTheServerIsGoneBeforeEditsMadeSinceAreCompared() {
        bench.connector.observesVersions();
        bench.sync();
        bench.local.sql("INSERT INTO ticket(title) VALUES('first')");
        AtomicInteger observed = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        bench.connector.hook(point -> {
            if (point.equals("observe") && observed.getAndIncrement() == 0) {
                bench.local.sql("UPDATE ticket SET title = 'second'");
            } else if (point.equals("fetch") && observed.get() > 0 && refused.getAndIncrement() == 0) {
                throw PaperConnector.cut("fetch");
            }
        });
        bench.sync();
        assertThat(refused.get()).isPositive();
        assertThat(bench.local.ids("ticket")).hasSize(1).allMatch(id -> id.startsWith("srv-"));
        bench.sync();
        assertThat(server.records("ticket")).hasSize(1);
        assertThat(server.records("ticket").values().iterator().next().value("title"))
                .isEqualTo("second");
        bench.local.mirrors(server, "ticket");
    }

    @Test
    void theServersIdsReplaceTemporaryOnesEverywhere() {
        bench.sync();
        bench.local.sql("INSERT INTO ticket(title) VALUES('first')");
        bench.local.sql(
                "INSERT INTO ticket(title, followsid) SELECT 'second', ticketid FROM ticket WHERE title = 'first'");
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(bench.local.ids("ticket")).hasSize(2).allMatch(id -> id.startsWith("srv-"));
        PaperRecord second = server.records("ticket").values().stream()
                .filter(record -> "second".equals(record.value("title")))
                .findFirst()
                .orElseThrow();
        assertThat(second.value("followsid"))
                .isInstanceOfSatisfying(
                        RecordRef.class,
                        ref -> assertThat(server.get("ticket", ref.id()).value("title"))
                                .isEqualTo("first"));
        bench.local.mirrors(server, "ticket");
    }

    @Test
    void E10_whatTheServerPutsOffIsSentAgainWithinTheSyncAndNeverListed() {
        bench.sync();
        for (int i = 0; i < 5; i++) {
            bench.local.sql("INSERT INTO account(name) VALUES(?)", "Company " + i);
        }
        server.faults().arm(Fault.DEFER, 3).arm(Fault.THROTTLE, 2).arm(Fault.CUT_WRITE, 1);
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(server.faults().fired(Fault.DEFER)).isEqualTo(3);
        assertThat(server.faults().fired(Fault.THROTTLE)).isEqualTo(2);
        assertThat(server.records("account")).hasSize(5);
        assertThat(bench.errors()).isEmpty();
    }

    @Test
    void THR4_theTimeThatTheServerNamesIsWaited() {
        bench.sync();
        for (int i = 0; i < 6; i++) {
            bench.local.sql("INSERT INTO account(name) VALUES(?)", "Company " + i);
        }
        bench.connector.maxBatch(3).defersFor(Duration.ofSeconds(90));
        server.faults().arm(Fault.DEFER, 2);
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(server.records("account")).hasSize(6);
        assertThat(bench.slept).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void E10_whatTheServerPutsOffForGoodStaysPendingWithAWarning() {
        bench.sync();
        bench.local.sql("INSERT INTO account(name) VALUES('A')");
        server.faults().chance(Fault.DEFER, 1.0);
        SyncReport report = bench.sync();
        assertThat(report.result()).isEqualTo(SyncResult.OK);
        assertThat(report.warnings()).anyMatch(warning -> warning.contains("put them off"));
        assertThat(bench.local.pending()).isEqualTo(1);
        server.faults().calm();
        bench.sync();
        assertThat(server.records("account")).hasSize(1);
    }

    @Test
    void aServerThatStaysAwayDuringTheUploadLosesNothing() {
        bench.sync();
        bench.local.sql("INSERT INTO account(name) VALUES('A')");
        server.faults().chance(Fault.CUT_WRITE, 1.0);
        assertThat(bench.sync().result()).isEqualTo(SyncResult.TEMPORARY);
        server.faults().calm();
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(server.records("account")).hasSize(1);
    }

    @Test
    void E8_errorsDoNotStopTheDownload() {
        String id = server.create("account", Map.of("name", "old"));
        bench.sync();
        bench.local.sql("INSERT INTO account(name) VALUES(?)", PaperServer.REFUSED_TEXT);
        server.update("account", id, Map.of("name", "new"));
        assertThat(bench.sync().result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(bench.local.value("SELECT name FROM account WHERE accountid = ?", id))
                .isEqualTo("new");
    }

    @Test
    void TIME3_anInterruptionWhileWritesAreOnTheirWayLosesAndDoublesNothing() {
        bench.sync();
        for (int i = 0; i < 6; i++) {
            bench.local.sql("INSERT INTO ticket(title) VALUES(?)", "t" + i);
        }
        bench.batchSize = 2;
        AtomicInteger requests = new AtomicInteger();
        bench.connector.hook(point -> {
            if (point.equals("upload:done") && requests.incrementAndGet() == 2) {
                Thread.currentThread().interrupt();
                throw ConnectorException.of(ErrorKind.CANCELLED, "interrupted")
                        .outcome(Outcome.UNKNOWN)
                        .build();
            }
        });
        SyncReport report = bench.sync();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.result()).isEqualTo(SyncResult.INTERRUPTED);
        bench.connector = new PaperConnector(server);
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(server.records("ticket")).hasSize(6);
        bench.local.mirrors(server, "ticket");
    }
}
