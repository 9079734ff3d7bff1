package org.crmlink.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.crmlink.engine.EntityReport.Mode;
import org.crmlink.engine.paper.Fault;
import org.crmlink.engine.paper.PaperEntity;
import org.crmlink.engine.paper.PaperRecord;
import org.crmlink.engine.paper.PaperServer;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.ChangePath.Tracking;
import org.crmlink.sdk.metadata.FieldType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 7 of the semantics page, on every kind of tracking. */
class DeletionAndFilterTest {

    enum Kind {
        TOKEN(PaperEntity.TOKEN),
        WATERMARK(PaperEntity.WATERMARK),
        UNTRACKED(PaperEntity.UNTRACKED);

        private final org.crmlink.sdk.metadata.ChangePath path;

        Kind(org.crmlink.sdk.metadata.ChangePath path) {
            this.path = path;
        }
    }

    @TempDir
    Path folder;

    private PaperServer server = new PaperServer();
    private SyncBench bench = new SyncBench(Path.of("unset"), server);

    @BeforeEach
    void begin() {
        begin(Kind.TOKEN);
    }

    private void begin(Kind kind) {
        server = new PaperServer(
                PaperEntity.of("owner").field("name", FieldType.TEXT).field("active", FieldType.BOOLEAN),
                item().paths(kind.path));
        bench = new SyncBench(folder, server, "item");
    }

    private static PaperEntity item() {
        return PaperEntity.of("item")
                .field("title", FieldType.TEXT)
                .field("state", FieldType.INTEGER)
                .field("due", FieldType.DATE)
                .lookup("ownerid", "owner");
    }

    private String create(String title, long state) {
        return server.create("item", Map.of("title", title, "state", state));
    }

    private void mirrors(String why) {
        bench.local.mirrors(server, "item", List.of("title", "state"), DeletionAndFilterTest::isOpen);
        assertThat(why).isNotEmpty();
    }

    private static boolean isOpen(PaperRecord record) {
        return Long.valueOf(0).equals(record.value("state"));
    }

    @ParameterizedTest
    @EnumSource
    void D1_D5_deletedRecordsDisappearWhateverTheServerTracks(Kind kind) {
        begin(kind);
        String gone = create("gone", 0);
        create("stays", 0);
        bench.sync();
        server.delete("item", gone);
        EntityReport report = bench.sync("item");
        assertThat(report.deleted()).isEqualTo(1);
        assertThat(report.mode()).isEqualTo(kind == Kind.UNTRACKED ? Mode.FULL : Mode.INCREMENTAL);
        bench.local.mirrors(server, "item");
    }

    @Test
    void D5_aRecordThatNoChangeToldOfIsFoundByItsId() {
        begin(Kind.WATERMARK);
        create("told", 0);
        bench.sync();
        server.createUntold("item", "restored", Map.of("title", "out of a backup", "state", 0L));
        EntityReport report = bench.sync("item");
        assertThat(report.received()).isEqualTo(1);
        assertThat(report.mode()).isEqualTo(Mode.INCREMENTAL);
        bench.local.mirrors(server, "item");
    }

    @Test
    void D5_aListingOfIdsThatFailsDeletesNothing() {
        begin(Kind.WATERMARK);
        for (int i = 0; i < 120; i++) {
            create("item " + i, 0);
        }
        bench.sync();
        server.delete("item", bench.local.ids("item").get(0));
        server.faults().chance(Fault.CUT_IDS, 1.0);
        assertThat(bench.sync().result()).isEqualTo(SyncResult.TEMPORARY);
        assertThat(bench.local.ids("item")).hasSize(120);
        server.faults().calm();
        server.faults().arm(Fault.CUT_IDS, 2);
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(server.faults().fired(Fault.CUT_IDS)).isGreaterThan(2);
        bench.local.mirrors(server, "item");
    }

