package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Older servers: what they lack and how they speak. */
class ServiceVersionTest {

    private Org org;

    private void start(ServiceVersion version) {
        org = Org.start(options -> options.version(version).records(3));
    }

    @AfterEach
    void stop() {
        org.close();
    }

    private String at(String version, String path) {
        return org.sandbox.url() + "/api/data/v" + version + "/" + path;
    }

    @Test
    void aServerAnswersUnderItsOwnVersionAndOlderOnes() {
        start(ServiceVersion.V8_2);
        assertThat(org.get(at("9.2", "RetrieveVersion()")).status()).isEqualTo(404);
        assertThat(org.get(at("9.0", "accounts")).status()).isEqualTo(404);
        assertThat(org.get(at("8.0", "RetrieveVersion()")).json().get("Version"))
                .isEqualTo("8.2.2.112");
        assertThat(org.get(at("8.2", "accounts")).status()).isEqualTo(200);
    }

    @Test
    void errorsOfAnOldServerHaveAnInnerErrorInsteadOfACode() {
        start(ServiceVersion.V8_2);
        Org.Reply reply = org.get(at("8.2", "accounts(" + RecordId.random().text() + ")"));
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.errorCode()).isEmpty();
        assertThat(((Map<?, ?>) ((Map<?, ?>) reply.json().get("error")).get("innererror")).get("type"))
                .isEqualTo("Microsoft.Crm.CrmHttpException");
    }

    @Test
    void aBatchOfAnOldServerStopsAtTheFirstFailureWhateverIsPreferred() {
        start(ServiceVersion.V8_2);
        String body = """
                --b
                Content-Type: application/http
                Content-Transfer-Encoding: binary

                GET nowhere HTTP/1.1

                --b
                Content-Type: application/http
                Content-Transfer-Encoding: binary

                GET accounts HTTP/1.1

                --b--
                """;
        Org.Reply reply = org.post(
                at("8.2", "$batch"),
                body,
                "Content-Type",
                "multipart/mixed; boundary=b",
                "Prefer",
                "odata.continue-on-error");
        assertThat(reply.text().split("HTTP/1.1 ")).hasSize(2);
        assertThat(reply.header("Preference-Applied")).isEmpty();
    }

    @Test
    void aLookupOfAnOldServerIsEmptiedByDeletingItsReferenceOnly() {
        start(ServiceVersion.V8_2);
        RecordId parent = org.insert("account", Map.of("name", "above"));
        Org.Reply made = org.post(
                at("8.2", "accounts"),
                "{\"name\":\"a\",\"parentaccountid@odata.bind\":\"/accounts(" + parent.text() + ")\"}");
        assertThat(made.status()).as(made.text()).isEqualTo(204);
        String row = "accounts(" + Org.created(made).text() + ")";
        assertThat(org.patch(at("8.2", row), "{\"parentaccountid@odata.bind\":null}")
                        .status())
                .isEqualTo(400);
        assertThat(org.delete(at("8.2", row + "/parentaccountid/$ref")).status())
                .isEqualTo(204);
        assertThat(org.row("account", Org.created(made)).get("parentaccountid")).isNull();
    }

    @Test
    void anOldServerLacksWhatCameLater() {
        start(ServiceVersion.V8_2);
        assertThat(org.get(at("8.2", "RetrieveMetadataChanges()")).status()).isEqualTo(404);
        assertThat(org.get(at("8.2", "RetrieveTotalRecordCount(EntityNames=['account'])"))
                        .status())
                .isEqualTo(404);
        assertThat(org.get(at("8.2", "EntityDefinitions?$select=LogicalName,TableType"))
                        .status())
                .isEqualTo(400);
        assertThat(org.get(at(
                                "8.2",
                                "EntityDefinitions(LogicalName='account')/Attributes/"
                                        + "Microsoft.Dynamics.CRM.MultiSelectPicklistAttributeMetadata"))
                        .status())
                .isEqualTo(400);
        assertThat(org.get(at("8.2", "$metadata")).text())
                .contains("Name=\"versionnumber\" Type=\"Edm.Int64\" ConcurrencyMode=\"Fixed\"");
        Org.Reply list = org.get(at("8.2", "accounts?$top=1&$expand=contact_customer_accounts($select=fullname)"));
        assertThat(list.value().get(0)).containsKey("contact_customer_accounts@odata.nextLink");
        assertThat(list.column("contact_customer_accounts")).containsExactly(java.util.List.of());
    }

    @Test
    void theLastPageOfAnOldServerLosesItsDeltaLinkIfAnnotationsAreAskedFor() {
        start(ServiceVersion.V8_2);
        Org.Reply bare = org.get(at("8.2", "accounts?$select=name"), "Prefer", "odata.track-changes");
        assertThat(bare.link("@odata.deltaLink")).isNotEmpty();
        Org.Reply annotated = org.get(
                at("8.2", "accounts?$select=name"), "Prefer", "odata.track-changes,odata.include-annotations=\"*\"");
        assertThat(annotated.link("@odata.deltaLink")).isEmpty();
        assertThat(annotated.link("@odata.nextLink")).isEmpty();
    }

    @Test
    void aServerAtTheCustomersSendsItsUsersToFederationAndProtectsNothing() {
        start(ServiceVersion.V9_1);
        Org.Reply stranger = org.send(org.request(at("9.1", "accounts")).GET());
        assertThat(stranger.header("WWW-Authenticate")).contains("authorization_uri=" + org.sandbox.url() + "/adfs/");
        assertThat(org.get(at("9.1", "accounts")).header("x-ms-dop-hint")).isEmpty();
        assertThat(org.post(at("9.1", "accounts"), "{\"nothing\":1}").errorCode())
                .isEqualTo("0x0");
    }
}
