package org.crmlink.sandbox.salesforce.org;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.crmlink.sandbox.salesforce.org.SObject.Traits;
import org.junit.jupiter.api.Test;

class OrgSchemaTest {

    private static final Field ID = Field.of("Id", "Id", FieldType.ID).build();

    private static final SObject ACCOUNT = new SObject(
            "Account",
            "Account",
            "Accounts",
            "001",
            Traits.ORDINARY,
            List.of(
                    ID,
                    Field.of("Name", "Account Name", FieldType.STRING)
                            .required()
                            .nameField()
                            .build(),
                    Field.of("BillingAddress", "Billing Address", FieldType.ADDRESS)
                            .build(),
                    Field.of("BillingCity", "Billing City", FieldType.STRING)
                            .length(40)
                            .partOf("BillingAddress")
                            .build(),
                    Field.of("Description", "Description", FieldType.TEXTAREA)
                            .length(32_000)
                            .build(),
                    Field.of("ParentId", "Parent", FieldType.REFERENCE)
                            .refersTo("Parent", "Account")
                            .children("ChildAccounts", OnDelete.CLEAR)
                            .build()));

    private static final SObject CASE = new SObject(
            "Case",
            "Case",
            "Cases",
            "500",
            Traits.ORDINARY,
            List.of(
                    ID,
                    Field.of("CaseNumber", "Case Number", FieldType.STRING)
                            .length(30)
                            .autoNumber("{00000000}")
                            .nameField()
                            .build(),
                    Field.of("IsEscalated", "Escalated", FieldType.BOOLEAN).build(),
                    Field.of("AccountId", "Account", FieldType.REFERENCE)
                            .refersTo("Account", "Account")
                            .children("Cases", OnDelete.RESTRICT)
                            .build()));

    @Test
    void namesAreFoundInAnyCaseAndKeepTheirOwn() {
        OrgSchema schema = new OrgSchema(List.of(ACCOUNT, CASE));
        assertThat(schema.object("aCCOUNT")).contains(ACCOUNT);
        assertThat(schema.object("Accounts")).isEmpty();
        assertThat(schema.objectOf("500Q70000000001AAA")).contains(CASE);
        assertThat(schema.objectOf("5")).isEmpty();
        assertThat(ACCOUNT.require("NAME").name()).isEqualTo("Name");
        assertThat(ACCOUNT.slot("billingcity")).isEqualTo(3);
        assertThat(ACCOUNT.slot("Nothing")).isEqualTo(-1);
        assertThat(ACCOUNT.parts("billingaddress")).extracting(Field::name).containsExactly("BillingCity");
        assertThat(CASE.nameField().orElseThrow().name()).isEqualTo("CaseNumber");
    }

    @Test
    void lookupsAreSeenFromBothSides() {
        OrgSchema schema = new OrgSchema(List.of(ACCOUNT, CASE));
        assertThat(CASE.lookup("ACCOUNT").orElseThrow().name()).isEqualTo("AccountId");
        assertThat(schema.child("Account", "cases").orElseThrow().object()).isSameAs(CASE);
        assertThat(schema.children("Account")).hasSize(2);
        assertThat(schema.child("Case", "Cases")).isEmpty();
    }

    @Test
    void whatAFieldMayDoFollowsFromItsType() {
        Field name = ACCOUNT.require("Name");
        assertThat(name.isRequired()).isTrue();
        assertThat(List.of(name.filterable(), name.sortable(), name.groupable(), name.aggregatable()))
                .containsOnly(true);
        Field text = ACCOUNT.require("Description");
        assertThat(List.of(text.filterable(), text.sortable(), text.groupable(), text.aggregatable()))
                .containsOnly(false);
        Field truth = CASE.require("IsEscalated");
        assertThat(truth.isRequired()).isFalse();
        assertThat(truth.defaultValue()).contains(false);
        assertThat(truth.nillable()).isFalse();
        Field number = CASE.require("CaseNumber");
        assertThat(List.of(number.createable(), number.updateable(), number.nillable()))
                .containsOnly(false);
        assertThat(ACCOUNT.require("Id").isRequired()).isFalse();
        assertThat(ACCOUNT.require("BillingAddress").createable()).isFalse();
    }

    @Test
    void aCustomizerAddsFields() {
        SObject more = ACCOUNT.with(
                List.of(Field.of("Ext__c", "Ext", FieldType.STRING).externalId().build()));
        assertThat(more.require("ext__C").custom()).isTrue();
        assertThat(more.require("ext__C").idLookup()).isTrue();
        assertThat(more.slot("Name")).isEqualTo(ACCOUNT.slot("Name"));
    }

    @Test
    void whatDoesNotFitTogetherIsAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OrgSchema(List.of(CASE)))
                .withMessageContaining("Case.AccountId");
        assertThatIllegalArgumentException().isThrownBy(() -> new OrgSchema(List.of(ACCOUNT, ACCOUNT)));
        assertThatIllegalArgumentException().isThrownBy(() -> ACCOUNT.with(List.of(ACCOUNT.require("Name"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Field.of("X__c", "X", FieldType.REFERENCE).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ACCOUNT.with(List.of(Field.of("P__c", "P", FieldType.STRING)
                        .partOf("Home__c")
                        .build())))
                .withMessageContaining("Home__c");
    }
}