    @ParameterizedTest
    @EnumSource
    void D6_aDeletionThatMeetsAPendingChangeIsAConflictAndNotASilentDelete(Kind kind) {
        begin(kind);
        String id = create("mine", 0);
        bench.strategy(ConflictStrategy.MANUAL);
        bench.sync();
        bench.local.sql("UPDATE item SET title = 'edited'");
        server.delete("item", id);
        assertThat(bench.sync().result()).isEqualTo(SyncResult.CONFLICTS);
        assertThat(bench.local.value("SELECT title FROM item")).isEqualTo("edited");
    }

    @Test
    void D7_aRecordWithAnotherOwnerIsReadAgainAndStaysIfItIsStillVisible() {
        String stays = create("stays", 0);
        String goes = create("goes", 0);
        bench.sync();
        server.update("item", stays, Map.of("title", "changed with it"));
        server.giveAway("item", stays, true);
        server.giveAway("item", goes, false);
        assertThat(bench.sync().result()).isEqualTo(SyncResult.OK);
        assertThat(bench.local.ids("item")).containsExactly(stays);
        assertThat(bench.local.value("SELECT title FROM item")).isEqualTo("changed with it");
    }

    @ParameterizedTest
    @EnumSource
    void D8_aRecordThatStopsMatchingIsRemovedAndOneThatBeginsToMatchComes(Kind kind) {
        begin(kind);
        bench.configure("item", entity -> entity.withFilter("state eq 0"));
        String leaves = create("leaves", 0);
        String enters = create("enters", 1);
        create("stays", 0);
        create("never", 1);
        bench.sync();
        mirrors("after the first sync");
        server.update("item", leaves, Map.of("state", 1L));
        server.update("item", enters, Map.of("state", 0L));
        bench.sync();
        mirrors("after the changes");
        assertThat(bench.local.ids("item")).contains(enters).doesNotContain(leaves);
    }

    @ParameterizedTest
    @EnumSource
    void D8_theSameWhereTheServersFilterIsOnlyWider(Kind kind) {
        begin(kind);
        bench.connector.wideFilters();
        D8_sequence();
    }

    private void D8_sequence() {
        bench.configure("item", entity -> entity.withFilter("state eq 0").withFields("title"));
        String leaves = create("leaves", 0);
        create("never", 1);
        bench.sync();
        assertThat(bench.local.ids("item")).containsExactly(leaves);
        AtomicInteger fetches = new AtomicInteger();
        bench.connector.hook(point -> fetches.addAndGet(point.equals("fetch") ? 1 : 0));
        bench.sync();
        bench.sync();
        assertThat(fetches)
                .as("records that do not match are not fetched again and again")
                .hasValue(0);
        bench.connector.hook(point -> {});
        server.update("item", leaves, Map.of("state", 1L));
        bench.sync();
        // the field that only the filter needs is asked for and not stored
        assertThat(bench.local.ids("item")).isEmpty();
        assertThat(bench.local.rows("PRAGMA table_info(item)").stream().map(row -> row.get("name")))
                .doesNotContain("state");
    }

    @Test
    void D12_aFilterThatDependsOnTimeIsJudgedAgainAlthoughNothingChanged() {
        bench.clock = Clock.fixed(Instant.parse("2024-06-10T12:00:00Z"), ZoneOffset.UTC);
        server.clock(bench.clock);
        bench.configure("item", entity -> entity.withFilter("lastdays(due, 5)"));
        String old = server.create("item", Map.of("title", "old", "due", LocalDate.of(2024, 6, 6)));
        String soon = server.create("item", Map.of("title", "soon", "due", LocalDate.of(2024, 6, 12)));
        bench.sync();
        assertThat(bench.local.ids("item")).containsExactly(old);
        bench.clock = Clock.fixed(Instant.parse("2024-06-13T12:00:00Z"), ZoneOffset.UTC);
        server.clock(bench.clock);
        EntityReport report = bench.sync("item");
        assertThat(report.mode()).isEqualTo(Mode.INCREMENTAL);
        assertThat(bench.local.ids("item")).containsExactly(soon);
    }

