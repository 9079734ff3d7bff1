package org.crmlink.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.engine.ConflictStrategy;
import org.crmlink.engine.EntityReport;
import org.crmlink.engine.SyncException;
import org.crmlink.sdk.metadata.ChangePath.Tracking;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only what the filter wants is here, also after records have come under it or left it, by whoever's hand. */
class FilterJourneyTest {

    private static final String NAMES = "SELECT lastname FROM contact ORDER BY 1";

    @TempDir
    private Path folder;

    private Journey journey;
    private String active;
    private String inactive;

    @BeforeEach
    void start() {
        journey = Journey.start(folder, 0);
        active = journey.insert("account", Map.of("name", "Active"));
        inactive = journey.insert("account", Map.of("name", "Inactive", "statecode", 1, "statuscode", 2));
    }

    @AfterEach
    void close() {
        journey.close();
    }

    private String contact(String lastname, String account) {
        return journey.insert(
                "contact", Map.of("lastname", lastname, "parentcustomerid", Journey.reference("account", account)));
    }

    @Test
    void everyFilterGivesItsRecordsAndTheNextSyncNothing() {
        contact("C1 Muller", active);
        contact("C2 Straße", active);
        contact("C3 Muller", inactive);
        journey.insert("contact", Map.of("lastname", "alone", "numberofchildren", 2));
        List<String> all = List.of("C1 Muller", "C2 Straße", "C3 Muller", "alone");
        Map<String, List<String>> wanted = new LinkedHashMap<>();
        wanted.put("statecode eq 0", all);
        wanted.put("contains(lastname, 'MULL')", List.of("C1 Muller", "C3 Muller"));
        wanted.put("contains(lastname, '%')", List.of());
        wanted.put("lastname eq 'c1 muller'", List.of("C1 Muller"));
        wanted.put("lastname in ('C1 Muller', 'alone')", List.of("C1 Muller", "alone"));
        wanted.put("parentcustomerid eq null", List.of("alone"));
        wanted.put("parentcustomerid eq " + active, List.of("C1 Muller", "C2 Straße"));
        wanted.put("related(parentcustomerid, account, statecode eq 0)", List.of("C1 Muller", "C2 Straße"));
        wanted.put("not related(parentcustomerid, account, statecode eq 0)", List.of("C3 Muller", "alone"));
        wanted.put("currentuser(ownerid)", all);
        wanted.put("not currentuser(ownerid)", List.of());
        wanted.put("lastdays(createdon, 1)", all);
        wanted.put("olderthandays(createdon, 1)", List.of());
        wanted.put("numberofchildren gt 1 or lastname eq 'C3 Muller'", List.of("C3 Muller", "alone"));
        wanted.put("not numberofchildren gt 1", List.of("C1 Muller", "C2 Straße", "C3 Muller"));
        wanted.put("donotemail eq false and createdon gt 2020-01-01", all);
        wanted.put("", all);
        journey.with("contact", "lastname");
        wanted.forEach((filter, names) -> {
            journey.filter("contact", filter).sync();
            assertThat(journey.rows(NAMES)).as(filter).isEqualTo(names);
            EntityReport again = Journey.of(journey.sync(), "contact");
            assertThat(again.mode()).as(filter).isEqualTo(EntityReport.Mode.INCREMENTAL);
            assertThat(again.received() + again.deleted()).as(filter).isZero();
        });
    }

    @Test
    void allMistakesOfFiltersAndFieldsAreToldAtOnceAndNothingIsTouched() {
        journey.with("contact", "lastname").sync();
        journey.sql("INSERT INTO contact(lastname) VALUES('pending')");
        journey.with("account", "nmae").filter("contact", "statecode eq 'Active' and foo eq 1");
        assertThatThrownBy(journey::sync).isInstanceOfSatisfying(SyncException.class, e -> {
            assertThat(e.problems()).hasSize(3);
            assertThat(e.getMessage()).contains("did you mean 'name'", "write its value, 0", "contact.foo");
        });
        assertThat(journey.outbox()).hasSize(1);
    }

