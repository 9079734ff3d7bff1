package org.crmlink.sandbox.dynamics.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.crmlink.sandbox.data.OrganizationData;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.DateBehavior;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.junit.jupiter.api.Test;

class DynamicsSchemaTest {

    private final Schema schema = DynamicsSchema.standard();

    private Store store() {
        Store store = new Store(schema, Clock.systemUTC());
        OrganizationData.seed(store);
        return store;
    }

    @Test
    void accountHasItsKnownNames() {
        Table account = schema.require("account");
        assertThat(account.metadataId()).isEqualTo(UUID.fromString("70816501-edb9-4740-a16c-6a5efbc05d84"));
        assertThat(account.entitySetName()).isEqualTo("accounts");
        assertThat(account.primaryId()).isEqualTo("accountid");
        assertThat(account.primaryName()).contains("name");
        assertThat(account.keyOver(Set.of("accountnumber"))).isPresent();
        assertThat(account.columns()).hasSizeGreaterThan(60);
        assertThat(account.require("industrycode").option(33).orElseThrow().label())
                .isEqualTo("Wholesale");
    }

    @Test
    void setNamesAreNotAlwaysPlurals() {
        assertThat(schema.tableBySet("accountleadscollection"))
                .map(Table::logicalName)
                .contains("accountleads");
        assertThat(schema.tableBySet("opportunities")).map(Table::logicalName).contains("opportunity");
        assertThat(schema.tableBySet("usersettingscollection"))
                .map(Table::logicalName)
                .contains("usersettings");
    }

    @Test
    void everyLookupHasARelationshipForEachTarget() {
        for (Table table : schema.tables()) {
            for (Column column : table.columns()) {
                if (column.type() == ColumnType.OWNER || !column.type().isReference()) {
                    continue;
                }
                assertThat(schema.lookupsOf(table.logicalName()).stream()
                                .filter(relation -> relation.referencingColumn().equals(column.logicalName()))
                                .map(OneToMany::referencedTable))
                        .as(table.logicalName() + "." + column.logicalName())
                        .containsExactlyInAnyOrderElementsOf(column.targets());
            }
        }
    }

    @Test
    void navigationPropertiesOfOneTableAreUnique() {
        for (Table table : schema.tables()) {
            Set<String> names = new HashSet<>();
            for (OneToMany relation : schema.lookupsOf(table.logicalName())) {
                assertThat(names.add(relation.lookupNavigation()))
                        .as(relation.schemaName())
                        .isTrue();
            }
            for (OneToMany relation : schema.referencing(table.logicalName())) {
                assertThat(names.add(relation.collectionNavigation()))
                        .as(relation.schemaName())
                        .isTrue();
            }
            schema.manyToManyOf(table.logicalName())
                    .forEach(relation -> assertThat(names.add(relation.navigation1()))
                            .as(relation.schemaName())
                            .isTrue());
        }
    }

    @Test
    void aCustomLookupIsNamedByItsSchemaNameAndAPolymorphicOneByItsTarget() {
        assertThat(schema.lookupsOf("new_project"))
                .filteredOn(relation -> relation.referencingColumn().equals("new_account"))
                .extracting(OneToMany::lookupNavigation)
                .containsExactly("new_Account");
        assertThat(schema.lookupsOf("contact"))
                .filteredOn(relation -> relation.referencingColumn().equals("parentcustomerid"))
                .extracting(OneToMany::lookupNavigation)
                .containsExactlyInAnyOrder("parentcustomerid_account", "parentcustomerid_contact");
    }

    @Test
    void theCustomTableHasTheKindsOfColumnsThatOthersLack() {
        Table project = schema.require("new_project");
        Set<ColumnType> types = EnumSet.noneOf(ColumnType.class);
        project.columns().forEach(column -> types.add(column.type()));
        assertThat(types)
                .contains(
                        ColumnType.MULTISELECT,
                        ColumnType.DECIMAL,
                        ColumnType.DOUBLE,
                        ColumnType.BIGINT,
                        ColumnType.FILE,
                        ColumnType.MEMO,
                        ColumnType.MONEY,
                        ColumnType.BOOLEAN,
                        ColumnType.UNIQUEIDENTIFIER);
        assertThat(project.require("new_factor").precision()).isEqualTo(10);
        assertThat(project.require("new_kickoff").dateBehavior()).isEqualTo(DateBehavior.TIME_ZONE_INDEPENDENT);
        assertThat(project.require("new_phase").globalOptionSet()).isTrue();
    }

