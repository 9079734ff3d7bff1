package org.crmlink.sandbox.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.dynamics.schema.DynamicsSchema;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLoaderTest {

    @TempDir
    Path folder;

    private final Store store = new Store(DynamicsSchema.standard(), Clock.systemUTC());

    @BeforeEach
    void seed() {
        OrganizationData.seed(store);
    }

    private LoadReport load(String table, String content, Map<String, String> renames) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), content);
        return new RecordLoader(store, renames).load(table, file);
    }

    private Row only(String table) {
        List<Row> rows = store.scan(table, null, 2);
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    @Test
    void anSObjectTreeIsLoadedWithNamesWithoutCase() throws IOException {
        LoadReport report = load("contact", """
                {"records":[{"attributes":{"type":"Contact","referenceId":"R1"},"LastName":"Dowsing","FirstName":"Frayda",
                "Email":"f@example.com","Birthdate":"1994-11-19","Guest_Type__c":"Romance","Nothing":null}]}
                """, Map.of("Email", "emailaddress1"));
        assertThat(only("contact").values())
                .containsEntry("fullname", "Frayda Dowsing")
                .containsEntry("emailaddress1", "f@example.com")
                .containsEntry("birthdate", LocalDate.of(1994, 11, 19));
        assertThat(report.loaded()).isEqualTo(1);
        assertThat(report.unknownColumns()).isEqualTo(Map.of("Guest_Type__c", 1L));
    }

    @Test
    void aJsonArrayIsLoaded() throws IOException {
        LoadReport report = load(
                "account",
                "\ufeff [{\"Name\":\"A\",\"Revenue\":12.345,\"NumberOfEmployees\":7.0,\"DoNotFax\":true},{\"name\":\"B\"}]",
                Map.of());
        assertThat(report.loaded()).isEqualTo(2);
        assertThat(store.scan("account", null, 9, row -> "A".equals(row.get("name"))))
                .singleElement()
                .satisfies(row -> assertThat(row.values())
                        .containsEntry("revenue", new BigDecimal("12.3400"))
                        .containsEntry("numberofemployees", 7)
                        .containsEntry("donotfax", true));
    }

    @Test
    void csvIsLoadedWithQuotesLineBreaksAndEmptyFields() throws IOException {
        LoadReport report = load(
                "contact",
                "\ufeff"
                        + String.join(
                                "\r\n",
                                "LastName,FirstName,Description,MobilePhone",
                                "\"O\"\"Brien, Jr.\",Zoë,\"two\nlines\",",
                                "Müller,,,+49 1"),
                Map.of());
        assertThat(report.lines()).containsExactly("contact: 2 of 2 records loaded");
        Row brien = store.scan("contact", null, 9, row -> row.get("mobilephone") == null)
                .get(0);
        assertThat(brien.values())
                .containsEntry("lastname", "O\"Brien, Jr.")
                .containsEntry("firstname", "Zoë")
                .containsEntry("description", "two\nlines");
    }

    @Test
    void aBadValueRefusesItsRecordAndIsReportedWithNumberAndColumn() throws IOException {
        LoadReport report = load(
                "contact",
                "LastName,Birthdate,NumberOfChildren\nA,1990-02-30,1\nB,1990-02-03,two\nC,1990-02-03,1\n"
                        + "x".repeat(51) + ",,\n",
                Map.of());
        assertThat(report.read()).isEqualTo(4);
        assertThat(report.loaded()).isEqualTo(1);
        assertThat(report.refused()).isEqualTo(3);
        assertThat(report.problems())
                .extracting(LoadReport.Problem::record, LoadReport.Problem::column)
                .containsExactly(tuple(1L, "Birthdate"), tuple(2L, "NumberOfChildren"), tuple(4L, "LastName"));
        assertThat(only("contact").get("lastname")).isEqualTo("C");
    }

    @Test
    void aRecordWithMoreFieldsThanTheHeaderIsRefused() throws IOException {
        LoadReport report = load("account", "name\nA,B\nC\n", Map.of());
        assertThat(report.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).contains("2 fields"));
        assertThat(only("account").get("name")).isEqualTo("C");
    }

    @Test
    void aRecordWithoutAnyKnownColumnIsRefused() throws IOException {
        LoadReport report = load("account", "[{\"x\":1},{}]", Map.of());
        assertThat(report.refused()).isEqualTo(2);
        assertThat(store.count("account")).isZero();
    }

    @Test
    void aSecondRecordWithTheSameKeyIsRefused() throws IOException {
        LoadReport report = load("account", "name,accountnumber\nA,1\nB,1\n", Map.of());
        assertThat(report.loaded()).isEqualTo(1);
        assertThat(report.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.column()).isEqualTo("accountnumber"));
    }

    @Test
    void twoColumnsForOneAreRefused() throws IOException {
        LoadReport report = load("account", "name,title\nA,B\n", Map.of("title", "name"));
        assertThat(report.loaded()).isZero();
        assertThat(report.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).contains("given by name too"));
    }

    @Test
    void readOnlyColumnsAreReportedAndIgnored() throws IOException {
        LoadReport report = load("contact", "lastname,fullname,createdon\nA,B,2001-01-01\n", Map.of());
        assertThat(report.readOnlyColumns()).isEqualTo(Map.of("fullname", 1L, "createdon", 1L));
        assertThat(only("contact").get("fullname")).isEqualTo("A");
    }

    @Test
    void lookupsAreGivenByReferenceIdGuidOrTableAndGuid() throws IOException {
        RecordLoader loader = new RecordLoader(store, Map.of("AccountId", "parentcustomerid"));
        Path accounts = Files.writeString(
                folder.resolve("a"),
                "{\"records\":[{\"attributes\":{\"type\":\"Account\",\"referenceId\":\"Ref1\"},\"Name\":\"A\"}]}");
        loader.load("account", accounts);
        Row account = only("account");
        Path contacts = Files.writeString(
                folder.resolve("c"),
                "[{\"lastname\":\"1\",\"AccountId\":\"@Ref1\"},{\"lastname\":\"2\",\"AccountId\":\"{" + account.id()
                        + "}\"},{\"lastname\":\"3\",\"AccountId\":\"account:" + account.id()
                        + "\"},{\"lastname\":\"4\",\"AccountId\":\"@Ref9\"}]");
        LoadReport report = loader.load("contact", contacts);
        assertThat(report.loaded()).isEqualTo(3);
        assertThat(report.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.column()).isEqualTo("AccountId"));
        assertThat(store.related("contact", "parentcustomerid", account.id())).hasSize(3);
    }

    @Test
    void timesAndChoicesComeInTheFormsThatPeopleWrite() throws IOException {
        load(
                "task",
                "[{\"subject\":\"a\",\"ScheduledStart\":\"2024-05-06T07:08:09.000+0200\",\"ScheduledEnd\":\"2024-05-06 07:08:09\","
                        + "\"ActualStart\":\"2024-05-06\",\"PriorityCode\":\"high\",\"StateCode\":\"1\"}]",
                Map.of());
        assertThat(only("task").values())
                .containsEntry("scheduledstart", Instant.parse("2024-05-06T05:08:09Z"))
                .containsEntry("scheduledend", Instant.parse("2024-05-06T07:08:09Z"))
                .containsEntry("actualstart", Instant.parse("2024-05-06T00:00:00Z"))
                .containsEntry("prioritycode", 2)
                .containsEntry("statecode", 1);
    }

    @Test
    void nestedValuesAreUnknownColumns() throws IOException {
        LoadReport report = load("account", "[{\"name\":\"A\",\"Contacts\":{\"records\":[{\"x\":[1]}]}}]", Map.of());
        assertThat(report.loaded()).isEqualTo(1);
        assertThat(report.unknownColumns()).containsOnlyKeys("Contacts (nested)");
    }

    @Test
    void aFileThatBreaksOffIsAnErrorAndWhatCameBeforeIsLoaded() throws IOException {
        assertThatThrownBy(() -> load("account", "[{\"name\":\"A\"},{\"name\":", Map.of()))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("after record");
        assertThat(only("account").get("name")).isEqualTo("A");
    }

    @Test
    void filesThatAreNoRecordsAreRefused() throws IOException {
        assertThatThrownBy(() -> load("account", "{\"a\":1}", Map.of())).isInstanceOf(LoadException.class);
        assertThatThrownBy(() -> load("account", "", Map.of())).isInstanceOf(LoadException.class);
        assertThatThrownBy(() -> load("account", "name\n\"open", Map.of())).isInstanceOf(LoadException.class);
        assertThatThrownBy(() -> load("barn", "[]", Map.of())).isInstanceOf(IllegalArgumentException.class);
        Path latin = Files.write(folder.resolve("l"), "name\nM\u00fcller\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> new RecordLoader(store, Map.of()).load("account", latin))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("UTF-8");
        assertThat(store.count("account")).isZero();
    }

    @Test
    void manyRecordsAreCountedOverAllBatches() throws IOException {
        StringBuilder csv = new StringBuilder("name,nix\n");
        for (int i = 0; i < 2_500; i++) {
            csv.append("a").append(i).append(",x\n");
        }
        LoadReport report = load("account", csv.toString(), Map.of());
        assertThat(report.loaded()).isEqualTo(2_500);
        assertThat(report.unknownColumns()).isEqualTo(Map.of("nix", 2_500L));
        assertThat(store.count("account")).isEqualTo(2_500);
    }
}