    @Test
    void recordsFollowARelatedRecordThatChanges() {
        String first = contact("c1", active);
        contact("c2", inactive);
        journey.with("account", "name").with("contact", "lastname", "parentcustomerid");
        journey.filter("account", "statecode eq 0")
                .filter("contact", "related(parentcustomerid, account, statecode eq 0)")
                .sync();
        assertThat(journey.rows(NAMES)).containsExactly("c1");
        journey.update("account", active, Map.of("statecode", 1, "statuscode", 2));
        journey.update("account", inactive, Map.of("statecode", 0, "statuscode", 1));
        journey.sync();
        assertThat(journey.rows(NAMES)).containsExactly("c2");
        assertThat(journey.rows("SELECT name FROM account")).containsExactly("Inactive");
        assertThat(journey.onServer("contact", first, "lastname")).isEqualTo("c1");
    }

    @Test
    void recordsComeAndGoByTimeAlone() {
        for (int i = 0; i < 8; i++) {
            contact("old " + i, active);
        }
        journey.with("contact", "lastname").with("account", "name");
        journey.filter("contact", "lastdays(createdon, 3)")
                .filter("account", "olderthandays(createdon, 3)")
                .sync();
        assertThat(journey.rows(NAMES)).hasSize(8);
        assertThat(journey.rows("SELECT name FROM account")).isEmpty();
        journey.pass(Duration.ofDays(5));
        contact("new", active);
        journey.sync();
        assertThat(journey.rows(NAMES)).containsExactly("new");
        assertThat(journey.rows("SELECT name FROM account ORDER BY 1")).containsExactly("Active", "Inactive");
    }

    @Test
    void whatIsEditedHereOutOfTheFilterGoesUpFirstAndThenLeaves() {
        String contact = contact("stays", active);
        journey.with("contact", "lastname", "jobtitle")
                .filter("contact", "jobtitle eq null")
                .sync();
        journey.sql("""
                UPDATE contact SET jobtitle = 'x';
                INSERT INTO contact(lastname, jobtitle) VALUES('outside', 'x');
                INSERT INTO contact(lastname) VALUES('inside');
                """);
        journey.sync();
        assertThat(journey.rows(NAMES)).containsExactly("inside");
        assertThat(journey.onServer("contact", contact, "jobtitle")).isEqualTo("x");
        assertThat(journey.store().count("contact")).isEqualTo(3);
    }

    @Test
    void anEditOfARecordThatLeavesTheFilterOnTheServerIsNotLost() {
        String contact = contact("c", active);
        journey.with("contact", "lastname", "jobtitle")
                .filter("contact", "numberofchildren eq null")
                .onConflict("contact", ConflictStrategy.DEVICE_WINS)
                .sync();
        journey.sql("UPDATE contact SET jobtitle = 'edited'");
        journey.update("contact", contact, Map.of("numberofchildren", 3));
        journey.sync();
        assertThat(journey.rows(NAMES)).isEmpty();
        assertThat(journey.onServer("contact", contact, "jobtitle")).isEqualTo("edited");
    }

    @Test
    void aTableWithoutChangeTrackingLosesNothingEither() {
        journey.alter("lead", table -> table.changeTracking(false));
        journey.with("lead", "lastname", "subject").pages(10);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            ids.add(journey.insert("lead", Map.of("lastname", "L" + i, "subject", "s")));
        }
        EntityReport full = Journey.of(journey.sync(), "lead");
        assertThat(full.path()).isEqualTo(Tracking.WATERMARK);
        journey.delete("lead", ids.get(3));
        journey.update("lead", ids.get(4), Map.of("subject", "x"));
        journey.insert("lead", Map.of("lastname", "new", "subject", "s"));
        journey.sql("""
                UPDATE lead SET subject = 'edited' WHERE lastname = 'L5';
                DELETE FROM lead WHERE lastname = 'L6';
                INSERT INTO lead(lastname, subject) VALUES('mine', 's');
                """);
        EntityReport changes = Journey.of(journey.sync(), "lead");
        assertThat(changes.mode()).isEqualTo(EntityReport.Mode.INCREMENTAL);
        journey.assertSame("lead", "lastname", "subject");

        journey.filter("lead", "subject eq 's'").sync();
        journey.update("lead", ids.get(4), Map.of("subject", "s"));
        journey.update("lead", ids.get(7), Map.of("subject", "out"));
        journey.sync();
        assertThat(journey.value("SELECT count(*) FROM lead")).isEqualTo("23");
        assertThat(journey.rows("SELECT lastname FROM lead WHERE lastname IN ('L3', 'L4', 'L5', 'L6', 'L7')"))
                .containsExactly("L4");
        assertThat(Journey.of(journey.sync(), "lead").received()).isZero();
    }
}
