package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BulkTest {

    private static final String TYPE = "\"@odata.type\":\"Microsoft.Dynamics.CRM.account\"";

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static Org.Reply bulk(String operation, String... targets) {
        StringBuilder body = new StringBuilder("{\"Targets\":[");
        for (int i = 0; i < targets.length; i++) {
            body.append(i == 0 ? "{" : ",{").append(targets[i]).append('}');
        }
        return org.post(
                "accounts/Microsoft.Dynamics.CRM." + operation,
                body.append("]}").toString());
    }

    private static int accounts() {
        return org.sandbox.store().count("account");
    }

    private static void refused(Org.Reply reply, String code, String text) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.errorCode()).isEqualTo(code);
        assertThat(reply.errorMessage()).contains(text);
    }

    @Test
    void createdRowsAreAnsweredByTheirIdsInOrder() {
        Org.Reply reply = bulk("CreateMultiple", TYPE + ",\"name\":\"first\"", TYPE + ",\"name\":\"second\"");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().get("@odata.context"))
                .isEqualTo(org.root() + "$metadata#Microsoft.Dynamics.CRM.CreateMultipleResponse");
        List<?> ids = (List<?>) reply.json().get("Ids");
        assertThat(ids).hasSize(2);
        assertThat(org.row("account", RecordId.guid(ids.get(0).toString())).get("name"))
                .isEqualTo("first");
        assertThat(org.row("account", RecordId.guid(ids.get(1).toString())).get("name"))
                .isEqualTo("second");
    }

    @Test
    void oneBadRowLeavesNoneBehind() {
        int before = accounts();
        refused(
                bulk("CreateMultiple", TYPE + ",\"name\":\"good\"", TYPE + ",\"name\":\"bad\",\"nonsense\":1"),
                "0x80048d19",
                "nonsense");
        assertThat(accounts()).isEqualTo(before);
    }

    @Test
    void updatesChangeExactlyWhatTheyNameOrNothing() {
        RecordId one = org.insert("account", Map.of("name", "one", "fax", "1"));
        RecordId two = org.insert("account", Map.of("name", "two"));
        Org.Reply reply = bulk(
                "UpdateMultiple",
                TYPE + ",\"accountid\":\"" + one.text() + "\",\"name\":\"uno\"",
                TYPE + ",\"@odata.id\":\"accounts(" + two.text() + ")\",\"name\":\"due\"");
        assertThat(reply.status()).as(reply.text()).isEqualTo(204);
        assertThat(org.row("account", one).get("name")).isEqualTo("uno");
        assertThat(org.row("account", one).get("fax")).isEqualTo("1");
        assertThat(org.row("account", two).get("name")).isEqualTo("due");
        Org.Reply missing = bulk(
                "UpdateMultiple",
                TYPE + ",\"accountid\":\"" + one.text() + "\",\"name\":\"lost\"",
                TYPE + ",\"accountid\":\"00000000-0000-0000-0000-00000000dead\",\"name\":\"x\"");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.errorCode()).isEqualTo("0x80040217");
        assertThat(org.row("account", one).get("name")).isEqualTo("uno");
        refused(bulk("UpdateMultiple", TYPE + ",\"name\":\"whose?\""), "0x80040203", "accountid");
    }

    @Test
    void upsertsByAlternateKeyCreateThenUpdate() {
        String target = TYPE + ",\"@odata.id\":\"accounts(accountnumber='BULK-1')\",\"name\":\"";
        assertThat(bulk("UpsertMultiple", target + "new\"").status()).isEqualTo(204);
        int count = accounts();
        assertThat(bulk("UpsertMultiple", target + "known\"").status()).isEqualTo(204);
        assertThat(accounts()).isEqualTo(count);
        assertThat(org.get("accounts(accountnumber='BULK-1')?$select=name")
                        .json()
                        .get("name"))
                .isEqualTo("known");
        assertThat(bulk(
                                "UpsertMultiple",
                                TYPE + ",\"accountid\":\"0b0b0b0b-0000-4000-8000-000000000001\",\"name\":\"n\"")
                        .status())
                .isEqualTo(204);
        assertThat(org.row("account", RecordId.guid("0b0b0b0b-0000-4000-8000-000000000001"))
                        .get("name"))
                .isEqualTo("n");
    }

    @Test
    void aKeyColumnInTheBodyIsAnErrorOnlyWhereTheRowHasToBeCreated() {
        String target = TYPE + ",\"@odata.id\":\"accounts(accountnumber='BULK-2')\",\"accountnumber\":\"BULK-2\"";
        refused(bulk("UpsertMultiple", target + ",\"name\":\"n\""), "0x80040216", "An unexpected error occurred.");
        org.insert("account", Map.of("name", "there", "accountnumber", "BULK-2"));
        assertThat(bulk("UpsertMultiple", target + ",\"name\":\"changed\"").status())
                .isEqualTo(204);
    }

    @Test
    void targetsMustBeThereNameTheirTypeAndFitTheSet() {
        refused(bulk("CreateMultiple"), "0x80040203", "Targets");
        refused(bulk("CreateMultiple", "\"name\":\"untyped\""), "0x80048d19", "@odata.type");
        refused(
                bulk("CreateMultiple", "\"@odata.type\":\"Microsoft.Dynamics.CRM.contact\",\"lastname\":\"c\""),
                "0x80048d19",
                "not assignable to the expected type 'Microsoft.Dynamics.CRM.account'");
        refused(
                org.post("accounts/Microsoft.Dynamics.CRM.CreateMultiple", "{}"),
                "0x80048d19",
                "The missing parameters are: Targets.");
        refused(
                org.post("accounts/Microsoft.Dynamics.CRM.CreateMultiple", "{\"Targets\":[],\"More\":1}"),
                "0x80048d19",
                "The parameter 'More' in the request payload is not a valid parameter for the operation"
                        + " 'CreateMultiple'.");
    }

    @Test
    void deletingManyIsForElasticTablesOnly() {
        RecordId id = org.insert("account", Map.of("name", "stays"));
        refused(
                bulk("DeleteMultiple", TYPE + ",\"accountid\":\"" + id.text() + "\""),
                "0x80040216",
                "DeleteMultiple has not yet been implemented.");
        assertThat(org.row("account", id).get("name")).isEqualTo("stays");
    }

    @Test
    void aTableWithoutCreationHasNoBulkMessagesEither() {
        Org.Reply reply = org.post(
                "organizations/Microsoft.Dynamics.CRM.CreateMultiple",
                "{\"Targets\":[{\"@odata.type\":\"Microsoft.Dynamics.CRM.organization\"}]}");
        assertThat(reply.errorCode()).isEqualTo("0x80040800");
        assertThat(org.post("accounts/Microsoft.Dynamics.CRM.Nonsense", "{}").status())
                .isEqualTo(404);
        assertThat(org.get("accounts/Microsoft.Dynamics.CRM.CreateMultiple").status())
                .isEqualTo(405);
    }

    @Test
    void aBulkActionInAChangeSetGoesWithTheChangeSet() {
        int before = accounts();
        String create = "{\"Targets\":[{" + TYPE + ",\"name\":\"in set\"}]}";
        String part = String.join(
                "\r\n",
                "--cs",
                "Content-Type: application/http",
                "Content-Transfer-Encoding: binary",
                "Content-ID: %d",
                "",
                "POST %s HTTP/1.1",
                "Content-Type: application/json",
                "",
                "%s",
                "");
        String head = String.join("\r\n", "--b", "Content-Type: multipart/mixed; boundary=cs", "", "");
        String good = part.formatted(1, "accounts/Microsoft.Dynamics.CRM.CreateMultiple", create);
        Org.Reply failed = org.post(
                "$batch",
                head + good + part.formatted(2, "accounts", "{\"nonsense\":1}") + "--cs--\r\n--b--\r\n",
                "Content-Type",
                "multipart/mixed; boundary=b");
        assertThat(failed.status()).isEqualTo(400);
        assertThat(accounts()).isEqualTo(before);
        Org.Reply done = org.post(
                "$batch",
                head + good + part.formatted(2, "accounts", "{\"name\":\"n\"}") + "--cs--\r\n--b--\r\n",
                "Content-Type",
                "multipart/mixed; boundary=b");
        assertThat(done.status()).as(done.text()).isEqualTo(200);
        assertThat(accounts()).isEqualTo(before + 2);
    }
}
