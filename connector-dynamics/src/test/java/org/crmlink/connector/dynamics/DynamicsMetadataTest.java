package org.crmlink.connector.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.schema.ColumnBuilder;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.AlternateKey;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Relationship;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DynamicsMetadataTest {

    @TempDir
    Path directory;

    private SandboxConnection crm;

    @BeforeEach
    void connect() {
        crm = SandboxConnection.open(directory, options -> options.records(0), Map.of());
    }

    @AfterEach
    void disconnect() {
        crm.close();
    }

    private static Field field(EntityType type, String name) {
        return type.field(name).orElseThrow(() -> new AssertionError("no field " + name + " in " + type.fields()));
    }

    @Test
    void everyKindOfColumnHasItsFieldType() {
        EntityType project = crm.describe("new_project");
        assertThat(field(project, "new_name").type()).isEqualTo(FieldType.TEXT);
        assertThat(field(project, "new_name").maxLength()).hasValue(100);
        assertThat(field(project, "new_notes").type()).isEqualTo(FieldType.TEXT);
        assertThat(field(project, "new_effort").type()).isEqualTo(FieldType.INTEGER);
        assertThat(field(project, "new_effort").max()).contains(100_000L);
        assertThat(field(project, "new_counter").type()).isEqualTo(FieldType.INTEGER);
        assertThat(field(project, "new_factor").type()).isEqualTo(FieldType.DECIMAL);
        assertThat(field(project, "new_factor").scale()).hasValue(10);
        assertThat(field(project, "new_weight").type()).isEqualTo(FieldType.DOUBLE);
        assertThat(field(project, "new_budget").type()).isEqualTo(FieldType.MONEY);
        assertThat(field(project, "new_budget").scale()).isPresent();
        assertThat(field(project, "new_budget_base").scale())
                .as("an exchange rate leaves more digits than any precision says")
                .isEmpty();
        assertThat(field(project, "new_ispublic").type()).isEqualTo(FieldType.BOOLEAN);
        assertThat(field(project, "new_deadline").type()).isEqualTo(FieldType.INSTANT);
        assertThat(field(project, "new_deadline").min()).contains(Instant.parse("1753-01-01T00:00:00Z"));
        assertThat(field(project, "new_startdate").type()).isEqualTo(FieldType.DATE);
        assertThat(field(project, "new_kickoff").type()).isEqualTo(FieldType.LOCAL_DATE_TIME);
        assertThat(field(project, "new_phase").type()).isEqualTo(FieldType.CHOICE);
        assertThat(field(project, "new_phase").options())
                .extracting(option -> option.value() + " " + option.label())
                .contains("896320002 Doing");
        assertThat(field(project, "new_tags").type()).isEqualTo(FieldType.MULTI_CHOICE);
        assertThat(field(project, "new_tags").options()).hasSize(4);
        assertThat(field(project, "new_document").type()).isEqualTo(FieldType.BINARY);
        assertThat(field(project, "new_document").updatable()).isFalse();
        assertThat(field(project, "new_externalid").type()).isEqualTo(FieldType.ID);
        assertThat(field(project, "new_account").type()).isEqualTo(FieldType.LOOKUP);
        assertThat(field(project, "new_account").targets()).containsExactly("account");
        assertThat(field(project, "ownerid").targets()).containsExactlyInAnyOrder("systemuser", "team");
        assertThat(project.alternateKeys()).extracting(AlternateKey::fields).containsExactly(List.of("new_code"));
        assertThat(project.nameField()).contains("new_name");
        assertThat(project.versionField()).contains("versionnumber");
    }

    @Test
    void OBS_2_anErrorTellsTheEntityThatWasReadThoughItsDescriptionFailed() {
        crm.sandbox.faults().on("GET", "EntityDefinitions").always().answer(500, Map.of(), "");
        assertThatThrownBy(() -> crm.facet(ChangeReader.class).ids("contact", Filter.all()))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        error -> assertThat(error.entity()).contains("contact"));
        crm.sandbox.faults().clear();
        ChangeReader reader = crm.facet(ChangeReader.class);
        assertThatThrownBy(() -> reader.fetch("contact", List.of(), List.of("nosuchfield")))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        error -> assertThat(error.operation()).contains("fetch"));
        assertThatThrownBy(() -> reader.ids("contact", Filter.compare("nosuchfield", Filter.Operator.EQ, "x")))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        error -> assertThat(error.operation()).contains("ids"));
    }

    @Test
    void META_3_flagsSayWhatTheServerEnforces() {
        EntityType contact = crm.describe("contact");
        Field key = field(contact, "contactid");
        assertThat(key.creatable()).isTrue();
        assertThat(key.updatable()).isFalse();
        assertThat(key.nullable()).isFalse();
        Field fullname = field(contact, "fullname");
        assertThat(fullname.readable()).isTrue();
        assertThat(fullname.creatable()).isFalse();
        assertThat(fullname.updatable()).isFalse();
        assertThat(fullname.computed()).isTrue();
        assertThat(field(contact, "parentcustomerid").targets()).containsExactlyInAnyOrder("account", "contact");
        // Companions that the server derives are no fields.
        assertThat(contact.field("parentcustomeridname")).isEmpty();
    }

    @Test
    void fieldsThatShareAListOfOptionsNameIt() {
        assertThat(field(crm.describe("new_project"), "new_phase").optionSet()).contains("new_projectphase");
        assertThat(field(crm.describe("new_project"), "new_tags").optionSet()).contains("new_projecttag");
        Field shared = field(crm.describe("new_milestone"), "new_phase");
        assertThat(shared.optionSet()).contains("new_projectphase");
        assertThat(shared.options())
                .isEqualTo(field(crm.describe("new_project"), "new_phase").options());
        assertThat(field(crm.describe("account"), "industrycode").optionSet()).isEmpty();
        assertThat(field(crm.describe("account"), "statuscode").optionSet()).isEmpty();
    }

    @Test
    void aStatusTellsTheStateItBelongsTo() {
        Field status = field(crm.describe("account"), "statuscode");
        assertThat(status.options())
                .filteredOn(option -> option.value().equals("2"))
                .singleElement()
                .satisfies(option -> assertThat(option.dependsOn()).contains("1"));
    }

    @Test
    void capabilitiesAreTheEntitysOwn() {
        EntityType account = crm.describe("account");
        EntityCapabilities capabilities = account.capabilities();
        assertThat(capabilities.changePaths())
                .extracting(ChangePath::tracking)
                .containsExactly(ChangePath.Tracking.TOKEN, ChangePath.Tracking.WATERMARK);
        assertThat(capabilities.versionCheck(EntityCapabilities.Operation.UPDATE))
                .isEqualTo(EntityCapabilities.VersionCheck.ATOMIC);
        assertThat(capabilities.idAssignment()).isEqualTo(EntityCapabilities.IdAssignment.CLIENT);
        EntityType post = crm.describe("post");
        assertThat(post.capabilities().changePaths())
                .extracting(ChangePath::tracking)
                .containsExactly(ChangePath.Tracking.WATERMARK);
        assertThat(post.capabilities().versionCheck(EntityCapabilities.Operation.UPDATE))
                .isEqualTo(EntityCapabilities.VersionCheck.NONE);
    }

    @Test
    void anIntersectEntityConnectsItsTwoEnds() {
        EntityType pairs = crm.describe("accountleads");
        assertThat(pairs.intersect()).isTrue();
        assertThat(pairs.capabilities().operations())
                .containsExactlyInAnyOrder(EntityCapabilities.Operation.LINK, EntityCapabilities.Operation.UNLINK);
        Relationship.ManyToMany many = pairs.relationships().stream()
                .filter(Relationship.ManyToMany.class::isInstance)
                .map(Relationship.ManyToMany.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(many.intersectEntity()).isEqualTo("accountleads");
        assertThat(field(pairs, many.firstField()).type()).isEqualTo(FieldType.LOOKUP);
        assertThat(field(pairs, many.firstField()).targets()).containsExactly(many.firstEntity());
        assertThat(field(pairs, many.secondField()).targets()).containsExactly(many.secondEntity());
    }

    @Test
    void pairsOfSeveralRelationshipsInOneTableAreReadOnly() {
        EntityType members = crm.describe("listmember");
        assertThat(members.capabilities().operations()).isEmpty();
        assertThat(field(members, "listid").targets()).containsExactly("list");
        assertThat(field(members, "listid").creatable()).isFalse();
        // An account, a contact or a lead: the table does not tell which.
        assertThat(field(members, "entityid").type()).isEqualTo(FieldType.ID);
        assertThat(field(members, "entityid").creatable()).isFalse();
    }

    @Test
    void relationshipsOfBothEndsAreTold() {
        EntityType account = crm.describe("account");
        assertThat(account.relationships())
                .contains(new Relationship.ManyToOne(
                        "account_primary_contact",
                        "account",
                        "primarycontactid",
                        "contact",
                        Relationship.OnDelete.CLEAR))
                .anySatisfy(relation -> assertThat(relation)
                        .isInstanceOfSatisfying(
                                Relationship.ManyToOne.class,
                                one -> assertThat(one.target()).isEqualTo("account")));
    }

    @Test
    void META_1_describingTwiceIsEqualAndManyCostFewRequests() {
        EntityMetadata metadata = crm.facet(EntityMetadata.class);
        Set<String> names = new LinkedHashSet<>(List.of("contact", "account", "lead", "new_project", "task"));
        List<EntityType> first = metadata.describe(names);
        int requests = crm.context.events.size();
        // Login, version, time stamp, catalogue, definitions, one batch of casts; and once a session the caller, own
        // privileges, those of teams.
        assertThat(requests).isLessThanOrEqualTo(9);
        assertThat(metadata.describe(names)).isEqualTo(first);
        assertThat(crm.context.events).hasSize(requests + 1);
        assertThat(first).extracting(EntityType::name).containsExactlyElementsOf(names);
    }

    @Test
    void META_3_allUnknownEntitiesAreNamedAtOnce() {
        EntityMetadata metadata = crm.facet(EntityMetadata.class);
        assertThatThrownBy(() -> metadata.describe(Set.of("account", "acount", "contacts")))
                .isInstanceOfSatisfying(ConnectorException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.NOT_FOUND);
                    assertThat(e.getMessage()).contains("'acount'").contains("'contacts' (did you mean 'contact'?)");
                });
    }

    @Test
    void META_5_aCustomizationShowsInTheNextVersionAndDescription() {
        EntityMetadata metadata = crm.facet(EntityMetadata.class);
        String before = metadata.schemaVersion();
        assertThat(metadata.schemaVersion()).isEqualTo(before);
        assertThat(crm.describe("account").field("new_colour")).isEmpty();
        var schema = crm.sandbox.store().schema();
        var account = schema.require("account").toBuilder()
                .columns(ColumnBuilder.string("new_Colour", "Colour", 50))
                .build();
        crm.sandbox.store().alter(schema.toBuilder().table(account).build());
        assertThat(metadata.schemaVersion()).isNotEqualTo(before);
        assertThat(crm.describe("account").field("new_colour")).isPresent();
    }

    @Test
    void entitiesAreListedInAStableOrder() {
        EntityMetadata metadata = crm.facet(EntityMetadata.class);
        assertThat(metadata.entities()).isEqualTo(metadata.entities());
        assertThat(metadata.entities())
                .extracting(summary -> summary.name())
                .contains("account", "contact", "new_project")
                .isSorted();
    }
}
