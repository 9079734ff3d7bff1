package org.crmlink.sandbox.salesforce.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.junit.jupiter.api.Test;

/** What is true of all standard objects, and of the records that every org begins with. */
class StandardObjectsTest {

    /** From the backend page, section 14. */
    private static final Map<String, String> PREFIXES = Map.ofEntries(
            Map.entry("Account", "001"),
            Map.entry("Note", "002"),
            Map.entry("Contact", "003"),
            Map.entry("User", "005"),
            Map.entry("Opportunity", "006"),
            Map.entry("Organization", "00D"),
            Map.entry("UserRole", "00E"),
            Map.entry("Group", "00G"),
            Map.entry("OpportunityContactRole", "00K"),
            Map.entry("Attachment", "00P"),
            Map.entry("Lead", "00Q"),
            Map.entry("Task", "00T"),
            Map.entry("Event", "00U"),
            Map.entry("Profile", "00e"),
            Map.entry("OpportunityLineItem", "00k"),
            Map.entry("CampaignMember", "00v"),
            Map.entry("RecordType", "012"),
            Map.entry("Pricebook2", "01s"),
            Map.entry("Product2", "01t"),
            Map.entry("PricebookEntry", "01u"),
            Map.entry("Asset", "02i"),
            Map.entry("ContentVersion", "068"),
            Map.entry("ContentDocument", "069"),
            Map.entry("ContentDocumentLink", "06A"),
            Map.entry("Case", "500"),
            Map.entry("Campaign", "701"),
            Map.entry("Contract", "800"),
            Map.entry("Order", "801"),
            Map.entry("OrderItem", "802"));

    @Test
    void eachHasItsPrefix() {
        Map<String, String> prefixes =
                StandardObjects.all().stream().collect(Collectors.toMap(SObject::name, SObject::keyPrefix));
        assertThat(prefixes).isEqualTo(PREFIXES);
    }

    @Test
    void eachHasAnIdAndNoFieldTwiceAndItsLookupsLeadSomewhere() {
        List<SObject> all = StandardObjects.all();
        Set<String> names = all.stream().map(SObject::name).collect(Collectors.toSet());
        for (SObject object : all) {
            assertThat(object.fields().get(0).type()).as(object.name()).isEqualTo(FieldType.ID);
            Set<String> seen = new HashSet<>();
            for (Field field : object.fields()) {
                assertThat(seen.add(field.name().toLowerCase(java.util.Locale.ROOT)))
                        .as(object.name() + "." + field.name() + " once")
                        .isTrue();
                if (field.type() == FieldType.REFERENCE) {
                    assertThat(names).as(object.name() + "." + field.name()).containsAll(field.referenceTo());
                }
            }
        }
    }

    @Test
    void personAccountsBringTheFieldsOfPersons() {
        SObject account = StandardObjects.all(true).stream()
                .filter(object -> object.name().equals("Account"))
                .findFirst()
                .orElseThrow();
        assertThat(account.field("PersonEmail")).isPresent();
        assertThat(account.field("IsPersonAccount")).isPresent();
        assertThat(new OrgSchema(StandardObjects.all(false))
                        .object("Account")
                        .orElseThrow()
                        .field("PersonEmail"))
                .isEmpty();
    }

    @Test
    void anOrgBeginsWithItselfItsUsersAQueueAndAPriceBook() {
        OrgSchema schema = new OrgSchema(StandardObjects.all());
        RecordStore store = new RecordStore(schema, Clock.systemUTC(), new RecordIds("T00"));
        OrgSeed.Seeded seeded = OrgSeed.insert(store);
        assertThat(store.get(seeded.orgId()).map(Row::object).map(SObject::name))
                .contains("Organization");
        assertThat(store.get(seeded.standardPricebookId()).orElseThrow().get("IsStandard"))
                .isEqualTo(true);
        List<Row> users = store.rows(schema.object("User").orElseThrow());
        assertThat(users).extracting(row -> row.get("Username")).contains(OrgSeed.ADMINISTRATOR);
        for (Row user : users) {
            // everybody has a profile, and was made by somebody who is there
            assertThat(store.get(String.valueOf(user.get("ProfileId")))).isPresent();
            assertThat(store.get(String.valueOf(user.get("CreatedById")))).isPresent();
        }
        assertThat(store.rows(schema.object("Group").orElseThrow())).hasSize(1);
    }
}
