package org.crmlink.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A full read waits in a table of its own until it has ended, whatever happens meanwhile. */
class StagingTest {

    private static final List<String> FIELDS = List.of("name", "city");

    /** How the rows get into the entity's table in the end. */
    enum Way {
        /** The staging table takes its place. */
        SWAP,
        /** Somebody has added a column to it, so that it has to stay. */
        MERGE
    }

    @TempDir
    Path folder;

    private StoreFixture crm;

    private void begin(Way way) throws SQLException {
        crm = new StoreFixture(folder, place());
        if (way == Way.MERGE) {
            crm.sql("ALTER TABLE place ADD COLUMN note_of_mine TEXT DEFAULT 'mine'");
        }
        crm.fullRead("place", FIELDS, row("p1", "v1", "One", "Bern"), row("p2", "v1", "Two", "Brno"));
    }

    private static EntityType place() {
        return Samples.entity(
                "place",
                IdAssignment.CLIENT,
                "placeid",
                Samples.writable("name", FieldType.TEXT).build(),
                Samples.writable("city", FieldType.TEXT).build());
    }

    private static Row row(String id, String version, String name, String city) {
        return Samples.row(id, version, name, city);
    }

    @AfterEach
    void close() throws SQLException {
        crm.close();
    }

    private void read(Row... rows) {
        try (PageTransaction page = crm.store.fullReadWriter("place", FIELDS).begin()) {
            for (Row row : rows) {
                page.upsert(row);
            }
            page.commit();
        }
    }

    private void gone(String id) {
        try (PageTransaction page = crm.store.fullReadWriter("place", FIELDS).begin()) {
            page.remove(id);
            page.commit();
        }
    }

