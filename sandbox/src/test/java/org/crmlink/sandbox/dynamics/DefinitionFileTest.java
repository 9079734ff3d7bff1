package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.Sandbox;
import org.crmlink.sandbox.dynamics.schema.DefinitionException;
import org.crmlink.sandbox.dynamics.schema.DynamicsSchema;
import org.crmlink.sandbox.dynamics.schema.SchemaDefinition;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionFileTest {

    private static final String MACHINE = "acme_machines(acadacad-0000-0000-0000-000000000002)";
    private static final String PLANT = "acme_plants(acadacad-0000-0000-0000-000000000001)";

    @TempDir
    Path folder;

    /** The complete example of the documentation. */
    private static String example() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "sandbox", "schema.md"));
        int start = page.indexOf("```json\n", page.indexOf("## Example")) + "```json\n".length();
        return page.substring(start, page.indexOf("```", start));
    }

    private Path exampleFile() throws IOException {
        return Files.writeString(folder.resolve("plant.json"), example());
    }

    private Org org() throws IOException {
        Path file = exampleFile();
        return Org.start(options -> options.schema(file));
    }

    @Test
    void theExampleOfTheDocumentationIsServed() throws IOException {
        try (Org org = org()) {
            Map<?, ?> machine = org.get(
                            MACHINE + "?$expand=acme_Plant($select=acme_name),acme_machine_contact($select=lastname)")
                    .json();
            assertThat(machine.get("acme_name")).isEqualTo("Lathe");
            assertThat(machine.get("acme_title")).isEqualTo("Lathe / L-1");
            assertThat(machine.get("acme_insurance")).hasToString("250.01");
            assertThat(machine.get("acme_bought")).isEqualTo("2024-02-29");
            assertThat(machine.get("acme_tools")).isEqualTo("1,3");
            assertThat(machine.get("acme_hours")).isEqualTo(0L);
            assertThat(machine.get("acme_price_base")).isNotNull();
            assertThat(machine.get("acme_number").toString()).matches("M-[0-9]{5,}-[0-9B-Z]{4}");
            assertThat(machine.get("statuscode")).isEqualTo(100_000_000L);
            assertThat(((Map<?, ?>) machine.get("acme_Plant")).get("acme_name")).isEqualTo("Graz");
            assertThat((List<?>) machine.get("acme_machine_contact")).hasSize(1);
            assertThat(org.get(PLANT).json().get("acme_machines")).isEqualTo(1L);
        }
    }

    @Test
    void aCustomTableIsWrittenLikeAnyOther() throws IOException {
        try (Org org = org()) {
            String created = org.post(
                            "acme_machines",
                            "{\"acme_name\":\"Mill\",\"acme_serial\":\"M-1\",\"acme_price\":10,\"acme_Plant@odata.bind\":\"/"
                                    + PLANT
                                    + "\",\"acme_Contact_contact@odata.bind\":\"/contacts(acadacad-0000-0000-0000-000000000003)\"}")
                    .header("OData-EntityId");
            assertThat(created).contains("/acme_machines(");
            // the rollup of the plant follows
            assertThat(org.get(PLANT).json().get("acme_totalprice")).hasToString("12510.50");
            // the key of several columns, one of which is a lookup
            String byKey = "acme_machines(_acme_plant_value=acadacad-0000-0000-0000-000000000001,acme_serial='M-1')";
            assertThat(org.get(byKey).json().get("acme_name")).isEqualTo("Mill");
            assertThat(org.patch(byKey, "{\"acme_hours\":-1}").status()).isEqualTo(400);
            // an activity can regard it
            assertThat(org.post(
                                    "tasks",
                                    "{\"subject\":\"Oil\",\"regardingobjectid_acme_machine_task@odata.bind\":\"/"
                                            + byKey + "\"}")
                            .status())
                    .isEqualTo(204);
            // cascade
            assertThat(org.delete(PLANT).status()).isEqualTo(204);
            assertThat(org.get("acme_machines?$select=acme_name").value()).isEmpty();
            assertThat(org.get("tasks?$select=subject").value()).isEmpty();
        }
    }

    @Test
    void statusReasonsFollowEachOtherOnlyAsDefined() throws IOException {
        try (Org org = org()) {
            assertThat(org.patch(MACHINE, "{\"statuscode\":1}").errorCode()).isEqualTo("0x80048408");
            assertThat(org.patch(MACHINE, "{\"statuscode\":100000001}").status())
                    .isEqualTo(204);
            assertThat(org.patch(MACHINE, "{\"statecode\":1,\"statuscode\":2}").status())
                    .isEqualTo(204);
            assertThat(org.patch(MACHINE, "{\"statecode\":0,\"statuscode\":1}").errorCode())
                    .isEqualTo("0x8004f857");
            String ordered = org.post("acme_machines", "{\"acme_name\":\"x\"}").header("OData-EntityId");
            assertThat(org.patch(ordered, "{\"statecode\":1}").errorCode()).isEqualTo("0x8004f858");
        }
    }

    @Test
    void theMetadataShowsTheDefinition() throws IOException {
        try (Org org = org()) {
            String definition = "EntityDefinitions(LogicalName='acme_machine')";
            Map<?, ?> entity = org.get(definition + "?$expand=Keys,ManyToManyRelationships")
                    .json();
            assertThat(entity.get("IsCustomEntity")).isEqualTo(true);
            assertThat(entity.get("EnforceStateTransitions")).isEqualTo(true);
            assertThat(entity.get("DisplayName").toString()).contains("Maschine", "1031");
            assertThat((List<?>) entity.get("Keys")).hasSize(1);
            assertThat((List<?>) entity.get("ManyToManyRelationships")).hasSize(1);
            assertThat(org.get(definition + "/Attributes(LogicalName='acme_insurance')")
                            .json()
                            .get("SourceType"))
                    .isEqualTo(1L);
            assertThat(org.get("EntityDefinitions(LogicalName='acme_plant')/Attributes(LogicalName='acme_machines')")
                            .json()
                            .get("SourceType"))
                    .isEqualTo(2L);
            String status = org.get(definition + "/Attributes(LogicalName='statuscode')"
                            + "/Microsoft.Dynamics.CRM.StatusAttributeMetadata?$expand=OptionSet")
                    .text();
            assertThat(status).contains("In Betrieb", "tostatusid=\\\"100000001\\\"");
            assertThat(org.get("GlobalOptionSetDefinitions(Name='acme_condition')")
                            .text())
                    .contains("Abgenutzt");
            assertThat(org.get("$metadata").text())
                    .contains("<EntityType Name=\"acme_machine\"", "acme_Contact_systemuser", "acme_plant_accounts");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"type\": \"memo\"|\"type\": \"mema\"|$.tables[1].columns[3].type|did you mean 'memo'",
                "\"pluralLabel\"|\"pluralLable\"|$.tables[1].pluralLable|did you mean 'pluralLabel'",
                "\"maxLength\": 80|\"maxLength\": \"80\"|$.tables[0].columns[0].maxLength|a number is expected, not a text",
                "\"globalChoice\": \"acme_condition\"|\"globalChoice\": \"acme_conditio\"|$.tables[1].columns[15].globalChoice|acme_condition",
                "{\"table\": \"contact\"}|{\"table\": \"contakt\"}|$.tables[1].columns[18].targets[0].table|did you mean 'contact'",
                "\"onDelete\": \"restrict\"|\"onDelete\": \"forbid\"|$.tables[1].columns[19].onDelete|Allowed: cascade, noCascade",
                "{\"column\": \"acme_serial\"}|{\"column\": \"acme_seriel\"}|$.tables[1].columns[11].formula|acme_serial",
                "\"acme_tools\": [1, 3]|\"acme_tools\": \"1,3\"|$.rows[1].values.acme_tools|an array is expected",
                "\"acme_bought\": \"2024-02-29\"|\"acme_bought\": \"2023-02-29\"|$.rows[1].values.acme_bought|no day",
                "\"schemaName\": \"acme_Region\"|\"schemaName\": \"Region\"|$.columns[1].schemaName|prefix",
                "\"next\": [100000000]|\"next\": [5]|$.tables[1].states|names 5",
                "\"relationship\": \"acme_plant_accounts\"|\"relationship\": \"account_primary_contact\"|$.columns[0].targets[0].relationship|already"
            })
    void whatIsWrongIsNamedWithItsPlace(String part, String mistake, String place, String words) throws IOException {
        String text = example();
        assertThat(text).contains(part);
        SchemaDefinition wrong = SchemaDefinition.of("plant.json", Json.read(text.replace(part, mistake)));
        assertThatThrownBy(() -> wrong.apply(DynamicsSchema.standard()))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("plant.json: at " + place + ": ")
                .hasMessageContaining(words);
    }

    @Test
    void theDefinitionCanBeAppliedTwice() throws IOException {
        SchemaDefinition definition = SchemaDefinition.of("plant.json", Json.read(example()));
        Schema once = definition.apply(DynamicsSchema.standard());
        Schema twice = definition.apply(once);
        assertThat(names(twice)).isEqualTo(names(once));
        assertThat(twice.oneToMany()).containsExactlyInAnyOrderElementsOf(once.oneToMany());
    }

    private static List<String> names(Schema schema) {
        return schema.tables().stream()
                .map(table -> table.logicalName() + columns(table) + table.objectTypeCode() + table.keys())
                .toList();
    }

    private static List<String> columns(Table table) {
        return table.columns().stream().map(Column::toString).toList();
    }

    @Test
    void aDataFolderRemembersItsDefinitionAndRefusesOneThatLacksSomething() throws IOException {
        Path file = exampleFile();
        Path data = folder.resolve("data");
        RecordId machine = RecordId.guid("acadacad-0000-0000-0000-000000000002");
        try (Sandbox first = Sandbox.dynamics(
                DynamicsOptions.builder().folder(data).schema(file).build())) {
            first.store().update("acme_machine", machine, Map.of("acme_hours", 7));
        }
        try (Sandbox again =
                Sandbox.dynamics(DynamicsOptions.builder().folder(data).build())) {
            assertThat(again.store().get("acme_machine", machine).orElseThrow().get("acme_hours"))
                    .isEqualTo(7);
            again.store().delete("acme_machine", machine);
            again.define(
                    "more.json",
                    Json.read(
                            "{\"columns\":[{\"table\":\"lead\",\"schemaName\":\"acme_Score\",\"type\":\"integer\"}]}"));
            again.store().insert("lead", Map.of("lastname", "L", "acme_score", 3));
        }
        try (Sandbox third =
                Sandbox.dynamics(DynamicsOptions.builder().folder(data).build())) {
            assertThat(third.store().scan("lead", null, 9))
                    .extracting(row -> row.get("acme_score"))
                    .containsExactly(3);
            // a row of the definition that was deleted stays so
            assertThat(third.store().get("acme_machine", machine)).isEmpty();
        }
        DynamicsOptions lacking =
                DynamicsOptions.builder().folder(data).schema(file).build();
        assertThatThrownBy(() -> Sandbox.dynamics(lacking))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no column lead.acme_score");
        Path more = Files.writeString(
                folder.resolve("more.json"),
                "{\"columns\":[{\"table\":\"lead\",\"schemaName\":\"acme_Score\",\"type\":\"string\"}]}");
        DynamicsOptions otherType =
                DynamicsOptions.builder().folder(data).schema(file).schema(more).build();
        assertThatThrownBy(() -> Sandbox.dynamics(otherType)).hasMessageContaining("lead.acme_score another type");
    }
}
