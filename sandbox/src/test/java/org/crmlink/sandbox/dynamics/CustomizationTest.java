package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables, columns, keys and relationships made through the API are there at once, for rows and for metadata. */
class CustomizationTest {

    private static final String TYPE = "\"@odata.type\":\"Microsoft.Dynamics.CRM.";

    private Org org;

    @BeforeEach
    void start() {
        org = Org.start();
        assertThat(org.post("EntityDefinitions", bank()).status()).isEqualTo(204);
    }

    @AfterEach
    void stop() {
        org.close();
    }

    private static String label(String name, String text) {
        return "\"" + name + "\":{\"LocalizedLabels\":[{\"Label\":\"" + text + "\",\"LanguageCode\":1033}]}";
    }

    private static String bank() {
        return "{" + TYPE + "EntityMetadata\",\"SchemaName\":\"new_Bank\"," + label("DisplayName", "Bank") + ","
                + label("DisplayCollectionName", "Banks") + ",\"OwnershipType\":\"UserOwned\","
                + "\"ChangeTrackingEnabled\":true,\"Attributes\":[{" + TYPE + "StringAttributeMetadata\","
                + "\"SchemaName\":\"new_Name\",\"IsPrimaryName\":true,\"MaxLength\":40," + label("DisplayName", "Name")
                + "}]}";
    }

    private Org.Reply column(String type, String schemaName, String more) {
        return org.post(
                "EntityDefinitions(LogicalName='new_bank')/Attributes",
                "{" + TYPE + type + "AttributeMetadata\",\"SchemaName\":\"" + schemaName + "\","
                        + label("DisplayName", schemaName) + more + "}");
    }

