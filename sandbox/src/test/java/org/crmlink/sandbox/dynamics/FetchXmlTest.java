package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FetchXmlTest {

    private static Org org;
    private static RecordId north;
    private static RecordId south;
    private static RecordId ada;

    @BeforeAll
    static void start() {
        org = Org.start();
        north = account("North", 10, null);
        south = account("South", 20, north);
        account("west & <co>", null, north);
        ada = contact("Ada", "Lovelace", north, "1");
        contact("Grace", "Hopper", north, "2");
        contact("Alan", "Turing", south, null);
        contact("Donald", "Donald", null, null);
        org.sandbox.store().update("account", north, Map.of("primarycontactid", new Reference("contact", ada)));
        org.patch("accounts(" + south.text() + ")", "{\"revenue\":12.5}");
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static RecordId account(String name, Integer employees, RecordId parent) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", name);
        values.put("numberofemployees", employees);
        values.put("parentaccountid", parent == null ? null : new Reference("account", parent));
        return org.insert("account", values);
    }

    private static RecordId contact(String first, String last, RecordId account, String phone) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("firstname", first);
        values.put("lastname", last);
        values.put("telephone1", phone);
        values.put("parentcustomerid", account == null ? null : new Reference("account", account));
        return org.insert("contact", values);
    }

    private static List<Object> names(String inside) {
        return Fetch.rows(
                        org,
                        "accounts",
                        "<fetch><entity name='account'><attribute name='name'/><order attribute='name'/>" + inside
                                + "</entity></fetch>")
                .column("name");
    }

    private static List<Object> people(String inside) {
        return Fetch.rows(
                        org,
                        "contacts",
                        "<fetch><entity name='contact'><attribute name='firstname'/><order attribute='firstname'/>"
                                + inside + "</entity></fetch>")
                .column("firstname");
    }

    private static void refused(String xml, int status, String code) {
        Org.Reply reply = Fetch.get(org, "accounts", xml);
        assertThat(reply.status()).as(xml + reply.text()).isEqualTo(status);
        assertThat(reply.errorCode()).as(xml + reply.text()).isEqualTo(code);
    }

    @Test
    void rowsHaveWebApiNamesTheirIdAndNoNulls() {
        Org.Reply reply = Fetch.rows(
                org,
                "accounts",
                "<fetch version='1.0' output-format='xml-platform' mapping='logical' no-lock='true'>"
                        + "<entity name='account'><attribute name='name'/><attribute name='primarycontactid'/>"
                        + "<attribute name='fax'/><attribute name='createdbyname'/><order attribute='name'/>"
                        + "</entity></fetch>");
        assertThat(reply.json().get("@odata.context"))
                .isEqualTo(org.root()
                        + "$metadata#accounts(name,_primarycontactid_value,primarycontactid,fax,accountid,"
                        + "primarycontactid())");
        assertThat(reply.value().get(0).keySet())
                .containsExactly("@odata.etag", "name", "_primarycontactid_value", "accountid");
        assertThat(reply.value().get(0)).containsEntry("_primarycontactid_value", ada.text());
        assertThat(reply.value().get(1).keySet()).containsExactly("@odata.etag", "name", "accountid");
        assertThat(reply.json().containsKey("@odata.nextLink")).isFalse();
    }

    @Test
    void anAmountBringsItsCurrencyAndNoColumnsMeansAll() {
        Org.Reply amount = Fetch.rows(
                org,
                "accounts",
                "<fetch><entity name='account'><attribute name='revenue'/><filter><condition attribute='name'"
                        + " operator='eq' value='south'/></filter></entity></fetch>");
        assertThat(amount.value().get(0).keySet())
                .containsExactly("@odata.etag", "revenue", "_transactioncurrencyid_value", "accountid");
        Org.Reply all = Fetch.rows(org, "accounts", "<fetch top='1'><entity name='account'/></fetch>");
        assertThat(all.json().get("@odata.context")).isEqualTo(org.root() + "$metadata#accounts");
        assertThat(all.value().get(0)).containsKeys("name", "_ownerid_value", "versionnumber");
    }

    @Test
    void annotationsFollowThePreference() {
        Map<String, Object> row = Fetch.rows(
                        org,
                        "accounts",
                        "<fetch><entity name='account'><attribute name='statecode'/><attribute name='primarycontactid'/>"
                                + "<attribute name='ownerid' alias='boss'/><order attribute='name'/></entity></fetch>",
                        "Prefer",
                        Fetch.ALL)
                .value()
                .get(0);
        assertThat(row)
                .containsEntry("statecode@OData.Community.Display.V1.FormattedValue", "Active")
                .containsEntry("_primarycontactid_value@OData.Community.Display.V1.FormattedValue", "Ada Lovelace")
                .containsEntry("_primarycontactid_value@Microsoft.Dynamics.CRM.lookuplogicalname", "contact")
                .containsEntry("boss@OData.Community.Display.V1.AttributeName", "ownerid")
                .containsEntry("boss@Microsoft.Dynamics.CRM.lookuplogicalname", "systemuser")
                .containsKey("boss")
                .doesNotContainKey("_ownerid_value");
    }

    @Test
    void joinedColumnsHaveTheirAliasInFront() {
        String xml = "<fetch><entity name='contact'><attribute name='fullname'/><order attribute='fullname'/>"
                + "<link-entity name='account' from='accountid' to='parentcustomerid' alias='a'>"
                + "<attribute name='name'/><attribute name='primarycontactid'/><attribute name='name' alias='company'/>"
                + "</link-entity></entity></fetch>";
        Map<String, Object> row = Fetch.rows(org, "contacts", xml).value().get(0);
        assertThat(row).containsEntry("fullname", "Ada Lovelace").containsEntry("a.name", "North");
        assertThat(row).containsEntry("company", "North").containsEntry("a.primarycontactid", ada.text());
        Org.Reply old = org.get(org.root().replace("v9.2", "v8.2") + "contacts?fetchXml=" + Fetch.encoded(xml));
        assertThat(old.value().get(0)).containsEntry("a_x002e_name", "North");
    }

    @Test
    void innerOuterAndNestedJoinsWorkInBothDirections() {
        String contacts = "<link-entity name='contact' from='parentcustomerid' to='accountid' link-type='";
        assertThat(names(contacts + "inner'/>")).containsExactly("North", "North", "South");
        assertThat(names(contacts + "outer'/>")).containsExactly("North", "North", "South", "west & <co>");
        assertThat(names(contacts + "outer' alias='c'/><filter><condition entityname='c' attribute='contactid'"
                        + " operator='null'/></filter>"))
                .containsExactly("west & <co>");
        assertThat(people("<link-entity name='account' from='accountid' to='parentcustomerid'><link-entity"
                        + " name='account' from='accountid' to='parentaccountid'><filter><condition attribute='name'"
                        + " operator='eq' value='NORTH'/></filter></link-entity></link-entity>"))
                .containsExactly("Alan");
        assertThat(names("<link-entity name='contact' to='primarycontactid'/>")).containsExactly("North");
        assertThat(names("<link-entity name='contact'/>")).containsExactly("North");
    }

    @Test
    void aFilterInsideAnOuterJoinActsOnTheJoinAndOneByEntityNameAfterIt() {
        String link = "<link-entity name='account' from='accountid' to='parentcustomerid' link-type='outer' alias='a'>";
        String south = "attribute='name' operator='eq' value='South'/></filter>";
        assertThat(people(link + "<filter><condition " + south + "</link-entity>"))
                .hasSize(4);
        assertThat(people(link + "</link-entity><filter><condition entityname='a' " + south))
                .containsExactly("Alan");
    }

    @Test
    void theFirstMatchOnlyHasSchemaNamesWithoutTheAlias() {
        Org.Reply reply = Fetch.rows(
                org,
                "accounts",
                "<fetch><entity name='account'><attribute name='name'/><order attribute='name'/><link-entity"
                        + " name='contact' from='parentcustomerid' to='accountid'"
                        + " link-type='matchfirstrowusingcrossapply'><attribute name='lastname'/></link-entity>"
                        + "</entity></fetch>");
        assertThat(reply.column("name")).containsExactly("North", "South");
        assertThat(reply.value().get(1)).containsEntry("LastName", "Turing");
    }

    @Test
    void linkedRowsAreTestedWithoutBeingJoined() {
        String with = "<link-entity name='contact' from='parentcustomerid' to='accountid' link-type='%s'>"
                + "<filter><condition attribute='firstname' operator='eq' value='%s'/></filter></link-entity>";
        assertThat(names(with.formatted("exists", "Ada"))).containsExactly("North");
        assertThat(names(with.formatted("in", "Alan"))).containsExactly("South");
        assertThat(names("<filter>" + with.formatted("any", "Ada") + "</filter>"))
                .containsExactly("North");
        assertThat(names("<filter>" + with.formatted("not any", "Ada") + "</filter>"))
                .containsExactly("South", "west & <co>");
        assertThat(names("<filter>" + with.formatted("not all", "Ada") + "</filter>"))
                .containsExactly("North");
        assertThat(names("<filter>" + with.formatted("all", "Ada") + "</filter>"))
                .containsExactly("South");
        assertThat(names("<filter type='or'>" + with.formatted("any", "Ada")
                        + "<condition attribute='numberofemployees' operator='null'/></filter>"))
                .containsExactly("North", "west & <co>");
    }

    @Test
    void pairsOfManyToManyRelationshipsAreJoinedOverTheirTable() {
        Org.Reply reply = Fetch.rows(
                org,
                "systemusers",
                "<fetch><entity name='systemuser'><attribute name='fullname'/><link-entity name='teammembership'"
                        + " from='systemuserid' to='systemuserid' intersect='true'><link-entity name='team'"
                        + " from='teamid' to='teamid' alias='t'><attribute name='name'/></link-entity></link-entity>"
                        + "</entity></fetch>");
        assertThat(reply.column("t.name")).containsExactly("Key accounts");
        assertThat(reply.value().get(0)).containsEntry("fullname", "System Administrator");
    }

    @Test
    void columnsWithoutARelationshipAreJoinedByTheirValues() {
        contact("North", "Star", null, null);
        try {
            assertThat(names("<link-entity name='contact' from='firstname' to='name'/>"))
                    .containsExactly("North");
        } finally {
            RecordId id = org.sandbox
                    .store()
                    .scan("contact", null, 1, row -> "North".equals(row.get("firstname")))
                    .get(0)
                    .id();
            org.sandbox.store().delete("contact", id);
        }
        refused(
                "<fetch><entity name='account'><link-entity name='contact' from='firstname' to='numberofemployees'/>"
                        + "</entity></fetch>",
                400,
                "0x80041108");
    }

    @Test
    void columnsAreComparedWithinARowAndAcrossTables() {
        assertThat(people("<filter><condition attribute='firstname' operator='eq' valueof='lastname'/></filter>"))
                .containsExactly("Donald");
        assertThat(names("<filter><condition attribute='numberofemployees' operator='gt'"
                        + " valueof='p.numberofemployees'/></filter><link-entity name='account' from='accountid'"
                        + " to='parentaccountid' link-type='outer' alias='p'/>"))
                .containsExactly("South");
        refused(
                "<fetch><entity name='account'><filter><condition attribute='name' operator='eq'"
                        + " valueof='numberofemployees'/></filter></entity></fetch>",
                400,
                "0x80041108");
    }

    @Test
    void distinctMergesEqualRowsAndLeavesOutTheId() {
        String link = "<link-entity name='contact' from='parentcustomerid' to='accountid'/>";
        Org.Reply merged = Fetch.rows(
                org,
                "accounts",
                "<fetch distinct='true' returntotalrecordcount='true'><entity name='account'><attribute name='name'/>"
                        + "<order attribute='name'/>" + link + "</entity></fetch>");
        assertThat(merged.column("name")).containsExactly("North", "South");
        assertThat(merged.value().get(0).keySet()).containsExactly("name");
        assertThat(merged.json().get("@odata.count")).isEqualTo(2L);
    }

    @Test
    void lookupsSortByNameAndChoicesByLabel() {
        assertThat(people("")).containsExactly("Ada", "Alan", "Donald", "Grace");
        Org.Reply byName = Fetch.rows(
                org,
                "contacts",
                "<fetch><entity name='contact'><attribute name='firstname'/><order attribute='parentcustomerid'"
                        + " descending='true'/><order attribute='firstname'/></entity></fetch>");
        assertThat(byName.column("firstname")).containsExactly("Alan", "Ada", "Grace", "Donald");
        org.patch("accounts(" + north.text() + ")", "{\"preferredcontactmethodcode\":3}");
        org.patch("accounts(" + south.text() + ")", "{\"preferredcontactmethodcode\":4}");
        String xml =
                "<fetch%s><entity name='account'><attribute name='name'/><order attribute='preferredcontactmethodcode'/>"
                        + "<filter><condition attribute='preferredcontactmethodcode' operator='in'><value>3</value><value>4</value>"
                        + "<value>5</value></condition></filter></entity></fetch>";
        org.insert("account", Map.of("name", "Brokers", "preferredcontactmethodcode", 5));
        try {
            assertThat(Fetch.rows(org, "accounts", xml.formatted("")).column("name"))
                    .containsExactly("South", "Brokers", "North");
            assertThat(Fetch.rows(org, "accounts", xml.formatted(" useraworderby='true'"))
                            .column("name"))
                    .containsExactly("North", "South", "Brokers");
        } finally {
            RecordId id = org.sandbox
                    .store()
                    .scan("account", null, 1, row -> "Brokers".equals(row.get("name")))
                    .get(0)
                    .id();
            org.sandbox.store().delete("account", id);
        }
    }

    @Test
    void ordersOfTheEntityComeBeforeThoseOfLinks() {
        String link = "<link-entity name='account' from='accountid' to='parentcustomerid' alias='a'>%s</link-entity>";
        String query = "<fetch><entity name='contact'><attribute name='firstname'/>%s</entity></fetch>";
        assertThat(Fetch.rows(
                                org,
                                "contacts",
                                query.formatted(link.formatted("<order attribute='name' descending='true'/>")
                                        + "<order attribute='firstname'/>"))
                        .column("firstname"))
                .containsExactly("Ada", "Alan", "Grace");
        assertThat(Fetch.rows(
                                org,
                                "contacts",
                                query.formatted(link.formatted("")
                                        + "<order entityname='a' attribute='name' descending='true'/>"
                                        + "<order attribute='firstname'/>"))
                        .column("firstname"))
                .containsExactly("Alan", "Ada", "Grace");
    }

    @Test
    void whatIsWrongIsRefusedWithTheServicesCodes() {
        refused("<fetch", 400, "0x80040201");
        refused("<nothing/>", 400, "0x80040201");
        refused("<fetch/>", 400, "0x80040201");
        refused("<!DOCTYPE fetch [<!ENTITY x 'account'>]><fetch><entity name='&x;'/></fetch>", 400, "0x80040201");
        refused("<fetch><entity name='nothing'/></fetch>", 400, "0x80041102");
        refused("<fetch><entity name='contact'/></fetch>", 400, "0x80041128");
        refused("<fetch><entity name='account'><attribute name='nope'/></entity></fetch>", 400, "0x80041103");
        refused("<fetch><entity name='account'><order attribute='nope'/></entity></fetch>", 400, "0x80041103");
        refused("<fetch><entity name='account'><link-entity name='nope'/></entity></fetch>", 400, "0x80041102");
        refused("<fetch><entity name='account'><wrong/></entity></fetch>", 400, "0x8004111c");
        refused("<fetch count='x'><entity name='account'/></fetch>", 400, "0x80041108");
        refused("<fetch top='2' page='1'><entity name='account'/></fetch>", 400, "0x80040203");
        refused("<fetch datasource='retained'><entity name='account'/></fetch>", 501, "0x80060889");
        refused("<fetch><entity name='account'><link-entity name='owner'/></entity></fetch>", 501, "0x80060889");
        refused("<fetch><entity name='account' sort='x'/></fetch>", 501, "0x80060889");
        refused(
                "<fetch><entity name='account'><filter><condition attribute='name' operator='sounds'/></filter>"
                        + "</entity></fetch>",
                400,
                "0x80041120");
        refused(
                "<fetch><entity name='account'><filter><condition entityname='x' attribute='name' operator='null'/>"
                        + "</filter></entity></fetch>",
                400,
                "0x8004110a");
        refused(
                "<fetch><entity name='account'>" + "<link-entity name='contact' to='primarycontactid'/>".repeat(16)
                        + "</entity></fetch>",
                400,
                "0x8004430d");
        Org.Reply tooMany = org.get("accounts?fetchXml=<fetch><entity name='account'><filter>"
                + "<condition attribute='fax' operator='null'/>".repeat(501) + "</filter></entity></fetch>");
        assertThat(tooMany.errorCode()).isEqualTo("0x8004430c");
        assertThat(Fetch.get(org, "accounts", "<fetch><entity name='account'><attribute name='nope'/></entity></fetch>")
                        .errorMessage())
                .isEqualTo("'account' entity doesn't contain attribute with Name = 'nope'.");
    }

    @Test
    void aQueryBelongsToASetAndToNoOtherOption() {
        String xml = Fetch.encoded("<fetch><entity name='account'/></fetch>");
        assertThat(org.get("accounts?$select=name&fetchXml=" + xml).status()).isEqualTo(400);
        assertThat(org.get("accounts(" + north.text() + ")?fetchXml=" + xml).status())
                .isEqualTo(400);
        assertThat(org.post("accounts?fetchXml=" + xml, "{}").status()).isEqualTo(405);
        assertThat(org.get("accounts?savedQuery=" + north.text()).status()).isEqualTo(501);
        assertThat(org.get("accounts?userQuery=" + north.text()).status()).isEqualTo(501);
    }

    @Test
    void aBatchMayCarryLongerQueriesThanAUrl() {
        String values = "<value>nothing</value>".repeat(1_100);
        String xml = Fetch.encoded("<fetch><entity name='account'><attribute name='name'/><filter><condition"
                + " attribute='name' operator='in'><value>south</value>" + values
                + "</condition></filter></entity></fetch>");
        assertThat(xml.length()).isBetween(32_769, 65_000);
        assertThat(org.get("accounts?fetchXml=" + xml).status()).isEqualTo(414);
        String part = """
                --b
                Content-Type: application/http
                Content-Transfer-Encoding: binary

                GET accounts?fetchXml=%s HTTP/1.1
                Accept: application/json


                --b--
                """;
        Org.Reply batch = org.post("$batch", part.formatted(xml), "Content-Type", "multipart/mixed; boundary=b");
        assertThat(batch.text()).contains("HTTP/1.1 200 OK", "\"name\":\"South\"");
        Org.Reply tooLong =
                org.post("$batch", part.formatted(xml + xml), "Content-Type", "multipart/mixed; boundary=b");
        assertThat(tooLong.text()).contains("HTTP/1.1 414");
    }
}
