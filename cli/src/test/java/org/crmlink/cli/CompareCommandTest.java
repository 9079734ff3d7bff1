package org.crmlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.Sandbox;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Comparing a file with the database that it went to through sandbox, connector and engine. */
class CompareCommandTest {

    private static final String ID = "0a1b2c3d-0000-4000-8000-00000000000f";
    private static final String LOADED = """
            contactid,lastname,creditlimit,birthdate,lastonholdtime,donotfax,numberofchildren,address1_latitude
            %s,Yılmaz,100.50,1990-02-03,2001-02-03T04:05:06+02:00,true,2,47.5
            """.formatted(ID);
    private static final String CONFIGURATION = """
            version: 1
            connector: dynamics
            options:
              url: %s
              token-url: %s
              client-id: %s
              client-secret: %s
            database: crm.db
            entities:
              contact: {}
            """;

    @TempDir
    private static Path synced;

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeAll
    static void aDatabaseWithOneRecord() throws IOException {
        Path file = Files.writeString(synced.resolve("contacts.csv"), LOADED);
        try (Sandbox sandbox = Sandbox.dynamics(
                        DynamicsOptions.builder().load("contact", file).build())
                .start()) {
            assertThat(sandbox.loadLines()).containsExactly("contact: 1 of 1 records loaded");
            Cli cli = new Cli(synced);
            cli.file(
                    "crmlink.yaml",
                    CONFIGURATION.formatted(
                            sandbox.url(),
                            sandbox.tokenUrl(),
                            DynamicsOptions.DEFAULT_CLIENT,
                            DynamicsOptions.DEFAULT_SECRET));
            cli.json("sync", "-c", "crmlink.yaml").endsWith(ExitCode.OK);
        }
    }

    @BeforeEach
    void copy() throws IOException {
        for (String name : List.of("crm.db", "crmlink.yaml")) {
            Files.copy(synced.resolve(name), folder.resolve(name));
        }
        cli = new Cli(folder);
    }

    private Cli.Answer compare(String file, String content) {
        cli.file(file, content);
        return cli.json("compare", "-c", "crmlink.yaml", "contact=" + file);
    }

    private static Map<String, Object> contact(Cli.Answer answer) {
        return JsonText.object(JsonText.object(answer.document(), "entities"), "contact");
    }

    @Test
    void theFileThatWasLoadedIsFoundInEveryField() {
        Map<String, Object> contact = contact(compare("contacts.csv", LOADED).endsWith(ExitCode.OK));
        assertThat(contact).containsEntry("found", 1L).containsEntry("fieldsEqual", 8L);
    }

    @ParameterizedTest
    @CsvSource({
        "creditlimit, 100.5",
        "creditlimit, 100.500000",
        "creditlimit, 1.005e2",
        "numberofchildren, 2.0",
        "numberofchildren, 20e-1",
        "address1_latitude, 47.50",
        "address1_latitude, 4.75e1",
        "lastonholdtime, 2001-02-03T02:05:06Z",
        "lastonholdtime, 2001-02-03 03:05:06+0100",
        "lastonholdtime, 2001-02-02T16:05:06.000-10:00",
        "birthdate, 1990-02-03T00:00:00Z",
        "contactid, 0A1B2C3D-0000-4000-8000-00000000000F",
        "contactid, {0a1b2c3d-0000-4000-8000-00000000000f}",
        "donotfax, 1",
        "donotfax, TRUE",
        "donotfax, yes",
        "LastName, Yılmaz"
    })
    void anotherSpellingOfTheSameValueIsEqual(String field, String value) {
        String csv = field + "\n\"" + value + "\"\n";
        assertThat(contact(compare("one.csv", csv).endsWith(ExitCode.OK))).containsEntry("found", 1L);
    }

    @ParameterizedTest
    @CsvSource({
        "creditlimit, 100.51",
        "creditlimit, 1e-999999999",
        "creditlimit, 1e9999999999999",
        "creditlimit, hundred",
        "lastonholdtime, 2001-02-03T04:05:06Z",
        "lastonholdtime, soon",
        "birthdate, 1990-02-04",
        "contactid, 0a1b2c3d-0000-4000-8000-000000000000",
        "donotfax, false",
        "lastname, YILMAZ",
        "lastname, 'Yılmaz '"
    })
    void anotherValueIsMissing(String field, String value) {
        Cli.Answer answer = compare("one.csv", field + "\n\"" + value + "\"\n").endsWith(ExitCode.RECORDS_FAILED);
        assertThat(contact(answer)).containsEntry("missing", List.of("line 2: " + field + "=" + value));
    }

