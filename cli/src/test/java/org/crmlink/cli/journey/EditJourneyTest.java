package org.crmlink.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.crmlink.engine.SyncError;
import org.crmlink.engine.SyncReport;
import org.crmlink.engine.SyncResult;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a person does in SQL before a sync, the server gets what the tables say; what cannot be is told, and the rest goes on. */
class EditJourneyTest {

    private static final String NEW = "11111111-1111-4111-8111-111111111111";

    @TempDir
    private Path folder;

    private Journey journey;

    @BeforeEach
    void start() {
        journey = Journey.start(folder, 0);
    }

    @AfterEach
    void close() {
        journey.close();
    }

    private String contact(String lastname) {
        return journey.insert("contact", Map.of("lastname", lastname, "firstname", "f", "jobtitle", "t"));
    }

    @Test
    void editsOfOneRecordBeforeASyncAddUp() {
        String putBack = contact("a");
        String replaced = contact("b");
        String merged = contact("c");
        String deleted = contact("d");
        journey.with("contact").sync();
        journey.sql("""
                INSERT INTO contact(contactid, lastname) VALUES('%s', 'never sent');
                UPDATE contact SET lastname = 'still not' WHERE lastname = 'never sent';
                DELETE FROM contact WHERE lastname = 'still not';
                DELETE FROM contact WHERE contactid = '%s';
                INSERT INTO contact(contactid, lastname) VALUES('%2$s', 'a2');
                INSERT OR REPLACE INTO contact(contactid, lastname, firstname) VALUES('%s', 'b2', 'f');
                INSERT INTO contact(contactid, lastname) VALUES('%s', 'z') ON CONFLICT(contactid) DO UPDATE SET lastname = 'c2';
                UPDATE contact SET jobtitle = 'x' WHERE contactid = '%s';
                DELETE FROM contact WHERE contactid = '%5$s';
                REPLACE INTO contact(lastname) VALUES('new');
                """.formatted(NEW, putBack, replaced, merged, deleted));
        SyncReport report = journey.sync();
        assertThat(Journey.of(report, "contact").sent()).isEqualTo(5);
        assertThat(journey.rows("SELECT lastname, firstname, jobtitle FROM contact ORDER BY 1"))
                .containsExactly("a2|null|null", "b2|f|null", "c2|f|t", "new|null|null");
        journey.assertSame("contact", "lastname", "firstname", "jobtitle", "fullname", "statecode", "donotemail");
        assertThat(journey.store().get("contact", RecordId.guid(NEW))).isEmpty();
        journey.assertAsFresh(folder.resolve("fresh.db"));
    }

    @Test
    void anEditThatIsTakenBackIsNotSent() {
        String contact = contact("a");
        journey.with("contact", "lastname", "jobtitle").sync();
        journey.sql("UPDATE contact SET jobtitle = 'x';\nUPDATE contact SET jobtitle = 't';");
        journey.update("contact", contact, Map.of("jobtitle", "the server's"));
        SyncReport report = journey.sync();
        assertThat(Journey.of(report, "contact").sent()).isZero();
        assertThat(Journey.of(report, "contact").conflicts()).isZero();
        assertThat(journey.value("SELECT jobtitle FROM contact")).isEqualTo("the server's");
    }

    @Test
    void aRowWrittenBackAsItWasIsNoEdit() {
        journey.insert("account", Map.of("name", "A", "statecode", 1, "statuscode", 2, "revenue", 10));
        journey.with("account").sync();
        String columns =
                journey.rows("SELECT name FROM pragma_table_info('account') WHERE name NOT LIKE 'crmlink%'").stream()
                        .collect(Collectors.joining(", "));
        journey.sql("INSERT OR REPLACE INTO account(" + columns + ") SELECT " + columns + " FROM account");
        assertThat(journey.outbox()).isEmpty();
    }

    @Test
    void whatOnlyTheServerWritesIsRefusedAtOnceWithTheColumnsName() {
        contact("a");
        journey.with("contact").sync();
        for (String refused : List.of(
                "UPDATE contact SET fullname = 'x'", "INSERT INTO contact(lastname, fullname) VALUES('x', 'y')")) {
            assertThatThrownBy(() -> journey.sql(refused)).hasMessageContaining("contact.fullname is read-only");
        }
        assertThatThrownBy(() -> journey.sql("UPDATE contact SET contactid = '" + NEW + "'"))
                .hasMessageContaining("contact.contactid is the key");
        assertThat(journey.outbox()).isEmpty();
    }

    @Test
    void idsInAnySpellingAreOneRecord() {
        journey.with("contact", "lastname").sync();
        journey.sql("""
                INSERT INTO contact(contactid, lastname) VALUES('AAAAAAAA-BBBB-4111-8111-111111111111', 'upper');
                INSERT INTO contact(contactid, lastname) VALUES('{bbbbbbbb-bbbb-4111-8111-111111111111}', 'braces');
                """);
        journey.sync();
        journey.assertSame("contact", "lastname");
    }

