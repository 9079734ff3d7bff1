package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Functions and actions besides those of sales, bulk writes and files. */
class MessageTest {

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static String bulkDelete(String criteria) {
        return "{\"QuerySet\":[{\"EntityName\":\"account\",\"Criteria\":" + criteria
                + "}],\"JobName\":\"j\",\"SendEmailNotification\":false,\"RecurrencePattern\":\"\","
                + "\"StartDateTime\":\"2024-01-01T00:00:00Z\",\"ToRecipients\":[],\"CCRecipients\":[]}";
    }

    @Test
    void argumentsComeInlineOrByAlias() {
        String expected = "Maple St. 1\r\nSeattle, WA 98007\r\nUSA";
        assertThat(org.get("FormatAddress(Line1='Maple St. 1',City='Seattle',StateOrProvince='WA',PostalCode='98007',"
                                + "Country='USA')")
                        .json()
                        .get("Address"))
                .isEqualTo(expected);
        assertThat(org.get(
                                "FormatAddress(Line1=@a,City=@b,StateOrProvince=@c,PostalCode=@d,Country=@e)?@a='Maple St. 1'"
                                        + "&@b='Seattle'&@c='WA'&@d='98007'&@e='USA'")
                        .json()
                        .get("Address"))
                .isEqualTo(expected);
        for (String names : List.of("[\"account\"]", "['account']")) {
            assertThat(org.get("RetrieveTotalRecordCount(EntityNames=@p)?@p=" + names)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void wrongArgumentsAndMethodsAreRefused() {
        Org.Reply unknown = org.get("RetrieveTotalRecordCount(Names=['account'])");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.errorMessage()).isEqualTo("Resource not found for the segment 'RetrieveTotalRecordCount'.");
        assertThat(org.get("RetrieveTotalRecordCount").status()).isEqualTo(404);
        Org.Reply type = org.get("FormatAddress(Line1=1,City='',StateOrProvince='',PostalCode='',Country='')");
        assertThat(type.status()).isEqualTo(400);
        assertThat(type.errorMessage()).contains("Line1", "Edm.String");
        assertThat(org.post("WhoAmI", "{}").status()).isEqualTo(405);
        assertThat(org.get("WhoAmI()/UserId").status()).isEqualTo(404);
        assertThat(org.get("Merge").status()).isEqualTo(405);
        assertThat(org.get("NoSuchFunction()").status()).isEqualTo(404);
    }

    @Test
    void aFunctionWithoutParametersNeedsNoParentheses() {
        assertThat(org.get("RetrieveProvisionedLanguages").json().get("RetrieveProvisionedLanguages"))
                .isEqualTo(List.of(1033L));
        assertThat(org.get("RetrieveProvisionedLanguages()").status()).isEqualTo(200);
        assertThat(org.get("RetrieveCurrentOrganization(AccessType=Microsoft.Dynamics.CRM.EndpointAccessType'Default')")
                        .json()
                        .get("Detail"))
                .isInstanceOf(Map.class);
        assertThat(org.get(
                                "RetrieveCurrentOrganization(AccessType=Microsoft.Dynamics.CRM.EndpointAccessType'Elsewhere')")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aNewRowTakesOverWhatItsParentHas() {
        RecordId parent = org.insert(
                "account", Map.of("name", "parent", "address1_city", "Oslo", "territorycode", 1, "telephone1", "1"));
        Org.Reply reply = org.get("InitializeFrom(EntityMoniker=@p1,TargetEntityName=@p2,TargetFieldType=@p3)"
                + "?@p1={'@odata.id':'accounts(" + parent.text() + ")'}&@p2='account'"
                + "&@p3=Microsoft.Dynamics.CRM.TargetFieldType'ValidForCreate'");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().get("@odata.type")).isEqualTo("#Microsoft.Dynamics.CRM.account");
        assertThat(reply.json().get("address1_city")).isEqualTo("Oslo");
        assertThat(reply.json().get("parentaccountid@odata.bind")).isEqualTo("accounts(" + parent.text() + ")");
        assertThat(reply.json().containsKey("name")).isFalse();
        assertThat(reply.json().containsKey("accountid")).isFalse();
    }

    @Test
    void aTransitionIsValidIfTheStatusBelongsToTheState() {
        RecordId id = org.insert("opportunity", Map.of("name", "o"));
        String path = "opportunities(" + id.text() + ")/Microsoft.Dynamics.CRM.IsValidStateTransition";
        assertThat(org.get(path + "(NewState='Won',NewStatus=3)").json().get("IsValid"))
                .isEqualTo(true);
        assertThat(org.get(path + "(NewState=@s,NewStatus=@t)?@s='Won'&@t=4")
                        .json()
                        .get("IsValid"))
                .isEqualTo(false);
    }

    @Test
    void boundOperationsAreReachedThroughNavigation() {
        RecordId account = org.insert("account", Map.of("name", "a"));
        RecordId contact =
                org.insert("contact", Map.of("lastname", "c", "parentcustomerid", new Reference("account", account)));
        String end = "/Microsoft.Dynamics.CRM.IsValidStateTransition(NewState='Inactive',NewStatus=2)";
        assertThat(org.get("contacts(" + contact.text() + ")/parentcustomerid_account" + end)
                        .json()
                        .get("IsValid"))
                .isEqualTo(true);
        assertThat(org.get("accounts(" + account.text() + ")/contact_customer_accounts(" + contact.text() + ")" + end)
                        .status())
                .isEqualTo(200);
        assertThat(org.post("contacts(" + contact.text() + ")/Microsoft.Dynamics.CRM.QualifyLead", "{}")
                        .status())
                .isEqualTo(404);
    }

    private static RecordId user(String name, Reference unit, RecordId manager) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "lastname", name,
                "firstname", name,
                "domainname", name + "@sandbox.example",
                "internalemailaddress", name + "@sandbox.example",
                "businessunitid", unit));
        if (manager != null) {
            values.put("parentsystemuserid", new Reference("systemuser", manager));
        }
        return org.insert("systemuser", values);
    }