    @Test
    void D14_recordsWithPendingChangesOrErrorsSurviveTheComparisonOfIds() {
        begin(Kind.WATERMARK);
        String edited = create("edited", 0);
        bench.strategy(ConflictStrategy.MANUAL);
        bench.sync();
        bench.local.sql("UPDATE item SET title = ?", PaperServer.REFUSED_TEXT);
        bench.sync();
        server.delete("item", edited);
        bench.local.sql("INSERT INTO item(itemid, title) VALUES('n', ?)", PaperServer.REFUSED_TEXT);
        bench.sync();
        assertThat(bench.local.ids("item")).containsExactlyInAnyOrder(edited, "n");
    }

    @ParameterizedTest
    @EnumSource
    void E4_aRecordThatLeftTheFilterAndCameBackIsHereAfterItsRefusedChangeIsGivenUp(Kind kind) {
        begin(kind);
        bench.configure("item", entity -> entity.withFilter("state eq 0"));
        String id = create("theirs", 0);
        bench.sync();
        bench.local.sql("UPDATE item SET title = ?", PaperServer.REFUSED_TEXT);
        bench.sync();
        server.update("item", id, Map.of("state", 1L));
        bench.sync();
        server.update("item", id, Map.of("state", 0L));
        bench.sync();

        assertThat(bench.giveUp(bench.errors().get(0))).isTrue();
        bench.sync();

        mirrors("the change was given up, not the record");
    }

    @ParameterizedTest
    @EnumSource
    void D15_aLocalRecordThatDoesNotMatchIsSentFirstAndThenRemovedHere(Kind kind) {
        begin(kind);
        bench.configure("item", entity -> entity.withFilter("state eq 0"));
        bench.sync();
        bench.local.sql("INSERT INTO item(itemid, title, state) VALUES('x', 'elsewhere', 1)");
        bench.sync();
        assertThat(server.get("item", "x").value("title")).isEqualTo("elsewhere");
        assertThat(bench.local.ids("item")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void D16_aFilterOnAnotherEntityFollowsChangesOfThatEntity(boolean bothPaths) {
        server.define(bothPaths ? item().paths(PaperEntity.TOKEN, PaperEntity.WATERMARK) : item());
        String one = server.create("owner", Map.of("name", "one", "active", true));
        String two = server.create("owner", Map.of("name", "two", "active", false));
        String a = server.create("item", Map.of("title", "a", "ownerid", new RecordRef("owner", one)));
        String b = server.create("item", Map.of("title", "b", "ownerid", new RecordRef("owner", two)));
        bench.configure("item", entity -> entity.withFilter("related(ownerid, owner, active eq true)"));

        EntityReport first = bench.sync("item");

        assertThat(first.path()).isEqualTo(bothPaths ? Tracking.WATERMARK : Tracking.TOKEN);
        assertThat(bench.local.ids("item")).containsExactly(a);
        server.update("owner", two, Map.of("active", true));
        server.update("owner", one, Map.of("active", false));
        bench.sync();
        assertThat(bench.local.ids("item")).containsExactly(b);
    }

    @Test
    void thePathIsChosenByCostAndTheReportSaysWhy() {
        server.define(item().paths(PaperEntity.TOKEN, PaperEntity.WATERMARK));
        for (int i = 0; i < 100; i++) {
            create("item " + i, i % 20);
        }
        bench.configure("item", entity -> entity.withFilter("state eq 0"));
        EntityReport few = bench.sync("item");
        assertThat(few.path()).isEqualTo(Tracking.WATERMARK);
        assertThat(few.pathReason()).contains("about 5 of 100");
        mirrors("filtered on the server");

        bench.configure("item", entity -> entity.withFilter("state le 15"));
        EntityReport many = bench.sync("item");
        assertThat(many.path()).isEqualTo(Tracking.TOKEN);
        assertThat(many.mode()).isEqualTo(Mode.FULL);
        assertThat(many.pathReason()).contains("filter is applied here");
        assertThat(bench.local.ids("item")).hasSize(80);
        assertThat(bench.sync("item").pathReason()).contains("as in the sync before");
    }
}
