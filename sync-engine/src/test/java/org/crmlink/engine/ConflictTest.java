package org.crmlink.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.crmlink.engine.paper.Fault;
import org.crmlink.engine.paper.PaperEntity;
import org.crmlink.engine.paper.PaperRecord;
import org.crmlink.engine.paper.PaperServer;
import org.crmlink.sdk.metadata.FieldType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Section 5 of the semantics page. The matrix: x is changed here (L) and on the server (S), y only here, z only on the server, w not at all.
 */
class ConflictTest {

    @TempDir
    Path folder;

    private final PaperServer server = new PaperServer(PaperEntity.of("item")
            .field("x", FieldType.TEXT)
            .field("y", FieldType.TEXT)
            .field("z", FieldType.TEXT)
            .field("w", FieldType.TEXT));
    private SyncBench bench = new SyncBench(Path.of("unset"), server);
    private String id = "";

    @BeforeEach
    void begin() {
        bench = new SyncBench(folder, server, "item");
        id = server.create("item", Map.of("x", "old", "y", "old", "z", "old", "w", "old"));
    }

    private void bothUpdate(ConflictStrategy strategy) {
        bench.strategy(strategy);
        bench.sync();
        bench.local.sql("UPDATE item SET x = 'L', y = 'L'");
        server.update("item", id, Map.of("x", "S", "z", "S"));
    }

    private String serverSide() {
        Optional<PaperRecord> record = server.find("item", id);
        return record.map(r -> "x=" + r.value("x") + " y=" + r.value("y") + " z=" + r.value("z") + " w=" + r.value("w"))
                .orElse("deleted");
    }

    private String deviceSide() {
        var rows = bench.local.rows("SELECT x, y, z, w FROM item WHERE itemid = ?", id);
        if (rows.isEmpty()) {
            return "deleted";
        }
        Map<String, @Nullable String> row = new LinkedHashMap<>(rows.get(0));
        return "x=" + row.get("x") + " y=" + row.get("y") + " z=" + row.get("z") + " w=" + row.get("w");
    }

    @Test
    void C5_updateUpdateWhereTheServerWins() {
        bothUpdate(ConflictStrategy.SERVER_WINS);
        SyncReport report = bench.sync();
        assertThat(report.result()).isEqualTo(SyncResult.OK);
        assertThat(SyncBench.report(report, "item").conflicts()).isEqualTo(1);
        assertThat(report.warnings()).anyMatch(warning -> warning.contains("server wins"));
        assertThat(serverSide()).isEqualTo("x=S y=old z=S w=old");
        assertThat(deviceSide()).isEqualTo("x=S y=old z=S w=old");
        assertThat(bench.local.pending()).isZero();
        assertThat(server.faults().fired(Fault.CONFLICT)).isEqualTo(1);
    }

    @Test
    void C6_updateUpdateWhereTheDeviceWins() {
        bothUpdate(ConflictStrategy.DEVICE_WINS);
        SyncReport report = bench.sync();
        assertThat(report.result()).isEqualTo(SyncResult.OK);
        assertThat(SyncBench.report(report, "item").conflicts()).isEqualTo(1);
        assertThat(serverSide()).isEqualTo("x=L y=L z=S w=old");
        assertThat(deviceSide()).isEqualTo("x=L y=L z=S w=old");
        assertThat(bench.local.pending()).isZero();
    }

    @Test
    void C8_updateUpdateWhereAPersonDecides() {
        bothUpdate(ConflictStrategy.MANUAL);
        SyncReport report = bench.sync();
        assertThat(report.result()).isEqualTo(SyncResult.CONFLICTS);
        assertThat(report.pendingConflicts()).isEqualTo(1);
        assertThat(serverSide()).isEqualTo("x=S y=old z=S w=old");
        assertThat(deviceSide()).isEqualTo("x=L y=L z=old w=old");
        assertThat(bench.local.pending()).isEqualTo(1);
        assertThat(bench.errors()).singleElement().satisfies(error -> {
            assertThat(error.kind()).isEqualTo(SyncError.Kind.CONFLICT);
            assertThat(error.serverVersion()).contains(server.get("item", id).versionText());
        });
    }

