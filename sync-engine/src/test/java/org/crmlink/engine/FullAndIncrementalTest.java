package org.crmlink.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.crmlink.engine.EntityReport.Mode;
import org.crmlink.engine.paper.Fault;
import org.crmlink.engine.paper.LateCommit;
import org.crmlink.engine.paper.PaperConnector;
import org.crmlink.engine.paper.PaperCrm;
import org.crmlink.engine.paper.PaperEntity;
import org.crmlink.engine.paper.PaperServer;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.ChangePath.Tracking;
import org.crmlink.sdk.metadata.FieldType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sections 1, 2 and 9 of the semantics page. */
class FullAndIncrementalTest {

    @TempDir
    Path folder;

    private PaperServer server = PaperCrm.server();
    private SyncBench bench = new SyncBench(Path.of("unset"), server);

    @BeforeEach
    void begin() {
        bench = new SyncBench(folder, server, "account", "contact", "task");
    }

    private List<String> accounts(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(server.create(
                    "account",
                    Map.of("name", "Company " + i, "revenue", new BigDecimal(i + ".50"), "statecode", (long) i % 2)));
        }
        return ids;
    }

    @Test
    void T1_T3_F1_theFirstSyncBringsEveryRecordOfEveryEntity() {
        List<String> ids = accounts(120);
        server.create(
                "contact",
                Map.of(
                        "firstname",
                        "Zoë",
                        "lastname",
                        "Über",
                        "birthdate",
                        LocalDate.of(1980, 2, 29),
                        "active",
                        true,
                        "parentcustomerid",
                        new RecordRef("account", ids.get(3))));
        server.create("task", Map.of("subject", "call", "priority", 3L));

        SyncReport report = bench.sync();

        assertThat(report.result()).isEqualTo(SyncResult.OK);
        assertThat(SyncBench.report(report, "account").mode()).isEqualTo(Mode.FULL);
        assertThat(SyncBench.report(report, "account").received()).isEqualTo(120);
        assertThat(report.apiCalls()).isEqualTo(bench.connector.calls());
        bench.local.mirrors(server, "account", "contact", "task");
        assertThat(bench.local.value("SELECT parentcustomerid_entity FROM contact"))
                .isEqualTo("account");
    }

    @Test
    void T1_T4_aLaterSyncBringsOnlyWhatChanged() {
        List<String> ids = accounts(60);
        bench.sync();
        server.update("account", ids.get(1), Map.of("name", "Renamed"));
        server.delete("account", ids.get(2));
        accounts(1);

        EntityReport account = bench.sync("account");

        assertThat(account.mode()).isEqualTo(Mode.INCREMENTAL);
        assertThat(account.received()).isEqualTo(2);
        assertThat(account.deleted()).isEqualTo(1);
        bench.local.mirrors(server, "account");
        assertThat(bench.sync("account").received()).isZero();
    }

    @Test
    void T2_L5_eachTableHasItsOwnWatermarkAndAFailedEntityKeepsItsOld() {
        accounts(3);
        String contact = server.create("contact", Map.of("lastname", "One"));
        bench.sync();
        accounts(1);
        server.update("contact", contact, Map.of("lastname", "Two"));
        server.define(
                PaperCrm.contact().without("birthdate").field("birthdate", FieldType.DATE, f -> f.readable(false)));

        SyncReport failed = bench.sync();
        // the field is gone from "everything", so the table loses it and the entity is read in full
        assertThat(SyncBench.report(failed, "contact").mode()).isEqualTo(Mode.FULL);
        assertThat(SyncBench.report(failed, "account").mode()).isEqualTo(Mode.INCREMENTAL);
        assertThat(bench.local.value("SELECT lastname FROM contact")).isEqualTo("Two");
    }

    @Test
    void L13_anEntityThatFailsDoesNotStopTheOthersAndGoesOnNextTime() {
        List<String> ids = accounts(3);
        String task = server.create("task", Map.of("subject", "old"));
        bench.sync();
        server.update("account", ids.get(0), Map.of("name", "New"));
        server.update("task", task, Map.of("subject", "new"));
        server.faults().arm(Fault.CUT_IDS, 0);
        // a task that cannot be read any more: only that entity is concerned
        server.define(PaperCrm.task().paths(PaperEntity.UNTRACKED));

        SyncReport report = bench.sync();

        assertThat(SyncBench.report(report, "task").path()).isEqualTo(Tracking.NONE);
        assertThat(SyncBench.report(report, "task").mode()).isEqualTo(Mode.FULL);
        bench.local.mirrors(server, "account", "task");
    }

    @Test
    void F2_aNewEntityIsReadInFullAndTheOthersAreNot() {
        bench.entities.remove("task");
        accounts(2);
        server.create("task", Map.of("subject", "call"));
        bench.sync();
        bench.configure("task", entity -> entity);

        SyncReport report = bench.sync();

        assertThat(SyncBench.report(report, "task").mode()).isEqualTo(Mode.FULL);
        assertThat(SyncBench.report(report, "account").mode()).isEqualTo(Mode.INCREMENTAL);
        bench.local.mirrors(server, "account", "task");
    }

    @Test
    void F3_aNewFieldMeansAFullReadOfItsEntity() {
        accounts(5);
        bench.configure("account", entity -> entity.withFields("name"));
        bench.sync();
        bench.configure("account", entity -> entity.withFields("name", "revenue"));

        SyncReport report = bench.sync();

        assertThat(SyncBench.report(report, "account").mode()).isEqualTo(Mode.FULL);
        assertThat(SyncBench.report(report, "contact").mode()).isEqualTo(Mode.INCREMENTAL);
        bench.local.mirrors(server, "account", List.of("name", "revenue"), record -> true);
    }

    @Test
    void K_aFieldThatIsNoLongerConfiguredLosesItsColumn() {
        accounts(2);
        bench.sync();
        bench.configure("account", entity -> entity.withFields("name"));
        bench.sync();
        assertThat(bench.local.rows("PRAGMA table_info(account)").stream().map(row -> row.get("name")))
                .contains("name")
                .doesNotContain("revenue");
        bench.local.mirrors(server, "account", List.of("name"), record -> true);
    }

    @Test
    void F10_anotherFilterMeansAFullReadThatFindsWhatIsInsideNowAndDropsWhatIsOutside() {
        accounts(20);
        bench.configure("account", entity -> entity.withFilter("statecode eq 0"));
        bench.sync();
        bench.local.mirrors(
                server, "account", List.of("name"), r -> Long.valueOf(0).equals(r.value("statecode")));
        bench.configure("account", entity -> entity.withFilter("statecode eq 1"));

        EntityReport account = bench.sync("account");

        assertThat(account.mode()).isEqualTo(Mode.FULL);
        assertThat(account.deleted()).isEqualTo(10);
        bench.local.mirrors(
                server, "account", List.of("name"), r -> Long.valueOf(1).equals(r.value("statecode")));
    }

    @Test
    void F11_anExpiredTokenMeansAFullReadThatFindsDeletionsToo() {
        List<String> ids = accounts(10);
        bench.sync();
        server.delete("account", ids.get(4));
        server.faults().arm(Fault.TOKEN_EXPIRED, 1);
        bench.entities.keySet().removeIf(name -> !name.equals("account"));

        SyncReport report = bench.sync();

        assertThat(server.faults().fired(Fault.TOKEN_EXPIRED)).isEqualTo(1);
        assertThat(SyncBench.report(report, "account").mode()).isEqualTo(Mode.FULL);
        assertThat(SyncBench.report(report, "account").pathReason()).contains("older than seven days");
        assertThat(SyncBench.report(report, "account").deleted()).isEqualTo(1);
        bench.local.mirrors(server, "account");
    }

    @Test
    void F12_F13_aForcedFullReadKeepsPendingWorkAndFindsDeletions() {
        List<String> ids = accounts(10);
        bench.sync();
        server.delete("account", ids.get(7));
        bench.local.sql("UPDATE account SET name = 'Edited here' WHERE accountid = ?", ids.get(1));
        bench.local.sql("INSERT INTO account(name) VALUES('Made here')");
        bench.local.sql("UPDATE account SET name = ? WHERE accountid = ?", PaperServer.REFUSED_TEXT, ids.get(2));

        SyncReport report = bench.sync(SyncRequest.full());

        assertThat(SyncBench.report(report, "account").mode()).isEqualTo(Mode.FULL);
        assertThat(SyncBench.report(report, "account").sent()).isEqualTo(2);
        assertThat(SyncBench.report(report, "account").deleted()).isEqualTo(1);
        assertThat(server.get("account", ids.get(1)).value("name")).isEqualTo("Edited here");
        assertThat(server.records("account").values().stream().map(r -> r.value("name")))
                .contains("Made here");
        assertThat(bench.local.value("SELECT name FROM account WHERE accountid = ?", ids.get(2)))
                .isEqualTo(PaperServer.REFUSED_TEXT);
        assertThat(bench.local.ids("account")).hasSize(10).doesNotContain(ids.get(7));
    }

    @Test
    void F13_pendingEditsThatCannotGoUpSurviveAFullRead() {
        List<String> ids = accounts(4);
        bench.connector.readOnly();
        bench.sync();
        bench.local.sql("UPDATE account SET name = 'Mine' WHERE accountid = ?", ids.get(0));
        bench.local.sql("INSERT INTO account(accountid, name) VALUES('local-1', 'New here')");
        server.update("account", ids.get(0), Map.of("name", "Theirs"));

        bench.sync(SyncRequest.full("account"));

        assertThat(bench.local.value("SELECT name FROM account WHERE accountid = ?", ids.get(0)))
                .isEqualTo("Mine");
        assertThat(bench.local.ids("account")).contains("local-1").hasSize(5);
        assertThat(bench.errors()).extracting(SyncError::kind).containsOnly(SyncError.Kind.REFUSED);
    }

    @Test
    void L6_aRecordCommittedLateUnderAnEarlierVersionIsNotMissed() {
        String id = server.create("task", Map.of("subject", "old"));
        bench.sync();
        LateCommit late = server.beginLate("task", id, Map.of("subject", "late"));
        server.create("task", Map.of("subject", "later version, earlier commit"));
        bench.sync();
        late.commit();
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(server.faults().fired(Fault.LATE_COMMIT)).isEqualTo(1);
        bench.local.mirrors(server, "task");
    }

    @Test
    void L7_aFullReadThatWasCutOffGoesOnWhereItStood() {
        accounts(500);
        bench.entities.keySet().removeIf(name -> !name.equals("account"));
        AtomicInteger pages = new AtomicInteger();
        bench.connector.hook(point -> {
            if (point.equals("changes") && pages.incrementAndGet() > 6) {
                throw org.crmlink.sdk.ConnectorException.of(ErrorKind.UNAVAILABLE, "gone")
                        .build();
            }
        });
        SyncReport first = bench.sync();
        assertThat(first.result()).isEqualTo(SyncResult.TEMPORARY);
        assertThat(bench.local.ids("account")).as("nothing half done shows").isEmpty();
        long stored = bench.local.count("SELECT count(*) FROM \"crmlink_staged:account\"");
        assertThat(stored).isGreaterThanOrEqualTo(200);
        server.delete("account", server.records("account").keySet().iterator().next());

        bench.connector = new PaperConnector(server);
        SyncReport second = bench.sync();

        assertThat(second.result()).isEqualTo(SyncResult.OK);
        assertThat(SyncBench.report(second, "account").mode()).isEqualTo(Mode.FULL);
        assertThat(SyncBench.report(second, "account").received()).isEqualTo(500 - stored);
        bench.sync();
        bench.local.mirrors(server, "account");
    }

    @Test
    void L8_readingTheSameRecordsTwiceDoesNoHarm() {
        accounts(10);
        bench.sync();
        bench.sync(SyncRequest.full());
        SyncReport report = bench.sync(SyncRequest.full());
        assertThat(SyncBench.report(report, "account").received()).isEqualTo(10);
        bench.local.mirrors(server, "account");
    }

    @Test
    void L9_aDownloadedRecordDoesNotOverwriteAPendingLocalChange() {
        String id = accounts(1).get(0);
        bench.strategy(ConflictStrategy.MANUAL);
        bench.sync();
        bench.local.sql("UPDATE account SET name = 'Mine'");
        server.update("account", id, Map.of("name", "Theirs"));

        assertThat(bench.sync().result()).isEqualTo(SyncResult.CONFLICTS);

        assertThat(bench.local.value("SELECT name FROM account")).isEqualTo("Mine");
    }

    @Test
    void aCutConnectionAndAThrottleAreTriedAgainAndNothingIsMissing() {
        accounts(300);
        server.faults().arm(Fault.CUT_READ, 3).arm(Fault.SLOW_PAGE, 4);
        SyncReport report = bench.sync();
        assertThat(report.result()).isEqualTo(SyncResult.OK);
        assertThat(server.faults().fired(Fault.CUT_READ)).isEqualTo(3);
        assertThat(bench.slept).isPositive();
        bench.local.mirrors(server, "account");
    }

    @Test
    void aConnectionThatStaysAwayEndsTheSyncAsTemporary() {
        accounts(3);
        server.faults().arm(Fault.CUT_READ, 100);
        SyncReport report = bench.sync();
        assertThat(report.result()).isEqualTo(SyncResult.TEMPORARY);
        assertThat(report.failure()).hasValueSatisfying(f -> {
            assertThat(f.message()).isNotEmpty();
            assertThat(f.hint()).isNotEmpty();
        });
        server.faults().calm();
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        bench.local.mirrors(server, "account");
    }

    @Test
    void aRefusedLoginSaysSo() {
        bench.connector.logOut();
        SyncReport report = bench.sync();
        assertThat(report.result()).isEqualTo(SyncResult.NOT_AUTHORIZED);
        assertThat(report.entities()).isEmpty();
    }

    @Test
    void PART3_anUnreadableRecordIsListedAndTheOthersComeAndItIsForgottenWhenItCanBeRead() {
        List<String> ids = accounts(3);
        server.makeUnreadable("account", ids.get(1));
        SyncReport report = bench.sync();
        assertThat(report.result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(bench.local.ids("account")).hasSize(2);
        assertThat(bench.errors()).singleElement().satisfies(error -> {
            assertThat(error.kind()).isEqualTo(SyncError.Kind.UNREADABLE);
            assertThat(error.recordId()).isEqualTo(ids.get(1));
            assertThat(error.message()).contains("birthdate");
        });
        assertThat(server.faults().fired(Fault.UNREADABLE)).isPositive();

        server.makeReadable("account", ids.get(1));
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(bench.errors()).isEmpty();
        bench.local.mirrors(server, "account");
    }

    @Test
    void anInterruptedSyncSaysSoKeepsTheFlagAndTheNextOneGoesOn() {
        accounts(400);
        AtomicInteger pages = new AtomicInteger();
        Thread sync = Thread.currentThread();
        bench.connector.hook(point -> {
            if (point.equals("changes:done") && pages.incrementAndGet() == 3) {
                sync.interrupt();
            }
        });
        SyncReport report = bench.sync();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.result()).isEqualTo(SyncResult.INTERRUPTED);
        bench.connector = new PaperConnector(server);
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        bench.local.mirrors(server, "account");
    }

    @Test
    void L1_readersWaitWhereTheWriterIsBehindSoThatMemoryIsBounded() {
        // pages of some 600 KB, of which the bound of 8 MB holds 14
        for (int i = 0; i < 400; i++) {
            server.create("account", Map.of("name", "x".repeat(60_000)));
        }
        bench.pageSize = 10;
        AtomicInteger read = new AtomicInteger();
        AtomicInteger ahead = new AtomicInteger();
        bench.connector.hook(point -> {
            if (point.equals("changes:done")) {
                read.incrementAndGet();
            }
        });
        bench.listener = event -> {
            if (event instanceof SyncEvent.DownloadStarted started
                    && started.entity().equals("contact")) {
                // the reader of the first entity runs and nothing is written yet; without bound it would not stop
                for (int i = 0; i < 400 && read.get() < 15; i++) {
                    LockSupport.parkNanos(5_000_000);
                }
                LockSupport.parkNanos(300_000_000);
                ahead.set(read.get());
            }
        };
        assertThat(bench.sync("account").received()).isEqualTo(400);
        assertThat(ahead.get()).isBetween(10, 16);
    }
}
