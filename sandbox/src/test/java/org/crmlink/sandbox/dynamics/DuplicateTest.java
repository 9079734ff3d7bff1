package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DuplicateTest {

    private static final String[] DETECT = {"MSCRM.SuppressDuplicateDetection", "false"};

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static void duplicate(Org.Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(412);
        assertThat(reply.errorCode()).isEqualTo("0x80040333");
        assertThat(reply.errorMessage())
                .isEqualTo(
                        "A record was not created or updated because a duplicate of the current record already exists.");
    }

    /** A published rule of leads with one condition for each JSON text. */
    private static String rule(String more, String... conditions) {
        RecordId rule = Org.created(org.post(
                "duplicaterules",
                "{\"name\":\"test\",\"baseentityname\":\"lead\",\"matchingentityname\":\"lead\"" + more + "}"));
        for (String condition : conditions) {
            assertThat(org.post(
                                    "duplicateruleconditions",
                                    "{" + condition + ",\"regardingobjectid@odata.bind\":\"/duplicaterules("
                                            + rule.text() + ")\"}")
                            .status())
                    .isEqualTo(204);
        }
        assertThat(org.post("PublishDuplicateRule", "{\"DuplicateRuleId\":\"" + rule.text() + "\"}")
                        .status())
                .isEqualTo(200);
        return rule.text();
    }

    private static String same(String column, int operator, String more) {
        return "\"baseattributename\":\"" + column + "\",\"matchingattributename\":\"" + column + "\",\"operatorcode\":"
                + operator + more;
    }

    private static void drop(String rule) {
        assertThat(org.delete("duplicaterules(" + rule + ")").status()).isEqualTo(204);
    }

    @Test
    void theDefaultRulesAreInForceOnlyForWhoAsks() {
        assertThat(org.get("duplicaterules?$filter=statecode eq 1").value()).hasSizeGreaterThanOrEqualTo(5);
        org.insert("account", Map.of("name", "Twice Ltd."));
        assertThat(org.post("accounts", "{\"name\":\"Twice Ltd.\"}").status()).isEqualTo(204);
        assertThat(org.post("accounts", "{\"name\":\"Twice Ltd.\"}", "MSCRM.SuppressDuplicateDetection", "true")
                        .status())
                .isEqualTo(204);
        int before = org.sandbox.store().count("account");
        duplicate(org.post("accounts", "{\"name\":\"TWICE ltd. \"}", DETECT));
        assertThat(org.sandbox.store().count("account")).isEqualTo(before);
        RecordId once = Org.created(org.post("accounts", "{\"name\":\"Once Ltd.\"}", DETECT));
        duplicate(org.patch("accounts(" + once.text() + ")", "{\"name\":\"twice Ltd.\"}", DETECT));
        assertThat(org.row("account", once).get("name")).isEqualTo("Once Ltd.");
        assertThat(org.patch("accounts(" + once.text() + ")", "{\"telephone1\":\"1\"}", DETECT)
                        .status())
                .isEqualTo(204);
        duplicate(org.send("PUT", "accounts(" + once.text() + ")/name", "{\"value\":\"Twice Ltd.\"}", DETECT));
    }

    @Test
    void allConditionsOfARuleMustBeMetAndBlanksAreAlike() {
        String ignoring = rule("", same("firstname", 0, ""), same("companyname", 0, ",\"ignoreblankvalues\":true"));
        org.insert("lead", Map.of("subject", "s", "lastname", "x", "firstname", "Al", "companyname", "Co"));
        org.insert("lead", Map.of("subject", "s", "lastname", "x", "firstname", "Bo"));
        String lead = "{\"subject\":\"s\",\"lastname\":\"y\",\"firstname\":\"%s\"%s}";
        duplicate(org.post("leads", lead.formatted("al", ",\"companyname\":\"CO\""), DETECT));
        assertThat(org.post("leads", lead.formatted("al", ",\"companyname\":\"Other\""), DETECT)
                        .status())
                .isEqualTo(204);
        assertThat(org.post("leads", lead.formatted("bo", ""), DETECT).status()).isEqualTo(204);
        drop(ignoring);
        String alike = rule("", same("firstname", 0, ""), same("companyname", 0, ""));
        duplicate(org.post("leads", lead.formatted("bo", ""), DETECT));
        drop(alike);
        // A single condition never takes two blanks for the same.
        String single = rule("", same("firstname", 0, ""));
        assertThat(org.post("leads", "{\"subject\":\"s\",\"lastname\":\"noname\"}", DETECT)
                        .status())
                .isEqualTo(204);
        assertThat(org.post("leads", "{\"subject\":\"s\",\"lastname\":\"noname\"}", DETECT)
                        .status())
                .isEqualTo(204);
        drop(single);
    }

    @Test
    void partsOfTextsDatesAndCaseAreComparedAsTheRuleSays() {
        String first = rule(",\"iscasesensitive\":true", same("lastname", 1, ",\"operatorparam\":3"));
        org.insert("lead", Map.of("subject", "s", "lastname", "Zebra"));
        duplicate(org.post("leads", "{\"subject\":\"s\",\"lastname\":\"Zebu\"}", DETECT));
        assertThat(org.post("leads", "{\"subject\":\"s\",\"lastname\":\"zebu\"}", DETECT)
                        .status())
                .isEqualTo(204);
        drop(first);
        String last = rule("", same("lastname", 2, ",\"operatorparam\":3"));
        duplicate(org.post("leads", "{\"subject\":\"s\",\"lastname\":\"COBRA\"}", DETECT));
        assertThat(org.post("leads", "{\"subject\":\"s\",\"lastname\":\"Zebras\"}", DETECT)
                        .status())
                .isEqualTo(204);
        drop(last);
        String day = rule("", same("estimatedclosedate", 3, ""));
        org.post("leads", "{\"subject\":\"s\",\"lastname\":\"d\",\"estimatedclosedate\":\"2026-05-01\"}");
        duplicate(org.post(
                "leads", "{\"subject\":\"s\",\"lastname\":\"e\",\"estimatedclosedate\":\"2026-05-01\"}", DETECT));
        assertThat(org.post(
                                "leads",
                                "{\"subject\":\"s\",\"lastname\":\"e\",\"estimatedclosedate\":\"2026-05-02\"}",
                                DETECT)
                        .status())
                .isEqualTo(204);
        drop(day);
    }

    @Test
    void unpublishedRulesAndInactiveRowsDoNotCount() {
        String rule = rule(",\"excludeinactiverecords\":true", same("companyname", 0, ""));
        RecordId closed = org.insert("lead", Map.of("subject", "s", "lastname", "c", "companyname", "Closed"));
        String body = "{\"subject\":\"s\",\"lastname\":\"n\",\"companyname\":\"closed\"}";
        duplicate(org.post("leads", body, DETECT));
        org.sandbox.store().update("lead", closed, Map.of("statecode", 2));
        assertThat(org.post("leads", body, DETECT).status()).isEqualTo(204);
        duplicate(org.post("leads", body, DETECT));
        assertThat(org.post("UnpublishDuplicateRule", "{\"DuplicateRuleId\":\"" + rule + "\"}")
                        .status())
                .isEqualTo(204);
        assertThat(org.post("leads", body, DETECT).status()).isEqualTo(204);
        drop(rule);
    }

    @Test
    void rowsOfTheSameChangeSetAreDuplicatesOfEachOther() {
        String part =
                "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: %d\r\n\r\nPOST accounts"
                        + " HTTP/1.1\r\nContent-Type: application/json\r\nMSCRM.SuppressDuplicateDetection: false\r\n\r\n"
                        + "{\"name\":\"In one set\"}\r\n";
        String body = "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n" + part.formatted(1) + "--c\r\n"
                + part.formatted(2) + "--c--\r\n--b--\r\n";
        Org.Reply reply = org.post("$batch", body, "Content-Type", "multipart/mixed; boundary=b");
        assertThat(reply.text()).contains("HTTP/1.1 412", "0x80040333");
        assertThat(org.get("accounts?$filter=name eq 'In one set'").value()).isEmpty();
    }

    @Test
    void retrieveDuplicatesFindsThemForARowAndForOneToBe() {
        RecordId one = org.insert("contact", Map.of("lastname", "D", "emailaddress1", "dup@x.example"));
        RecordId other = org.insert("contact", Map.of("lastname", "E", "emailaddress1", "DUP@x.example"));
        String call =
                "RetrieveDuplicates(BusinessEntity=@p1,MatchingEntityName=@p2,PagingInfo=@p3)?@p1={%s,'@odata.type':"
                        + "'Microsoft.Dynamics.CRM.contact'}&@p2='contact'&@p3={'PageNumber':%d,'Count':%d}";
        Org.Reply found = org.get(call.formatted("'contactid':'" + one.text() + "'", 1, 50));
        assertThat(found.column("contactid")).isEqualTo(List.of(other.text()));
        assertThat(found.json().get("@odata.context")).isEqualTo(org.root() + "$metadata#contacts");
        String toBe = "'emailaddress1':'dup@X.example'";
        assertThat(org.get(call.formatted(toBe, 1, 50)).column("contactid"))
                .containsExactlyInAnyOrder(one.text(), other.text());
        assertThat(org.get(call.formatted(toBe, 2, 1)).value()).hasSize(1);
        assertThat(org.get(call.formatted("'emailaddress1':'nobody@x.example'", 1, 50))
                        .value())
                .isEmpty();
        // Who does not see a row does not learn of it.
        org.sandbox
                .rights()
                .role("Own contacts", "common: read=organization; units: read=organization; contact: all=user");
        Person ann = Person.with(org, "ann@x.example", "Own contacts");
        RecordId hers = ann.owns("contact", Map.of("lastname", "F", "emailaddress1", "dup@x.example"));
        assertThat(ann.get(call.formatted(toBe, 1, 50)).column("contactid")).isEqualTo(List.of(hers.text()));
        assertThat(ann.get(call.formatted("'contactid':'" + one.text() + "'", 1, 50))
                        .errorCode())
                .isEqualTo("0x80048306");
    }
}
