package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SalesMessagesTest {

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static RecordId opportunity(String name) {
        return org.insert("opportunity", Map.of("name", name));
    }

    private static String close(RecordId id, String more) {
        return "{\"OpportunityClose\":{\"subject\":\"done\",\"opportunityid@odata.bind\":\"/opportunities(" + id.text()
                + ")\"" + more + "},\"Status\":-1}";
    }

    @Test
    void aWonOpportunityIsClosedWithItsRevenueAndCannotBeLostAfterwards() {
        RecordId id = opportunity("win");
        Org.Reply won = org.post(
                "WinOpportunity", close(id, ",\"actualrevenue\":1200.5,\"actualend\":\"2024-03-01T10:00:00Z\""));
        assertThat(won.status()).as(won.text()).isEqualTo(204);
        Row row = org.row("opportunity", id);
        assertThat(row.get("statecode")).isEqualTo(1);
        assertThat(row.get("statuscode")).isEqualTo(3);
        assertThat(row.get("actualclosedate")).isEqualTo(LocalDate.of(2024, 3, 1));
        assertThat((BigDecimal) row.get("actualvalue")).isEqualByComparingTo("1200.5");
        Org.Reply lost = org.post("LoseOpportunity", close(id, ""));
        assertThat(lost.status()).isEqualTo(400);
        assertThat(lost.errorCode()).isEqualTo("0x80040233");
        assertThat(org.row("opportunity", id).version()).isEqualTo(row.version());
    }

    @Test
    void theOpportunityMayBeNamedByANestedEntityAndTheStatusMustFit() {
        RecordId id = opportunity("lose");
        String body = "{\"OpportunityClose\":{\"opportunityid\":{\"opportunityid\":\"" + id.text()
                + "\",\"@odata.type\":\"Microsoft.Dynamics.CRM.opportunity\"}},\"Status\":%s}";
        Org.Reply wrong = org.post("LoseOpportunity", body.formatted("3"));
        assertThat(wrong.errorCode()).isEqualTo("0x80048408");
        assertThat(org.post("LoseOpportunity", body.formatted("5")).status()).isEqualTo(204);
        assertThat(org.row("opportunity", id).get("statuscode")).isEqualTo(5);
        Org.Reply text = org.post("LoseOpportunity", body.formatted("\"5\""));
        assertThat(text.errorCode()).isEqualTo("0x80048d19");
        assertThat(text.errorMessage()).contains("Edm.Int32");
    }

    @Test
    void aCaseIsResolved() {
        RecordId account = org.insert("account", Map.of("name", "customer"));
        RecordId id =
                org.insert("incident", Map.of("title", "broken", "customerid", new Reference("account", account)));
        String body = "{\"IncidentResolution\":{\"subject\":\"ok\",\"incidentid@odata.bind\":\"/incidents(" + id.text()
                + ")\"},\"Status\":5}";
        assertThat(org.post("CloseIncident", body).status()).isEqualTo(204);
        assertThat(org.row("incident", id).get("statecode")).isEqualTo(1);
        Org.Reply missing = org.post("CloseIncident", "{\"IncidentResolution\":{},\"Status\":5}");
        assertThat(missing.errorCode()).isEqualTo("0x80040203");
    }

    @Test
    void aQualifiedLeadBecomesAccountContactAndOpportunity() {
        RecordId lead = org.insert(
                "lead",
                Map.of(
                        "firstname", "Ada",
                        "lastname", "Lovelace",
                        "subject", "Engines",
                        "companyname", "Analytical Ltd",
                        "emailaddress1", "ada@analytical.example",
                        "address1_city", "London",
                        "estimatedamount", new BigDecimal("99.5")));
        String path = "leads(" + lead.text() + ")/Microsoft.Dynamics.CRM.QualifyLead";
        String body = "{\"CreateAccount\":true,\"CreateContact\":true,\"CreateOpportunity\":true,\"Status\":3}";
        Org.Reply reply = org.post(path, body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        List<Map<String, Object>> made = reply.value();
        assertThat(reply.column("@odata.type"))
                .containsExactly(
                        "#Microsoft.Dynamics.CRM.account",
                        "#Microsoft.Dynamics.CRM.contact",
                        "#Microsoft.Dynamics.CRM.opportunity");
        Row account =
                org.row("account", RecordId.guid(made.get(0).get("accountid").toString()));
        Row contact =
                org.row("contact", RecordId.guid(made.get(1).get("contactid").toString()));
        Row deal = org.row(
                "opportunity", RecordId.guid(made.get(2).get("opportunityid").toString()));
        assertThat(account.get("name")).isEqualTo("Analytical Ltd");
        assertThat(account.get("originatingleadid")).isEqualTo(new Reference("lead", lead));
        assertThat(contact.get("fullname")).isEqualTo("Ada Lovelace");
        assertThat(contact.get("address1_city")).isEqualTo("London");
        assertThat(contact.get("parentcustomerid")).isEqualTo(account.reference());
        assertThat(deal.get("name")).isEqualTo("Engines");
        assertThat(deal.get("customerid")).isEqualTo(account.reference());
        assertThat((BigDecimal) deal.get("estimatedvalue")).isEqualByComparingTo("99.5");
        assertThat(org.row("lead", lead).get("statecode")).isEqualTo(1);
        assertThat(org.post(path, body).errorCode()).isEqualTo("0x80040233");
    }

    @Test
    void aMergedAccountHandsOverWhatRefersToIt() {
        RecordId target = org.insert("account", Map.of("name", "stays"));
        RecordId subordinate = org.insert("account", Map.of("name", "goes"));
        RecordId contact = org.insert(
                "contact", Map.of("lastname", "c", "parentcustomerid", new Reference("account", subordinate)));
        RecordId lead = org.insert("lead", Map.of("lastname", "l", "subject", "s"));
        org.sandbox.store().run(tx -> tx.associate("accountleads_association", subordinate, lead));
        String body = ("{\"Target\":{\"@odata.type\":\"Microsoft.Dynamics.CRM.account\",\"accountid\":\"%s\"},"
                        + "\"Subordinate\":{\"@odata.type\":\"Microsoft.Dynamics.CRM.account\",\"accountid\":\"%s\"},"
                        + "\"UpdateContent\":{\"@odata.type\":\"Microsoft.Dynamics.CRM.account\",\"fax\":\"77\"},"
                        + "\"PerformParentingChecks\":false}")
                .formatted(target.text(), subordinate.text());
        Org.Reply reply = org.post("Merge", body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(204);
        assertThat(org.row("account", target).get("fax")).isEqualTo("77");
        assertThat(org.row("contact", contact).get("parentcustomerid")).isEqualTo(new Reference("account", target));
        Row gone = org.row("account", subordinate);
        assertThat(gone.get("statecode")).isEqualTo(1);
        assertThat(gone.get("merged")).isEqualTo(true);
        assertThat(gone.get("masterid")).isEqualTo(new Reference("account", target));
        assertThat(org.get("accounts(" + target.text() + ")/accountleads_association?$select=leadid")
                        .column("leadid"))
                .containsExactly(lead.text());
        assertThat(org.post("Merge", body).errorCode()).isEqualTo("0x80040233");
        assertThat(org.post("Merge", body.replace(subordinate.text(), target.text()))
                        .errorCode())
                .isEqualTo("0x80040203");
    }

    @Test
    void anOrganizationWithoutQuotesHasNoQuoteMessages() {
        boolean quotes = org.sandbox.store().schema().table("quote").isPresent();
        Org.Reply reply = org.post("ReviseQuote", "{\"QuoteId\":\"00000000-0000-0000-0000-00000000dead\"}");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.errorCode()).isEqualTo(quotes ? "0x80040217" : "0x8006088a");
    }
}