    @Test
    void aTextThatLooksLikeANumberIsComparedAsItIs() {
        compare("one.csv", "lastname,creditlimit\n100.50,100.50\n").endsWith(ExitCode.RECORDS_FAILED);
    }

    @Test
    void jsonNumbersAndTruthAreEqualToWhatTheColumnsHold() {
        String record =
                "{\"LastName\":\"Yılmaz\",\"CreditLimit\":100.5,\"DoNotFax\":true,\"Description\":\"\",\"x\":{}}";
        compare("array.json", "\ufeff[" + record + "]").endsWith(ExitCode.OK);
        compare("tree.json", "{\"records\":[" + record + "]}").endsWith(ExitCode.OK);
        compare("without-a-name", "\n [" + record + "]").endsWith(ExitCode.OK);
    }

    @Test
    void columnsThatOnlyTheServerFillsAreLeftOutAndTold() {
        Cli.Answer answer = compare("one.csv", "lastname,fullname,createdon,hobby\nYılmaz,Y,2001-01-01,x\n")
                .endsWith(ExitCode.OK);
        assertThat(contact(answer))
                .containsEntry("columns", List.of("lastname"))
                .containsEntry("readOnly", List.of("fullname", "createdon"))
                .containsEntry("ignored", List.of("hobby"));
        assertThat(cli.run("compare", "-c", "crmlink.yaml", "contact=one.csv").out())
                .contains("not compared: fullname, createdon", "not in the table: hobby");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'lastname,firstname\nA,B\nC\n' | line 3 has 1 fields, the header has 2",
                "'lastname,firstname\nA,B,C\n' | line 2 has 3 fields, the header has 2",
                "'lastname\nA\n\"B\nC\n' | line 3",
                "'lastname\n\"B\"x\n' | line 2",
                "'lastname,lastname\nA,B\n' | columns 1 and 2 are both named lastname",
                "'lastname,LastName\nA,B\n' | are both for contact.lastname",
                "'' | no header row",
                "'lastname\n' | no record"
            })
    void aCsvFileThatCannotBeComparedIsToldWithItsPlace(String content, String told) {
        refused("damaged.csv", content, told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'[{\"lastname\":\"A\"},\n {\"lastname\" \"B\"}]' | not JSON at line 2, column 14",
                "'[{\"lastname\":\"A\"}' | line 1, column",
                "'[1]' | line 1, column 2",
                "'{\"a\":1}' | records",
                "'[]' | no record",
                "'' | is empty"
            })
    void aJsonFileThatCannotBeComparedIsToldWithItsPlace(String content, String told) {
        refused("damaged.json", content, told);
    }

    private void refused(String file, String content, String told) {
        Cli.Answer answer = compare(file, content).endsWith(ExitCode.USAGE);
        assertThat(answer.error().get("message").toString())
                .contains(told)
                .doesNotContain("Source", "REDACTED", "java", "Exception", "Jackson");
    }

    @Test
    void aFileThatIsNotThereOrNoTextIsToldByItsName() throws IOException {
        Files.createDirectory(folder.resolve("inner"));
        Files.write(folder.resolve("latin.csv"), "lastname\nMüller\n".getBytes(StandardCharsets.ISO_8859_1));
        Map<String, String> told =
                Map.of("none.csv", "does not exist", "inner", "is a folder", "latin.csv", "not a text in UTF-8");
        told.forEach((file, why) -> {
            Cli.Answer answer =
                    cli.json("compare", "-c", "crmlink.yaml", "contact=" + file).endsWith(ExitCode.USAGE);
            assertThat(answer.error().get("message").toString()).contains(file, why);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"contcat", "crmlink_meta", "sync_errors"})
    void aTableThatIsNoEntityIsWrongUsage(String table) {
        cli.file("one.csv", "lastname\nA\n");
        Cli.Answer answer =
                cli.json("compare", "-c", "crmlink.yaml", table + "=one.csv").endsWith(ExitCode.USAGE);
        assertThat(answer.error().get("message").toString()).contains(table);
    }
}
