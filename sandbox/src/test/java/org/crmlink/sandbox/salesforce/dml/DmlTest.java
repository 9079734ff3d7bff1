package org.crmlink.sandbox.salesforce.dml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.crmlink.sandbox.salesforce.dml.Dml.Upserted;
import org.crmlink.sandbox.salesforce.org.OnDelete;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DmlTest {

    private final TestOrg org = TestOrg.of(
            TestOrg.account(),
            TestOrg.object(
                    "Contact",
                    "003",
                    TestOrg.lookup("AccountId", "Account", "Account").children("Contacts", OnDelete.CASCADE)));

    private final SObject account = org.object("Account");

    private static OrgException refused(ThrowingCallable call) {
        OrgException failure = catchThrowableOfType(OrgException.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }

    private OrgException refusedCreation(Map<String, ? extends @Nullable Object> values) {
        return refused(() -> org.create("Account", values));
    }

    private static Map<String, Object> owner(Object... members) {
        Map<String, Object> nested = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            nested.put(members[i].toString(), members[i + 1]);
        }
        return nested;
    }

    @Test
    void whatTheClientDoesNotGiveTheServerDoes() {
        Row row = org.row(org.create("Account", Map.of("NAME", " Acme ", "attributes", Map.of("type", "Account"))));
        assertThat(row.get("Name")).isEqualTo("Acme");
        assertThat(row.get("OwnerId")).isEqualTo(org.user);
        assertThat(row.get("Active__c")).isEqualTo(false);
        assertThat(row.get("Rating__c")).isEqualTo("new");
        assertThat(row.get("Number")).isEqualTo("A-0001");
        Row next = org.row(org.create(
                "Account",
                Map.of("Name", "B", "Rating__c", "", "OwnerId", org.user.substring(0, 15), "Active__c", true)));
        assertThat(next.get("Number")).isEqualTo("A-0002");
        assertThat(next.get("Rating__c")).isNull();
        assertThat(next.get("Active__c")).isEqualTo(true);
        // another Dml goes on behind what is there
        try (Work work = org.store.begin(org.user)) {
            assertThat(new Dml(org.store)
                            .create(work, account, Map.of("Name", "C"))
                            .get("Number"))
                    .isEqualTo("A-0003");
        }
    }

    @Test
    void personsAreNamedByTheirParts() {
        assertThat(org.row(org.user).get("Name")).isEqualTo("Admin");
        Row row = org.update(org.user, Map.of("FirstName", "Ada", "Salutation", "Dr.", "Suffix", "II"));
        assertThat(row.get("Name")).isEqualTo("Ada Admin II");
    }

    @Test
    void allThatIsMissingIsToldAtOnce() {
        SObject strict = TestOrg.object(
                "Strict__c",
                "a00",
                TestOrg.text("One__c").required(),
                TestOrg.text("Two__c").required());
        TestOrg other = TestOrg.of(strict);
        OrgException failure = refused(() -> other.create("Strict__c", Map.of()));
        assertThat(failure.code()).isEqualTo("REQUIRED_FIELD_MISSING");
        assertThat(failure).hasMessage("Required fields are missing: [One__c, Two__c]");
        assertThat(failure.fields()).containsExactly("One__c", "Two__c");
        String id = other.create("Strict__c", Map.of("One__c", "1", "Two__c", "2"));
        assertThat(refused(() -> other.update(id, TestOrg.empty("Two__c"))).fields())
                .containsExactly("Two__c");
        assertThat(refused(() -> other.update(id, Map.of("Two__c", "  "))).code())
                .isEqualTo("REQUIRED_FIELD_MISSING");
    }

    @Test
    void namesThatAreNoneAndFieldsThatAreTheServersAreRefused() {
        OrgException unknown = refusedCreation(Map.of("foo", "1"));
        assertThat(unknown.code()).isEqualTo("INVALID_FIELD");
        assertThat(unknown).hasMessage("No such column 'foo' on sobject of type Account");
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("CreatedDate", "2026-01-01T00:00:00Z");
        values.put("Number", "A-9");
        values.put("BillingAddress", "x");
        OrgException readOnly = refusedCreation(values);
        assertThat(readOnly.code()).isEqualTo("INVALID_FIELD_FOR_INSERT_UPDATE");
        assertThat(readOnly)
                .hasMessageStartingWith("Unable to create/update fields: CreatedDate, Number, BillingAddress. ");
        assertThat(readOnly.fields()).containsExactly("CreatedDate", "Number", "BillingAddress");
        assertThat(refusedCreation(Map.of("Id", org.user)))
                .hasMessage("The Id field should not be specified in the sobject data.");
    }

    @Test
    void idsMustBeOfTheObject() {
        String id = org.create("Account", Map.of("Name", "A"));
        try (Work work = org.store.begin(org.user)) {
            assertThat(org.dml
                            .update(work, account, id.substring(0, 15), Map.of("Name", "B"))
                            .get("Name"))
                    .isEqualTo("B");
            OrgException other = refused(() -> org.dml.update(work, account, org.user, Map.of()));
            assertThat(other.code()).isEqualTo("MALFORMED_ID");
            assertThat(other).hasMessage("Account ID: id value of incorrect type: " + org.user);
            assertThat(refused(() -> org.dml.delete(work, account, "23foo")).code())
                    .isEqualTo("MALFORMED_ID");
            assertThat(refused(() -> org.dml.update(work, account, "001Q70000000zzz", Map.of()))
                            .code())
                    .isEqualTo("INVALID_CROSS_REFERENCE_KEY");
            assertThat(refused(() -> org.dml.undelete(work, "x")).code()).isEqualTo("MALFORMED_ID");
            assertThat(refused(() -> org.dml.delete(work, org.object("User"), org.user)))
                    .hasMessage("entity type User does not support delete");
        }
        org.delete(id);
        assertThat(refused(() -> org.update(id, Map.of("Name", "C"))).code()).isEqualTo("ENTITY_IS_DELETED");
        assertThat(refused(() -> org.delete(id)).code()).isEqualTo("ENTITY_IS_DELETED");
        try (Work work = org.store.begin(org.user)) {
            assertThat(org.dml.undelete(work, id).isDeleted()).isFalse();
            assertThat(refused(() -> org.dml.undelete(work, id)).code()).isEqualTo("UNDELETE_FAILED");
        }
    }

    @Test
    void lookupsAreWrittenByIdOrByExternalId() {
        String parent = org.create("Account", Map.of("Name", "P", "Ext__c", "p1", "Number__c", 7L));
        String group = org.create("Group", Map.of("Name", "G", "Ext__c", "g"));
        Row child = org.row(org.create(
                "Account",
                Map.of(
                        "Name",
                        "C",
                        "parent",
                        Map.of("ext__C", "P1"),
                        "Owner",
                        owner("attributes", Map.of("type", "Group"), "Ext__c", "g"))));
        assertThat(child.get("ParentId")).isEqualTo(parent);
        assertThat(child.get("OwnerId")).isEqualTo(group);
        Row second = org.row(org.create("Account", Map.of("Name", "D", "Parent", Map.of("Number__c", 7L))));
        assertThat(second.get("ParentId")).isEqualTo(parent);
        assertThat(org.update(second.id(), TestOrg.empty("Parent")).get("ParentId"))
                .isNull();

        OrgException none = refusedCreation(Map.of("Name", "C", "Parent", Map.of("Ext__c", "nobody")));
        assertThat(none.code()).isEqualTo("INVALID_FIELD");
        assertThat(none).hasMessage("Foreign key external ID: nobody not found for field Ext__c in entity Account");
        assertThat(refusedCreation(Map.of("Name", "C", "Owner", Map.of("Ext__c", "g")))
                        .code())
                .isEqualTo("JSON_PARSER_ERROR");
        assertThat(refusedCreation(Map.of(
                                "Name", "C", "Owner", owner("Ext__c", "g", "attributes", Map.of("type", "Group"))))
                        .code())
                .isEqualTo("JSON_PARSER_ERROR");
        assertThat(refusedCreation(Map.of("Name", "C", "Parent", Map.of("Ext__c", "p1"), "ParentId", parent)))
                .hasMessage("Cannot specify both an external ID reference Parent and a salesforce id, ParentId");
        assertThat(refusedCreation(Map.of("Name", "C", "Parent", Map.of("Name", "P")))
                        .code())
                .isEqualTo("INVALID_FIELD");
        OrgException malformed = refusedCreation(Map.of("Name", "C", "ParentId", "001"));
        assertThat(malformed.code()).isEqualTo("MALFORMED_ID");
        assertThat(malformed.fields()).containsExactly("ParentId");
        assertThat(refusedCreation(Map.of("Name", "C", "ParentId", org.user)).code())
                .isEqualTo("FIELD_INTEGRITY_EXCEPTION");
        assertThat(refusedCreation(Map.of("Name", "C", "ParentId", "001Q70000000zzz"))
                        .code())
                .isEqualTo("INVALID_CROSS_REFERENCE_KEY");
    }

    @Test
    void anUpsertCreatesOrChanges() {
        try (Work work = org.store.begin(org.user)) {
            Upserted first = org.dml.upsert(work, account, account.require("Ext__c"), "x", Map.of("Name", "A"), false);
            assertThat(first.created()).isTrue();
            // the work sees what it made itself
            Upserted second = org.dml.upsert(work, account, account.require("Ext__c"), "X", Map.of("Name", "B"), false);
            assertThat(second.created()).isFalse();
            assertThat(second.row().id()).isEqualTo(first.row().id());
            assertThat(second.row().get("Name")).isEqualTo("B");
            assertThat(org.dml
                            .upsert(
                                    work,
                                    account,
                                    account.require("Id"),
                                    first.row().id(),
                                    Map.of("Name", "C"),
                                    false)
                            .created())
                    .isFalse();
            assertThat(org.dml
                            .upsert(work, account, account.require("Number__c"), "12.50", Map.of("Name", "N"), false)
                            .row()
                            .get("Number__c"))
                    .isEqualTo(new BigDecimal("12.50"));
            assertThat(refused(() -> org.dml.upsert(
                                    work, account, account.require("Ext__c"), "y", Map.of("Name", "A"), true))
                            .code())
                    .isEqualTo("NOT_FOUND");
            assertThat(refused(() -> org.dml.upsert(work, account, account.require("Name"), "y", Map.of(), false)))
                    .hasMessage("Provided external ID field does not exist or is not accessible: Name");
            assertThat(refused(() -> org.dml.upsert(
                                    work, account, account.require("Ext__c"), "y", Map.of("ext__c", "y"), false))
                            .code())
                    .isEqualTo("INVALID_FIELD");
            assertThat(refused(() -> org.dml.upsert(work, account, account.require("Ext__c"), " ", Map.of(), false))
                            .code())
                    .isEqualTo("MISSING_ARGUMENT");
        }
    }

    @Test
    void severalMatchesAreNamed() {
        String one = org.create("Account", Map.of("Name", "A", "Email__c", "a@b.example"));
        assertThat(org.dml.find(account, account.require("Email__c"), "A@B.example"))
                .map(Row::id)
                .contains(one);
        assertThat(org.dml.find(account, account.require("Id"), one.substring(0, 15)))
                .isPresent();
        assertThat(org.dml.find(account, account.require("Email__c"), "no address"))
                .isEmpty();
        String two = org.create("Account", Map.of("Name", "B", "Email__c", "a@b.example"));
        SeveralMatchesException several = catchThrowableOfType(
                SeveralMatchesException.class, () -> org.dml.find(account, account.require("Email__c"), "a@b.example"));
        assertThat(several.code()).isEqualTo("DUPLICATE_EXTERNAL_ID");
        assertThat(several.ids()).containsExactly(one, two);
        try (Work work = org.store.begin(org.user)) {
            org.dml.delete(work, account, two);
            assertThat(org.dml.find(work, account, account.require("Email__c"), "a@b.example"))
                    .map(Row::id)
                    .contains(one);
            org.dml.create(work, account, Map.of("Name", "D", "Email__c", "d@b.example"));
            assertThat(org.dml.find(work, account, account.require("Email__c"), "d@b.example"))
                    .isPresent();
            assertThat(org.dml.find(account, account.require("Email__c"), "d@b.example"))
                    .isEmpty();
        }
    }

    @Test
    void whatIsRefusedLeavesNothingBehind() {
        org.create("Account", Map.of("Name", "A", "Ext__c", "x"));
        try (Work work = org.store.begin(org.user)) {
            org.dml.create(work, account, Map.of("Name", "B", "Ext__c", "y"));
            OrgException twice = refused(() -> org.dml.create(work, account, Map.of("Name", "C", "Ext__c", "X")));
            assertThat(twice.code()).isEqualTo("DUPLICATE_VALUE");
            work.commit();
        }
        assertThat(org.store.rows(account)).extracting(row -> row.get("Name")).containsExactly("A", "B");
    }

    @Test
    void mergedRecordsLeaveTheirChildrenToTheWinner() {
        String winner = org.create("Account", Map.of("Name", "W"));
        String loser = org.create("Account", Map.of("Name", "L"));
        String contact = org.create("Contact", Map.of("AccountId", loser));
        org.update(winner, Map.of("ParentId", loser));
        try (Work work = org.store.begin(org.user)) {
            assertThat(refused(() -> org.dml.merge(work, account, winner, List.of(winner)))
                            .code())
                    .isEqualTo("INVALID_ID_FIELD");
            assertThat(org.dml.merge(work, account, winner, List.of(loser)).get("ParentId"))
                    .isNull();
            work.commit();
        }
        assertThat(org.row(loser).isDeleted()).isTrue();
        assertThat(org.row(loser).get("MasterRecordId")).isEqualTo(winner);
        assertThat(org.row(contact).get("AccountId")).isEqualTo(winner);
        assertThat(org.row(contact).isDeleted()).isFalse();
    }
}