    @Test
    void C11_anOpenConflictSurvivesFurtherSyncsAndAFullRead() {
        bothUpdate(ConflictStrategy.MANUAL);
        bench.sync();
        server.update("item", id, Map.of("z", "S2"));
        bench.sync();
        bench.sync(SyncRequest.full());
        assertThat(deviceSide()).isEqualTo("x=L y=L z=old w=old");
        assertThat(bench.errors()).hasSize(1);
    }

    @Test
    void E2_clearedConflictsGoUpAndOnlyANewServerChangeIsANewConflict() {
        bothUpdate(ConflictStrategy.MANUAL);
        bench.sync();
        bench.clearErrors();
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(serverSide()).isEqualTo("x=L y=L z=S w=old");
        assertThat(deviceSide()).isEqualTo("x=L y=L z=S w=old");

        bench.local.sql("UPDATE item SET x = 'L2'");
        server.update("item", id, Map.of("x", "S2"));
        bench.sync();
        server.update("item", id, Map.of("x", "S3"));
        bench.clearErrors();
        assertThat(bench.sync().result()).isEqualTo(SyncResult.CONFLICTS);
        assertThat(serverSide()).startsWith("x=S3");
    }

    @Test
    void C2_differentFieldsChangedOnBothSidesAreStillAConflict() {
        bench.strategy(ConflictStrategy.SERVER_WINS);
        bench.sync();
        bench.local.sql("UPDATE item SET y = 'L'");
        server.update("item", id, Map.of("z", "S"));
        bench.sync();
        assertThat(serverSide()).isEqualTo("x=old y=old z=S w=old");
        assertThat(deviceSide()).isEqualTo(serverSide());
    }

    @ParameterizedTest
    @EnumSource
    void C4_equalValuesOnBothSidesNeedNoDecision(ConflictStrategy strategy) {
        bench.strategy(strategy);
        bench.sync();
        bench.local.sql("UPDATE item SET x = 'same'");
        server.update("item", id, Map.of("x", "same", "z", "S"));
        SyncReport report = bench.sync();
        assertThat(report.result()).isEqualTo(SyncResult.OK);
        assertThat(SyncBench.report(report, "item").conflicts()).isZero();
        assertThat(bench.local.pending()).isZero();
        assertThat(deviceSide()).isEqualTo("x=same y=old z=S w=old");
    }

    // ---- update here, delete there (U13)

    private SyncReport updateHereDeleteThere(ConflictStrategy strategy) {
        bench.strategy(strategy);
        bench.sync();
        bench.local.sql("UPDATE item SET x = 'L'");
        server.delete("item", id);
        return bench.sync();
    }