    @Test
    void thoseWhoReportToSomebodyAreFoundOverAllLevels() {
        Reference unit = new Reference(
                "businessunit",
                org.sandbox.store().scan("businessunit", null, 1).get(0).id());
        RecordId boss = user("boss", unit, null);
        RecordId middle = user("m", unit, boss);
        user("n", unit, middle);
        Org.Reply reply = org.get("systemusers(" + boss.text()
                + ")/Microsoft.Dynamics.CRM.RetrieveAllChildUsersSystemUser()?$select=lastname");
        assertThat(reply.column("lastname")).containsExactlyInAnyOrder("m", "n");
    }

    @Test
    void membersOfTeamsAndListsComeAndGo() {
        RecordId team = org.sandbox.store().scan("team", null, 1).get(0).id();
        RecordId user = org.sandbox.store().scan("systemuser", null, 1).get(0).id();
        String members = "{\"Members\":[{\"@odata.type\":\"Microsoft.Dynamics.CRM.systemuser\",\"systemuserid\":\""
                + user.text() + "\"}]}";
        String path = "teams(" + team.text() + ")/Microsoft.Dynamics.CRM.";
        assertThat(org.post(path + "RemoveMembersTeam", members).status()).isEqualTo(204);
        int before = org.sandbox.store().count("teammembership");
        assertThat(org.post(path + "AddMembersTeam", members).status()).isEqualTo(204);
        assertThat(org.post(path + "AddMembersTeam", members).status()).isEqualTo(204);
        assertThat(org.sandbox.store().count("teammembership")).isEqualTo(before + 1);
        RecordId list = org.insert("list", Map.of("listname", "l", "createdfromcode", 2));
        RecordId contact = org.insert("contact", Map.of("lastname", "c"));
        String member = "{\"EntityId\":{\"@odata.type\":\"Microsoft.Dynamics.CRM.contact\",\"contactid\":\""
                + contact.text() + "\"}}";
        String listPath = "lists(" + list.text() + ")/Microsoft.Dynamics.CRM.";
        Org.Reply added = org.post(listPath + "AddMemberList", member);
        assertThat(added.json().get("Id")).isInstanceOf(String.class);
        assertThat(org.get("lists(" + list.text() + ")/listcontact_association?$select=lastname")
                        .column("lastname"))
                .containsExactly("c");
        assertThat(org.post(listPath + "RemoveMemberList", member).status()).isEqualTo(204);
        assertThat(org.get("lists(" + list.text() + ")/listcontact_association").value())
                .isEmpty();
        RecordId account = org.insert("account", Map.of("name", "no contact"));
        assertThat(org.post(
                                listPath + "AddListMembersList",
                                "{\"Members\":[{\"@odata.type\":\"Microsoft.Dynamics.CRM.account\",\"accountid\":\""
                                        + account.text() + "\"}]}")
                        .errorCode())
                .isEqualTo("0x80040203");
    }

