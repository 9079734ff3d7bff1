package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import org.crmlink.sandbox.data.OrganizationData;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommerceTest {

    private static final String UNIT = "uomid@odata.bind\":\"/uoms(" + OrganizationData.UNIT.text() + ")\"";

    private Org org;
    private RecordId list;
    private RecordId product;
    private RecordId account;

    @BeforeEach
    void start() {
        org = Org.start();
        account = org.insert("account", Map.of("name", "A"));
        product = org.insert("product", Map.of("name", "P", "productnumber", "P-1", "price", 200));
        list = org.insert(
                "pricelevel",
                Map.of(
                        "name",
                        "L",
                        "transactioncurrencyid",
                        new Reference("transactioncurrency", OrganizationData.EURO)));
        org.insert(
                "productpricelevel",
                Map.of(
                        "pricelevelid",
                        new Reference("pricelevel", list),
                        "productid",
                        new Reference("product", product),
                        "uomid",
                        new Reference("uom", OrganizationData.UNIT),
                        "amount",
                        new BigDecimal("12.50")));
    }

    @AfterEach
    void stop() {
        org.close();
    }

    private RecordId quote(String more) {
        return Org.created(org.post(
                "quotes",
                "{\"name\":\"Q\",\"customerid_account@odata.bind\":\"/accounts(" + account.text()
                        + ")\",\"pricelevelid@odata.bind\":\"/pricelevels(" + list.text() + ")\"" + more + "}"));
    }

    private Org.Reply line(RecordId quote, String values) {
        return org.post("quotedetails", "{\"quoteid@odata.bind\":\"/quotes(" + quote.text() + ")\"," + values + "}");
    }

    private String existing(String more) {
        return "\"productid@odata.bind\":\"/products(" + product.text() + ")\",\"" + UNIT + more;
    }

    private static void amount(Row row, String column, String expected) {
        assertThat((BigDecimal) row.get(column)).as(column).isEqualByComparingTo(expected);
    }

    @Test
    void aLineTakesThePriceOfThePriceListAndTheHeaderTheSums() {
        RecordId quote = quote(",\"discountpercentage\":10,\"freightamount\":5");
        long before = org.row("quote", quote).version();
        RecordId first = Org.created(line(quote, existing(",\"quantity\":4,\"tax\":2,\"priceperunit\":999")));
        Row line = org.row("quotedetail", first);
        amount(line, "priceperunit", "12.50");
        amount(line, "baseamount", "50");
        amount(line, "extendedamount", "52");
        assertThat(line.get("lineitemnumber")).isEqualTo(1);
        line(
                quote,
                "\"isproductoverridden\":true,\"productdescription\":\"Work\",\"quantity\":1,\"priceperunit\":100,\"manualdiscountamount\":30");
        Row header = org.row("quote", quote);
        assertThat(header.version()).isGreaterThan(before);
        amount(header, "totallineitemamount", "120");
        amount(header, "totallineitemdiscountamount", "30");
        amount(header, "totaldiscountamount", "12");
        amount(header, "totalamountlessfreight", "108");
        amount(header, "totaltax", "2");
        amount(header, "totalamount", "115");
        assertThat(header.get("quotenumber").toString()).matches("QUO-[0-9]{5,}-[0-9B-Z]{6}");
        // a changed and a removed line change the sums as well
        org.patch("quotedetails(" + first.text() + ")", "{\"quantity\":8}");
        amount(org.row("quote", quote), "totallineitemamount", "170");
        org.delete("quotedetails(" + first.text() + ")");
        amount(org.row("quote", quote), "totallineitemamount", "70");
    }

    @Test
    void aClientsVersionOfTheHeaderIsOldAfterALine() {
        RecordId quote = quote("");
        String etag = org.get("quotes(" + quote.text() + ")")
                .json()
                .get("@odata.etag")
                .toString();
        line(quote, existing(",\"quantity\":1"));
        assertThat(org.patch("quotes(" + quote.text() + ")", "{\"name\":\"R\"}", "If-Match", etag)
                        .errorCode())
                .isEqualTo("0x80060882");
    }

    @Test
    void whatALineLacksIsRefusedByItsCode() {
        RecordId quote = quote("");
        assertThat(line(quote, "\"quantity\":1").errorCode()).isEqualTo("0x80043b11");
        assertThat(line(quote, "\"quantity\":1,\"productid@odata.bind\":\"/products(" + product.text() + ")\"")
                        .errorCode())
                .isEqualTo("0x80043b0d");
        assertThat(line(quote, existing("")).errorCode()).isEqualTo("0x80081012");
        assertThat(org.post("quotes", "{\"name\":\"Q\"}").errorCode()).isEqualTo("0x80100010");
        RecordId dollars = org.insert(
                "pricelevel",
                Map.of(
                        "name",
                        "D",
                        "transactioncurrencyid",
                        new Reference("transactioncurrency", OrganizationData.US_DOLLAR)));
        assertThat(org.patch(
                                "quotes(" + quote.text() + ")",
                                "{\"pricelevelid@odata.bind\":\"/pricelevels(" + dollars.text() + ")\"}")
                        .errorCode())
                .isEqualTo("0x80048cf6");
    }

    @Test
    void aProductThatIsNotInThePriceListIsAPricingErrorOfLineAndHeader() {
        RecordId quote = quote("");
        RecordId other = org.insert("product", Map.of("name", "O", "productnumber", "O-1"));
        RecordId line = Org.created(
                line(quote, "\"quantity\":1,\"productid@odata.bind\":\"/products(" + other.text() + ")\",\"" + UNIT));
        assertThat(org.row("quotedetail", line).get("pricingerrorcode")).isEqualTo(11);
        assertThat(org.row("quote", quote).get("pricingerrorcode")).isEqualTo(1);
        org.patch("quotedetails(" + line.text() + ")", "{\"ispriceoverridden\":true,\"priceperunit\":3}");
        assertThat(org.row("quote", quote).get("pricingerrorcode")).isEqualTo(0);
    }

    @Test
    void linesOfAQuoteThatIsNoDraftAreReadOnlyAndGoWithIt() {
        RecordId quote = quote("");
        RecordId line = Org.created(line(quote, existing(",\"quantity\":1")));
        assertThat(org.patch("quotes(" + quote.text() + ")", "{\"statecode\":1,\"statuscode\":2}")
                        .status())
                .isEqualTo(204);
        assertThat(line(quote, existing(",\"quantity\":1")).errorCode()).isEqualTo("0x80043b09");
        assertThat(org.patch("quotedetails(" + line.text() + ")", "{\"quantity\":2}")
                        .errorCode())
                .isEqualTo("0x80043b09");
        assertThat(org.delete("quotedetails(" + line.text() + ")").errorCode()).isEqualTo("0x80043b09");
        assertThat(org.delete("quotes(" + quote.text() + ")").status()).isEqualTo(204);
        assertThat(org.get("quotedetails").value()).isEmpty();
    }

    @Test
    void someStatesAreReachedByActionsOnly() {
        RecordId quote = quote("");
        String path = "quotes(" + quote.text() + ")";
        assertThat(org.patch(path, "{\"statecode\":2,\"statuscode\":4}").errorCode())
                .isEqualTo("0x80040233");
        RecordId opportunity = org.insert("opportunity", Map.of("name", "O"));
        Org.Reply won = org.patch("opportunities(" + opportunity.text() + ")", "{\"statecode\":1,\"statuscode\":3}");
        assertThat(won.errorCode()).isEqualTo("0x80100005");
        assertThat(won.errorMessage())
                .startsWith("This message can not be used to set the state of opportunity to won.");
        RecordId incident =
                org.insert("incident", Map.of("title", "I", "customerid", new Reference("account", account)));
        assertThat(org.patch("incidents(" + incident.text() + ")", "{\"statecode\":1,\"statuscode\":5}")
                        .errorCode())
                .isEqualTo("0x80040233");
        assertThat(org.patch("incidents(" + incident.text() + ")", "{\"statecode\":2,\"statuscode\":6}")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aQuoteWithItsLinesIsCreatedAtOnce() {
        Org.Reply reply = org.post(
                "quotes",
                "{\"name\":\"Q\",\"pricelevelid@odata.bind\":\"/pricelevels(" + list.text()
                        + ")\",\"quote_details\":[{" + existing(",\"quantity\":2") + "},{" + existing(",\"quantity\":3")
                        + "}]}",
                "Prefer",
                "return=representation");
        assertThat(reply.status()).isEqualTo(201);
        Map<?, ?> quote = reply.json();
        amount(org.row("quote", RecordId.guid(quote.get("quoteid").toString())), "totalamount", "62.5");
        assertThat(quote.get("totalamount")).hasToString("62.5000");
    }

    @Test
    void anOpportunitysProductsMakeItsEstimatedRevenue() {
        RecordId opportunity = Org.created(org.post(
                "opportunities",
                "{\"name\":\"O\",\"isrevenuesystemcalculated\":true,\"pricelevelid@odata.bind\":\"/pricelevels("
                        + list.text() + ")\"}"));
        org.post(
                "opportunityproducts",
                "{\"opportunityid@odata.bind\":\"/opportunities(" + opportunity.text() + ")\","
                        + existing(",\"quantity\":2") + "}");
        amount(org.row("opportunity", opportunity), "estimatedvalue", "25");
    }

    @Test
    void anEnforcedOrderOfStatusReasonsIsInTheMetadataAndHolds() {
        RecordId project = org.insert("new_project", Map.of("new_name", "P"));
        String milestone = org.post(
                        "new_milestones",
                        "{\"new_name\":\"M\",\"new_number\":1,\"new_effort\":5,\"new_Project@odata.bind\":\"/new_projects("
                                + project.text() + ")\"}")
                .header("OData-EntityId");
        assertThat(org.row("new_project", project).get("new_totaleffort")).isEqualTo(5);
        assertThat(org.get(milestone).json().get("new_label")).isEqualTo("1. M");
        assertThat(org.patch(milestone, "{\"statuscode\":896320001}").errorCode())
                .isEqualTo("0x80048408");
        assertThat(org.patch(milestone, "{\"statecode\":1}").errorCode()).isEqualTo("0x8004f858");
        assertThat(org.patch(milestone, "{\"statuscode\":896320000}").status()).isEqualTo(204);
        assertThat(org.patch(milestone, "{\"statecode\":1,\"statuscode\":2}").status())
                .isEqualTo(204);
        assertThat(org.patch(milestone, "{\"statecode\":0,\"statuscode\":1}").errorCode())
                .isEqualTo("0x8004f857");
    }
}
