package org.crmlink.sandbox.salesforce.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.crmlink.sandbox.data.LoadException;
import org.crmlink.sandbox.data.LoadReport;
import org.crmlink.sandbox.salesforce.org.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeLoaderTest {

    @TempDir
    private Path folder;

    private final Samples org = Samples.ordinary();
    private final TreeLoader loader = new TreeLoader(org.store, org.dml, org.user);

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static List<String> lines(List<LoadReport> reports) {
        return reports.stream().flatMap(report -> report.lines().stream()).toList();
    }

    @Test
    void aTreeIsLoadedWithWhatHangsBelow() throws IOException {
        Path tree = file("tree.json", """
                {"records":[
                 {"attributes":{"type":"Account","referenceId":"A1"},"Name":"Acme","Shoe__c":"42","Number":"A-7","AnnualRevenue":1.5,
                  "Contacts":{"records":[
                   {"attributes":{"type":"Contact","referenceId":"C1"},"LastName":"Ada"},
                   {"attributes":{"type":"Contact","referenceId":"C2"},"LastName":null}]}},
                 {"attributes":{"type":"Account","referenceId":"A2"},"Name":"Below","ParentId":"@A1","Industry":"Banking"},
                 {"attributes":{"type":"Account","referenceId":"A3"},"Name":"Lost","ParentId":"@A9"},
                 {"attributes":{"type":"Account","referenceId":"A4"},"Industry":"Mining",
                  "Contacts":{"records":[{"attributes":{"type":"Contact"},"LastName":"Eve"}]}},
                 {"attributes":{"type":"Thing__c"},"Name":"?"}]}
                """);
        assertThat(lines(loader.load(tree)))
                .containsExactlyInAnyOrder(
                        "Account: 2 of 4 records loaded",
                        "Account: column Shoe__c is unknown, ignored in 1 records",
                        "Account: column Number is read-only, ignored in 1 records",
                        "Account: column AnnualRevenue holds fewer digits, rounded in 1 records",
                        "Account: refused: record 3, column ParentId: no record @A9 was loaded before",
                        "Account: refused: record 4, column Industry: INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: Industry: bad value"
                                + " for restricted picklist field: Mining",
                        "Contact: 1 of 3 records loaded",
                        "Contact: refused: record 2, column LastName: REQUIRED_FIELD_MISSING: Required fields are missing:"
                                + " [LastName]",
                        "Contact: refused: record 3: the record above it was not loaded",
                        "Thing__c: 0 of 1 records loaded",
                        "Thing__c: refused: record 1: the org has no object Thing__c");
        Row account = org.rows("Account").get(0);
        assertThat(org.rows("Account").get(1).get("ParentId")).isEqualTo(account.id());
        assertThat(org.rows("Contact").get(0).get("AccountId")).isEqualTo(account.id());
    }

    @Test
    void aPlanNamesItsFilesAndReferencesGoAcrossThem() throws IOException {
        file("accounts.json", """
                {"records":[{"attributes":{"type":"Account","referenceId":"AccountRef1"},"Name":"Acme"}]}""");
        file("contacts.json", """
                {"records":[{"attributes":{"type":"Contact","referenceId":"ContactRef1"},"LastName":"Ada","AccountId":"@AccountRef1"}]}""");
        file("things.json", """
                {"records":[{"attributes":{"type":"Thing__c"},"Name":"?"}]}""");
        Path plan = file("plan.json", """
                [{"sobject":"Account","saveRefs":true,"resolveRefs":false,"files":["accounts.json"]},
                 {"sobject":"Contact","saveRefs":true,"resolveRefs":true,"files":["contacts.json"]},
                 {"sobject":"Thing__c","files":["things.json"]}]""");
        assertThat(lines(loader.load(plan)))
                .containsExactly(
                        "Account: 1 of 1 records loaded",
                        "Contact: 1 of 1 records loaded",
                        "Thing__c: 0 of 1 records loaded",
                        "Thing__c: refused: record 1: the org has no object Thing__c");
        assertThat(org.rows("Contact").get(0).get("AccountId"))
                .isEqualTo(org.rows("Account").get(0).id());
    }

    @Test
    void arraysAndCsvAreOfTheObjectThatIsNamed() throws IOException {
        Path array = file("a.json", """
                [{"Name":"Acme","Ext__c":"x","Active__c":true,"NumberOfEmployees":5},{"name":"Second"}]""");
        assertThat(lines(loader.load("account", array))).containsExactly("Account: 2 of 2 records loaded");
        Path csv = file(
                "c.CSV",
                "\uFEFFLastName,Account.Ext__c,Birthdate,Shoe\nAda,x,2000-01-31,\nBob,,soon,9\nEve,nobody,,\n\"Y\"\n");
        assertThat(lines(loader.load("Contact", csv)))
                .containsExactlyInAnyOrder(
                        "Contact: 2 of 4 records loaded",
                        "Contact: column Shoe is unknown, ignored in 1 records",
                        "Contact: refused: record 2: JSON_PARSER_ERROR: Cannot deserialize instance of date from VALUE_STRING"
                                + " value soon or request may be missing a required field",
                        "Contact: refused: record 3: INVALID_FIELD: Foreign key external ID: nobody not found for field Ext__c"
                                + " in entity Account");
        assertThat(org.rows("Contact").get(0).get("AccountId"))
                .isEqualTo(org.rows("Account").get(0).id());
    }

    @Test
    void manyRecordsComeInSeveralWorks() throws IOException {
        StringBuilder csv = new StringBuilder("Name,Active__c\n");
        for (int i = 0; i < 450; i++) {
            csv.append("Account ").append(i).append(",yes\n");
        }
        assertThat(lines(loader.load("Account", file("many.csv", csv.toString()))))
                .containsExactly("Account: 450 of 450 records loaded");
        assertThat(org.rows("Account")).hasSize(450).allMatch(row -> Boolean.TRUE.equals(row.get("Active__c")));
    }

    @Test
    void aFileThatBreaksOffKeepsWhatCameBefore() throws IOException {
        Path csv = file("broken.csv", "Name\nA\nB\n\"C");
        assertThatExceptionOfType(LoadException.class).isThrownBy(() -> loader.load("Account", csv));
        assertThat(org.rows("Account")).hasSize(2);
        Path json = file("broken.json", "[{\"Name\":\"D\"},5]");
        assertThatExceptionOfType(LoadException.class)
                .isThrownBy(() -> loader.load("Account", json))
                .withMessageContaining("no record: 5");
        assertThat(org.rows("Account")).hasSize(3);
    }

    @Test
    void filesThatAreNoneAreRefused() throws IOException {
        Path bad = file("bad.json", "{\"records\":");
        Path other = file("other.json", "{\"Name\":\"A\"}");
        Path array = file("array.json", "[{\"Name\":\"A\"}]");
        for (Path path : List.of(bad, other, array, folder.resolve("none.json"))) {
            assertThatExceptionOfType(LoadException.class)
                    .isThrownBy(() -> loader.load(path))
                    .withMessageContaining(path.toString());
        }
        assertThatExceptionOfType(LoadException.class).isThrownBy(() -> loader.load("Account", other));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loader.load("Thing__c", array))
                .withMessageContaining("Thing__c");
    }
}
