package org.crmlink.sandbox.salesforce.describe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.salesforce.objects.StandardObjects;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.PicklistValue;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every key is always there: clients in typed languages read by them. Backend page, section 5. */
class DescribeWriterTest {

    private static final String ROOT = "/services/data/v62.0";
    private static final String GLOBAL_KEYS =
            "activateable associateEntityType associateParentEntity createable custom customSetting deepCloneable"
                    + " deletable deprecatedAndHidden feedEnabled hasSubtypes isInterface isSubtype keyPrefix label labelPlural"
                    + " layoutable mergeable mruEnabled name queryable replicateable retrieveable searchable triggerable"
                    + " undeletable updateable urls";
    private static final String OBJECT_KEYS = GLOBAL_KEYS
            + " actionOverrides childRelationships compactLayoutable defaultImplementation extendedBy extendsInterfaces"
            + " fields implementedBy implementsInterfaces listviewable lookupLayoutable namedLayoutInfos"
            + " networkScopeFieldName recordTypeInfos searchLayoutable sobjectDescribeOption supportedScopes";
    private static final String FIELD_KEYS =
            "aggregatable aiPredictionField autoNumber byteLength calculated calculatedFormula cascadeDelete"
                    + " caseSensitive compoundFieldName controllerName createable custom defaultValue defaultValueFormula"
                    + " defaultedOnCreate dependentPicklist deprecatedAndHidden digits displayLocationInDecimal encrypted"
                    + " externalId extraTypeInfo filterable filteredLookupInfo formulaTreatNullNumberAsZero groupable"
                    + " highScaleNumber htmlFormatted idLookup inlineHelpText label length mask maskType name nameField"
                    + " namePointing nillable permissionable picklistValues polymorphicForeignKey precision queryByDistance"
                    + " referenceTargetField referenceTo relationshipName relationshipOrder restrictedDelete restrictedPicklist"
                    + " scale searchPrefilterable soapType sortable type unique updateable writeRequiresMasterRead";

    private static RecordStore store(List<SObject> objects) {
        return new RecordStore(new OrgSchema(objects), Clock.systemUTC(), new RecordIds("Q70"));
    }

    private static Map<String, @Nullable Object> describe(RecordStore store, String object) {
        return DescribeWriter.describe(store, store.schema().object(object).orElseThrow(), ROOT);
    }

    private static Map<?, ?> field(Map<String, @Nullable Object> describe, String name) {
        return ((List<?>) java.util.Objects.requireNonNull(describe.get("fields")))
                .stream()
                        .map(one -> (Map<?, ?>) one)
                        .filter(one -> name.equals(one.get("name")))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void everyKeyIsThereForEveryStandardObjectAndField() {
        RecordStore store = store(StandardObjects.all(true));
        Map<String, @Nullable Object> global = DescribeWriter.global(store.schema(), ROOT);
        assertThat(global.keySet()).containsExactly("encoding", "maxBatchSize", "sobjects");
        for (SObject object : store.schema().objects()) {
            assertThat(DescribeWriter.summary(object, ROOT).keySet()).containsExactlyInAnyOrder(GLOBAL_KEYS.split(" "));
            Map<String, @Nullable Object> describe = describe(store, object.name());
            assertThat(describe.keySet()).containsExactlyInAnyOrder(OBJECT_KEYS.split(" "));
            for (Object one : (List<?>) java.util.Objects.requireNonNull(describe.get("fields"))) {
                assertThat(((Map<?, ?>) one).keySet().stream().map(String::valueOf))
                        .hasSize(57)
                        .containsExactlyInAnyOrder(FIELD_KEYS.split(" "));
            }
        }
    }

    @Test
    void lookupsAndTheirWayBackAreTold() {
        Map<String, @Nullable Object> describe = describe(store(StandardObjects.all()), "Account");
        assertThat(String.valueOf(describe.get("childRelationships")))
                .contains("cascadeDelete=true, childSObject=Contact, deprecatedAndHidden=false, field=AccountId")
                .contains("relationshipName=Contacts");
        Map<?, ?> owner = field(describe(store(StandardObjects.all()), "Case"), "OwnerId");
        assertThat(owner.get("referenceTo")).isEqualTo(List.of("Group", "User"));
        assertThat(owner.get("polymorphicForeignKey")).isEqualTo(true);
        assertThat(field(describe, "BillingCity").get("compoundFieldName")).isEqualTo("BillingAddress");
        assertThat(field(describe, "BillingAddress").get("soapType")).isEqualTo("urn:address");
        assertThat(field(describe, "Id").get("idLookup")).isEqualTo(true);
    }

    @Test
    void optionsThatDependOnOthersHaveTheirBits() {
        SObject bike = new SObject(
                "Bike__c",
                "Bike",
                "Bikes",
                "a00",
                SObject.Traits.CUSTOM,
                new ArrayList<>(List.of(
                        Field.of("Id", "Id", FieldType.ID).build(),
                        Field.of("Kind__c", "Kind", FieldType.PICKLIST)
                                .options("Road", "Mountain")
                                .build(),
                        Field.of("Size__c", "Size", FieldType.PICKLIST)
                                .options(List.of(new PicklistValue("L", "Large", true, false, Set.of("Mountain"))))
                                .controlledBy("Kind__c")
                                .build())));
        Map<?, ?> size = field(describe(store(List.of(bike)), "Bike__c"), "Size__c");
        assertThat(size.get("dependentPicklist")).isEqualTo(true);
        assertThat(size.get("controllerName")).isEqualTo("Kind__c");
        assertThat(String.valueOf(size.get("picklistValues")))
                .contains("validFor=" + Base64.getEncoder().encodeToString(new byte[] {0b0100_0000}));
    }
}
