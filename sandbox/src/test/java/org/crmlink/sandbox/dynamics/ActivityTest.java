package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.data.OrganizationData;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActivityTest {

    private static final int SERVERS_OWNER = 9;

    private Org org;
    private RecordId contact;
    private RecordId account;

    @BeforeEach
    void start() {
        org = Org.start();
        contact = org.insert("contact", Map.of("lastname", "C", "emailaddress1", "c@mail.example"));
        account = org.insert("account", Map.of("name", "A"));
    }

    @AfterEach
    void stop() {
        org.close();
    }

    private String email() {
        return org.post("emails", """
                        {"subject":"Hello","regardingobjectid_account_email@odata.bind":"/accounts(%s)",
                         "email_activity_parties":[
                          {"participationtypemask":1,"partyid_systemuser@odata.bind":"/systemusers(%s)"},
                          {"participationtypemask":2,"partyid_contact@odata.bind":"/contacts(%s)"},
                          {"participationtypemask":3,"addressused":"somebody@else.example"}]}""".formatted(account.text(), OrganizationData.USER.text(), contact.text()))
                .header("OData-EntityId");
    }

    private List<Map<String, Object>> parties(String email) {
        return org.get(email + "/email_activity_parties?$orderby=participationtypemask")
                .value();
    }

    private static List<Object> masks(List<Map<String, Object>> parties) {
        return parties.stream().map(party -> party.get("participationtypemask")).toList();
    }

    @Test
    void partiesAreCreatedWithTheirActivityAndTheServerAddsRegardingAndOwner() {
        String email = email();
        List<Map<String, Object>> parties = parties(email);
        assertThat(masks(parties)).containsExactly(1L, 2L, 3L, 8L, 9L);
        assertThat(parties.get(0).get("addressused")).isEqualTo("admin@sandbox.example");
        assertThat(parties.get(1))
                .containsEntry("addressused", "c@mail.example")
                .containsEntry("_partyid_value", contact.text());
        assertThat(parties.get(2))
                .containsEntry("_partyid_value", null)
                .containsEntry("addressused", "somebody@else.example");
        assertThat(parties.get(3)).containsEntry("_partyid_value", account.text());
        Map<?, ?> expanded = org.get(email + "?$expand=email_activity_parties($filter=participationtypemask eq 2)")
                .json();
        assertThat((List<?>) expanded.get("email_activity_parties")).hasSize(1);
    }

    @Test
    void anUpdateWithPartiesReplacesThoseOfTheClient() {
        String email = email();
        String etag = org.get(email).json().get("@odata.etag").toString();
        String body = "{\"email_activity_parties\":[{\"participationtypemask\":2,"
                + "\"partyid_account@odata.bind\":\"/accounts(" + account.text() + ")\"}]}";
        assertThat(org.patch(email, body, "If-Match", etag).status()).isEqualTo(204);
        assertThat(masks(parties(email))).containsExactly(2L, 8L, 9L);
        assertThat(org.get(email).json().get("@odata.etag")).isNotEqualTo(etag);
        assertThat(org.patch(email, body, "If-Match", etag).status()).isEqualTo(412);
        assertThat(org.patch(email, "{\"subject\":\"same parties\"}").status()).isEqualTo(204);
        assertThat(masks(parties(email))).containsExactly(2L, 8L, 9L);
        assertThat(org.patch(email, "{\"email_activity_parties\":[]}").status()).isEqualTo(204);
        assertThat(masks(parties(email))).containsExactly(8L, 9L);
    }

    @Test
    void partiesHaveAFeedOfTheirOwnAndGoWithTheActivity() {
        String email = email();
        String delta = org.get("activityparties?$select=participationtypemask", "Prefer", "odata.track-changes")
                .link("@odata.deltaLink");
        assertThat(org.delete(email).status()).isEqualTo(204);
        List<Map<String, Object>> changes = org.get(delta).value();
        assertThat(changes).hasSize(5).allSatisfy(change -> assertThat(change).containsEntry("reason", "deleted"));
        assertThat(org.get("activitypointers").value()).isEmpty();
    }

    @Test
    void partiesAreNotWrittenByThemselves() {
        String email = email();
        Object party = parties(email).get(0).get("activitypartyid");
        assertThat(org.post("activityparties", "{\"participationtypemask\":2}").errorCode())
                .isEqualTo("0x80040800");
        assertThat(org.patch("activityparties(" + party + ")", "{\"effort\":1}").errorCode())
                .isEqualTo("0x80040800");
        assertThat(org.delete("activityparties(" + party + ")").errorCode()).isEqualTo("0x80040800");
        assertThat(org.post(email + "/email_activity_parties", "{\"participationtypemask\":2}")
                        .errorCode())
                .isEqualTo("0x80040800");
    }

    @Test
    void aPartySurvivesTheDeletionOfWhatItPointsTo() {
        String email = email();
        assertThat(org.delete("contacts(" + contact.text() + ")").status()).isEqualTo(204);
        assertThat(parties(email).get(1))
                .containsEntry("ispartydeleted", true)
                .containsEntry("_partyid_value", contact.text());
    }

    @Test
    void theOwnersPartyFollowsTheOwner() {
        String email = email();
        RecordId other = RecordId.guid("00000000-0000-0000-0000-000000000101");
        org.patch(email, "{\"ownerid@odata.bind\":\"/systemusers(" + other.text() + ")\"}");
        assertThat(parties(email))
                .filteredOn(party -> party.get("participationtypemask").equals((long) SERVERS_OWNER))
                .extracting(party -> party.get("_partyid_value"))
                .containsExactly(other.text());
    }

    @Test
    void allActivitiesAreSeenTogetherUnderTheirIds() {
        RecordId email = Org.created(org.post("emails", "{\"subject\":\"mail\"}"));
        RecordId task = Org.created(org.post("tasks", "{\"subject\":\"todo\"}"));
        org.patch("tasks(" + task.text() + ")", "{\"statecode\":1,\"statuscode\":5,\"subject\":\"done\"}");
        List<Map<String, Object>> all = org.get(
                        "activitypointers?$select=subject,activitytypecode,statecode&$orderby=activitytypecode")
                .value();
        assertThat(all).extracting(row -> row.get("activityid")).containsExactly(email.text(), task.text());
        assertThat(all).extracting(row -> row.get("activitytypecode")).containsExactly("email", "task");
        assertThat(org.get("activitypointers(" + task.text() + ")/activitypointer_activity_parties")
                        .value())
                .hasSize(1);
        assertThat(all.get(1)).containsEntry("subject", "done").containsEntry("statecode", 1L);
        assertThat(org.patch("activitypointers(" + task.text() + ")", "{\"subject\":\"x\"}")
                        .errorCode())
                .isEqualTo("0x80040800");
    }

    @Test
    void anAttachmentBelongsToItsEmail() {
        String email = email();
        String pointer = email.replace("/emails(", "/activitypointers(");
        RecordId attachment = Org.created(org.post(
                "activitymimeattachments",
                "{\"filename\":\"a.txt\",\"body\":\"SGVsbG8=\",\"objectid_activitypointer@odata.bind\":\"" + pointer
                        + "\"}"));
        assertThat(org.row("activitymimeattachment", attachment).get("filesize"))
                .isEqualTo(5);
        assertThat(org.get(email + "/email_activity_mime_attachment").value()).hasSize(1);
        org.delete(email);
        assertThat(org.get("activitymimeattachments").value()).isEmpty();
    }

    @Test
    void aPartyListIsAnAttributeButNoProperty() {
        Map<?, ?> to = org.get("EntityDefinitions(LogicalName='email')/Attributes(LogicalName='to')")
                .json();
        assertThat(to.get("AttributeType")).isEqualTo("PartyList");
        assertThat(to.get("Targets").toString()).contains("contact", "systemuser");
        assertThat(to.get("@odata.context").toString()).contains("email");
        assertThat(org.get(email()).json().containsKey("to")).isFalse();
        assertThat(org.get("emails?$select=to").status()).isEqualTo(400);
    }
}
