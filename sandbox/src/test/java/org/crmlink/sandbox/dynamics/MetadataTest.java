package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class MetadataTest {

    private static final String CAST = "/Attributes/Microsoft.Dynamics.CRM.";

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    @Test
    void theServiceDocumentNamesEverySet() {
        Org.Reply reply = org.get("");
        assertThat(reply.json().get("@odata.context")).isEqualTo(org.root() + "$metadata");
        assertThat(reply.column("name")).contains("accounts", "opportunities", "new_projects");
        assertThat(reply.value().get(0)).containsKeys("name", "kind", "url");
    }

    @Test
    void tableDefinitionsAreSelectedAndFiltered() {
        Org.Reply reply = org.get(
                "EntityDefinitions?$select=LogicalName,EntitySetName&$filter=ChangeTrackingEnabled eq true"
                        + " and IsIntersect eq false and (LogicalName eq 'account' or LogicalName eq 'post' or LogicalName eq 'lead')");
        assertThat(reply.column("LogicalName")).containsExactly("account", "lead");
        assertThat(reply.value().get(0).keySet()).containsExactly("LogicalName", "EntitySetName", "MetadataId");
        assertThat(reply.json().get("@odata.context"))
                .isEqualTo(org.root() + "$metadata#EntityDefinitions(LogicalName,EntitySetName)");
        assertThat(org.get(
                                "EntityDefinitions?$select=LogicalName&$filter=OwnershipType eq"
                                        + " Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned' and CanChangeTrackingBeEnabled/Value eq false")
                        .column("LogicalName"))
                .contains("account");
        assertThat(org.get("EntityDefinitions?$top=1").status()).isEqualTo(400);
        assertThat(org.get("EntityDefinitions?$select=Nope").status()).isEqualTo(400);
        assertThat(org.get("EntityDefinitions?$filter=contains(LogicalName,'a')")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void oneTableIsFoundByNameAndByMetadataId() {
        Map<?, ?> byName = org.get("EntityDefinitions(LogicalName='account')").json();
        assertThat(byName.get("@odata.context")).isEqualTo(org.root() + "$metadata#EntityDefinitions/$entity");
        assertThat(byName.get("MetadataId")).isEqualTo("70816501-edb9-4740-a16c-6a5efbc05d84");
        assertThat(byName.get("PrimaryIdAttribute")).isEqualTo("accountid");
        Map<?, ?> byId = org.get("EntityDefinitions(70816501-edb9-4740-a16c-6a5efbc05d84)?$select=LogicalName")
                .json();
        assertThat(byId.get("LogicalName")).isEqualTo("account");
        assertThat(org.get("EntityDefinitions(LogicalName='nothing')").status()).isEqualTo(404);
        assertThat(org.get("EntityDefinitions(LogicalName='account')/EntitySetName")
                        .json()
                        .get("value"))
                .isEqualTo("accounts");
        assertThat(org.post("GlobalOptionSetDefinitions", "{}").status()).isEqualTo(501);
    }

    @Test
    void attributesCarryTheirConcreteTypeExceptPlainOnes() {
        Org.Reply reply =
                org.get("EntityDefinitions(LogicalName='account')/Attributes?$select=LogicalName,AttributeType");
        assertThat(reply.json().get("@odata.context"))
                .isEqualTo(org.root() + "$metadata#EntityDefinitions('account')/Attributes(LogicalName,AttributeType)");
        for (Map<String, Object> attribute : reply.value()) {
            if (attribute.get("LogicalName").equals("accountid")) {
                assertThat(attribute).doesNotContainKey("@odata.type");
            }
            if (attribute.get("LogicalName").equals("ownerid")) {
                assertThat(attribute)
                        .containsEntry("@odata.type", "#Microsoft.Dynamics.CRM.LookupAttributeMetadata")
                        .containsEntry("AttributeType", "Owner");
            }
        }
        assertThat(org.get("EntityDefinitions(LogicalName='account')/Attributes?$select=MaxLength")
                        .status())
                .as("type-specific properties need a cast")
                .isEqualTo(400);
        assertThat(org.get("EntityDefinitions(LogicalName='account')/Attributes(LogicalName='name')"
                                + "/Microsoft.Dynamics.CRM.StringAttributeMetadata?$select=MaxLength")
                        .json()
                        .get("MaxLength"))
                .isEqualTo(160L);
    }

    @Test
    void everyConcreteTypeHasItsCast() {
        for (String type : List.of(
                "String",
                "Memo",
                "Integer",
                "BigInt",
                "Decimal",
                "Double",
                "Money",
                "DateTime",
                "Lookup",
                "Picklist",
                "State",
                "Status",
                "Boolean",
                "MultiSelectPicklist",
                "Image",
                "EntityName",
                "File",
                "ManagedProperty")) {
            Org.Reply reply = org.get("EntityDefinitions(LogicalName='account')" + CAST + type + "AttributeMetadata");
            assertThat(reply.status()).as(type).isEqualTo(200);
            for (Map<String, Object> attribute : reply.value()) {
                assertThat(attribute.get("@odata.type"))
                        .isEqualTo("#Microsoft.Dynamics.CRM." + type + "AttributeMetadata");
            }
        }
        Org.Reply lookups = org.get("EntityDefinitions(LogicalName='contact')" + CAST
                + "LookupAttributeMetadata?$select=LogicalName,Targets&$filter=LogicalName eq 'parentcustomerid'");
        assertThat(lookups.value().get(0).get("Targets")).isEqualTo(List.of("account", "contact"));
    }

    @Test
    void optionSetsComeByExpansion() {
        Org.Reply reply = org.get("EntityDefinitions(LogicalName='account')" + CAST + "StatusAttributeMetadata"
                + "?$select=LogicalName&$expand=OptionSet($select=Options),GlobalOptionSet($select=Name,Options)");
        assertThat(reply.text()).contains("\"State\":0").contains("\"Label\":\"Active\"");
        Org.Reply shared = org.get("EntityDefinitions(LogicalName='new_project')" + CAST + "PicklistAttributeMetadata"
                + "?$select=LogicalName&$expand=OptionSet($select=Options),GlobalOptionSet($select=Name,Options)");
        assertThat(shared.status()).as(shared.text()).isEqualTo(200);
        assertThat(shared.text()).contains("\"GlobalOptionSet\":{\"Name\":");
        Org.Reply booleans = org.get("EntityDefinitions(LogicalName='account')" + CAST
                + "BooleanAttributeMetadata?$select=LogicalName&$expand=OptionSet");
        assertThat(booleans.text()).contains("TrueOption", "FalseOption");
        Org.Reply globals = org.get("GlobalOptionSetDefinitions");
        assertThat(globals.value()).isNotEmpty();
        String name = globals.value().get(0).get("Name").toString();
        assertThat(org.get("GlobalOptionSetDefinitions(Name='" + name
                                + "')/Microsoft.Dynamics.CRM.OptionSetMetadata?$select=Options")
                        .text())
                .contains("\"Options\":[{");
    }

    @Test
    void relationshipsAndKeysComeByExpansion() {
        Org.Reply reply = org.get("EntityDefinitions(LogicalName='contact')?$select=LogicalName&$expand="
                + "OneToManyRelationships,ManyToOneRelationships,ManyToManyRelationships($select=SchemaName),Keys");
        Map<?, ?> json = reply.json();
        assertThat(json.get("ManyToOneRelationships").toString())
                .contains("ReferencingEntityNavigationPropertyName=parentcustomerid_account");
        assertThat(json.get("ManyToManyRelationships").toString()).contains("new_new_project_contact");
        assertThat(org.get("EntityDefinitions(LogicalName='account')/Keys?$select=KeyAttributes")
                        .text())
                .contains("\"KeyAttributes\":[\"accountnumber\"]");
        Org.Reply one = org.get("RelationshipDefinitions(SchemaName='contact_customer_accounts')"
                + "/Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata?$select=CascadeConfiguration");
        assertThat(one.text()).contains("\"Delete\":");
        assertThat(org.get("RelationshipDefinitions/Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata?$filter="
                                + "Entity1LogicalName eq 'new_project'&$select=SchemaName")
                        .column("SchemaName"))
                .containsExactly("new_new_project_contact");
    }

    @Test
    void csdlIsWellFormedAndEveryNameInItIsDefined() throws Exception {
        Org.Reply reply = org.get("$metadata?annotations=true", "Accept", "application/xml");
        assertThat(reply.header("Content-Type")).isEqualTo("application/xml");
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Document document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(reply.text())));
        Set<String> types = new HashSet<>();
        for (String kind : List.of("EntityType", "ComplexType")) {
            each(
                    document,
                    kind,
                    type -> assertThat(types.add("mscrm." + type.getAttribute("Name")))
                            .isTrue());
        }
        each(
                document,
                "NavigationProperty",
                navigation -> assertThat(types)
                        .contains(navigation
                                .getAttribute("Type")
                                .replace("Collection(", "")
                                .replace(")", "")));
        each(
                document,
                "EntitySet",
                set -> assertThat(types)
                        .contains(set.getAttribute("EntityType").replace("Microsoft.Dynamics.CRM.", "mscrm.")));
        Set<String> sets = new HashSet<>();
        each(
                document,
                "EntitySet",
                set -> assertThat(sets.add(set.getAttribute("Name"))).isTrue());
        each(
                document,
                "NavigationPropertyBinding",
                binding -> assertThat(sets).contains(binding.getAttribute("Target")));
        each(document, "EntityType", type -> {
            Set<String> names = new HashSet<>();
            for (String kind : List.of("Property", "NavigationProperty")) {
                NodeList children = type.getElementsByTagNameNS("*", kind);
                for (int i = 0; i < children.getLength(); i++) {
                    assertThat(names.add(((Element) children.item(i)).getAttribute("Name")))
                            .as(type.getAttribute("Name") + " " + ((Element) children.item(i)).getAttribute("Name"))
                            .isTrue();
                }
            }
            NodeList keys = type.getElementsByTagNameNS("*", "PropertyRef");
            for (int i = 0; i < keys.getLength(); i++) {
                assertThat(names).contains(((Element) keys.item(i)).getAttribute("Name"));
            }
        });
        assertThat(reply.text()).contains("Org.OData.Capabilities.V1.ChangeTracking");
    }

    private static void each(Document document, String name, java.util.function.Consumer<Element> check) {
        NodeList elements = document.getElementsByTagNameNS("*", name);
        assertThat(elements.getLength()).as(name).isPositive();
        for (int i = 0; i < elements.getLength(); i++) {
            check.accept((Element) elements.item(i));
        }
    }

    private static Org.Reply changes(Org where, String query, String stamp) {
        return where.get("RetrieveMetadataChanges(Query=@p1,DeletedMetadataFilters=@p2,ClientVersionStamp=@p3)?@p1="
                + encoded(query) + "&@p2=Microsoft.Dynamics.CRM.DeletedMetadataFilters'All'&@p3="
                + encoded(stamp.isEmpty() ? "null" : "'" + stamp + "'"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void metadataChangesAreFullThenIncrementalThenExpired() {
        String query = "{\"Criteria\":{\"FilterOperator\":\"And\",\"Conditions\":[{\"PropertyName\":\"LogicalName\","
                + "\"ConditionOperator\":\"In\",\"Value\":{\"Type\":\"System.String[]\",\"Value\":\"['account','contact']\"}}]},"
                + "\"Properties\":{\"AllProperties\":false,\"PropertyNames\":[\"LogicalName\",\"Attributes\"]},"
                + "\"AttributeQuery\":{\"Properties\":{\"AllProperties\":true,\"PropertyNames\":[]}}}";
        try (Org own = Org.start()) {
            Org.Reply full = changes(own, query, "");
            assertThat(full.status()).as(full.text()).isEqualTo(200);
            assertThat((List<?>) full.json().get("EntityMetadata")).hasSize(2);
            assertThat(full.text()).contains("#Microsoft.Dynamics.CRM.ComplexPicklistAttributeMetadata");
            String stamp = full.json().get("ServerVersionStamp").toString();
            assertThat(stamp).matches("\\d+!\\d\\d/\\d\\d/\\d{4} \\d\\d:\\d\\d:\\d\\d");
            assertThat((List<?>) changes(own, query, stamp).json().get("EntityMetadata"))
                    .isEmpty();
            String timestamp =
                    own.get("RetrieveTimestamp()").json().get("Timestamp").toString();
            String removed = withoutColumn(own, "account", "fax");
            assertThat(own.get("RetrieveTimestamp()").json().get("Timestamp")).isNotEqualTo(timestamp);
            Org.Reply incremental = changes(own, query, stamp);
            assertThat((List<?>) incremental.json().get("EntityMetadata")).hasSize(1);
            assertThat(incremental.json().get("DeletedMetadata").toString())
                    .contains("Attribute")
                    .contains(removed);
            own.sandbox.store().clock().shift(Duration.ofDays(8));
            assertThat(changes(own, query, stamp).errorCode()).isEqualTo("0x80044352");
        }
    }

    private static String withoutColumn(Org own, String table, String column) {
        Schema schema = own.sandbox.store().schema();
        Table old = schema.require(table);
        Column removed = old.require(column);
        own.sandbox
                .store()
                .alter(schema.toBuilder()
                        .table(old.toBuilder().withoutColumn(column).build())
                        .build());
        return removed.metadataId(table).toString();
    }
}
