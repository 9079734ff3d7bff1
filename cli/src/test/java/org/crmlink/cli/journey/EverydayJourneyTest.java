package org.crmlink.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.crmlink.engine.ConflictStrategy;
import org.crmlink.engine.EntityReport;
import org.crmlink.engine.SyncException;
import org.crmlink.engine.SyncReport;
import org.crmlink.engine.SyncRequest;
import org.crmlink.engine.SyncResult;
import org.crmlink.sandbox.dynamics.ServiceVersion;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to an installation in the course of its life; afterwards both sides are equal, and nothing is lost or doubled. */
class EverydayJourneyTest {

    private static final Map<String, String> SOON = Map.of("Retry-After", "1");

    /** Rows that the server makes of others, and lines, which belong to documents that may be closed. */
    private static final Set<String> DERIVED =
            Set.of("activitypointer", "quotedetail", "salesorderdetail", "opportunityproduct");

    @TempDir
    private Path folder;

    private Journey journey;

    @AfterEach
    void close() {
        journey.close();
    }

    private List<String> contacts(int count) {
        journey = Journey.start(folder, 0);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(journey.insert("contact", Map.of("lastname", "C" + i)));
        }
        journey.with("contact", "lastname", "jobtitle", "numberofchildren");
        return ids;
    }

    @Test
    void everyTableOfTheServerTogether() {
        everyTable(ServiceVersion.V9_2);
    }

    @Test
    @Tag("slow")
    void everyTableOfAnOldServerTogether() {
        everyTable(ServiceVersion.V8_2);
    }

    private void everyTable(ServiceVersion version) {
        journey = Journey.start(folder, options -> options.version(version).records(20));
        if (version.onPremises()) {
            journey.organization("contoso");
        }
        for (Table table : journey.store().schema().tables()) {
            if (!table.logicalName().equals("owner")) {
                journey.with(table.logicalName());
            }
        }
        SyncReport full = journey.sync();
        assertThat(full.entities())
                .hasSizeGreaterThan(40)
                .extracting(EntityReport::name)
                .contains("quotedetail", "salesorder", "activityparty", "new_milestone", "teammembership");
        assertThat(full.entities())
                .allSatisfy(entity -> assertThat(entity.received())
                        .as(entity.name())
                        .isEqualTo(journey.store().count(entity.name())));
        assertThat(journey.sync().entities())
                .allSatisfy(entity -> assertThat(entity.received() + entity.deleted())
                        .as(entity.name())
                        .isZero());
        journey.sandbox().colleaguesWork(1);
        assertThat(colleaguesRenameARowOfEachTable()).isGreaterThan(20);
        journey.sql("""
                UPDATE quotedetail SET quantity = '7' WHERE quoteid IN (SELECT quoteid FROM quote WHERE statecode = 0);
                UPDATE new_milestone SET new_effort = 5, new_name = 'edited';
                UPDATE email SET subject = 'edited';
                UPDATE salesorder SET description = 'edited' WHERE statecode = 0;
                UPDATE account SET name = 'edited ' || rowid WHERE rowid % 5 = 0;
                UPDATE task SET subject = 'edited';
                UPDATE systemuser SET title = 'edited' WHERE rowid < 3;
                DELETE FROM contact WHERE rowid % 7 = 0;
                INSERT INTO annotation(subject, objectid, objectid_entity) SELECT 'note', accountid, 'account' FROM account LIMIT 1;
                """);
        journey.sync();
        journey.assertAsFresh(folder.resolve("fresh.db"));
    }

    /** In each table that has names a colleague renames the row with the greatest id. */
    private int colleaguesRenameARowOfEachTable() {
        int renamed = 0;
        for (Table table : journey.store().schema().tables()) {
            Optional<Column> name = table.primaryName().flatMap(table::column).filter(Column::validForUpdate);
            List<Row> rows = journey.store().scan(table.logicalName(), null, Integer.MAX_VALUE);
            if (name.isPresent() && !rows.isEmpty() && !DERIVED.contains(table.logicalName())) {
                Row row = rows.get(rows.size() - 1);
                journey.update(
                        table.logicalName(), row.id().text(), Map.of(name.get().logicalName(), "renamed"));
                renamed++;
            }
        }
        return renamed;
    }

    @Test
    void anExpiredTokenCostsAFullReadAndNothingElse() {
        List<String> ids = contacts(30);
        journey.pages(7).sync();
        journey.delete("contact", ids.get(2));
        journey.sql("""
                UPDATE contact SET lastname = 'edited' WHERE lastname = 'C4';
                DELETE FROM contact WHERE lastname = 'C5';
                INSERT INTO contact(lastname) VALUES('mine');
                """);
        journey.pass(Duration.ofDays(8));
        journey.delete("contact", ids.get(8));
        SyncReport report = journey.sync();
        assertThat(Journey.of(report, "contact").mode()).isEqualTo(EntityReport.Mode.FULL);
        assertThat(Journey.of(report, "contact").deleted()).isEqualTo(2);
        assertThat(report.warnings()).anyMatch(warning -> warning.contains("read in full"));
        journey.assertSame("contact", "lastname");
        assertThat(Journey.of(journey.sync(), "contact").mode()).isEqualTo(EntityReport.Mode.INCREMENTAL);
    }

    @Test
    void aFullSyncKeepsEditsErrorsAndConflicts() {
        List<String> ids = contacts(8);
        journey.onConflict("contact", ConflictStrategy.MANUAL).sync();
        journey.sql("""
                UPDATE contact SET numberofchildren = -1 WHERE lastname = 'C1';
                UPDATE contact SET lastname = 'here' WHERE lastname = 'C2';
                INSERT INTO contact(lastname, numberofchildren) VALUES('mine', -1);
                """);
        journey.update("contact", ids.get(2), Map.of("lastname", "there"));
        journey.delete("contact", ids.get(7));
        for (SyncRequest request : List.of(SyncRequest.full(), SyncRequest.full("contact"))) {
            assertThat(journey.sync(request).result()).isEqualTo(SyncResult.CONFLICTS);
            assertThat(journey.rows("SELECT lastname FROM contact ORDER BY 1"))
                    .containsExactly("C0", "C1", "C3", "C4", "C5", "C6", "here", "mine");
            assertThat(journey.errors()).hasSize(3);
            assertThat(journey.outbox()).hasSize(3);
        }
        journey.sql("DELETE FROM sync_errors;\nUPDATE contact SET numberofchildren = 1 WHERE numberofchildren < 0;");
        journey.sync();
        journey.assertSame("contact", "lastname", "numberofchildren");
    }

    @Test
    void anOldCopyOfTheDatabaseCanBePutBack() throws IOException {
        contacts(10);
        journey.sync();
        journey.sql("""
                UPDATE contact SET lastname = 'edited' WHERE lastname = 'C1';
                INSERT INTO contact(lastname) VALUES('mine');
                DELETE FROM contact WHERE lastname = 'C9';
                """);
        journey.rows("PRAGMA wal_checkpoint(TRUNCATE)");
        Path copy = folder.resolve("copy.db");
        Files.copy(journey.database(), copy);
        journey.sync();
        journey.sql("UPDATE contact SET lastname = 'edited later' WHERE lastname = 'C2'");
        journey.sync();
        journey.database(copy).sync();
        assertThat(journey.store().count("contact")).isEqualTo(10);
        journey.assertSame("contact", "lastname");
    }

    @Test
    void aSecondSyncIsToldThatOneIsRunningAndEditsMeanwhileAreKept() throws Exception {
        contacts(10);
        CountDownLatch release = new CountDownLatch(1);
        Faults.Fault held =
                journey.sandbox().faults().on("GET", "contacts").times(1).hold(release);
        CompletableFuture<SyncReport> first = CompletableFuture.supplyAsync(journey::trySync);
        for (int i = 0; i < 1000 && held.fired() == 0; i++) {
            Thread.sleep(10);
        }
        assertThatThrownBy(journey::trySync).isInstanceOfSatisfying(SyncException.class, e -> {
            assertThat(e.kind()).isEqualTo(SyncException.Kind.DATABASE_BUSY);
            assertThat(e.result()).isEqualTo(SyncResult.TEMPORARY);
        });
        journey.sql("INSERT INTO contact(lastname) VALUES('meanwhile')");
        release.countDown();
        assertThat(first.get(30, TimeUnit.SECONDS).result()).isEqualTo(SyncResult.OK);
        journey.sync();
        journey.assertSame("contact", "lastname");
    }

    @Test
    void accessTokensThatAreRevokedInMidSyncAreReplaced() {
        contacts(60);
        AtomicInteger requests = new AtomicInteger();
        journey.sandbox()
                .faults()
                .on(request -> {
                    if (requests.incrementAndGet() % 4 == 0) {
                        journey.sandbox().identity().revokeAccessTokens();
                    }
                    return false;
                })
                .always()
                .cutBefore();
        journey.pages(10).sync();
        journey.sql("UPDATE contact SET jobtitle = 'x'");
        journey.sync();
        journey.assertSame("contact", "lastname", "jobtitle");
    }

    @Test
    void aServerThatAsksToWaitIsWaitedForAndOneThatGoesOnAskingIsLeftForLater() {
        contacts(40);
        journey.pages(10);
        journey.sandbox().faults().on("GET", "contacts").skip(1).times(2).answer(429, SOON, "");
        journey.sync();
        journey.sql("UPDATE contact SET jobtitle = 'x'");
        journey.sandbox().faults().on("POST", "$batch").times(2).answer(429, SOON, "");
        journey.sync();
        journey.assertSame("contact", "jobtitle");

        journey.sql("UPDATE contact SET jobtitle = 'y'");
        Faults.Fault always =
                journey.sandbox().faults().on("POST", "$batch").always().answer(429, SOON, "");
        SyncReport late = journey.trySync();
        assertThat(late.result()).isEqualTo(SyncResult.TEMPORARY);
        assertThat(journey.errors()).isEmpty();
        assertThat(journey.outbox()).hasSize(40);
        journey.sandbox().faults().remove(always);
        journey.sync();
        journey.assertSame("contact", "jobtitle");
    }

    @Test
    void anAnswerThatIsLostDoublesNothing() {
        contacts(5);
        journey.sync();
        journey.sql(
                "INSERT INTO contact(lastname) VALUES('mine');\nUPDATE contact SET jobtitle = 'x';\nDELETE FROM contact WHERE lastname = 'C1';");
        Faults.Fault cut =
                journey.sandbox().faults().on("POST", "$batch").times(1).cutAfter();
        journey.trySync();
        assertThat(cut.fired()).isEqualTo(1);
        journey.sync();
        assertThat(journey.store().count("contact")).isEqualTo(5);
        journey.assertSame("contact", "lastname", "jobtitle");
    }

    @Test
    void twoDevicesEndWithTheSame() {
        journey = Journey.start(folder, 30);
        journey.with("account").with("contact").onConflict("account", ConflictStrategy.DEVICE_WINS);
        List<Path> devices = List.of(folder.resolve("a.db"), folder.resolve("b.db"));
        devices.forEach(device -> journey.database(device).sync());
        Random random = new Random(7);
        for (int round = 0; round < 5; round++) {
            for (Path device : devices) {
                String said = device.getFileName() + " " + round;
                journey.database(device).sql("""
                        UPDATE account SET description = '%1$s' WHERE rowid %% 5 = %2$d;
                        UPDATE contact SET jobtitle = '%1$s' WHERE rowid %% 6 = %3$d;
                        INSERT INTO contact(lastname) VALUES('%1$s');
                        """.formatted(said, random.nextInt(5), random.nextInt(6)));
                if (round % 2 == 1) {
                    journey.sql("DELETE FROM contact WHERE rowid % 11 = " + random.nextInt(11));
                }
                journey.sync();
            }
        }
        devices.forEach(device -> journey.database(device).sync());
        for (Path device : devices) {
            journey.database(device).sync();
            journey.assertAsFresh(folder.resolve("fresh.db"));
        }
    }
}