    @Test
    void refusedRecordsAreListedWithTheirFieldAndTheOthersGo() {
        String taken = journey.insert("account", Map.of("name", "A", "accountnumber", "N1"));
        journey.with("account").with("new_project").sync();
        journey.sql("""
                INSERT INTO account(name) VALUES('%s');
                INSERT INTO account(name, industrycode) VALUES('option', 99);
                INSERT INTO account(name, numberofemployees) VALUES('range', -1);
                INSERT INTO account(name, numberofemployees) VALUES('number', 'many');
                INSERT INTO account(name, revenue) VALUES('money', 'much');
                INSERT INTO account(name, creditonhold) VALUES('flag', 2);
                INSERT INTO account(name, parentaccountid) VALUES('parent', '99999999-1111-4111-8111-111111111111');
                INSERT INTO account(name, accountnumber) VALUES('key', 'N1');
                INSERT INTO account(name) VALUES('good');
                INSERT INTO new_project(new_name, new_tags) VALUES('tags', '1,2');
                INSERT INTO new_project(new_name, new_startdate) VALUES('day', '2024-02-30');
                INSERT INTO new_project(new_name, new_startdate) VALUES('good', '2024-02-29');
                """.formatted("x".repeat(161)));
        SyncReport report = journey.trySync();
        assertThat(report.result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(Journey.of(report, "account").sent()).isEqualTo(1);
        assertThat(Journey.of(report, "new_project").sent()).isEqualTo(1);
        assertThat(journey.errors()).hasSize(10).allSatisfy(error -> {
            assertThat(error.hint()).isNotEmpty();
            assertThat(error.message())
                    .containsAnyOf(
                            "'name'",
                            "'industrycode'",
                            "'numberofemployees'",
                            "'revenue'",
                            "'creditonhold'",
                            "'parentaccountid'",
                            "accountnumber",
                            "'new_tags'",
                            "'new_startdate'");
        });
        assertThat(journey.onServer("account", taken, "name")).isEqualTo("A");
        assertThat(journey.store().count("account")).isEqualTo(2);

        journey.sql("""
                DELETE FROM account WHERE name NOT IN ('A', 'good', 'option', 'number');
                DELETE FROM new_project WHERE new_name <> 'good';
                UPDATE account SET industrycode = NULL, numberofemployees = NULL;
                """);
        assertThat(journey.errors())
                .as("what was deleted again needs no decision")
                .hasSize(2);
        journey.sql("DELETE FROM sync_errors");
        journey.sync();
        journey.assertSame("account", "name", "accountnumber", "industrycode", "numberofemployees");
        journey.assertSame("new_project", "new_name", "new_startdate");
    }

    @Test
    void aDeletionThatTheServerRefusesIsListedAndCanBeRepeated() {
        journey.with("account", "name", "transactioncurrencyid")
                .with("transactioncurrency")
                .sync();
        journey.sql("INSERT INTO account(name, transactioncurrencyid) SELECT 'yen', transactioncurrencyid"
                + " FROM transactioncurrency WHERE isocurrencycode = 'JPY'");
        journey.sync();
        journey.sql("DELETE FROM transactioncurrency WHERE isocurrencycode = 'JPY'");
        assertThat(journey.trySync().result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(journey.errors()).extracting(SyncError::operation).containsExactly("delete");
        journey.sql("DELETE FROM account;\nDELETE FROM sync_errors;");
        journey.sync();
        journey.assertSame("transactioncurrency", "isocurrencycode");
    }

    @Test
    void E4_aRefusedCreationAndARefusedDeletionCanBeGivenUp() {
        journey.with("account", "name", "transactioncurrencyid")
                .with("transactioncurrency")
                .sync();
        journey.sql("INSERT INTO account(name, transactioncurrencyid) SELECT 'yen', transactioncurrencyid"
                + " FROM transactioncurrency WHERE isocurrencycode = 'JPY'");
        journey.sync();
        journey.sql("DELETE FROM transactioncurrency WHERE isocurrencycode = 'JPY';\n"
                + "INSERT INTO account(name) VALUES('" + "x".repeat(161) + "')");
        assertThat(journey.trySync().result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(journey.errors()).hasSize(2);
        assertThat(journey.giveUp()).isEqualTo(2);
        assertThat(journey.value("SELECT count(*) FROM account"))
                .as("the new one")
                .isEqualTo("1");
        journey.sync();
        journey.assertSame("transactioncurrency", "isocurrencycode");
        journey.assertSame("account", "name");
    }
}
