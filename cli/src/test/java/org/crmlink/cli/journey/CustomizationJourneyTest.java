package org.crmlink.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.crmlink.engine.EntityReport;
import org.crmlink.engine.SyncReport;
import org.crmlink.engine.SyncResult;
import org.crmlink.sandbox.schema.ColumnBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration and the server's tables change between syncs, with edits waiting: no edit is lost, no value is missing. */
class CustomizationJourneyTest {

    @TempDir
    private Path folder;

    private Journey journey;

    @BeforeEach
    void start() {
        journey = Journey.start(folder, 0);
        for (int i = 0; i < 4; i++) {
            journey.insert("contact", Map.of("lastname", "C" + i, "jobtitle", "t" + i, "department", "d" + i));
        }
    }

    @AfterEach
    void close() {
        journey.close();
    }

    private List<String> columns(String table) {
        return journey.rows("SELECT name FROM pragma_table_info('" + table + "') WHERE name NOT LIKE 'crmlink%'");
    }

    @Test
    void aFieldComesAndGoesWithTheConfiguration() {
        journey.with("contact", "lastname").sync();
        journey.sql(
                "UPDATE contact SET lastname = 'edited' WHERE lastname = 'C1';\nINSERT INTO contact(lastname) VALUES('mine');");
        EntityReport added =
                Journey.of(journey.with("contact", "lastname", "jobtitle").sync(), "contact");
        assertThat(added.mode()).isEqualTo(EntityReport.Mode.FULL);
        assertThat(added.sent()).isEqualTo(2);
        journey.assertSame("contact", "lastname", "jobtitle");

        journey.sql("UPDATE contact SET jobtitle = 'last words' WHERE lastname = 'C2'");
        String edited = journey.value("SELECT contactid FROM contact WHERE lastname = 'C2'");
        journey.with("contact", "lastname").sync();
        assertThat(columns("contact")).containsExactly("contactid", "lastname");
        assertThat(journey.onServer("contact", edited, "jobtitle")).isEqualTo("last words");
        assertThat(Journey.of(journey.sync(), "contact").mode()).isEqualTo(EntityReport.Mode.INCREMENTAL);
    }

    @Test
    void anEntityThatIsNotConfiguredAnyMoreGoesOnceNothingOfItWaits() {
        journey.with("account", "name")
                .with("contact", "lastname", "numberofchildren")
                .sync();
        journey.sql("UPDATE contact SET numberofchildren = -5 WHERE lastname = 'C3'");
        assertThat(journey.trySync().result()).isEqualTo(SyncResult.RECORDS_FAILED);
        SyncReport without = journey.without("contact").trySync();
        assertThat(without.warnings()).anyMatch(warning -> warning.contains("'contact' is not configured any more"));
        assertThat(journey.value("SELECT numberofchildren FROM contact WHERE lastname = 'C3'"))
                .isEqualTo("-5");
        journey.sql("UPDATE contact SET numberofchildren = NULL WHERE lastname = 'C3'");
        journey.sync();
        assertThat(columns("contact")).isEmpty();
        journey.with("contact", "lastname").sync();
        journey.assertSame("contact", "lastname");
    }

    @Test
    void aFilterThatChangesKeepsEditsAndFetchesWhatWasOutside() {
        journey.with("contact", "lastname")
                .filter("contact", "lastname eq 'C0'")
                .sync();
        journey.sql("UPDATE contact SET lastname = 'edited'");
        journey.filter("contact", "lastname ne 'C1'").sync();
        assertThat(journey.rows("SELECT lastname FROM contact ORDER BY 1")).containsExactly("C2", "C3", "edited");
    }

    @Test
    void aColumnThatTheServerGetsIsReadForAllRecords() {
        journey.with("contact").sync();
        journey.sql("UPDATE contact SET jobtitle = 'edited' WHERE lastname = 'C1'");
        journey.alter("contact", table -> table.columns(ColumnBuilder.string("new_Extra", "Extra", 100)));
        journey.insert("contact", Map.of("lastname", "E", "new_extra", "there"));
        journey.sync();
        journey.sql("UPDATE contact SET new_extra = 'here' WHERE lastname = 'C0'");
        journey.sync();
        journey.assertSame("contact", "lastname", "jobtitle", "new_extra");
    }

    @Test
    void anEditOfAColumnThatTheServerLostIsListedAndStays() {
        journey.with("contact").sync();
        journey.sql(
                "UPDATE contact SET department = 'edited' WHERE lastname = 'C2';\nUPDATE contact SET jobtitle = 'e' WHERE lastname = 'C0';");
        journey.alter("contact", table -> table.withoutColumn("department"));
        SyncReport report = journey.trySync();
        assertThat(report.result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(journey.errors())
                .hasSize(1)
                .allMatch(error -> error.message().contains("'department'"));
        assertThat(journey.value("SELECT department FROM contact WHERE lastname = 'C2'"))
                .isEqualTo("edited");
        journey.assertSame("contact", "lastname", "jobtitle");
        journey.sql("UPDATE contact SET department = 'd2' WHERE lastname = 'C2'");
        journey.sync();
        assertThat(columns("contact")).doesNotContain("department").contains("jobtitle");
        journey.assertSame("contact", "lastname", "jobtitle");
    }

    @Test
    void aColumnOfAnotherTypeAndALongerOneAreTakenOver() {
        journey.with("contact").with("account", "name").sync();
        journey.alter("contact", table -> table.withoutColumn("department"));
        journey.alter("contact", table -> table.columns(ColumnBuilder.integer("Department", "Department")));
        journey.alter(
                "account",
                table -> table.column(
                        journey.store().schema().require("account").column("name").orElseThrow().toBuilder()
                                .maxLength(500)
                                .build()));
        journey.sync();
        journey.sql("UPDATE contact SET department = 4 WHERE lastname = 'C1';\nINSERT INTO account(name) VALUES('"
                + "x".repeat(400) + "');");
        journey.sync();
        journey.assertSame("contact", "lastname", "department");
        journey.assertSame("account", "name");
    }

    @Test
    void changeTrackingCanBeSwitchedOffAndOn() {
        journey.with("contact", "lastname").sync();
        for (boolean tracked : List.of(false, true)) {
            journey.alter("contact", table -> table.changeTracking(tracked));
            journey.sync();
            journey.delete("contact", journey.value("SELECT contactid FROM contact LIMIT 1"));
            journey.insert("contact", Map.of("lastname", "tracked " + tracked));
            journey.sync();
            journey.assertSame("contact", "lastname");
        }
    }
}
