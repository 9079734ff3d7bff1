package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.dynamics.security.Rights;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ImpersonationTest {

    private static final String COMMON = "common: read=organization; units: read=organization;";
    private static final String ADMIN = "00000000-0000-0000-0000-000000000002";

    private static Org org;
    private static Rights rights;

    @BeforeAll
    static void start() {
        org = Org.start();
        rights = org.sandbox.rights();
        rights.role("Integration", COMMON + "prvActOnBehalfOfAnotherUser; account: all=organization write=user");
        rights.role("Plain", COMMON + "account: all=user; contact: all=organization");
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    @Test
    void whoMayNotActForOthersIsRefused() {
        Person plain = Person.with(org, "plain@x.example", "Plain");
        Org.Reply reply = plain.get("WhoAmI", "MSCRMCallerID", ADMIN);
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.errorCode()).isEqualTo("0x8004a110");
        assertThat(reply.errorMessage()).isEqualTo("User does not have the privilege to act on behalf another user.");
        assertThat(plain.get("WhoAmI", "CallerObjectId", ADMIN).errorCode()).isEqualTo("0x8004a110");
    }

    @Test
    void bothMustHaveThePrivilegeAndTheShallowerDepthCounts() {
        Person robot = Person.with(org, "robot@x.example", "Integration");
        Person plain = Person.with(org, "served@x.example", "Plain");
        RecordId mine = plain.owns("account", Map.of("name", "served"));
        RecordId other = org.insert("account", Map.of("name", "not served"));
        String[] as = {"MSCRMCallerID", plain.id()};
        assertThat(robot.get("accounts?$filter=contains(name,'served')", as).column("accountid"))
                .isEqualTo(List.of(mine.text()));
        assertThat(robot.get("accounts?$filter=contains(name,'served')").value())
                .hasSize(2);
        assertThat(robot.get("accounts(" + other.text() + ")", as).errorCode()).isEqualTo("0x80048306");
        // The user may read contacts, the caller not.
        assertThat(robot.get("contacts", as).errorCode()).isEqualTo("0x80040220");
        // The administrator may do all, the caller only what he may.
        assertThat(robot.get("contacts", "MSCRMCallerID", ADMIN).errorCode()).isEqualTo("0x80040220");
        assertThat(robot.get("accounts", "MSCRMCallerID", ADMIN).status()).isEqualTo(200);
        assertThat(robot.patch("accounts(" + mine.text() + ")", "{\"name\":\"x\"}", "MSCRMCallerID", ADMIN)
                        .errorCode())
                .isEqualTo("0x80048306");
        assertThat(robot.patch("accounts(" + mine.text() + ")", "{\"name\":\"served well\"}", as)
                        .status())
                .isEqualTo(204);
    }

    @Test
    void rowsKeepWhoReallyWrote() {
        Person robot = Person.with(org, "writer@x.example", "Integration");
        Person plain = Person.with(org, "named@x.example", "Plain");
        RecordId id = Org.created(robot.post("accounts", "{\"name\":\"delegated\"}", "MSCRMCallerID", plain.id()));
        Row row = org.row("account", id);
        assertThat(row.get("createdby")).isEqualTo(plain.user());
        assertThat(row.get("modifiedby")).isEqualTo(plain.user());
        assertThat(row.get("ownerid")).isEqualTo(plain.user());
        assertThat(row.get("createdonbehalfby")).isEqualTo(robot.user());
        assertThat(row.get("modifiedonbehalfby")).isEqualTo(robot.user());
        assertThat(org.get("accounts(" + id.text() + ")?$select=_createdonbehalfby_value")
                        .json()
                        .get("_createdonbehalfby_value"))
                .isEqualTo(robot.id());
        assertThat(plain.patch("accounts(" + id.text() + ")", "{\"name\":\"by himself\"}")
                        .status())
                .isEqualTo(204);
        assertThat(org.row("account", id).get("modifiedonbehalfby")).isNull();
        assertThat(org.row("account", id).get("createdonbehalfby")).isEqualTo(robot.user());
        org.patch("accounts(" + id.text() + ")", "{\"name\":\"by the admin\"}", "MSCRMCallerID", plain.id());
        assertThat(org.row("account", id).get("modifiedonbehalfby"))
                .isEqualTo(new Reference("systemuser", RecordId.guid(ADMIN)));
    }

    @Test
    void theDirectorysIdNamesAUserTooAndAStrangerIsNone() {
        Person plain = Person.with(org, "entra@x.example", "Plain");
        String object = "99999999-0000-0000-0000-000000000001";
        org.sandbox
                .store()
                .update("systemuser", plain.user().id(), Map.of("azureactivedirectoryobjectid", RecordId.guid(object)));
        assertThat(org.get("WhoAmI", "CallerObjectId", object).json().get("UserId"))
                .isEqualTo(plain.id());
        assertThat(org.get("WhoAmI", "CallerObjectId", "99999999-0000-0000-0000-00000000ffff")
                        .errorCode())
                .isEqualTo("0x80072560");
        assertThat(org.get("WhoAmI", "MSCRMCallerID", "me").status()).isEqualTo(400);
    }
}
