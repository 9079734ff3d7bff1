package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.dynamics.security.Rights;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SharingTest {

    private static final String COMMON = "common: read=organization; units: read=organization;";

    private static Org org;
    private static Rights rights;
    private static Person ann;
    private static Person bob;

    @BeforeAll
    static void start() {
        org = Org.start();
        rights = org.sandbox.rights();
        rights.role("Own accounts", COMMON + "account, task: all=user");
        rights.role("No share", COMMON + "account: all=user share=none");
        ann = Person.with(org, "ann@x.example", "Own accounts");
        bob = Person.with(org, "bob@x.example", "Own accounts");
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static String body(RecordId account, String mask, Reference principal) {
        String type = principal.table();
        return "{\"Target\":{\"accountid\":\"" + account.text()
                + "\",\"@odata.type\":\"Microsoft.Dynamics.CRM.account\"},\"PrincipalAccess\":{\"AccessMask\":\"" + mask
                + "\",\"Principal\":{\"" + type + "id\":\"" + principal.id().text()
                + "\",\"@odata.type\":\"Microsoft.Dynamics.CRM." + type + "\"}}}";
    }

    private static String revokee(RecordId account, Reference principal) {
        return "{\"Target\":{\"@odata.id\":\"accounts(" + account.text() + ")\"},\"Revokee\":{\"@odata.id\":\""
                + principal.table() + "s(" + principal.id().text() + ")\"}}";
    }

    private static Object access(Person asking, Reference principal, RecordId account) {
        return asking.get(principal.table() + "s(" + principal.id().text()
                        + ")/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@p1)?@p1={'@odata.id':'accounts("
                        + account.text() + ")'}")
                .json()
                .get("AccessRights");
    }

    private static Row share(RecordId account, Reference principal) {
        return org.sandbox.store().related("principalobjectaccess", "objectid", account).stream()
                .filter(row -> principal.id().equals(row.get("principalid")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSharedRowIsSeenAndChangedAsFarAsGranted() {
        RecordId account = ann.owns("account", Map.of("name", "shared"));
        String path = "accounts(" + account.text() + ")";
        assertThat(bob.get(path).errorCode()).isEqualTo("0x80048306");
        assertThat(ann.post("GrantAccess", body(account, "ReadAccess", bob.user()))
                        .status())
                .isEqualTo(204);
        assertThat(bob.get(path).status()).isEqualTo(200);
        assertThat(bob.get("accounts").column("accountid")).contains(account.text());
        assertThat(bob.patch(path, "{\"name\":\"changed\"}").errorCode()).isEqualTo("0x80048306");
        assertThat(ann.post("GrantAccess", body(account, "WriteAccess", bob.user()))
                        .status())
                .isEqualTo(204);
        assertThat(bob.patch(path, "{\"name\":\"changed\"}").status()).isEqualTo(204);
        assertThat(bob.delete(path).errorCode()).isEqualTo("0x80048306");
        assertThat(access(ann, bob.user(), account)).isEqualTo("ReadAccess, WriteAccess");
        // CreateAccess is about tables, but the service lists it for an owner.
        assertThat(access(ann, ann.user(), account))
                .isEqualTo(
                        "ReadAccess, WriteAccess, AppendAccess, AppendToAccess, CreateAccess, DeleteAccess, ShareAccess,"
                                + " AssignAccess");
        assertThat(ann.post("ModifyAccess", body(account, "ReadAccess", bob.user()))
                        .status())
                .isEqualTo(204);
        assertThat(bob.patch(path, "{\"name\":\"again\"}").errorCode()).isEqualTo("0x80048306");
        assertThat(ann.post("RevokeAccess", revokee(account, bob.user())).status())
                .isEqualTo(204);
        assertThat(bob.get(path).errorCode()).isEqualTo("0x80048306");
        assertThat(ann.post("RevokeAccess", revokee(account, bob.user())).status())
                .isEqualTo(204);
    }

    @Test
    void sharesAreRowsThatStayWithAnEmptyMaskWhenRevoked() {
        RecordId account = ann.owns("account", Map.of("name", "watched"));
        ann.post("GrantAccess", body(account, "ReadAccess, AppendToAccess", bob.user()));
        Row share = share(account, bob.user());
        assertThat(share.values())
                .containsEntry("accessrightsmask", 17)
                .containsEntry("objecttypecode", "account")
                .containsEntry("principaltypecode", "systemuser");
        Instant granted = (Instant) share.get("changedon");
        Map<String, Object> read = bob.get("principalobjectaccessset?$filter=objectid eq " + account.text())
                .value()
                .get(0);
        assertThat(read.get("accessrightsmask")).isEqualTo(17L);
        org.sandbox.store().clock().shift(Duration.ofMinutes(5));
        try {
            ann.post("RevokeAccess", revokee(account, bob.user()));
        } finally {
            org.sandbox.store().clock().shift(Duration.ofMinutes(-5));
        }
        Row revoked = share(account, bob.user());
        assertThat(revoked.get("accessrightsmask")).isEqualTo(0);
        assertThat((Instant) revoked.get("changedon")).isAfter(granted);
        assertThat(revoked.version()).isGreaterThan(share.version());
        assertThat(ann.get("RetrieveSharedPrincipalsAndAccess(Target=@t)?@t={'@odata.id':'accounts(" + account.text()
                                + ")'}")
                        .json()
                        .get("PrincipalAccesses"))
                .isEqualTo(List.of());
        // Others see neither the row nor its shares.
        Person cid = Person.with(org, "cid@x.example", "Own accounts");
        assertThat(cid.get("principalobjectaccessset?$filter=objectid eq " + account.text())
                        .value())
                .isEmpty();
    }

    @Test
    void teamsGetSharesForTheirMembers() {
        RecordId account = ann.owns("account", Map.of("name", "for the team"));
        Reference team = rights.team("sharers", rights.rootUnit());
        ann.post("GrantAccess", body(account, "ReadAccess", team));
        assertThat(bob.get("accounts(" + account.text() + ")").status()).isEqualTo(403);
        rights.join(team, bob.user());
        assertThat(bob.get("accounts(" + account.text() + ")").status()).isEqualTo(200);
        Map<?, ?> shared = ann.get("RetrieveSharedPrincipalsAndAccess(Target=@t)?@t={'accountid':'" + account.text()
                        + "','@odata.type':'Microsoft.Dynamics.CRM.account'}")
                .json();
        assertThat(shared.get("PrincipalAccesses"))
                .isEqualTo(List.of(Map.of(
                        "AccessMask",
                        "ReadAccess",
                        "Principal",
                        Map.of(
                                "@odata.type",
                                "#Microsoft.Dynamics.CRM.team",
                                "teamid",
                                team.id().text(),
                                "ownerid",
                                team.id().text()))));
        assertThat(access(ann, bob.user(), account)).isEqualTo("ReadAccess");
        rights.leave(team, bob.user());
        assertThat(bob.get("accounts(" + account.text() + ")").status()).isEqualTo(403);
    }

    @Test
    void onlyWhoMaySharesAndOnlyWhatHeHas() {
        Person miser = Person.with(org, "miser@x.example", "No share");
        RecordId his = miser.owns("account", Map.of("name", "kept"));
        assertThat(miser.post("GrantAccess", body(his, "ReadAccess", bob.user()))
                        .errorCode())
                .isEqualTo("0x80040220");
        RecordId hers = ann.owns("account", Map.of("name", "hers"));
        ann.post("GrantAccess", body(hers, "ReadAccess, ShareAccess", bob.user()));
        Person cid = Person.with(org, "dan@x.example", "Own accounts");
        assertThat(bob.post("GrantAccess", body(hers, "WriteAccess", cid.user()))
                        .errorCode())
                .isEqualTo("0x80048306");
        assertThat(bob.post("GrantAccess", body(hers, "ReadAccess", cid.user())).status())
                .isEqualTo(204);
        assertThat(cid.get("accounts(" + hers.text() + ")").status()).isEqualTo(200);
        assertThat(ann.post("GrantAccess", body(hers, "FlyAccess", bob.user())).status())
                .isEqualTo(400);
        assertThat(org.post(
                                "GrantAccess",
                                body(hers, "ReadAccess", bob.user())
                                        .replace("accountid", "productid")
                                        .replace("CRM.account", "CRM.product"))
                        .status())
                .isEqualTo(404);
        // A share is no privilege: without the table's privilege it is worth nothing.
        Person blind = Person.with(org, "blind@x.example", rolesOf("contact"));
        ann.post("GrantAccess", body(hers, "ReadAccess", blind.user()));
        assertThat(blind.get("accounts(" + hers.text() + ")").errorCode()).isEqualTo("0x80040220");
    }

    private static String rolesOf(String table) {
        rights.role("only " + table, COMMON + table + ": all=user");
        return "only " + table;
    }

    @Test
    void privilegesAreListedAndRolesChangedByOperations() {
        Reference role = rights.role("edited", COMMON + "account: read=unit");
        Person eve = Person.with(org, "eve@x.example", "edited");
        String held = "systemusers(" + eve.id() + ")/Microsoft.Dynamics.CRM.";
        List<?> one = (List<?>) org.get(held + "RetrieveUserPrivilegeByPrivilegeName(PrivilegeName='prvReadAccount')")
                .json()
                .get("RolePrivileges");
        Map<?, ?> privilege = (Map<?, ?>) one.get(0);
        assertThat(privilege.get("Depth")).isEqualTo("Local");
        String id = privilege.get("PrivilegeId").toString();
        assertThat(org.get("privileges(" + id + ")?$select=name").json().get("name"))
                .isEqualTo("prvReadAccount");
        assertThat(org.get("EntityDefinitions(LogicalName='account')?$select=Privileges")
                        .text())
                .contains(id);
        String change = "roles(" + role.id().text() + ")/Microsoft.Dynamics.CRM.";
        assertThat(org.post(
                                change + "AddPrivilegesRole",
                                "{\"Privileges\":[{\"PrivilegeId\":\"" + id + "\",\"Depth\":\"Global\"}]}")
                        .status())
                .isEqualTo(204);
        assertThat(org.get(held + "RetrieveUserPrivilegeByPrivilegeId(PrivilegeId=" + id + ")")
                        .text())
                .contains("\"Depth\":\"Global\"");
        assertThat(eve.get("accounts", "Prefer", "odata.track-changes").status())
                .isEqualTo(200);
        assertThat(org.post(change + "RemovePrivilegeRole", "{\"PrivilegeId\":\"" + id + "\"}")
                        .status())
                .isEqualTo(204);
        assertThat(eve.get("accounts").errorCode()).isEqualTo("0x80040220");
        assertThat(org.post(
                                change + "ReplacePrivilegesRole",
                                "{\"Privileges\":[{\"PrivilegeId\":\"" + id + "\",\"Depth\":\"Basic\"}]}")
                        .status())
                .isEqualTo(204);
        assertThat(((List<?>)
                        org.get("RetrieveRolePrivilegesRole(RoleId=" + role.id().text() + ")")
                                .json()
                                .get("RolePrivileges")))
                .hasSize(1);
        assertThat((List<?>) org.get(held + "RetrieveUserPrivileges").json().get("RolePrivileges"))
                .hasSize(1);
        assertThat(eve.get("accounts").status()).isEqualTo(200);
        assertThat(eve.post(change + "RemovePrivilegeRole", "{\"PrivilegeId\":\"" + id + "\"}")
                        .status())
                .isEqualTo(403);
        Reference team = rights.team("privileged", rights.rootUnit(), "edited");
        assertThat((List<?>) org.get("teams(" + team.id().text() + ")/Microsoft.Dynamics.CRM.RetrieveTeamPrivileges")
                        .json()
                        .get("RolePrivileges"))
                .hasSize(1);
        assertThat(((List<?>) org.get(
                                "systemusers(00000000-0000-0000-0000-000000000002)/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()")
                        .json()
                        .get("RolePrivileges")))
                .hasSize(org.sandbox.store().count("privilege"));
    }
}