    private void unreadable(String id) {
        try (PageTransaction page = crm.store.fullReadWriter("place", FIELDS).begin()) {
            page.unreadable(new Unreadable(
                    id,
                    ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "broken").build()));
            page.commit();
        }
    }

    private int end() {
        try (PageTransaction page = crm.store.fullReadWriter("place", FIELDS).begin()) {
            int gone = page.finish(new SyncToken("t2"), Samples.NOW);
            page.commit();
            return gone;
        }
    }

    private List<String> places() throws SQLException {
        return crm.rows("SELECT placeid, name, city, coalesce(crmlink_version, '-') FROM place ORDER BY 1");
    }

    private void nothingIsLeftOver() throws SQLException {
        assertThat(crm.rows("SELECT name FROM sqlite_master WHERE name LIKE 'crmlink_staged%' AND name <>"
                        + " 'crmlink_staged_mark'"))
                .isEmpty();
        assertThat(crm.rows("SELECT * FROM crmlink_staged_mark")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void nothingShowsBeforeTheEndAndThenAllAtOnce(Way way) throws SQLException {
        begin(way);
        crm.store.entities().beginFullRead("place");
        read(row("p1", "v2", "One!", "Bern"), row("p3", "v2", "Three", "Rome"));
        assertThat(places()).containsExactly("p1|One|Bern|v1", "p2|Two|Brno|v1");
        assertThat(end()).isEqualTo(1);
        assertThat(places()).containsExactly("p1|One!|Bern|v2", "p3|Three|Rome|v2");
        assertThat(crm.store.entities().require("place").since()).contains(new SyncToken("t2"));
        nothingIsLeftOver();
        crm.sql("UPDATE place SET city = 'Basel' WHERE placeid = 'p1'", "DELETE FROM place WHERE placeid = 'p3'");
        assertThat(crm.outbox())
                .as("edits are caught as before")
                .containsExactly("place/p1 update v2 city", "place/p3 delete v2 ");
    }

    @ParameterizedTest
    @EnumSource
    void ofARecordThatComesTwiceTheLastRowCounts(Way way) throws SQLException {
        begin(way);
        crm.store.entities().beginFullRead("place");
        read(row("p1", "v2", "old", "Bern"), row("p2", "v1", "Two", "Brno"), row("p1", "v3", "new", "Bern"));
        read(row("p2", "v4", "newest", "Brno"));
        assertThat(end()).isZero();
        assertThat(places()).containsExactly("p1|new|Bern|v3", "p2|newest|Brno|v4");
        nothingIsLeftOver();
    }

    @ParameterizedTest
    @EnumSource
    void aRecordThatGoesWhileTheReadIsUnderWayIsGoneAndOneThatComesBackIsThere(Way way) throws SQLException {
        begin(way);
        crm.store.entities().beginFullRead("place");
        gone("p3");
        read(row("p1", "v2", "One", "Bern"), row("p2", "v2", "Two", "Brno"), row("p3", "v3", "Three", "Rome"));
        gone("p1");
        gone("p2");
        read(row("p2", "v3", "again", "Brno"));
        assertThat(end()).isEqualTo(1);
        assertThat(places()).containsExactly("p2|again|Brno|v3", "p3|Three|Rome|v3");
    }

    @ParameterizedTest
    @EnumSource
    void manyRowsOfOneTransactionKeepTheirOrderWithWhatCannotBeStoredAndWhatIsGoneAmongThem(Way way)
            throws SQLException {
        begin(way);
        crm.store.entities().beginFullRead("place");
        try (PageTransaction page = crm.store.fullReadWriter("place", FIELDS).begin()) {
            for (int i = 0; i < 250; i++) {
                page.upsert(row("r" + i, "v1", "row " + i, "Bern"));
                if (i == 120) {
                    page.upsert(Samples.row("r7", "v2", 7L, "no text"));
                    page.remove("r110");
                    page.remove("r130");
                }
            }
            page.commit();
        }
        assertThat(end()).isEqualTo(2);
        assertThat(crm.rows("SELECT count(*) FROM place")).containsExactly("249");
        assertThat(crm.rows("SELECT placeid, name FROM place WHERE placeid IN ('r7', 'r110', 'r119', 'r120', 'r130')"
                        + " ORDER BY 1"))
                .containsExactly("r119|row 119", "r120|row 120", "r130|row 130", "r7|row 7");
        assertThat(crm.rows("SELECT record_id FROM sync_errors")).containsExactly("r7");
    }

    @ParameterizedTest
    @EnumSource
    void aRecordThatCannotBeReadKeepsItsRowUnlessItGoesLater(Way way) throws SQLException {
        begin(way);
        crm.store.entities().beginFullRead("place");
        unreadable("p1");
        unreadable("p2");
        unreadable("p9");
        gone("p2");
        assertThat(end()).isEqualTo(1);
        assertThat(places()).containsExactly("p1|One|Bern|v1");
        crm.store.entities().beginFullRead("place");
        read(row("p1", "v2", "readable", "Bern"));
        end();
        assertThat(places()).containsExactly("p1|readable|Bern|v2");
        assertThat(crm.rows("SELECT * FROM sync_errors")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void editsMadeBeforeAndDuringTheReadStayAndAreToldWhatTheServerHas(Way way) throws SQLException {
        begin(way);
        crm.fullRead(
                "place",
                FIELDS,
                row("p1", "v1", "One", "Bern"),
                row("p2", "v1", "Two", "Brno"),
                row("p3", "v1", "Three", "Rome"),
                row("p4", "v1", "Four", "Oslo"));
        crm.sql("UPDATE place SET city = 'edited before' WHERE placeid = 'p1'");
        crm.store.entities().beginFullRead("place");
        read(row("p1", "v9", "theirs", "theirs"), row("p2", "v9", "theirs", "theirs"), row("p3", "v9", "t", "t"));
        crm.sql(
                "UPDATE place SET city = 'edited during' WHERE placeid IN ('p2', 'p4')",
                "DELETE FROM place WHERE placeid = 'p3'",
                "INSERT INTO place(placeid, name) VALUES('n', 'new')");
        assertThat(end()).isZero();
        assertThat(places())
                .containsExactly(
                        "n|new|null|-",
                        "p1|One|edited before|v1",
                        "p2|Two|edited during|v1",
                        "p4|Four|edited during|v1");
        assertThat(
                        crm.rows(
                                "SELECT id, kind, base_version, server_changed, server_deleted FROM crmlink_outbox ORDER BY id"))
                .containsExactly(
                        "n|create|null|0|0",
                        "p1|update|v1|1|0",
                        "p2|update|v1|1|0",
                        "p3|delete|v1|1|0",
                        "p4|update|v1|0|1");
        assertThat(crm.rows("SELECT id FROM crmlink_refetch ORDER BY id")).containsExactly("p1", "p2", "p3", "p4");
    }

    @ParameterizedTest
    @EnumSource
    void whatTheUploadWritesWhileAReadIsCutOffIsNotTakenBack(Way way) throws SQLException {
        begin(way);
        crm.store.entities().beginFullRead("place");
        read(row("p1", "v1", "One", "Bern"), row("p2", "v1", "Two", "Brno"));
        crm.sql(
                "UPDATE place SET city = 'Basel' WHERE placeid = 'p1'",
                "DELETE FROM place WHERE placeid = 'p2'",
                "INSERT INTO place(placeid, name, city) VALUES('n', 'new', 'Nice')");
        crm.applied(crm.send("place", "p1"), "p1", "v2");
        crm.applied(crm.send("place", "p2"), "p2", null);
        crm.applied(crm.send("place", "n"), "n", "v1");
        assertThat(end()).isZero();
        assertThat(places()).containsExactly("n|new|Nice|v1", "p1|One|Basel|v2");
        nothingIsLeftOver();
    }

    @ParameterizedTest
    @EnumSource
    void aRecordFetchedByIdWhileAReadIsCutOffIsNewerThanWhatWasRead(Way way) throws SQLException {
        begin(way);
        crm.store.entities().beginFullRead("place");
        read(row("p1", "v1", "One", "Bern"), row("p2", "v1", "Two", "Brno"));
        crm.download("place", FIELDS, row("p1", "v5", "fetched", "Bern"), row("p7", "v5", "fetched too", "Kiel"));
        crm.remove("place", "p2");
        assertThat(end()).isZero();
        assertThat(places()).containsExactly("p1|fetched|Bern|v5", "p7|fetched too|Kiel|v5");
    }

    @ParameterizedTest
    @EnumSource
    void aValueThatWasNeverSentDoesNotBecomeTheServers(Way way) throws SQLException {
        begin(way);
        crm.store.entities().beginFullRead("place");
        read(row("p1", "v1", "One", "Bern"), row("p2", "v1", "Two", "Brno"));
        crm.sql("UPDATE place SET name = 'sent', city = 'held back' WHERE placeid = 'p1'");
        crm.applied(crm.send("place", "p1", java.util.Set.of("name")), "p1", "v2");
        assertThat(crm.outbox()).containsExactly("place/p1 update v2 city");
        crm.sql("UPDATE place SET city = 'Bern' WHERE placeid = 'p1'");
        assertThat(crm.outbox()).as("taken back by hand").isEmpty();
        end();
        assertThat(crm.one("SELECT city FROM place WHERE placeid = 'p1'")).isEqualTo("Bern");
    }

    @ParameterizedTest
    @EnumSource
    void aRowPutBackByHandDoesNotHideWhatTheServerHasNow(Way way) throws SQLException {
        begin(way);
        crm.store.entities().beginFullRead("place");
        read(row("p1", "v2", "theirs", "Bern"), row("p2", "v1", "Two", "Brno"));
        crm.sql(
                "DELETE FROM place WHERE placeid = 'p1'",
                "INSERT INTO place(placeid, name, city) VALUES('p1', 'One', 'Bern')");
        assertThat(crm.outbox()).isEmpty();
        end();
        assertThat(places()).containsExactly("p1|theirs|Bern|v2", "p2|Two|Brno|v1");
    }

    @ParameterizedTest
    @EnumSource
    void errorsOfRecordsProtectTheirRows(Way way) throws SQLException {
        begin(way);
        crm.sql("UPDATE place SET city = 'refused' WHERE placeid = 'p1'");
        crm.record(new SendOutcome.Failed(
                crm.send("place", "p1"),
                SyncError.Detail.of(SyncError.Kind.REFUSED, "update", "0x1", "no", "correct it")));
        crm.store.entities().beginFullRead("place");
        read(row("p1", "v2", "theirs", "theirs"));
        end();
        assertThat(places()).containsExactly("p1|One|refused|v1");
        assertThat(crm.rows("SELECT record_id, kind FROM sync_errors")).containsExactly("p1|refused");
    }

    @Test
    void viewsAndIndexesOfOthersSurvive() throws SQLException {
        begin(Way.SWAP);
        crm.sql(
                "CREATE VIEW big AS SELECT p.name, q.name AS other FROM place p JOIN place q ON q.placeid > p.placeid",
                "CREATE INDEX by_city ON place(city)",
                "CREATE UNIQUE INDEX \"by \"\"name\" ON place(name COLLATE NOCASE) WHERE name IS NOT NULL",
                "CREATE TABLE visit(at TEXT, place TEXT REFERENCES place(placeid))",
                "CREATE TRIGGER visits AFTER INSERT ON visit BEGIN UPDATE place SET city = 'seen' WHERE placeid = NEW.place;"
                        + " END",
                "CREATE VIEW visited AS SELECT * FROM visit JOIN place ON placeid = place",
                "INSERT INTO visit VALUES('today', 'p1')");
        crm.store.entities().beginFullRead("place");
        read(row("p1", "v2", "One", "Bern"), row("p3", "v2", "Three", "Rome"));
        end();
        assertThat(crm.rows("SELECT name, other FROM big")).containsExactly("One|Three");
        assertThat(crm.one("SELECT name FROM visited")).isEqualTo("One");
        assertThat(crm.rows(
                        "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'place' AND name NOT LIKE"
                                + " 'crmlink%' ORDER BY 1"))
                .containsExactly("by \"name", "by_city");
        assertThat(crm.one("EXPLAIN QUERY PLAN SELECT * FROM place WHERE city = 'Bern'"))
                .contains("by_city");
        crm.sql("INSERT INTO visit VALUES('today', 'p3')");
        assertThat(crm.one("SELECT city FROM place WHERE placeid = 'p3'")).isEqualTo("seen");
        assertThat(crm.one("PRAGMA integrity_check")).isEqualTo("ok");
    }

    @Test
    void triggersOfOthersStayAndSeeWhatChanges() throws SQLException {
        begin(Way.SWAP);
        crm.sql(
                "CREATE TABLE seen(what TEXT)",
                "CREATE TRIGGER mine_in AFTER INSERT ON place BEGIN INSERT INTO seen VALUES('in ' || NEW.placeid); END",
                "CREATE TRIGGER mine_up AFTER UPDATE ON place BEGIN INSERT INTO seen VALUES('up ' || NEW.placeid); END",
                "CREATE TRIGGER mine_out AFTER DELETE ON place BEGIN INSERT INTO seen VALUES('out ' || OLD.placeid); END");
        crm.fullRead(
                "place",
                FIELDS,
                row("p1", "v2", "One!", "Bern"),
                row("p3", "v2", "Three", "Rome"),
                row("p4", "v2", "Four", "Oslo"));
        crm.fullRead("place", FIELDS, row("p1", "v2", "One!", "Bern"), row("p3", "v3", "Three", "Rome"));
        assertThat(crm.rows("SELECT what FROM seen"))
                .containsExactlyInAnyOrder("out p2", "up p1", "in p3", "in p4", "out p4", "up p3");
    }

    @Test
    void aColumnOfOthersKeepsItsValues() throws SQLException {
        begin(Way.MERGE);
        crm.sql("UPDATE place SET note_of_mine = 'precious' WHERE placeid = 'p2'");
        crm.fullRead("place", FIELDS, row("p2", "v2", "Two", "Prague"), row("p3", "v2", "Three", "Rome"));
        assertThat(crm.rows("SELECT placeid, city, note_of_mine FROM place ORDER BY 1"))
                .containsExactly("p2|Prague|precious", "p3|Rome|mine");
    }

    @Test
    void fieldsThatAFullReadDoesNotBringStay() throws SQLException {
        begin(Way.SWAP);
        crm.fullRead("place", List.of("city"), Samples.row("p1", "v2", "Basel"), Samples.row("p3", "v2", "Rome"));
        assertThat(places()).containsExactly("p1|One|Basel|v2", "p3|null|Rome|v2");
    }

    @Test
    void whatAnInterruptedReadHasBroughtGoesWithItsToken() throws SQLException {
        begin(Way.SWAP);
        for (Runnable change : List.<Runnable>of(
                () -> crm.store.entities().requireFullRead("place"),
                () -> crm.store.entities().configure("place", "city eq 'Bern'", ChangePath.Tracking.TOKEN),
                () -> crm.store.entities().define(Samples.table(withCountry(), crm.file)),
                () -> crm.store.entities().define(Samples.table(place(), crm.file)),
                () -> crm.store.entities().drop("place"))) {
            crm.store.entities().beginFullRead("place");
            read(row("p9", "v1", "Nine", "Ulm"));
            gone("p8");
            change.run();
            nothingIsLeftOver();
        }
    }

    private static EntityType withCountry() {
        return Samples.entity(
                "place",
                IdAssignment.CLIENT,
                "placeid",
                Samples.writable("name", FieldType.TEXT).build(),
                Samples.writable("city", FieldType.TEXT).build(),
                Samples.writable("country", FieldType.TEXT).build());
    }

    @Test
    void aReadThatBeginsAnewForgetsWhatTheFormerHadBrought() throws SQLException {
        begin(Way.SWAP);
        crm.store.entities().beginFullRead("place");
        read(row("p9", "v1", "Nine", "Ulm"));
        crm.store.entities().beginFullRead("place");
        read(row("p1", "v1", "One", "Bern"));
        assertThat(end()).isEqualTo(1);
        assertThat(places()).containsExactly("p1|One|Bern|v1");
    }

    @Test
    void aKeyStaysUniqueAndIsMadeForNewRows() throws SQLException {
        begin(Way.SWAP);
        crm.sql("INSERT INTO place(name) VALUES('mine')", "REPLACE INTO place(placeid, name) VALUES('p1', 'replaced')");
        assertThat(crm.rows("SELECT length(placeid) FROM place WHERE name = 'mine'"))
                .containsExactly("36");
        assertThat(crm.rows("SELECT name, city FROM place WHERE placeid = 'p1'"))
                .containsExactly("replaced|null");
        assertThat(crm.store.outbox().find(new org.crmlink.sdk.RecordRef("place", "p1")))
                .map(PendingChange::kind)
                .isEqualTo(Optional.of(ChangeKind.UPDATE));
        assertThat(crm.change("place", "p1").values()).isEqualTo(nullCity());
    }

    private static Map<String, Object> nullCity() {
        Map<String, Object> values = new java.util.HashMap<>();
        values.put("name", "replaced");
        values.put("city", null);
        return values;
    }
}