    @Test
    void notEveryTableIsTracked() {
        assertThat(schema.tables())
                .filteredOn(table -> !table.changeTracking())
                .extracting(Table::logicalName)
                .contains("post", "listmember", "accountleads")
                .doesNotContain("account", "contact", "systemuserroles");
    }

    @Test
    void theServerComputesFullNameBaseAmountsAndOwners() {
        Store store = store();
        Row contact = store.insert(
                "contact",
                Map.of(
                        "firstname", "Ada",
                        "lastname", "Lovelace",
                        "fullname", "Someone Else",
                        "annualincome", new BigDecimal("108.45"),
                        "transactioncurrencyid", new Reference("transactioncurrency", OrganizationData.US_DOLLAR)));
        assertThat(contact.values())
                .containsEntry("fullname", "Ada Lovelace")
                .containsEntry("annualincome_base", new BigDecimal("100.0000000000"))
                .containsEntry("ownerid", new Reference("systemuser", OrganizationData.USER))
                .containsEntry("owninguser", new Reference("systemuser", OrganizationData.USER))
                .containsEntry("owningbusinessunit", new Reference("businessunit", OrganizationData.BUSINESS_UNIT))
                .doesNotContainKey("owningteam");
        Row assigned =
                store.update("contact", contact.id(), Map.of("ownerid", new Reference("team", OrganizationData.TEAM)));
        assertThat(assigned.values())
                .containsEntry("owningteam", new Reference("team", OrganizationData.TEAM))
                .doesNotContainKey("owninguser");
    }

    @Test
    void anAmountWithoutACurrencyGetsTheBaseCurrency() {
        Row account = store().insert("account", Map.of("name", "A", "revenue", 10));
        assertThat(account.get("transactioncurrencyid"))
                .isEqualTo(new Reference("transactioncurrency", OrganizationData.EURO));
        assertThat(account.get("revenue_base")).isEqualTo(new BigDecimal("10.0000000000"));
    }

    @Test
    void aNoteKnowsTheSizeOfItsDocument() {
        Row note = store().insert("annotation", Map.of("subject", "s", "documentbody", "SGVsbG8="));
        assertThat(note.values()).containsEntry("filesize", 5).containsEntry("isdocument", true);
    }

    @Test
    void anImageGetsAnIdAndATimeStamp() {
        Row account = store().insert("account", Map.of("name", "A", "entityimage", new byte[] {1, 2}));
        assertThat(account.values()).containsKeys("entityimageid", "entityimage_timestamp");
    }

    @Test
    void deletingAnAccountTakesItsContactsAndEmptiesLookupsToIt() {
        Store store = store();
        Row account = store.insert("account", Map.of("name", "A"));
        Row child = store.insert("account", Map.of("name", "B", "parentaccountid", account.reference()));
        Row contact = store.insert("contact", Map.of("lastname", "C", "parentcustomerid", account.reference()));
        store.delete("account", account.id());
        assertThat(store.get("contact", contact.id())).isEmpty();
        assertThat(store.get("account", child.id()).orElseThrow().get("parentaccountid"))
                .isNull();
        assertThat(store.tombstonesSince("contact", 0, Long.MAX_VALUE, 9)).hasSize(1);
    }

    @Test
    void everyTypeOfColumnIsUsedExceptCalendarRulesAndManagedProperties() {
        Set<ColumnType> used = EnumSet.noneOf(ColumnType.class);
        schema.tables().forEach(table -> table.columns().forEach(column -> used.add(column.type())));
        assertThat(EnumSet.complementOf(EnumSet.copyOf(used)))
                .isSubsetOf(List.of(ColumnType.CALENDAR_RULES, ColumnType.MANAGED_PROPERTY));
    }
}