    @Test
    void aNewTableHasASetRowsAndADefinition() {
        Map<?, ?> definition = org.get("EntityDefinitions(LogicalName='new_bank')?$select=EntitySetName,"
                        + "PrimaryNameAttribute,ChangeTrackingEnabled,IsCustomEntity")
                .json();
        assertThat(definition.get("EntitySetName")).isEqualTo("new_banks");
        assertThat(definition.get("PrimaryNameAttribute")).isEqualTo("new_name");
        assertThat(definition.get("IsCustomEntity")).isEqualTo(true);
        Org.Reply created = org.post("new_banks", "{\"new_name\":\"First\"}", "Prefer", "return=representation");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        assertThat(created.json().get("statecode")).isEqualTo(0L);
        assertThat(created.json().get("_ownerid_value")).isNotNull();
        assertThat(org.post("new_banks", "{\"new_name\":\"" + "x".repeat(41) + "\"}")
                        .errorCode())
                .isEqualTo("0x80044331");
        assertThat(org.get("$metadata").text()).contains("<EntityType Name=\"new_bank\"");
        Org.Reply delta = org.get("new_banks?$select=new_name", "Prefer", "odata.track-changes");
        assertThat(delta.link("@odata.deltaLink")).isNotEmpty();
        assertThat(org.post("EntityDefinitions", bank()).errorMessage()).contains("already exists");
        assertThat(org.post("EntityDefinitions", bank().replace("new_Bank", "Bank"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void columnsOfAllKindsTakeTheirValues() {
        assertThat(column("Integer", "new_Count", ",\"MinValue\":0,\"MaxValue\":10")
                        .status())
                .isEqualTo(204);
        assertThat(column("Decimal", "new_Rate", ",\"Precision\":3").status()).isEqualTo(204);
        assertThat(column("Money", "new_Assets", "").status()).isEqualTo(204);
        assertThat(column("Boolean", "new_Open", "").status()).isEqualTo(204);
        assertThat(column(
                                "DateTime",
                                "new_Founded",
                                ",\"Format\":\"DateOnly\",\"DateTimeBehavior\":{\"Value\":\"DateOnly\"}")
                        .status())
                .isEqualTo(204);
        assertThat(column(
                                "Picklist",
                                "new_Size",
                                ",\"OptionSet\":{\"IsGlobal\":false,\"Options\":[{\"Value\":1," + label("Label", "Big")
                                        + "},{\"Value\":2," + label("Label", "Small") + "}]}")
                        .status())
                .isEqualTo(204);
        assertThat(column(
                                "MultiSelectPicklist",
                                "new_Tags",
                                ",\"GlobalOptionSet@odata.bind\":"
                                        + "\"/GlobalOptionSetDefinitions(Name='new_projecttag')\"")
                        .status())
                .isEqualTo(204);
        Org.Reply row = org.post(
                "new_banks?$select=new_count,new_rate,new_assets,new_assets_base,new_open,new_founded,new_size,new_tags",
                "{\"new_name\":\"b\",\"new_count\":7,\"new_rate\":1.2345,\"new_assets\":10,\"new_open\":true,"
                        + "\"new_founded\":\"1850-04-01\",\"new_size\":2,\"new_tags\":\"896320000\"}",
                "Prefer",
                "return=representation,odata.include-annotations=\"*\"");
        assertThat(row.status()).as(row.text()).isEqualTo(201);
        assertThat(row.json().get("new_rate")).hasToString("1.234");
        assertThat(row.json().get("new_assets_base")).isNotNull();
        assertThat(row.json().get("new_founded")).isEqualTo("1850-04-01");
        assertThat(row.json().get("new_size@OData.Community.Display.V1.FormattedValue"))
                .isEqualTo("Small");
        assertThat(org.post("new_banks", "{\"new_name\":\"b\",\"new_count\":11}")
                        .errorCode())
                .isEqualTo("0x8004432f");
        assertThat(column("Integer", "new_Count", "").errorMessage()).contains("already exists");
        assertThat(column("Nonsense", "new_X", "").errorCode()).isEqualTo("0x80048d19");
    }

    @Test
    void aFileColumnIsReadyAtOnce() {
        assertThat(column("File", "new_Contract", ",\"MaxSizeInKB\":1").status())
                .isEqualTo(204);
        RecordId id = Org.created(org.post("new_banks", "{\"new_name\":\"f\"}"));
        String path = "new_banks(" + id.text() + ")/new_contract";
        for (int size : new int[] {1024, 1025}) {
            Org.Reply reply = org.send(org.request(path)
                    .header("Authorization", "Bearer " + Org.TOKEN)
                    .header("x-ms-file-name", "c.txt")
                    .method("PATCH", BodyPublishers.ofByteArray(new byte[size])));
            assertThat(reply.status()).isEqualTo(size == 1024 ? 204 : 400);
        }
        assertThat(org.get(path + "/$value").header("x-ms-file-size")).isEqualTo("1024");
        assertThat(org.get("EntityDefinitions(LogicalName='new_bank')/Attributes(LogicalName='new_contract')"
                                + "/Microsoft.Dynamics.CRM.FileAttributeMetadata?$select=MaxSizeInKB")
                        .json()
                        .get("MaxSizeInKB"))
                .isEqualTo(1L);
    }

    @Test
    void aKeyIdentifiesRowsUntilItIsGone() {
        column("String", "new_Code", ",\"MaxLength\":20");
        Org.Reply key = org.post(
                "EntityDefinitions(LogicalName='new_bank')/Keys",
                "{\"SchemaName\":\"new_CodeKey\"," + label("DisplayName", "Code")
                        + ",\"KeyAttributes\":[\"new_code\"]}");
        assertThat(key.status()).as(key.text()).isEqualTo(204);
        assertThat(org.patch("new_banks(new_code='A')", "{\"new_name\":\"by key\"}")
                        .status())
                .isEqualTo(204);
        assertThat(org.get("new_banks(new_code='A')?$select=new_name").json().get("new_name"))
                .isEqualTo("by key");
        String column = "EntityDefinitions(LogicalName='new_bank')/Attributes(LogicalName='new_code')";
        assertThat(org.delete(column).errorCode()).isEqualTo("0x8004f01f");
        assertThat(org.delete(key.header("OData-EntityId")).status()).isEqualTo(204);
        assertThat(org.get("new_banks(new_code='A')").status()).isEqualTo(400);
        assertThat(org.delete(column).status()).isEqualTo(204);
        assertThat(org.get("new_banks?$select=new_code").status()).isEqualTo(400);
    }

    @Test
    void relationshipsAreFollowedAndRemoved() {
        Org.Reply lookup = org.post(
                "RelationshipDefinitions",
                "{" + TYPE + "OneToManyRelationshipMetadata\",\"SchemaName\":\"new_account_bank\","
                        + "\"ReferencedEntity\":\"account\",\"ReferencedAttribute\":\"accountid\","
                        + "\"ReferencingEntity\":\"new_bank\",\"CascadeConfiguration\":{\"Delete\":\"Restrict\"},"
                        + "\"Lookup\":{\"SchemaName\":\"new_Owner\"," + label("DisplayName", "Owner") + "}}");
        assertThat(lookup.status()).as(lookup.text()).isEqualTo(204);
        Org.Reply pairs = org.post(
                "RelationshipDefinitions",
                "{" + TYPE + "ManyToManyRelationshipMetadata\",\"SchemaName\":\"new_bank_contact\","
                        + "\"Entity1LogicalName\":\"new_bank\",\"Entity2LogicalName\":\"contact\","
                        + "\"IntersectEntityName\":\"new_bank_contact\"}");
        assertThat(pairs.status()).as(pairs.text()).isEqualTo(204);
        RecordId account = org.insert("account", Map.of("name", "owner"));
        RecordId contact = org.insert("contact", Map.of("lastname", "clerk"));
        RecordId bank = Org.created(org.post(
                "new_banks", "{\"new_name\":\"b\",\"new_Owner@odata.bind\":\"/accounts(" + account.text() + ")\"}"));
        assertThat(org.get("accounts(" + account.text() + ")/new_account_bank?$select=new_name")
                        .column("new_name"))
                .containsExactly("b");
        assertThat(org.delete("accounts(" + account.text() + ")").errorCode()).isEqualTo("0x80040227");
        assertThat(org.post(
                                "new_banks(" + bank.text() + ")/new_bank_contact/$ref",
                                "{\"@odata.id\":\"contacts(" + contact.text() + ")\"}")
                        .status())
                .isEqualTo(204);
        assertThat(org.get("contacts(" + contact.text() + ")/new_bank_contact?$select=new_name")
                        .column("new_name"))
                .containsExactly("b");
        assertThat(org.delete(lookup.header("OData-EntityId")).status()).isEqualTo(204);
        assertThat(org.get("new_banks?$select=_new_owner_value").status()).isEqualTo(400);
        assertThat(org.delete(pairs.header("OData-EntityId")).status()).isEqualTo(204);
        assertThat(org.get("contacts(" + contact.text() + ")/new_bank_contact").status())
                .isEqualTo(404);
    }

    @Test
    void definitionsAreChangedByPutAndRemovedIfTheyAreACustomizers() {
        String path = "EntityDefinitions(LogicalName='new_bank')";
        assertThat(org.send("PUT", path, "{" + label("DisplayName", "Institute") + "}", "MSCRM.MergeLabels", "true")
                        .status())
                .isEqualTo(204);
        Map<?, ?> name =
                (Map<?, ?>) org.get(path + "?$select=DisplayName").json().get("DisplayName");
        assertThat(((Map<?, ?>) name.get("UserLocalizedLabel")).get("Label")).isEqualTo("Institute");
        String column = path + "/Attributes(LogicalName='new_name')";
        assertThat(org.send("PUT", column, "{\"MaxLength\":3}").status()).isEqualTo(204);
        assertThat(org.post("new_banks", "{\"new_name\":\"four\"}").errorCode()).isEqualTo("0x80044331");
        assertThat(org.patch(path, "{}").status()).isEqualTo(405);
        assertThat(org.delete(path).status()).isEqualTo(204);
        assertThat(org.get("new_banks").status()).isEqualTo(404);
        assertThat(org.get(path).status()).isEqualTo(404);
        for (String system : List.of(
                "EntityDefinitions(LogicalName='account')",
                "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='name')",
                "RelationshipDefinitions(SchemaName='account_primary_contact')")) {
            assertThat(org.delete(system).errorCode()).as(system).isEqualTo("0x8004f026");
        }
    }

    @Test
    void definitionsAreNotPartOfAChangeSet() {
        String body = String.join(
                "\r\n",
                "--b",
                "Content-Type: multipart/mixed; boundary=cs",
                "",
                "--cs",
                "Content-Type: application/http",
                "Content-Transfer-Encoding: binary",
                "Content-ID: 1",
                "",
                "DELETE EntityDefinitions(LogicalName='new_bank') HTTP/1.1",
                "",
                "",
                "--cs--",
                "--b--",
                "");
        Org.Reply reply = org.post("$batch", body, "Content-Type", "multipart/mixed; boundary=b");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(org.get("new_banks").status()).isEqualTo(200);
    }
}
