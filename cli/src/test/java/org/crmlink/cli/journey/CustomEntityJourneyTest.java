package org.crmlink.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.crmlink.engine.SyncError;
import org.crmlink.engine.SyncResult;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of an organization's own, from the example of the definition file's documentation: they sync like the service's. */
class CustomEntityJourneyTest {

    private static final Path DOCUMENTATION = Path.of("../docs/sandbox/schema.md");
    private static final String PLANT = "acadacad-0000-0000-0000-000000000001";
    private static final String LATHE = "acadacad-0000-0000-0000-000000000002";
    private static final String CONTACT = "acadacad-0000-0000-0000-000000000003";
    private static final String MINE = "11111111-1111-4111-8111-111111111111";

    @TempDir
    private Path folder;

    private Journey journey;

    @BeforeEach
    void anOrganizationOfItsOwn() throws IOException {
        String page = Files.readString(DOCUMENTATION);
        int begin = page.indexOf("```json", page.indexOf("## Example")) + "```json".length();
        Path file = Files.writeString(folder.resolve("plant.json"), page.substring(begin, page.indexOf("```", begin)));
        journey = Journey.start(folder, options -> options.schema(file));
        journey.with("acme_plant")
                .with("acme_machine")
                .with("acme_machine_contact")
                .with("contact", "lastname")
                .with("account", "name", "acme_mainplant", "acme_region");
    }

    @AfterEach
    void close() {
        journey.close();
    }

