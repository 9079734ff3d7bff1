package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What $select and $expand bring: columns that come unasked, links instead of rows, and the limits. */
class SelectionTest {

    private static final String USER = "00000000-0000-0000-0000-000000000002";
    private static final String ID = "0a0a0a0a-0000-4000-8000-000000000031";

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
        RecordId contact = org.insert("contact", Map.of("lastname", "Linked"));
        org.sandbox
                .store()
                .run(transaction -> transaction.insert(
                        "account",
                        RecordId.guid(ID),
                        Map.of("name", "linking", "primarycontactid", new Reference("contact", contact))));
        org.patch("accounts(" + ID + ")", "{\"revenue\":12.5,\"address1_line1\":\"Elm 1\",\"address1_city\":\"Ulm\"}");
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static List<Object> keys(Org.Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return new ArrayList<>(reply.json().keySet());
    }

    private static void mustFail(String query) {
        Org.Reply reply = org.get("accounts?" + query);
        assertThat(reply.status()).as(query + reply.text()).isEqualTo(400);
        assertThat(reply.errorCode()).isEqualTo("0x80060888");
    }

    @Test
    void anAmountBringsItsCurrency() {
        Org.Reply reply = org.get("accounts(" + ID + ")?$select=name,revenue");
        assertThat(keys(reply))
                .containsExactly(
                        "@odata.context",
                        "@odata.etag",
                        "name",
                        "revenue",
                        "_transactioncurrencyid_value",
                        "accountid");
        assertThat(reply.json().get("@odata.context"))
                .isEqualTo(org.root() + "$metadata#accounts(name,revenue)/$entity");
        assertThat(reply.json().get("_transactioncurrencyid_value")).isNotNull();
    }

    @Test
    void aPartOfAnAddressBringsTheWhole() {
        Org.Reply reply = org.get("accounts(" + ID + ")?$select=address1_line1");
        assertThat(reply.json().get("address1_composite")).isEqualTo("Elm 1\r\nUlm");
        assertThat(keys(org.get("accounts(" + ID + ")?$select=address1_telephone1")))
                .doesNotContain("address1_composite");
    }

    @Test
    void usersAndTeamsHaveTheIdOfAPrincipalToo() {
        Map<String, Object> user = org.get("systemusers?$select=ownerid,fullname&$filter=ownerid eq " + USER)
                .value()
                .get(0);
        assertThat(user.get("ownerid")).isEqualTo(USER).isEqualTo(user.get("systemuserid"));
        assertThat(keys(org.get("systemusers(" + USER + ")?$select=fullname")))
                .containsExactly("@odata.context", "@odata.etag", "fullname", "systemuserid", "ownerid");
        assertThat(org.get("teams?$select=name").value().get(0)).containsKeys("ownerid", "teamid");
        assertThat(org.get("systemusers(" + USER + ")").json().get("ownerid")).isEqualTo(USER);
    }

    @Test
    void aPrincipalIsAddressedByTheKeyOfItsBaseType() {
        assertThat(org.get("systemusers(" + USER + ")").status()).isEqualTo(200);
        assertThat(org.get("systemusers(ownerid=" + USER + ")").status()).isEqualTo(200);
        assertThat(org.get("systemusers(systemuserid=" + USER + ")").status()).isEqualTo(400);
    }

    @Test
    void theIdOfAPrincipalIsNoAttribute() {
        assertThat(org.get("EntityDefinitions(LogicalName='systemuser')/Attributes?$select=LogicalName")
                        .column("LogicalName"))
                .contains("systemuserid")
                .doesNotContain("ownerid");
    }

    @Test
    void aLookupCanBeExpandedToALink() {
        Org.Reply reply = org.get("accounts(" + ID + ")?$select=name&$expand=primarycontactid/$ref");
        assertThat(keys(reply))
                .containsExactly(
                        "@odata.context",
                        "@odata.etag",
                        "name",
                        "accountid",
                        "_primarycontactid_value",
                        "primarycontactid");
        assertThat(reply.json().get("@odata.context"))
                .isEqualTo(org.root() + "$metadata#accounts(name,primarycontactid,primarycontactid/$ref())/$entity");
        Object contact = reply.json().get("_primarycontactid_value");
        assertThat(reply.json().get("primarycontactid"))
                .isEqualTo(Map.of("@odata.id", org.root() + "contacts(" + contact + ")"));
    }

    @Test
    void aCollectionCannotBeExpandedToLinks() {
        Org.Reply reply = org.get("accounts?$expand=contact_customer_accounts/$ref");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorCode()).isEqualTo("0x80060888");
        assertThat(reply.errorMessage())
                .isEqualTo("Expand with $ref is only supported on lookup type navigation property.");
    }

    @Test
    void optionsThatAnExpansionDoesNotKnowAreRefused() {
        for (String option :
                List.of("$skip=1", "$count=true", "$levels=2", "$search=x", "$nonsense=1", "select=name")) {
            mustFail("$expand=contact_customer_accounts(" + option + ")");
        }
        mustFail("$expand=primarycontactid($select=fullname;$select=lastname)");
    }

    @Test
    void aPropertyExpandedTwiceIsWrittenOnce() {
        Org.Reply reply = org.get(
                "accounts(" + ID + ")?$expand=primarycontactid($select=fullname),primarycontactid($select=fullname)");
        assertThat(reply.text().split("\"primarycontactid\":", -1)).hasSize(2);
        mustFail("$expand=primarycontactid($select=fullname),primarycontactid($select=lastname)");
    }

    @Test
    void aRequestExpandsFifteenPropertiesAtMost() {
        String contact = "createdby,modifiedby,owninguser,owningteam,owningbusinessunit,transactioncurrencyid,ownerid";
        String fifteen = contact + ",primarycontactid($expand=" + contact + ")";
        assertThat(org.get("accounts?$expand=" + fifteen).status()).isEqualTo(200);
        mustFail("$expand=" + fifteen + ",parentaccountid");
    }

    @Test
    void singleRowsTellThePreferencesThatWereFollowed() {
        Org.Reply row = org.get("accounts(" + ID + ")", "Prefer", "odata.include-annotations=\"*\"");
        assertThat(row.header("Preference-Applied")).isEqualTo("odata.include-annotations=\"*\"");
        Org.Reply patched = org.patch(
                "accounts(" + ID + ")?$select=name",
                "{\"fax\":\"1\"}",
                "Prefer",
                "return=representation,odata.include-annotations=\"*\"");
        assertThat(patched.headers().entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase("Preference-Applied"))
                        .flatMap(header -> header.getValue().stream()))
                .containsExactlyInAnyOrder("return=representation", "odata.include-annotations=\"*\"");
    }
}
