package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WriteTest {

    private static final String GUID = "0a0a0a0a-0000-4000-8000-00000000000";

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static RecordId account(String name) {
        return org.insert("account", Map.of("name", name));
    }

    private static String at(RecordId id) {
        return "accounts(" + id.text() + ")";
    }

    @Test
    void creationAnswers204WithTheRowsAddressInBothHeaders() {
        Org.Reply reply = org.post("accounts", "{\"name\":\"Ünïcode \\u0416 株式会社\",\"numberofemployees\":12}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(204);
        RecordId id = Org.created(reply);
        assertThat(reply.header("Location")).isEqualTo(org.root() + at(id)).isEqualTo(reply.header("OData-EntityId"));
        assertThat(org.row("account", id).get("name")).isEqualTo("Ünïcode Ж 株式会社");
    }

    @Test
    void creationWithRepresentationAnswersTheSelectedColumns() {
        Org.Reply reply = org.post("accounts?$select=name", "{\"name\":\"shown\"}", "Prefer", "return=representation");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.header("Preference-Applied")).isEqualTo("return=representation");
        assertThat(List.<Object>copyOf(reply.json().keySet()))
                .containsExactly("@odata.context", "@odata.etag", "name", "accountid");
        assertThat(reply.json().get("@odata.context")).isEqualTo(org.root() + "$metadata#accounts(name)/$entity");
    }

    @Test
    void anIdOfTheClientIsKeptAndASecondCreationWithItIsADuplicate() {
        String body = "{\"accountid\":\"" + GUID + "1\",\"name\":\"mine\"}";
        assertThat(Org.created(org.post("accounts", body)).text()).isEqualTo(GUID + "1");
        Org.Reply again = org.post("accounts", body);
        assertThat(again.status()).isEqualTo(412);
        assertThat(again.errorCode()).isEqualTo("0x80040237");
    }

    @Test
    void patchWithoutConditionUpserts() {
        assertThat(org.patch("accounts(" + GUID + "2)", "{\"name\":\"one\"}").status())
                .isEqualTo(204);
        assertThat(org.patch("accounts(" + GUID + "2)", "{\"name\":\"two\"}").status())
                .isEqualTo(204);
        assertThat(org.row("account", RecordId.guid(GUID + "2")).get("name")).isEqualTo("two");
        assertThat(org.patch("accounts(" + GUID + "3)", "{\"name\":\"n\"}", "Prefer", "return=representation")
                        .status())
                .isEqualTo(201);
        assertThat(org.patch("accounts(" + GUID + "3)", "{\"name\":\"m\"}", "Prefer", "return=representation")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void ifMatchStarOnlyUpdatesAndIfNoneMatchStarOnlyCreates() {
        Org.Reply missing = org.patch("accounts(" + GUID + "4)", "{\"name\":\"x\"}", "If-Match", "*");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.errorCode()).isEqualTo("0x80040217");
        assertThat(org.patch("accounts(" + GUID + "4)", "{\"name\":\"x\"}", "If-None-Match", "*")
                        .status())
                .isEqualTo(204);
        Org.Reply exists = org.patch("accounts(" + GUID + "4)", "{\"name\":\"y\"}", "If-None-Match", "*");
        assertThat(exists.status()).isEqualTo(412);
        assertThat(exists.errorCode()).isEqualTo("0x80040237");
        assertThat(org.row("account", RecordId.guid(GUID + "4")).get("name")).isEqualTo("x");
    }

    @Test
    void anOutdatedEtagIsRefusedForUpdateAndDelete() {
        RecordId id = account("v1");
        String etag = org.get(at(id)).header("ETag");
        assertThat(org.patch(at(id), "{\"name\":\"v2\"}", "If-Match", etag).status())
                .isEqualTo(204);
        Org.Reply stale = org.patch(at(id), "{\"name\":\"v3\"}", "If-Match", etag);
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.errorCode()).isEqualTo("0x80060882");
        assertThat(org.delete(at(id), "If-Match", etag).status()).isEqualTo(412);
        assertThat(org.delete(at(id), "If-Match", org.get(at(id)).header("ETag"))
                        .status())
                .isEqualTo(204);
        assertThat(org.delete(at(id)).status()).isEqualTo(404);
    }

    @Test
    void tablesWithoutOptimisticConcurrencyRefuseEtags() {
        RecordId post = org.insert("post", Map.of("text", "hello"));
        Org.Reply reply = org.patch("posts(" + post.text() + ")", "{\"text\":\"x\"}", "If-Match", "W/\"1\"");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorCode()).isEqualTo("0x8006088d");
        assertThat(org.patch("posts(" + post.text() + ")", "{\"text\":\"x\"}", "If-Match", "*")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void anUpsertByAlternateKeyAnswersTheKeyForm() {
        Org.Reply created = org.patch("accounts(accountnumber='K-1')", "{\"name\":\"by key\"}");
        assertThat(created.status()).as(created.text()).isEqualTo(204);
        assertThat(created.header("OData-EntityId")).isEqualTo(org.root() + "accounts(accountnumber='K-1')");
        assertThat(org.patch("accounts(accountnumber='k-1')", "{\"name\":\"again\"}")
                        .status())
                .isEqualTo(204);
        assertThat(org.get("accounts(accountnumber='K-1')").json().get("name")).isEqualTo("again");
        Org.Reply duplicate = org.post("accounts", "{\"name\":\"x\",\"accountnumber\":\"K-1\"}");
        assertThat(duplicate.status()).isEqualTo(412);
        assertThat(duplicate.errorCode()).isEqualTo("0x80060892");
    }

    @Test
    void bodiesThatDoNotFitAreRefused() {
        assertThat(org.post("accounts", "{\"nonsense\":1}").errorCode()).isEqualTo("0x80048d19");
        assertThat(org.post("accounts", "{\"name\":5}").errorCode()).isEqualTo("0x80048d19");
        assertThat(org.post("accounts", "{\"numberofemployees\":\"many\"}").errorCode())
                .isEqualTo("0x80048d19");
        assertThat(org.post("accounts", "{\"name\":").errorCode()).isEqualTo("0x80048d19");
        assertThat(org.post("accounts", "").status()).isEqualTo(400);
        assertThat(org.post("accounts", "{\"_primarycontactid_value\":\"" + GUID + "1\"}")
                        .errorMessage())
                .contains("Use Navigation properties instead");
        Org.Reply tooLong = org.post("accounts", "{\"name\":\"" + "x".repeat(161) + "\"}");
        assertThat(tooLong.errorCode()).isEqualTo("0x80044331");
        assertThat(tooLong.errorMessage())
                .isEqualTo("A validation error occurred.  The length of the 'name' attribute of the 'account' entity"
                        + " exceeded the maximum allowed length of '160'.");
        assertThat(org.post("accounts", "{\"name\":\"x\",\"industrycode\":4711}")
                        .errorCode())
                .isEqualTo("0x8004431a");
        assertThat(org.post("accounts", "{\"name\":\"x\",\"numberofemployees\":-5}")
                        .errorCode())
                .isEqualTo("0x8004432f");
        assertThat(org.send("PUT", at(account("put")), "{}").status()).isEqualTo(405);
    }

    @Test
    void readOnlyColumnsAndAnnotationsInABodyAreIgnored() {
        Org.Reply reply = org.post(
                "accounts",
                "{\"@odata.etag\":\"W/\\\"1\\\"\",\"name\":\"ro\",\"createdon\":\"1999-01-01T00:00:00Z\",\"versionnumber\":1,"
                        + "\"statecode@OData.Community.Display.V1.FormattedValue\":\"x\"}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(204);
        assertThat(org.row("account", Org.created(reply)).get("createdon").toString())
                .doesNotStartWith("1999");
    }

    @Test
    void stateAndStatusChangeByPatch() {
        RecordId id = account("state");
        assertThat(org.patch(at(id), "{\"statecode\":1,\"statuscode\":2}").status())
                .isEqualTo(204);
        assertThat(org.row("account", id).get("statecode")).isEqualTo(1);
        assertThat(org.patch(at(id), "{\"statecode\":0,\"statuscode\":1}").status())
                .isEqualTo(204);
        assertThat(org.patch(at(id), "{\"statecode\":0,\"statuscode\":2}").errorCode())
                .isEqualTo("0x80048408");
    }

    @Test
    void singlePropertiesAreSetAndCleared() {
        RecordId id = account("p1");
        assertThat(org.send("PUT", at(id) + "/telephone1", "{\"value\":\"555\"}")
                        .status())
                .isEqualTo(204);
        assertThat(org.row("account", id).get("telephone1")).isEqualTo("555");
        assertThat(org.delete(at(id) + "/telephone1").status()).isEqualTo(204);
        assertThat(org.row("account", id).get("telephone1")).isNull();
    }

    @Test
    void lookupsAreBoundByEveryFormOfUrlAndCleared() {
        RecordId contact = org.insert("contact", Map.of("lastname", "Bound"));
        RecordId id = account("binder");
        Reference expected = new Reference("contact", contact);
        for (String url : List.of(
                "/contacts(" + contact.text() + ")",
                "contacts(" + contact.text() + ")",
                org.root() + "contacts(" + contact.text() + ")",
                "/api/data/v9.2/contacts({" + contact.text().toUpperCase(java.util.Locale.ROOT) + "})")) {
            Org.Reply reply = org.patch(at(id), "{\"primarycontactid@odata.bind\":\"" + url + "\"}");
            assertThat(reply.status()).as(url + reply.text()).isEqualTo(204);
            assertThat(org.row("account", id).get("primarycontactid")).isEqualTo(expected);
            assertThat(org.patch(at(id), "{\"primarycontactid@odata.bind\":null}")
                            .status())
                    .isEqualTo(204);
            assertThat(org.row("account", id).get("primarycontactid")).isNull();
        }
        org.insert("account", Map.of("name", "parent", "accountnumber", "PARENT"));
        assertThat(org.patch(at(id), "{\"parentaccountid@odata.bind\":\"/accounts(accountnumber='PARENT')\"}")
                        .status())
                .isEqualTo(204);
        assertThat(org.row("account", id).get("parentaccountid")).isNotNull();
    }

    @Test
    void bindingErrorsAreTold() {
        assertThat(org.post("accounts", "{\"name\":\"x\",\"PrimaryContactId@odata.bind\":\"/contacts(" + GUID + "9)\"}")
                        .errorMessage())
                .contains("An undeclared property 'PrimaryContactId' which only has property annotations");
        assertThat(org.post("accounts", "{\"name\":\"x\",\"primarycontactid@odata.bind\":\"/contacts(" + GUID + "9)\"}")
                        .errorCode())
                .isEqualTo("0x80040353");
        assertThat(org.post("accounts", "{\"name\":\"x\",\"primarycontactid@odata.bind\":\"/accounts(" + GUID + "9)\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void polymorphicLookupsAndOwnersTakeTheTargetFromTheNavigationProperty() {
        RecordId parent = account("customer");
        Org.Reply contact = org.post(
                "contacts",
                "{\"lastname\":\"P\",\"parentcustomerid_account@odata.bind\":\"/accounts(" + parent.text() + ")\","
                        + "\"ownerid@odata.bind\":\"/teams(00000000-0000-0000-0000-000000000007)\"}");
        assertThat(contact.status()).as(contact.text()).isEqualTo(204);
        assertThat(org.row("contact", Org.created(contact)).get("parentcustomerid"))
                .isEqualTo(new Reference("account", parent));
        assertThat(org.row("contact", Org.created(contact)).get("ownerid"))
                .isEqualTo(new Reference("team", RecordId.guid("00000000-0000-0000-0000-000000000007")));
        Org.Reply custom = org.post(
                "new_projects", "{\"new_name\":\"N\",\"new_Account@odata.bind\":\"/accounts(" + parent.text() + ")\"}");
        assertThat(custom.status()).as(custom.text()).isEqualTo(204);
        assertThat(org.post("new_projects", "{\"new_account@odata.bind\":\"/accounts(" + parent.text() + ")\"}")
                        .errorCode())
                .isEqualTo("0x80048d19");
    }

    @Test
    void nestedRowsAreCreatedInOneTransaction() {
        Org.Reply reply = org.post(
                "accounts",
                "{\"name\":\"deep\",\"primarycontactid\":{\"lastname\":\"Inner\"},"
                        + "\"contact_customer_accounts\":[{\"lastname\":\"C1\"},{\"lastname\":\"C2\"}]}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(204);
        assertThat(org.get(at(Org.created(reply)) + "/contact_customer_accounts?$select=lastname&$orderby=lastname")
                        .column("lastname"))
                .containsExactly("C1", "C2");
        assertThat(org.get(at(Org.created(reply)) + "/primarycontactid/lastname")
                        .json()
                        .get("value"))
                .isEqualTo("Inner");
        int before = org.sandbox.store().count("account");
        assertThat(org.post("accounts", "{\"name\":\"deep\",\"contact_customer_accounts\":[{\"nope\":1}]}")
                        .status())
                .isEqualTo(400);
        assertThat(org.sandbox.store().count("account")).isEqualTo(before);
    }

    @Test
    void referencesAssociateAndDisassociate() {
        RecordId account = account("ref");
        RecordId contact = org.insert("contact", Map.of("lastname", "Ref"));
        String member = "{\"@odata.id\":\"" + org.root() + "contacts(" + contact.text() + ")\"}";
        assertThat(org.post(at(account) + "/contact_customer_accounts/$ref", member)
                        .status())
                .isEqualTo(204);
        assertThat(org.row("contact", contact).get("parentcustomerid")).isEqualTo(new Reference("account", account));
        assertThat(org.delete(at(account) + "/contact_customer_accounts(" + contact.text() + ")/$ref")
                        .status())
                .isEqualTo(204);
        assertThat(org.row("contact", contact).get("parentcustomerid")).isNull();
        assertThat(org.send("PUT", at(account) + "/primarycontactid/$ref", member)
                        .status())
                .isEqualTo(204);
        assertThat(org.get(at(account) + "/primarycontactid/$ref").json().get("@odata.id"))
                .isEqualTo(org.root() + "contacts(" + contact.text() + ")");
        assertThat(org.delete(at(account) + "/primarycontactid/$ref").status()).isEqualTo(204);
        assertThat(org.row("account", account).get("primarycontactid")).isNull();
    }

    @Test
    void manyToManyPairsAreAddedOnceAndRemovedByUrl() {
        RecordId project = org.insert("new_project", Map.of("new_name", "P"));
        RecordId contact = org.insert("contact", Map.of("lastname", "N:N"));
        String path = "new_projects(" + project.text() + ")/new_new_project_contact";
        String url = org.root() + "contacts(" + contact.text() + ")";
        assertThat(org.post(path + "/$ref", "{\"@odata.id\":\"" + url + "\"}").status())
                .isEqualTo(204);
        Org.Reply again = org.post(path + "/$ref", "{\"@odata.id\":\"" + url + "\"}");
        assertThat(again.status()).isEqualTo(412);
        assertThat(again.errorCode()).isEqualTo("0x80040237");
        assertThat(org.get(path + "?$select=lastname").column("lastname")).containsExactly("N:N");
        assertThat(org.delete(path + "/$ref?$id=" + url).status()).isEqualTo(204);
        assertThat(org.delete(path + "/$ref?$id=" + url).status()).isEqualTo(404);
        assertThat(org.get(path).value()).isEmpty();
    }

    @Test
    void writesNameTheirCaller() {
        String other = "00000000-0000-0000-0000-000000000102";
        Org.Reply reply = org.post("accounts", "{\"name\":\"by other\"}", "MSCRMCallerID", other);
        assertThat(org.row("account", Org.created(reply)).get("createdby"))
                .isEqualTo(new Reference("systemuser", RecordId.guid(other)));
    }
}
