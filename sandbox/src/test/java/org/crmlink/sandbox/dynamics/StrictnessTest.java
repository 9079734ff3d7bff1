package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests that are nearly right: they are refused, and in words of the protocol. */
class StrictnessTest {

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static void mustFail(Org.Reply reply, String... words) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.errorMessage())
                .contains(words)
                .doesNotContain("REDACTED", "StreamReadFeature", "java", "Source:");
    }

    @Test
    void brokenJsonIsToldByLineAndColumn() {
        mustFail(org.post("accounts", "{\"name\":\"x\","), "malformed at line 1");
        mustFail(org.post("accounts", "{\"name\":\n\"x\"]"), "malformed at line 2, column");
        mustFail(org.post("accounts", "{\"name\":{\"a\":1}}"), "Cannot convert the literal '{…}'");
        mustFail(org.post("accounts", "{\"name\":[1]}"), "Cannot convert the literal '[…]'");
    }

    @Test
    void aMemberCannotAppearTwice() {
        mustFail(org.post("accounts", "{\"name\":\"x\",\"name\":\"y\"}"), "'name' appears more than once");
    }

    @Test
    void theTypeOfARowMustBeThatOfItsSet() {
        mustFail(
                org.post("accounts", "{\"@odata.type\":\"Microsoft.Dynamics.CRM.contact\",\"name\":\"x\"}"),
                "not assignable to the expected type 'Microsoft.Dynamics.CRM.account'");
        assertThat(org.post("accounts", "{\"@odata.type\":\"#Microsoft.Dynamics.CRM.account\",\"name\":\"x\"}")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void anIdOfZerosLeavesTheChoiceToTheServer() {
        String zeros = "00000000-0000-0000-0000-000000000000";
        String body = "{\"accountid\":\"" + zeros + "\",\"name\":\"zero\"}";
        RecordId first = Org.created(org.post("accounts", body));
        assertThat(first.text()).isNotEqualTo(zeros);
        assertThat(Org.created(org.post("accounts", body))).isNotEqualTo(first);
    }

    @Test
    void contentIdsAreUniqueInAChangeSet() {
        int before = org.sandbox.store().count("account");
        String part = """
                --c
                Content-Type: application/http
                Content-ID: 1

                POST accounts HTTP/1.1
                Content-Type: application/json

                {}
                """;
        Org.Reply reply = org.post(
                "$batch",
                "--b\nContent-Type: multipart/mixed; boundary=c\n\n" + part + part + "--c--\n--b--\n",
                "Content-Type",
                "multipart/mixed; boundary=b");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("Content-ID '1' appears more than once");
        assertThat(org.sandbox.store().count("account")).isEqualTo(before);
    }

    @Test
    void filtersCheckTheTypesOfTheirProperties() {
        mustFail(org.get("accounts?$filter=name"), "single boolean value");
        mustFail(org.get("accounts?$filter=not revenue"), "single boolean value");
        mustFail(org.get("accounts?$filter=contains(revenue,'1')"), "'contains' matches the specified arguments");
        mustFail(
                org.get(
                        "accounts?$filter=Microsoft.Dynamics.CRM.ContainValues(PropertyName='name',PropertyValues=['1'])"),
                "not valid for the attribute 'name'");
        assertThat(org.get("accounts?$filter=donotemail&$top=1").status()).isEqualTo(200);
    }

    @Test
    void aFilterThatBreaksOffIsRefused() {
        mustFail(org.get("accounts?$filter=/ eq 1"), "Could not find a property named ''");
        mustFail(
                org.get("accounts?$filter=Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=[)"),
                "Syntax error at position");
        mustFail(org.get("accounts?$filter=name eq @x&@x=@x"), "The parameter alias '@x' has no value");
    }

    @Test
    void aDateThatDoesNotExistIsASyntaxError() {
        for (String date : List.of("2020-13-01T00:00:00Z", "2020-02-30", "2020-13-01")) {
            mustFail(org.get("accounts?$filter=createdon gt " + date), "Syntax error at position");
        }
    }

    @Test
    void metadataQueriesOfTheWrongFormAreRefused() {
        for (String query : List.of(
                "{\"Criteria\":5}",
                "{\"Properties\":[]}",
                "{\"Criteria\":{\"Conditions\":5}}",
                "{\"Criteria\":{\"Filters\":[5]}}")) {
            mustFail(org.get("RetrieveMetadataChanges(Query=@p1)?@p1=" + query), "is not an");
        }
    }

    @Test
    void onlyConcreteTypesOfACollectionCanBeCastTo() {
        String attributes = "EntityDefinitions(LogicalName='account')/Attributes/Microsoft.Dynamics.CRM.";
        mustFail(org.get(attributes + "EnumAttributeMetadata"), "cannot be cast to");
        mustFail(org.get(attributes + "Nope"), "cannot be cast to");
        assertThat(org.get(attributes + "FileAttributeMetadata").status()).isEqualTo(200);
        assertThat(org.get(
                                "RelationshipDefinitions/Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata?$select=SchemaName")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void definitionsAreNotCounted() {
        assertThat(org.get("EntityDefinitions/$count").status()).isEqualTo(404);
        assertThat(org.get("EntityDefinitions?$count=true").status()).isEqualTo(400);
    }

    @Test
    void aDeltaTokenBeforeTheFirstVersionIsNobodysToken() {
        String token = org.get("accounts?$select=name", "Prefer", "odata.track-changes")
                .link("@odata.deltaLink");
        Org.Reply reply = org.get(token.replaceFirst("deltatoken=\\d+", "deltatoken=-1"));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorCode()).isEqualTo("0x80044352");
        assertThat(org.get(token).status()).isEqualTo(200);
    }
}
