package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What clients cannot take away: required values, a state that fits, the rows of the system. */
class GuardedRowsTest {

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static String contact(String json) {
        return "contacts(" + Org.created(org.post("contacts", json)).text() + ")";
    }

    private static void mustFail(Org.Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.errorCode()).isEqualTo(code);
    }

    @Test
    void aStatusThatIsSentMustFitTheStateEvenIfItIsTheOldOne() {
        String active = contact("{\"lastname\":\"a\"}");
        mustFail(org.patch(active, "{\"statecode\":1,\"statuscode\":1}"), 400, "0x80048408");
        String inactive = contact("{\"lastname\":\"i\",\"statecode\":1}");
        mustFail(org.patch(inactive, "{\"statecode\":0,\"statuscode\":2}"), 400, "0x80048408");
        String opportunity = "opportunities("
                + Org.created(org.post("opportunities", "{\"name\":\"o\"}")).text() + ")";
        mustFail(org.patch(opportunity, "{\"statecode\":1,\"statuscode\":1}"), 400, "0x80048408");
        assertThat(org.get(active).json().get("statecode")).isEqualTo(0L);
    }

    @Test
    void aStateAloneTakesItsOwnStatusAlong() {
        String contact = contact("{\"lastname\":\"s\"}");
        assertThat(org.patch(contact, "{\"statecode\":1}").status()).isEqualTo(204);
        assertThat(org.get(contact).json().get("statuscode")).isEqualTo(2L);
        assertThat(org.patch(contact, "{\"statecode\":1,\"statuscode\":2}").status())
                .isEqualTo(204);
    }

    @Test
    void aColumnThatTheSystemRequiresCannotBeEmptied() {
        RecordId id = Org.created(org.post("accounts", "{\"name\":\"owned\"}"));
        String account = "accounts(" + id.text() + ")";
        Object owner = org.row("account", id).get("ownerid");
        assertThat(owner).isNotNull();
        mustFail(org.patch(account, "{\"ownerid@odata.bind\":null}"), 400, "0x80040203");
        mustFail(org.delete(account + "/ownerid/$ref"), 400, "0x80040203");
        mustFail(org.patch(account, "{\"statecode\":null}"), 400, "0x80040203");
        mustFail(org.delete(account + "/statecode"), 400, "0x80040203");
        assertThat(org.row("account", id).get("ownerid")).isEqualTo(owner);
        assertThat(org.patch(account, "{\"primarycontactid@odata.bind\":null,\"fax\":null}")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void rowsOfTheSystemAreNeitherMadeNorDeletedByClients() {
        String user = "systemusers(00000000-0000-0000-0000-000000000002)";
        mustFail(org.delete(user), 405, "0x80040800");
        mustFail(org.delete("organizations(00000000-0000-0000-0000-000000000001)"), 405, "0x80040800");
        mustFail(org.post("organizations", "{\"name\":\"second\"}"), 405, "0x80040800");
        mustFail(
                org.patch("organizations(00000000-0000-0000-0000-0000000000aa)", "{\"name\":\"second\"}"),
                405,
                "0x80040800");
        assertThat(org.get(user + "?$select=fullname").status()).isEqualTo(200);
        assertThat(org.patch("organizations(00000000-0000-0000-0000-000000000001)", "{\"name\":\"renamed\"}")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aSinglePropertyIsWrittenOnlyInTheVersionThatTheClientKnows() {
        RecordId id = org.insert("account", Map.of("name", "v", "fax", "1"));
        String fax = "accounts(" + id.text() + ")/fax";
        mustFail(org.send("PUT", fax, "{\"value\":\"2\"}", "If-Match", "W/\"1\""), 412, "0x80060882");
        mustFail(org.delete(fax, "If-Match", "W/\"1\""), 412, "0x80060882");
        assertThat(org.row("account", id).get("fax")).isEqualTo("1");
        String etag = "W/\"" + org.row("account", id).version() + "\"";
        assertThat(org.send("PUT", fax, "{\"value\":\"2\"}", "If-Match", etag).status())
                .isEqualTo(204);
        assertThat(org.delete(fax, "If-Match", "*").status()).isEqualTo(204);
        assertThat(org.row("account", id).get("fax")).isNull();
    }
}
