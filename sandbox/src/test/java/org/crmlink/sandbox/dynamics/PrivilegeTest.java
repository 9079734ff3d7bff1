package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.dynamics.security.Rights;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PrivilegeTest {

    private static final String COMMON = "common: read=organization append=organization appendto=organization;"
            + "units: read=organization appendto=organization;";

    private static Org org;
    private static Rights rights;
    private static Reference west;
    private static Reference north;

    @BeforeAll
    static void start() {
        org = Org.start();
        rights = org.sandbox.rights();
        west = rights.businessUnit("West", null);
        north = rights.businessUnit("North of West", west);
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static Person person(String name, Reference unit, String role, String text) {
        rights.role(role, COMMON + text);
        return Person.in(org, name, rights.user(name, unit, role));
    }

    private static void refused(Org.Reply reply, String code) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(403);
        assertThat(reply.errorCode()).as(reply.text()).isEqualTo(code);
    }

    @Test
    void aMissingPrivilegeIsNamedInTheServicesWords() {
        Person ann = person("ann@x.example", west, "contacts only", "contact: all=organization");
        Org.Reply reply = ann.get("accounts?$select=name");
        refused(reply, "0x80040220");
        assertThat(reply.errorMessage())
                .matches("Principal user \\(Id=" + ann.id()
                        + ", type=8, roleCount=1, privilegeCount=\\d+, accessMode=0, "
                        + "MetadataCachePrivilegesCount=\\d+, businessUnitId="
                        + west.id().text()
                        + "\\), is missing prvReadAccount privilege \\(Id=[0-9a-f-]{36}\\) on OTC=1 for entity 'account' "
                        + "\\(LocalizedName='Account'\\)\\. context\\.Caller=" + ann.id() + "\\..*");
        refused(ann.post("accounts", "{\"name\":\"x\"}"), "0x80040220");
        refused(ann.get("accounts/$count"), "0x80040220");
        refused(ann.get("contacts?$expand=parentcustomerid_account($select=name)"), "0x80040220");
        refused(ann.get("contacts?$filter=parentcustomerid_account/name eq 'x'"), "0x80040220");
        refused(
                ann.get("contacts?$filter=contact_customer_contacts/any() and account_primary_contact/any()"),
                "0x80040220");
        assertThat(ann.get("contacts").status()).isEqualTo(200);
        assertThat(ann.get("EntityDefinitions(LogicalName='account')").status()).isEqualTo(200);
    }

    @Test
    void theDepthOfReadDecidesWhichRowsAreSeen() {
        Person user = person("d1@x.example", west, "reads own", "lead: all=user");
        Person unit = person("d2@x.example", west, "reads unit", "lead: all=unit");
        Person deep = person("d3@x.example", west, "reads deep", "lead: all=deep");
        Person all = person("d4@x.example", north, "reads all", "lead: all=user read=organization");
        Person outside = person("d5@x.example", rights.rootUnit(), "reads own", "lead: all=user");
        user.owns("lead", Map.of("subject", "A", "lastname", "user"));
        unit.owns("lead", Map.of("subject", "B", "lastname", "unit"));
        all.owns("lead", Map.of("subject", "C", "lastname", "north"));
        RecordId root = outside.owns("lead", Map.of("subject", "D", "lastname", "root"));
        String list = "leads?$select=lastname&$orderby=lastname&$count=true";
        assertThat(user.get(list).column("lastname")).isEqualTo(List.of("user"));
        assertThat(unit.get(list).column("lastname")).isEqualTo(List.of("unit", "user"));
        assertThat(deep.get(list).column("lastname")).isEqualTo(List.of("north", "unit", "user"));
        assertThat(all.get(list).column("lastname")).isEqualTo(List.of("north", "root", "unit", "user"));
        assertThat(deep.get(list).json().get("@odata.count")).isEqualTo(3L);
        assertThat(deep.get("leads/$count").text()).isEqualTo("3");
        Org.Reply denied = deep.get("leads(" + root.text() + ")");
        refused(denied, "0x80048306");
        assertThat(denied.errorMessage())
                .startsWith("SecLib::AccessCheckEx failed. Returned hr = -2147187962, ObjectID: " + root.text()
                        + ", OwnerId: " + outside.id() + ", OwnerIdType: 8 and CallingUser: " + deep.id()
                        + ". ObjectTypeCode: 4, objectBusinessUnitId: "
                        + rights.rootUnit().id().text() + ", AccessRights: ReadAccess");
        refused(deep.get("leads(" + root.text() + ")/subject"), "0x80048306");
        assertThat(deep.get("leads(00000000-0000-0000-0000-0000000abcde)").status())
                .isEqualTo(404);
        // Whoever sees all rows need not be able to change them.
        refused(all.patch("leads(" + root.text() + ")", "{\"subject\":\"mine\"}"), "0x80048306");
        refused(all.delete("leads(" + root.text() + ")"), "0x80048306");
        refused(all.send("PUT", "leads(" + root.text() + ")/subject", "{\"value\":\"mine\"}"), "0x80048306");
        assertThat(org.row("lead", root).get("subject")).isEqualTo("D");
    }

    @Test
    void changeTrackingNeedsReadOfTheWholeOrganization() {
        Person unit = person("t1@x.example", west, "tracks unit", "contact: all=unit");
        Person all = person("t2@x.example", west, "tracks all", "contact: read=organization");
        Org.Reply reply = unit.get("contacts?$select=fullname", "Prefer", "odata.track-changes");
        refused(reply, "0x80040220");
        assertThat(reply.errorMessage()).contains("is missing prvReadContact privilege");
        String delta = all.get("contacts?$select=fullname", "Prefer", "odata.track-changes")
                .link("@odata.deltaLink");
        assertThat(all.get(delta).status()).isEqualTo(200);
        refused(unit.get(delta), "0x80040220");
        rights.denyOrganizationRead("contact");
        try {
            refused(all.get(delta), "0x80040220");
            Org.Reply admin = org.get("contacts?$select=fullname", "Prefer", "odata.track-changes");
            refused(admin, "0x80040220");
            assertThat(org.get("accounts", "Prefer", "odata.track-changes").status())
                    .isEqualTo(200);
        } finally {
            rights.unlimit();
        }
        assertThat(all.get(delta).status()).isEqualTo(200);
        assertThat(org.get("contacts", "Prefer", "odata.track-changes").status())
                .isEqualTo(200);
    }

    @Test
    void whoHasNoRoleOrNoRowIsNotLetIn() {
        Person nobody = Person.in(org, "n1@x.example", rights.user("n1@x.example"));
        refused(nobody.get("WhoAmI"), "0x80042f09");
        refused(nobody.get("accounts"), "0x80042f09");
        Person stranger = Person.in(org, "n2@x.example", nobody.user());
        refused(stranger.get("WhoAmI"), "0x80072560");
        Person gone = person("n3@x.example", west, "any", "account: read=user");
        assertThat(gone.get("WhoAmI").json().get("BusinessUnitId"))
                .isEqualTo(west.id().text());
        org.sandbox.store().update("systemuser", gone.user().id(), Map.of("isdisabled", true));
        refused(gone.get("WhoAmI"), "0x80040225");
    }

    @Test
    void anApplicationIsTheUserWithItsClientId() {
        String client = "11111111-2222-3333-4444-555555555555";
        org.sandbox.identity().addClient(client, "s3cret");
        String form = "grant_type=client_credentials&client_id=" + client + "&client_secret=s3cret";
        Person before = new Person(org, rights.rootUnit(), Person.token(org, form));
        refused(before.get("WhoAmI"), "0x80072560");
        rights.role("app", COMMON + "account: read=organization");
        Reference user = rights.application(client, "app");
        assertThat(before.get("WhoAmI").json().get("UserId"))
                .isEqualTo(user.id().text());
        assertThat(before.get("accounts?$top=1").status()).isEqualTo(200);
        refused(before.get("contacts?$top=1"), "0x80040220");
    }

    @Test
    void lookupsNeedAppendHereAndAppendToThere() {
        Person ann = person(
                "a1@x.example",
                west,
                "appends nothing",
                "account, contact: all=organization append=none appendto=none");
        RecordId account = ann.owns("account", Map.of("name", "target"));
        RecordId contact = ann.owns("contact", Map.of("lastname", "c"));
        String body =
                "{\"lastname\":\"n\",\"parentcustomerid_account@odata.bind\":\"/accounts(" + account.text() + ")\"}";
        Org.Reply create = ann.post("contacts", body);
        refused(create, "0x80040220");
        assertThat(create.errorMessage()).contains("prvAppendContact");
        rights.role("appends nothing", COMMON + "account, contact: all=organization appendto=none");
        Org.Reply update = ann.patch("contacts(" + contact.text() + ")", body);
        refused(update, "0x80040220");
        assertThat(update.errorMessage()).contains("prvAppendToAccount");
        refused(
                ann.send(
                        "PUT",
                        "contacts(" + contact.text() + ")/parentcustomerid_account/$ref",
                        "{\"@odata.id\":\"accounts(" + account.text() + ")\"}"),
                "0x80040220");
        rights.role("appends nothing", COMMON + "account, contact: all=organization");
        assertThat(ann.patch("contacts(" + contact.text() + ")", body).status()).isEqualTo(204);
        assertThat(org.row("contact", contact).get("parentcustomerid")).isEqualTo(new Reference("account", account));
        assertThat(ann.post("contacts", body).status()).isEqualTo(204);
    }

    @Test
    void pairsNeedAppendOnBothSides() {
        Person ann =
                person("p1@x.example", west, "pairs", "account: all=organization; lead: all=organization append=user");
        RecordId account = ann.owns("account", Map.of("name", "pair"));
        RecordId mine = ann.owns("lead", Map.of("subject", "mine", "lastname", "m"));
        RecordId other = org.insert("lead", Map.of("subject", "other", "lastname", "o"));
        String path = "accounts(" + account.text() + ")/accountleads_association/$ref";
        refused(ann.post(path, "{\"@odata.id\":\"leads(" + other.text() + ")\"}"), "0x80048306");
        assertThat(ann.post(path, "{\"@odata.id\":\"leads(" + mine.text() + ")\"}")
                        .status())
                .isEqualTo(204);
        org.post(path, "{\"@odata.id\":\"leads(" + other.text() + ")\"}");
        refused(
                ann.delete("accounts(" + account.text() + ")/accountleads_association(" + other.text() + ")/$ref"),
                "0x80048306");
        assertThat(ann.get("accounts(" + account.text() + ")/accountleads_association")
                        .value())
                .hasSize(2);
    }

    @Test
    void ownersChangeWithTheAssignPrivilegeAndMustBeAbleToRead() {
        Person ann = person("o1@x.example", west, "assigns", "account: all=unit read=organization");
        Person bob = person("o2@x.example", north, "sees no account", "contact: all=organization");
        Person cid = person("o3@x.example", west, "keeps", "account: all=unit assign=none");
        RecordId row = ann.owns("account", Map.of("name", "handed over"));
        String to = "{\"ownerid@odata.bind\":\"/systemusers(%s)\"}";
        Org.Reply unfit = ann.patch("accounts(" + row.text() + ")", to.formatted(bob.id()));
        refused(unfit, "0x80040299");
        assertThat(unfit.errorMessage())
                .startsWith("Read Privilege Check For Owner failed with exception: Principal user (Id=" + bob.id())
                .contains("is missing prvReadAccount privilege")
                .contains("context.Caller=" + ann.id());
        refused(cid.patch("accounts(" + row.text() + ")", to.formatted(cid.id())), "0x80040220");
        assertThat(ann.patch("accounts(" + row.text() + ")", to.formatted(cid.id()))
                        .status())
                .isEqualTo(204);
        assertThat(org.get(
                                "accounts(" + row.text()
                                        + ")?$select=_ownerid_value,_owninguser_value,_owningteam_value,_owningbusinessunit_value")
                        .json()
                        .get("_owninguser_value"))
                .isEqualTo(cid.id());
        Reference team = rights.team("north team", north);
        refused(
                ann.patch(
                        "accounts(" + row.text() + ")",
                        "{\"ownerid@odata.bind\":\"/teams(" + team.id().text() + ")\"}"),
                "0x80040299");
    }

    @Test
    void aRoleChangesForAllWhoHaveItAtTheNextRequest() {
        Person ann = person("r1@x.example", west, "changing", "contact: read=user");
        refused(ann.get("accounts"), "0x80040220");
        rights.role("changing", COMMON + "account: read=unit");
        assertThat(ann.get("accounts").status()).isEqualTo(200);
        refused(ann.get("contacts"), "0x80040220");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rights.role("changing", "acount: read=unit"))
                .withMessageContaining("acount");
        assertThatIllegalArgumentException().isThrownBy(() -> rights.role("changing", "account: fly=unit"));
        assertThatIllegalArgumentException().isThrownBy(() -> rights.role("changing", "account: read=deeper"));
        assertThatIllegalArgumentException().isThrownBy(() -> rights.role("changing", "prvFly"));
    }

    @Test
    void rolesAndTeamsAreGivenByAssociation() {
        Reference role = rights.role("leads of the unit", COMMON + "lead: read=unit");
        Person ann = person("g1@x.example", north, "nothing but contacts", "contact: read=user");
        RecordId lead = org.insert("lead", Map.of("subject", "x", "lastname", "given", "ownerid", ann.user()));
        refused(ann.get("leads"), "0x80040220");
        String roles = "systemusers(" + ann.id() + ")/systemuserroles_association";
        String body = "{\"@odata.id\":\"" + org.root() + "roles(" + role.id().text() + ")\"}";
        assertThat(org.post(roles + "/$ref", body).status()).isEqualTo(204);
        assertThat(ann.get("leads?$filter=lastname eq 'given'").column("leadid"))
                .isEqualTo(List.of(lead.text()));
        assertThat(org.delete(roles + "(" + role.id().text() + ")/$ref").status())
                .isEqualTo(204);
        refused(ann.get("leads"), "0x80040220");
        // The role of a team counts from the team's unit.
        Reference team = rights.team("westerners", west);
        assertThat(org.post("teams(" + team.id().text() + ")/teamroles_association/$ref", body)
                        .status())
                .isEqualTo(204);
        refused(ann.get("leads"), "0x80040220");
        assertThat(org.post(
                                "teams(" + team.id().text() + ")/teammembership_association/$ref",
                                "{\"@odata.id\":\"systemusers(" + ann.id() + ")\"}")
                        .status())
                .isEqualTo(204);
        // What the role gives below the unit is what the user owns.
        assertThat(ann.get("leads?$filter=lastname eq 'given'").column("leadid"))
                .isEqualTo(List.of(lead.text()));
        RecordId ofWest = org.insert("lead", Map.of("subject", "x", "lastname", "given", "ownerid", team));
        assertThat(ann.get("leads?$filter=lastname eq 'given'").column("leadid"))
                .containsExactlyInAnyOrder(lead.text(), ofWest.text());
    }

    @Test
    void nobodyGivesAwayRolesThatGoBeyondTheOwn() {
        Person ann = person(
                "e1@x.example", west, "personnel", "prvAssignRole; account: all=organization; role: all=organization");
        Reference more = rights.role("beyond", COMMON + "contact: read=user");
        Reference less = rights.role("within", "account: read=unit");
        String roles = "systemusers(" + ann.id() + ")/systemuserroles_association/$ref";
        refused(ann.post(roles, "{\"@odata.id\":\"roles(" + more.id().text() + ")\"}"), "0x80040220");
        refused(ann.post(roles, "{\"@odata.id\":\"roles(00000000-0000-0000-0000-000000000200)\"}"), "0x80040220");
        assertThat(ann.post(roles, "{\"@odata.id\":\"roles(" + less.id().text() + ")\"}")
                        .status())
                .isEqualTo(204);
        Person bob = person("e2@x.example", west, "no personnel", "role: all=organization");
        refused(
                bob.post(
                        "systemusers(" + bob.id() + ")/systemuserroles_association/$ref",
                        "{\"@odata.id\":\"roles(" + less.id().text() + ")\"}"),
                "0x80040220");
    }

    @Test
    void relatedRowsAreSeenAsFarAsTheirTableAllows() {
        Person ann = person("x1@x.example", west, "own contacts", "account: read=organization; contact: read=user");
        RecordId account = org.insert("account", Map.of("name", "expanded"));
        Reference parent = new Reference("account", account);
        RecordId mine = ann.owns("contact", Map.of("lastname", "Mine", "parentcustomerid", parent));
        RecordId other = org.insert("contact", Map.of("lastname", "Other", "parentcustomerid", parent));
        org.sandbox.store().update("account", account, Map.of("primarycontactid", new Reference("contact", other)));
        Map<?, ?> row = ann.get("accounts(" + account.text()
                        + ")?$expand=primarycontactid($select=fullname),contact_customer_accounts($select=lastname)")
                .json();
        assertThat(row.get("primarycontactid")).isNull();
        assertThat(row.get("_primarycontactid_value")).isEqualTo(other.text());
        assertThat(((List<?>) row.get("contact_customer_accounts")).toString())
                .contains("Mine")
                .doesNotContain("Other");
        assertThat(ann.get("accounts?$filter=accountid eq " + account.text()
                                + " and primarycontactid/lastname eq 'Other'")
                        .value())
                .isEmpty();
        assertThat(ann.get("accounts?$filter=accountid eq " + account.text()
                                + " and contact_customer_accounts/any(c:c/lastname eq 'Other')")
                        .value())
                .isEmpty();
        String members = "accounts(" + account.text() + ")/contact_customer_accounts";
        assertThat(ann.get(members).column("contactid")).isEqualTo(List.of(mine.text()));
        assertThat(ann.get(members + "/$count").text()).isEqualTo("1");
        assertThat(ann.get(members + "/$ref").value()).hasSize(1);
        refused(ann.get("accounts(" + account.text() + ")/primarycontactid"), "0x80048306");
        assertThat(ann.get(members + "(" + other.text() + ")").status()).isEqualTo(404);
    }
}