    @Test
    void bulkDeleteTakesWhatItsQueryFinds() {
        RecordId first = org.insert("account", Map.of("name", "bd one", "fax", "delete me"));
        RecordId second = org.insert("account", Map.of("name", "bd two", "fax", "delete me"));
        Org.Reply reply = org.post(
                "BulkDelete",
                bulkDelete(
                        "{\"FilterOperator\":\"And\",\"Conditions\":[{\"AttributeName\":\"fax\",\"Operator\":\"Equal\","
                                + "\"Values\":[{\"Value\":\"delete me\",\"Type\":\"System.String\"}]},"
                                + "{\"AttributeName\":\"name\",\"Operator\":\"Like\",\"Values\":[{\"Value\":\"%one\"}]}]}"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().get("JobId")).isInstanceOf(String.class);
        assertThat(org.sandbox.store().get("account", first)).isEmpty();
        assertThat(org.sandbox.store().get("account", second)).isPresent();
        assertThat(org.post(
                                "BulkDelete",
                                bulkDelete("{\"Conditions\":[{\"AttributeName\":\"nonsense\",\"Operator\":\"Null\"}]}"))
                        .errorCode())
                .isEqualTo("0x80041103");
    }

    @Test
    void aRollupIsWorkedOutOnDemand() {
        RecordId account = org.insert("account", Map.of("name", "rollup"));
        org.insert("opportunity", Map.of("name", "o", "parentaccountid", new Reference("account", account)));
        String call = "CalculateRollupField(Target=@p1,FieldName=@p2)?@p1={'@odata.id':'accounts(" + account.text()
                + ")'}&@p2='%s'";
        assertThat(org.get(call.formatted("opendeals")).json().get("opendeals")).isEqualTo(1L);
        assertThat(org.row("account", account).get("opendeals")).isEqualTo(1);
        assertThat(org.get(call.formatted("name")).status()).isEqualTo(400);
    }

    @Test
    void optionsAreAddedRenamedAndRemoved() {
        try (Org own = Org.start()) {
            String set = "\"OptionSetName\":\"new_projectphase\"";
            String label = ",\"Label\":{\"LocalizedLabels\":[{\"Label\":\"%s\",\"LanguageCode\":1033}]}";
            Org.Reply added = own.post("InsertOptionValue", "{" + set + label.formatted("Paused") + "}");
            assertThat(added.status()).as(added.text()).isEqualTo(200);
            Object value = added.json().get("NewOptionValue");
            Org.Reply row = own.post("new_projects", "{\"new_name\":\"p\",\"new_phase\":" + value + "}");
            assertThat(row.status()).as(row.text()).isEqualTo(204);
            assertThat(own.post(
                                    "UpdateOptionValue",
                                    "{" + set + ",\"Value\":" + value + label.formatted("Resting")
                                            + ",\"MergeLabels\":true}")
                            .status())
                    .isEqualTo(204);
            assertThat(own.get(
                                    row.header("OData-EntityId") + "?$select=new_phase",
                                    "Prefer",
                                    "odata.include-annotations=\"*\"")
                            .json()
                            .get("new_phase@OData.Community.Display.V1.FormattedValue"))
                    .isEqualTo("Resting");
            assertThat(own.post("DeleteOptionValue", "{" + set + ",\"Value\":" + value + "}")
                            .status())
                    .isEqualTo(204);
            assertThat(own.post("new_projects", "{\"new_name\":\"p\",\"new_phase\":" + value + "}")
                            .status())
                    .isEqualTo(400);
            assertThat(own.post("PublishAllXml", "").status()).isEqualTo(204);
            assertThat(own.post("PublishXml", "{\"ParameterXml\":\"<importexportxml/>\"}")
                            .status())
                    .isEqualTo(204);
            assertThat(own.post("PublishXml", "{\"ParameterXml\":\"<open\"}").status())
                    .isEqualTo(400);
        }
    }
}