    private void define(String member, Object definition) {
        try {
            journey.sandbox().define("more", Map.of(member, List.of(definition)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String machine(String column, String id) {
        return journey.value("SELECT " + column + " FROM acme_machine WHERE acme_machineid = '" + id + "'");
    }

    private List<String> columns() {
        return journey.rows("SELECT name FROM pragma_table_info('acme_machine')");
    }

    @Test
    void rowsOfAllColumnTypesComeAndGo() {
        String account = journey.insert("account", Map.of("name", "Buyer"));
        journey.sync();
        assertThat(machine("concat_ws('|', acme_price_num, acme_bought, acme_seen, acme_condition, acme_tools)", LATHE))
                .isEqualTo("12500.5|2024-02-29|2024-06-30T12:00:00Z|100000000|[1,3]");
        assertThat(machine("concat_ws('|', acme_title, acme_insurance_num, acme_number LIKE 'M-_____-____')", LATHE))
                .isEqualTo("Lathe / L-1|250.01|1");
        journey.sql("""
                INSERT INTO acme_plant(acme_plantid, acme_name) VALUES('%1$s', 'Linz');
                INSERT INTO acme_machine(acme_machineid, acme_name, acme_serial, acme_remarks, acme_leased, acme_hours, acme_pulses,
                  acme_load, acme_tolerance, acme_price, acme_bought, acme_shiftstart, acme_seen, acme_condition, acme_tools, acme_plant,
                  acme_contact, acme_contact_entity, acme_buyer, acme_buyer_entity, acme_external)
                VALUES('%1$s', 'Mill', 'M-1', 'two
                lines', 1, 7, 9007199254740993, 1.125, '0.000001', '1000', '2024-02-29', '2024-02-29T06:00:00', '2024-06-30T12:00:00Z',
                  100000001, '["2","1"]', '%1$s', '%2$s', 'contact', '%3$s', 'account', '%1$s');
                UPDATE account SET acme_mainplant = '%1$s', acme_region = 'North';
                UPDATE acme_machine SET acme_tools = NULL, acme_hours = 12 WHERE acme_machineid = '%4$s';
                """.formatted(MINE, CONTACT, account, LATHE));
        journey.sync();
        assertThat(journey.outbox()).isEmpty();
        assertThat(journey.onServer("acme_machine", MINE, "acme_tools")).isEqualTo("[1, 2]");
        assertThat(journey.onServer("acme_machine", LATHE, "acme_tools")).isEqualTo("null");
        assertThat(machine("acme_title || '|' || acme_insurance_num", MINE)).isEqualTo("Mill / M-1|20.0");
        assertThat(journey.value(
                        "SELECT acme_machines || '|' || acme_totalprice_num FROM acme_plant WHERE acme_plantid = '"
                                + MINE + "'"))
                .isEqualTo("1|1000.0");
        journey.assertSame("acme_plant", "acme_name", "acme_machines");
        journey.assertSame(
                "acme_machine",
                "acme_name",
                "acme_serial",
                "acme_remarks",
                "acme_leased",
                "acme_hours",
                "acme_pulses",
                "acme_load",
                "acme_bought",
                "acme_seen",
                "acme_condition",
                "acme_plant",
                "acme_contact",
                "acme_buyer",
                "acme_external",
                "acme_number",
                "acme_title");
        journey.assertSame("account", "name", "acme_mainplant", "acme_region");
        journey.update("acme_machine", MINE, Map.of("acme_tools", List.of(3), "acme_name", "Renamed there"));
        journey.delete("acme_machine", LATHE);
        journey.sync();
        journey.assertAsFresh(folder.resolve("fresh.db"));
        assertThat(machine("acme_title || acme_tools", MINE)).isEqualTo("Renamed there / M-1[3]");
    }

    @Test
    void columnsAndTablesThatAreAddedMeanwhileFillThemselves() {
        journey.sync();
        define("columns", Map.of("table", "acme_machine", "schemaName", "acme_Color", "type", "string"));
        define(
                "columns",
                Map.of(
                        "table",
                        "acme_machine",
                        "schemaName",
                        "acme_Spare",
                        "type",
                        "lookup",
                        "targets",
                        List.of(Map.of("table", "acme_machine"))));
        define(
                "tables",
                Map.of(
                        "schemaName",
                        "acme_Shift",
                        "primaryName",
                        "acme_name",
                        "columns",
                        List.of(Map.of("schemaName", "acme_Name", "type", "string"))));
        journey.update("acme_machine", LATHE, Map.of("acme_color", "red"));
        journey.insert("acme_shift", Map.of("acme_name", "Night"));
        journey.sql("INSERT INTO acme_machine(acme_machineid, acme_name) VALUES('" + MINE + "', 'Mill')");
        journey.with("acme_shift").sync();
        assertThat(machine("acme_color", LATHE)).isEqualTo("red");
        journey.sql("UPDATE acme_machine SET acme_color = 'blue', acme_spare = '" + LATHE
                + "' WHERE acme_name = 'Mill';\nINSERT INTO acme_shift(acme_name) VALUES('Day');");
        journey.sync();
        journey.assertSame("acme_machine", "acme_name", "acme_color", "acme_spare");
        journey.assertSame("acme_shift", "acme_name");
    }

    @Test
    void aColumnThatACustomizerRemovesGoesHereTooAndOtherEditsArrive() {
        journey.sync();
        journey.sql("UPDATE acme_machine SET acme_hours = 99");
        assertThat(journey.colleague(
                                "DELETE",
                                "EntityDefinitions(LogicalName='acme_machine')/Attributes(LogicalName='acme_remarks')",
                                "")
                        .statusCode())
                .isEqualTo(204);
        journey.sync();
        assertThat(columns()).contains("acme_hours").doesNotContain("acme_remarks");
        journey.assertSame("acme_machine", "acme_name", "acme_hours");
        assertThat(journey.colleague("POST", "EntityDefinitions(LogicalName='acme_machine')/Attributes", """
                                {"@odata.type":"Microsoft.Dynamics.CRM.IntegerAttributeMetadata","SchemaName":"acme_Remarks",
                                 "DisplayName":{"LocalizedLabels":[{"Label":"Remarks","LanguageCode":1033}]}}""")
                        .statusCode())
                .isEqualTo(204);
        journey.update("acme_machine", LATHE, Map.of("acme_remarks", 5));
        journey.sync();
        assertThat(machine("acme_remarks", LATHE)).isEqualTo("5");
    }

    @Test
    void pairsAreLinkedAndUnlinkedOnBothSides() {
        String other = journey.insert("contact", Map.of("lastname", "Other"));
        String third = journey.insert("contact", Map.of("lastname", "Third"));
        journey.sync();
        journey.assertSame("acme_machine_contact", "acme_machineid", "contactid");
        journey.sql("""
                INSERT INTO acme_machine(acme_machineid, acme_name) VALUES('%1$s', 'Mill');
                INSERT INTO acme_machine_contact(acme_machineid, contactid) VALUES('%1$s', '%2$s');
                INSERT INTO acme_machine_contact(acme_machineid, contactid) VALUES('%4$s', '%3$s');
                DELETE FROM acme_machine_contact WHERE contactid = '%5$s';
                """.formatted(MINE, other, third, LATHE, CONTACT));
        journey.store().run(tx -> tx.associate("acme_machine_contact", RecordId.guid(LATHE), RecordId.guid(other)));
        journey.sync();
        journey.assertSame("acme_machine_contact", "acme_machineid", "contactid");
        assertThat(journey.rows("SELECT lastname FROM acme_machine_contact JOIN contact USING(contactid) ORDER BY 1"))
                .containsExactly("Other", "Other", "Third");
        journey.store().run(tx -> tx.disassociate("acme_machine_contact", RecordId.guid(LATHE), RecordId.guid(third)));
        journey.sql("DELETE FROM acme_machine WHERE acme_machineid = '" + MINE + "'");
        journey.sync();
        journey.assertSame("acme_machine_contact", "acme_machineid", "contactid");
        assertThat(journey.store().count("acme_machine_contact")).isEqualTo(1);
    }

    @Test
    void aKeyThatIsTakenIsListedAndTheRecordArrivesWithAnother() {
        journey.sync();
        journey.sql("""
                INSERT INTO acme_machine(acme_machineid, acme_name, acme_plant, acme_serial) VALUES('%s', 'Twin', '%s', 'L-1');
                INSERT INTO acme_machine(acme_name, acme_plant, acme_serial) VALUES('Free', '%2$s', 'L-2');
                """.formatted(MINE, PLANT));
        assertThat(journey.trySync().result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(journey.errors()).singleElement().satisfies(error -> {
            assertThat(error.kind()).isEqualTo(SyncError.Kind.REFUSED);
            assertThat(error.recordId()).isEqualTo(MINE);
            assertThat(error.code()).isEqualTo("0x80060892");
            assertThat(error.hint()).contains("key");
        });
        journey.sql("UPDATE acme_machine SET acme_serial = 'L-3' WHERE acme_name = 'Twin';\nDELETE FROM sync_errors");
        journey.sync();
        journey.assertSame("acme_machine", "acme_name", "acme_plant", "acme_serial");
        assertThat(journey.store().count("acme_machine")).isEqualTo(3);
    }

    @Test
    void whatGoesWithItsParentGoesHereTooAndAParentThatIsNeededStays() {
        String buyer = journey.insert("account", Map.of("name", "Buyer"));
        journey.update("acme_machine", LATHE, Map.of("acme_buyer", Journey.reference("account", buyer)));
        journey.sync();
        journey.sql("DELETE FROM account");
        assertThat(journey.trySync().result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(journey.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.hint()).contains("other records refer to it"));
        journey.giveUp();
        journey.sql("DELETE FROM acme_plant");
        journey.sync();
        assertThat(journey.store().count("acme_machine")).isZero();
        journey.assertSame("acme_machine", "acme_name");
        journey.assertSame("account", "name");
    }

    @Test
    void reasonsFollowTheDefinedTransitions() {
        journey.sync();
        journey.sql("UPDATE acme_machine SET statuscode = 1");
        assertThat(journey.trySync().result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(journey.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.hint()).contains("present status may change to"));
        journey.sql("UPDATE acme_machine SET statecode = 1, statuscode = 2;\nDELETE FROM sync_errors");
        journey.sync();
        assertThat(journey.onServer("acme_machine", LATHE, "statuscode")).isEqualTo("2");
        journey.assertSame("acme_machine", "statecode", "statuscode");
    }

    @Test
    void whatTheServerComputesCannotBeWrittenHere() {
        journey.sync();
        for (String edit : List.of(
                "UPDATE acme_machine SET acme_title = 'mine'",
                "UPDATE acme_machine SET acme_insurance = '1'",
                "UPDATE acme_plant SET acme_machines = 5",
                "INSERT INTO acme_plant(acme_name, acme_totalprice) VALUES('P', '5')")) {
            assertThatThrownBy(() -> journey.sql(edit)).hasMessageContaining("read-only");
        }
        assertThat(journey.outbox()).isEmpty();
    }

    @Test
    void filesAndImagesOfRowsDoNotDisturb() throws IOException {
        journey.sync();
        Object image = Json.read(
                "\"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\"");
        assertThat(journey.colleague("PATCH", "acme_machines(" + LATHE + ")", "{\"acme_picture\":\"" + image + "\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(journey.colleague("PATCH", "acme_machines(" + LATHE + ")/acme_manual?x-ms-file-name=m.txt", "text")
                        .body())
                .isEmpty();
        journey.sync();
        journey.sql("UPDATE acme_machine SET acme_hours = 3");
        journey.sync();
        journey.assertSame("acme_machine", "acme_name", "acme_hours");
        journey.assertAsFresh(folder.resolve("fresh.db"));
    }
}
