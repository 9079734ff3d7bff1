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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"1e-999999999", "1e999999999", "1e9999999999999", "1e-2147483648", "1e401"})
    void anExtremeNumberRefusesItsRecordAndTheOthersAreLoaded(String number) throws IOException {
        List<String> fields = List.of("revenue", "exchangerate", "numberofemployees", "address1_latitude");
        for (String field : fields) {
            LoadReport csv = load("account", "name," + field + "\nA," + number + "\nB,\n", Map.of());
            LoadReport json =
                    load("account", "[{\"name\":\"A\",\"" + field + "\":" + number + "},{\"name\":\"B\"}]", Map.of());
            for (LoadReport report : List.of(csv, json)) {
                // what only the server fills is ignored, whatever it is
                long refused = report.readOnlyColumns().isEmpty() ? 1 : 0;
                assertThat(report.refused()).as(field).isEqualTo(refused);
                assertThat(report.loaded()).as(field).isEqualTo(2 - refused);
            }
        }
    }

    @Test
    void aNumberOfAMillionDigitsRefusesItsRecordAtOnce() throws IOException {
        LoadReport report = load(
                "account", "[{\"name\":\"A\",\"revenue\":" + "9".repeat(1_000_000) + "},{\"name\":\"B\"}]", Map.of());
        assertThat(report.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("record 1", "revenue", "digits"));
        assertThat(only("account").get("name")).isEqualTo("B");
    }

    @Test
    void aColumnThatTheHeaderNamesTwiceRefusesTheFile() throws IOException {
        assertThatThrownBy(() -> load("account", "name,fax,name\nA,1,B\n", Map.of()))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("names name twice, as column 1 and 3");
        assertThat(load("account", "name,,\nA,,\n", Map.of()).loaded()).isEqualTo(1);
    }

    @Test
    void aRenameToAFieldThatDoesNotExistIsTold() throws IOException {
        assertThat(load("account", "name,Email\nA,x\n", Map.of("email", "nosuchfield"))
                        .lines())
                .containsExactly(
                        "account: 1 of 1 records loaded",
                        "account: column Email is mapped to nosuchfield, which does not exist, ignored in 1 records");
    }

    @Test
    void aRenameThatNoFileNeededIsTold() throws IOException {
        RecordLoader loader = new RecordLoader(store, Map.of("Nope", "name", "Number", "accountnumber", "Fx", "fax"));
        loader.load("account", Files.writeString(folder.resolve("a.csv"), "name,number\nA,\n"));
        assertThat(loader.unusedRenames()).hasSize(2);
        loader.load("account", Files.writeString(folder.resolve("a.json"), "[{\"name\":\"A\",\"FX\":\"1\"}]"));
        assertThat(loader.unusedRenames()).containsExactly("no file has a column Nope to map to name");
    }

    @Test
    void valuesThatAColumnRoundsAreCounted() throws IOException {
        LoadReport report = load(
                "account",
                "name,Revenue,LastOnHoldTime\nA,12.345,2001-02-03T04:05:06.5Z\nB,12.340,2001-02-03T04:05:06.0Z\nC,0.001,\n",
                Map.of());
        assertThat(report.lines())
                .containsExactly(
                        "account: 3 of 3 records loaded",
                        "account: column LastOnHoldTime holds fewer digits, rounded in 1 records",
                        "account: column Revenue holds fewer digits, rounded in 2 records");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.json | '[{\"name\":\"A\"},\n {\"name\" \"B\"}]' | after record 2: not JSON at line 2, column 10",
                "a.json | '[{\"name\":\"A\"},\n' | not JSON at line 2, column 1",
                "a.json | '[{\"name\":\"A\"},\n{\"name\":\"B' | ends in the middle, at line 2, column",
                "a.json | 'name' | not JSON at line 1",
                "a.json | '' | the file is empty",
                "a.csv | '' | the file is empty",
                "a.csv | 'name\nA\n\"B\nC\n' | line 3",
                "a.csv | 'name\n\"B\"x\n' | line 2"
            })
    void aDamagedFileIsToldWithItsPlaceAndWithoutTheParsersInsides(String name, String content, String told)
            throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        assertThatThrownBy(() -> new RecordLoader(store, Map.of()).load("account", file))
                .isInstanceOf(LoadException.class)
                .hasMessageContainingAll(name, told)
                .message()
                .doesNotContain("Source", "REDACTED", "Exception", "java");
    }

    @Test
    void aFileThatCannotBeOpenedIsToldByItsName() throws IOException {
        RecordLoader loader = new RecordLoader(store, Map.of());
        Path latin = Files.write(folder.resolve("l.csv"), "name\nM\u00fcller\n".getBytes(StandardCharsets.ISO_8859_1));
        Map<Path, String> told = Map.of(
                folder.resolve("none.csv"), "does not exist", folder, "is a folder", latin, "not a text in UTF-8");
        told.forEach((file, why) -> assertThatThrownBy(() -> loader.load("account", file))
                .isInstanceOf(LoadException.class)
                .hasMessageContainingAll(file.toString(), why));
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