    @Test
    void C5_updateDeleteWhereTheServerWins() {
        assertThat(updateHereDeleteThere(ConflictStrategy.SERVER_WINS).result()).isEqualTo(SyncResult.OK);
        assertThat(deviceSide()).isEqualTo("deleted");
        assertThat(bench.local.pending()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"DEVICE_WINS", "MANUAL"})
    void C6_C8_updateDeleteIsNotMadeAgainWithoutAsking(ConflictStrategy strategy) {
        assertThat(updateHereDeleteThere(strategy).result()).isEqualTo(SyncResult.CONFLICTS);
        assertThat(serverSide()).isEqualTo("deleted");
        assertThat(deviceSide()).isEqualTo("x=L y=old z=old w=old");
        assertThat(bench.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.serverDeleted()).isTrue());
        bench.local.sql("DELETE FROM item");
        bench.clearErrors();
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(bench.local.pending()).isZero();
        assertThat(bench.errors()).isEmpty();
    }

    // ---- delete here, update there

    private SyncReport deleteHereUpdateThere(ConflictStrategy strategy) {
        bench.strategy(strategy);
        bench.sync();
        bench.local.sql("DELETE FROM item");
        server.update("item", id, Map.of("x", "S"));
        return bench.sync();
    }

    @Test
    void C5_deleteUpdateWhereTheServerWinsBringsTheRecordBack() {
        assertThat(deleteHereUpdateThere(ConflictStrategy.SERVER_WINS).result()).isEqualTo(SyncResult.OK);
        assertThat(serverSide()).isEqualTo("x=S y=old z=old w=old");
        assertThat(deviceSide()).isEqualTo(serverSide());
    }

    @Test
    void C6_deleteUpdateWhereTheDeviceWinsDeletes() {
        assertThat(deleteHereUpdateThere(ConflictStrategy.DEVICE_WINS).result()).isEqualTo(SyncResult.OK);
        assertThat(serverSide()).isEqualTo("deleted");
        assertThat(deviceSide()).isEqualTo("deleted");
    }

    @Test
    void C8_deleteUpdateWhereAPersonDecides() {
        assertThat(deleteHereUpdateThere(ConflictStrategy.MANUAL).result()).isEqualTo(SyncResult.CONFLICTS);
        assertThat(serverSide()).isEqualTo("x=S y=old z=old w=old");
        assertThat(deviceSide()).isEqualTo("deleted");
        bench.clearErrors();
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(serverSide()).isEqualTo("deleted");
    }

    @ParameterizedTest
    @EnumSource
    void C3_bothDeletedIsNoConflict(ConflictStrategy strategy) {
        bench.strategy(strategy);
        bench.sync();
        bench.local.sql("DELETE FROM item");
        server.delete("item", id);
        SyncReport report = bench.sync();
        assertThat(report.result()).isEqualTo(SyncResult.OK);
        assertThat(SyncBench.report(report, "item").conflicts()).isZero();
        assertThat(bench.local.pending()).isZero();
    }

    // ---- both created under one key

    private SyncReport bothCreate(ConflictStrategy strategy) {
        bench.strategy(strategy);
        bench.sync();
        bench.local.sql("INSERT INTO item(itemid, x, y) VALUES('same-key', 'L', 'L')");
        server.createAs("item", "same-key", Map.of("x", "S", "z", "S"));
        id = "same-key";
        return bench.sync();
    }

    @Test
    void C5_bothCreatedWhereTheServerWins() {
        assertThat(bothCreate(ConflictStrategy.SERVER_WINS).result()).isEqualTo(SyncResult.OK);
        assertThat(serverSide()).isEqualTo("x=S y=null z=S w=null");
        assertThat(deviceSide()).isEqualTo(serverSide());
    }

    @Test
    void C6_bothCreatedWhereTheDeviceWins() {
        assertThat(bothCreate(ConflictStrategy.DEVICE_WINS).result()).isEqualTo(SyncResult.OK);
        assertThat(serverSide()).isEqualTo("x=L y=L z=S w=null");
        assertThat(deviceSide()).isEqualTo(serverSide());
        assertThat(bench.local.pending()).isZero();
    }

    @Test
    void C8_bothCreatedWhereAPersonDecides() {
        assertThat(bothCreate(ConflictStrategy.MANUAL).result()).isEqualTo(SyncResult.CONFLICTS);
        assertThat(serverSide()).isEqualTo("x=S y=null z=S w=null");
        assertThat(deviceSide()).isEqualTo("x=L y=L z=null w=null");
    }

    @Test
    void aServerThatChangesTheRecordEachTimeInBetweenLeavesItPendingInsteadOfForEver() {
        bothUpdate(ConflictStrategy.DEVICE_WINS);
        AtomicInteger n = new AtomicInteger();
        bench.connector.hook(point -> {
            if (point.equals("upload") && n.incrementAndGet() < 50) {
                server.update("item", id, Map.of("z", "S" + n.get()));
            }
        });
        bench.sync();
        assertThat(n.get()).isLessThan(10);
        assertThat(bench.local.pending()).isEqualTo(1);
        assertThat(deviceSide()).startsWith("x=L y=L");
        n.set(1000);
        bench.sync();
        assertThat(serverSide()).startsWith("x=L y=L");
        assertThat(deviceSide()).isEqualTo(serverSide());
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVER_WINS", "DEVICE_WINS"})
    void CFL3_whereTheServerComparesNoVersionsTheEngineLooksItself(ConflictStrategy strategy) {
        server.define(PaperEntity.of("item")
                .field("x", FieldType.TEXT)
                .field("y", FieldType.TEXT)
                .field("z", FieldType.TEXT)
                .field("w", FieldType.TEXT)
                .withoutVersionChecks());
        bothUpdate(strategy);
        SyncReport report = bench.sync();
        assertThat(report.result()).isEqualTo(SyncResult.OK);
        assertThat(SyncBench.report(report, "item").conflicts()).isEqualTo(1);
        assertThat(serverSide())
                .isEqualTo(strategy == ConflictStrategy.SERVER_WINS ? "x=S y=old z=S w=old" : "x=L y=L z=S w=old");
        assertThat(deviceSide()).isEqualTo(serverSide());
    }

    /** The answer to x=L is lost; before the server is asked what became of it, the user edits y and, if so, a colleague too. */
    private SyncReport editsBehindALostAnswer(ConflictStrategy strategy, Map<String, String> colleague) {
        bench.strategy(strategy);
        bench.sync();
        bench.local.sql("UPDATE item SET x = 'L'");
        // this seed lets the write arrive before its answer is lost
        server.faults().random(new Random(0)).arm(Fault.LOST_ANSWER, 1);
        AtomicInteger asked = new AtomicInteger();
        bench.connector.hook(point -> {
            if (point.equals("settle") && asked.getAndIncrement() == 0) {
                bench.local.sql("UPDATE item SET y = 'L'");
                if (!colleague.isEmpty()) {
                    server.update("item", id, colleague);
                }
            }
        });
        SyncReport report = bench.sync();
        assertThat(asked.get()).isPositive();
        return report;
    }

    @ParameterizedTest
    @EnumSource
    void U20_anEditBehindALostAnswerIsNotBasedOnAChangeThatItHasNotSeen(ConflictStrategy strategy) {
        SyncReport report = editsBehindALostAnswer(strategy, Map.of("y", "S", "z", "S"));
        switch (strategy) {
            case SERVER_WINS -> {
                assertThat(serverSide()).isEqualTo("x=L y=S z=S w=old");
                assertThat(deviceSide()).isEqualTo(serverSide());
                assertThat(SyncBench.report(report, "item").conflicts()).isEqualTo(1);
                assertThat(bench.local.pending()).isZero();
            }
            case DEVICE_WINS -> {
                assertThat(serverSide()).isEqualTo("x=L y=L z=S w=old");
                assertThat(deviceSide()).isEqualTo(serverSide());
            }
            case MANUAL -> {
                assertThat(report.result()).isEqualTo(SyncResult.CONFLICTS);
                assertThat(serverSide()).isEqualTo("x=L y=S z=S w=old");
                assertThat(deviceSide()).contains("y=L");
                bench.clearErrors();
                bench.sync();
                assertThat(serverSide()).isEqualTo("x=L y=L z=S w=old");
                assertThat(deviceSide()).isEqualTo(serverSide());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void U20_anEditBehindALostAnswerGoesUpIfNobodyElseChangedTheRecord(ConflictStrategy strategy) {
        assertThat(editsBehindALostAnswer(strategy, Map.of()).result()).isEqualTo(SyncResult.OK);
        assertThat(serverSide()).isEqualTo("x=L y=L z=old w=old");
        assertThat(deviceSide()).isEqualTo(serverSide());
        assertThat(bench.local.pending()).isZero();
    }

    /** The write's version is read after it; in between the user edits y, and a colleague too, if so. */
    private SyncReport editsBehindAnObservedVersion(ConflictStrategy strategy, Map<String, String> colleague) {
        bench.strategy(strategy);
        bench.connector.observesVersions();
        bench.sync();
        bench.local.sql("UPDATE item SET x = 'L'");
        AtomicInteger asked = new AtomicInteger();
        bench.connector.hook(point -> {
            if (point.equals("observe") && asked.getAndIncrement() == 0) {
                bench.local.sql("UPDATE item SET y = 'L'");
                if (!colleague.isEmpty()) {
                    server.update("item", id, colleague);
                }
            }
        });
        SyncReport report = bench.sync();
        assertThat(asked.get()).isPositive();
        return report;
    }

    @ParameterizedTest
    @CsvSource({
        "SERVER_WINS, y", "SERVER_WINS, z", "SERVER_WINS, x",
        "DEVICE_WINS, y", "DEVICE_WINS, z", "DEVICE_WINS, x",
        "MANUAL, y", "MANUAL, z", "MANUAL, x"
    })
    void U20_anEditBehindAnObservedVersionIsNotBasedOnAChangeThatItHasNotSeen(ConflictStrategy strategy, String field) {
        SyncReport report = editsBehindAnObservedVersion(strategy, Map.of(field, "S"));
        Map<String, String> server = new TreeMap<>(Map.of("w", "old", "x", "L", "y", "old", "z", "old"));
        server.put(field, "S");
        Map<String, String> device = new TreeMap<>(server);
        device.put("y", "L");
        String seen = sides(strategy == ConflictStrategy.DEVICE_WINS ? device : server);
        assertThat(serverSide()).isEqualTo(seen);
        if (strategy == ConflictStrategy.MANUAL) {
            assertThat(report.result()).isEqualTo(SyncResult.CONFLICTS);
            assertThat(deviceSide()).contains("y=L");
            bench.clearErrors();
            bench.sync();
            assertThat(serverSide()).isEqualTo(sides(device));
        } else {
            assertThat(SyncBench.report(report, "item").conflicts())
                    .isEqualTo(strategy == ConflictStrategy.SERVER_WINS ? 1 : 0);
        }
        assertThat(deviceSide()).isEqualTo(serverSide());
        assertThat(bench.local.pending()).isZero();
    }

    private static String sides(Map<String, String> values) {
        return "x=" + values.get("x") + " y=" + values.get("y") + " z=" + values.get("z") + " w=" + values.get("w");
    }

    @ParameterizedTest
    @EnumSource
    void U20_anEditBehindAnObservedVersionGoesUpIfNobodyElseChangedTheRecord(ConflictStrategy strategy) {
        assertThat(editsBehindAnObservedVersion(strategy, Map.of()).result()).isEqualTo(SyncResult.OK);
        assertThat(serverSide()).isEqualTo("x=L y=L z=old w=old");
        assertThat(deviceSide()).isEqualTo(serverSide());
        assertThat(bench.local.pending()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"SERVER_WINS, x", "SERVER_WINS, y", "DEVICE_WINS, x", "DEVICE_WINS, y", "MANUAL, x", "MANUAL, y"})
    void U20_anEditBehindACreationWhoseVersionWasObservedIsComparedToo(ConflictStrategy strategy, String field) {
        bench.strategy(strategy);
        bench.connector.observesVersions();
        bench.sync();
        id = "made-here";
        bench.local.sql("INSERT INTO item(itemid, x, y, z, w) VALUES('made-here', 'L', 'L', 'L', 'L')");
        AtomicInteger asked = new AtomicInteger();
        bench.connector.hook(point -> {
            if (point.equals("observe") && asked.getAndIncrement() == 0) {
                bench.local.sql("UPDATE item SET y = 'L2' WHERE itemid = 'made-here'");
                server.update("item", id, Map.of(field, "S"));
            }
        });
        SyncReport report = bench.sync();
        assertThat(asked.get()).isPositive();
        Map<String, String> server = new TreeMap<>(Map.of("w", "L", "x", "L", "y", "L", "z", "L"));
        server.put(field, "S");
        Map<String, String> device = new TreeMap<>(server);
        device.put("y", "L2");
        assertThat(serverSide()).isEqualTo(sides(strategy == ConflictStrategy.DEVICE_WINS ? device : server));
        if (strategy == ConflictStrategy.MANUAL) {
            assertThat(report.result()).isEqualTo(SyncResult.CONFLICTS);
            bench.clearErrors();
            bench.sync();
            assertThat(serverSide()).isEqualTo(sides(device));
        }
        assertThat(deviceSide()).isEqualTo(serverSide());
        assertThat(bench.local.pending()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"SERVER_WINS, false", "SERVER_WINS, true", "MANUAL, false", "MANUAL, true"})
    void U21_anEditBehindAWriteWhoseVersionNobodyToldIsNoConflictByItself(
            ConflictStrategy strategy, boolean colleague) {
        bench.strategy(strategy);
        bench.connector.hidesVersions();
        bench.sync();
        bench.local.sql("UPDATE item SET x = 'L'");
        AtomicInteger asked = new AtomicInteger();
        bench.connector.hook(point -> {
            if (point.equals("upload:done") && asked.getAndIncrement() == 0) {
                bench.local.sql("UPDATE item SET y = 'L'");
                if (colleague) {
                    server.update("item", id, Map.of("x", "S"));
                }
            }
        });
        SyncReport report = bench.sync();
        assertThat(SyncBench.report(report, "item").conflicts()).isEqualTo(colleague ? 1 : 0);
        assertThat(serverSide()).isEqualTo(colleague ? "x=S y=old z=old w=old" : "x=L y=L z=old w=old");
        if (!colleague || strategy == ConflictStrategy.SERVER_WINS) {
            assertThat(deviceSide()).isEqualTo(serverSide());
            assertThat(bench.local.pending()).isZero();
        }
    }
}
