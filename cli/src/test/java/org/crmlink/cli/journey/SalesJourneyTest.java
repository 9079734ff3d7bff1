package org.crmlink.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import org.crmlink.engine.ConflictStrategy;
import org.crmlink.engine.SyncError;
import org.crmlink.engine.SyncReport;
import org.crmlink.engine.SyncResult;
import org.crmlink.sandbox.data.OrganizationData;
import org.crmlink.sandbox.store.Reference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Selling: quotes and orders with their lines, on both sides; what the server computes comes back, what it forbids is listed. */
class SalesJourneyTest {

    private static final String QUOTE = "11111111-1111-4111-8111-111111111111";
    private static final String LINE = "22222222-2222-4222-8222-222222222222";
    private static final String WRITE_IN = "33333333-3333-4333-8333-333333333333";
    private static final String[] SUMS = {"name", "totallineitemamount", "totalamount", "statecode", "statuscode"};
    private static final String[] LINES = {"quantity", "priceperunit", "extendedamount", "productid", "quoteid"};

    @TempDir
    private Path folder;

    private Journey journey;
    private String customer = "";
    private String product = "";
    private String priceList = "";

    @BeforeEach
    void aPriceListAndACustomer() {
        journey = Journey.start(folder, 0);
        customer = journey.insert("account", Map.of("name", "Customer"));
        Reference unit = new Reference("uom", OrganizationData.UNIT);
        Reference euro = new Reference("transactioncurrency", OrganizationData.EURO);
        product = journey.insert(
                "product",
                Map.of(
                        "name",
                        "Pump",
                        "productnumber",
                        "P-1",
                        "defaultuomid",
                        unit,
                        "defaultuomscheduleid",
                        new Reference("uomschedule", OrganizationData.UNIT_GROUP)));
        priceList = journey.insert("pricelevel", Map.of("name", "List", "transactioncurrencyid", euro));
        journey.insert(
                "productpricelevel",
                Map.of(
                        "pricelevelid",
                        Journey.reference("pricelevel", priceList),
                        "productid",
                        Journey.reference("product", product),
                        "uomid",
                        unit,
                        "amount",
                        new BigDecimal("12.50"),
                        "transactioncurrencyid",
                        euro));
        journey.with("account", "name", "statecode", "statuscode")
                .with("product", "name")
                .with("uom", "name")
                .with("pricelevel", "name")
                .with(
                        "quote",
                        "name",
                        "quotenumber",
                        "customerid",
                        "pricelevelid",
                        "discountpercentage",
                        "totallineitemamount",
                        "totalamount",
                        "transactioncurrencyid",
                        "statecode",
                        "statuscode")
                .with(
                        "quotedetail",
                        "quoteid",
                        "productid",
                        "uomid",
                        "isproductoverridden",
                        "productdescription",
                        "quantity",
                        "priceperunit",
                        "baseamount",
                        "extendedamount",
                        "lineitemnumber");
    }

    @AfterEach
    void close() {
        journey.close();
    }

    /** A draft of the device with one line of the price list and one written in: 2 x 12.50 + 3 x 9.99 = 54.97. */
    private void aQuoteMadeHere() {
        journey.sync();
        journey.sql("""
                INSERT INTO quotedetail(quotedetailid, quoteid, productid, uomid, quantity)
                  SELECT '%2$s', '%1$s', productid, (SELECT uomid FROM uom LIMIT 1), '2' FROM product;
                INSERT INTO quotedetail(quotedetailid, quoteid, isproductoverridden, productdescription, quantity, priceperunit)
                  VALUES('%3$s', '%1$s', 1, 'Hose, cut to length', '3', '9.99');
                INSERT INTO quote(quoteid, name, customerid, customerid_entity, pricelevelid)
                  VALUES('%1$s', 'Made here', '%4$s', 'account', '%5$s');
                """.formatted(QUOTE, LINE, WRITE_IN, customer, priceList));
        journey.sync();
    }

    private String local(String column) {
        return journey.value("SELECT " + column + " FROM quote WHERE quoteid = '" + QUOTE + "'");
    }

    private void bothSidesAreEqual() {
        assertThat(journey.outbox()).isEmpty();
        journey.assertSame("quote", SUMS);
        journey.assertSame("quotedetail", LINES);
    }

    @Test
    void aQuoteMadeHereComesBackWithTheServersPricesAndSums() {
        aQuoteMadeHere();
        assertThat(journey.rows(
                        "SELECT priceperunit_num, baseamount_num, productid FROM quotedetail ORDER BY quotedetailid"))
                .containsExactly("12.5|25.0|" + product, "9.99|29.97|null");
        assertThat(local("totalamount_num")).isEqualTo("54.97");
        assertThat(local("quotenumber")).startsWith("QUO-");
        assertThat(local("transactioncurrencyid")).isEqualTo(OrganizationData.EURO.text());
        assertThat(local("statecode || '/' || statuscode")).isEqualTo("0/1");
        bothSidesAreEqual();
    }

    @Test
    void linesAreChangedAddedAndDeletedHereTogetherWithTheirHeader() {
        aQuoteMadeHere();
        journey.sql("""
                UPDATE quotedetail SET quantity = '10' WHERE quotedetailid = '%2$s';
                DELETE FROM quotedetail WHERE quotedetailid = '%3$s';
                INSERT INTO quotedetail(quoteid, isproductoverridden, productdescription, quantity, priceperunit)
                  VALUES('%1$s', 1, 'Travel', '1', '100');
                UPDATE quote SET name = 'Renamed', discountpercentage = '10' WHERE quoteid = '%1$s';
                """.formatted(QUOTE, LINE, WRITE_IN));
        SyncReport report = journey.sync();
        assertThat(Journey.of(report, "quote").conflicts()).isZero();
        assertThat(local("name || ' ' || totallineitemamount_num || ' ' || totalamount_num"))
                .isEqualTo("Renamed 225.0 202.5");
        bothSidesAreEqual();
    }

    @Test
    void aColleaguesWorkOnTheSameQuoteArrives() {
        aQuoteMadeHere();
        journey.update("quotedetail", LINE, Map.of("quantity", BigDecimal.ONE));
        journey.delete("quotedetail", WRITE_IN);
        journey.update("quote", QUOTE, Map.of("freightamount", new BigDecimal("5")));
        journey.sync();
        assertThat(local("totalamount_num")).isEqualTo("17.5");
        bothSidesAreEqual();
    }

    @ParameterizedTest
    @EnumSource
    void aQuoteIsDeletedHereWithItsLinesWithoutAConflict(ConflictStrategy strategy) {
        journey.onConflict("quote", strategy).onConflict("quotedetail", strategy);
        aQuoteMadeHere();
        journey.sql("DELETE FROM quotedetail;\nDELETE FROM quote");
        SyncReport report = journey.sync();
        assertThat(report.entities())
                .allSatisfy(entity -> assertThat(entity.conflicts()).isZero());
        assertThat(journey.store().count("quote")).isZero();
        bothSidesAreEqual();
    }

    @Test
    void aQuoteIsActivatedHere() {
        aQuoteMadeHere();
        journey.sql("UPDATE quote SET statecode = 1, statuscode = 3");
        journey.sync();
        assertThat(journey.onServer("quote", QUOTE, "statuscode")).isEqualTo("3");
        bothSidesAreEqual();
    }

    @Test
    void anEditOfALineOfAWonQuoteIsListedAndCanBeGivenUp() {
        aQuoteMadeHere();
        journey.update("quote", QUOTE, Map.of("statecode", 1));
        assertThat(journey.colleague("POST", "WinQuote", """
                                {"Status":-1,"QuoteClose":{"subject":"Won","quoteid@odata.bind":"/quotes(%s)"}}""".formatted(QUOTE)).statusCode())
                .isEqualTo(204);
        journey.sql("UPDATE quotedetail SET quantity = '99' WHERE quotedetailid = '" + LINE + "'");
        SyncReport report = journey.trySync();
        assertThat(report.result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(local("statecode || '/' || statuscode")).isEqualTo("2/4");
        assertThat(journey.errors()).singleElement().satisfies(error -> {
            assertThat(error.entity()).isEqualTo("quotedetail");
            assertThat(error.recordId()).isEqualTo(LINE);
            assertThat(error.kind()).isEqualTo(SyncError.Kind.REFUSED);
            assertThat(error.code()).isEqualTo("0x80043b09");
            assertThat(error.message()).contains("read only");
            assertThat(error.hint()).contains("parent");
        });
        assertThat(journey.value("SELECT quantity_num FROM quotedetail WHERE quotedetailid = '" + LINE + "'"))
                .isEqualTo("99.0");
        journey.giveUp();
        journey.sync();
        bothSidesAreEqual();
    }

    @Test
    void aStateThatOnlyAnActionLeadsToIsListed() {
        aQuoteMadeHere();
        journey.sql("UPDATE quote SET statecode = 2, statuscode = 4");
        assertThat(journey.trySync().result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(journey.errors()).singleElement().satisfies(error -> {
            assertThat(error.code()).isEqualTo("0x80040233");
            assertThat(error.hint()).contains("state");
        });
        journey.giveUp();
        journey.sync();
        assertThat(local("statecode")).isEqualTo("0");
    }

    @Test
    void anOrderIsMadeHereAndFulfilledThere() {
        journey.with("salesorder", "name", "customerid", "pricelevelid", "totalamount", "statecode", "statuscode")
                .with("salesorderdetail", "salesorderid", "productid", "uomid", "quantity", "extendedamount");
        aQuoteMadeHere();
        assertThat(journey.colleague("PATCH", "quotes(" + QUOTE + ")", "{\"statecode\":1}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(journey.colleague("POST", "ConvertQuoteToSalesOrder", "{\"QuoteId\":\"" + QUOTE + "\"}")
                        .statusCode())
                .isEqualTo(200);
        journey.sql("""
                INSERT INTO salesorder(salesorderid, name, customerid, customerid_entity, pricelevelid)
                  VALUES('%1$s', 'Order', '%2$s', 'account', '%3$s');
                INSERT INTO salesorderdetail(salesorderid, productid, uomid, quantity)
                  SELECT '%1$s', productid, (SELECT uomid FROM uom LIMIT 1), '4' FROM product;
                """.formatted(QUOTE, customer, priceList));
        journey.sync();
        assertThat(journey.rows("SELECT name, totalamount_num FROM salesorder ORDER BY 1"))
                .containsExactly("Made here|54.97", "Order|50.0");
        assertThat(journey.colleague("POST", "FulfillSalesOrder", """
                                {"Status":-1,"OrderClose":{"subject":"Done","salesorderid@odata.bind":"/salesorders(%s)"}}""".formatted(QUOTE))
                        .statusCode())
                .isEqualTo(204);
        journey.sync();
        assertThat(journey.value("SELECT statecode || '/' || statuscode FROM salesorder WHERE name = 'Order'"))
                .isEqualTo("3/100001");
        journey.assertSame("salesorder", "name", "totalamount", "statecode", "statuscode");
        journey.assertSame("salesorderdetail", "quantity", "extendedamount", "salesorderid");
    }

    @Test
    void anAccountIsDeactivatedAndActivatedHere() {
        journey.sync();
        journey.sql("UPDATE account SET statecode = 1, statuscode = 2");
        journey.sync();
        assertThat(journey.onServer("account", customer, "statecode")).isEqualTo("1");
        journey.sql("UPDATE account SET statecode = 0");
        journey.sync();
        assertThat(journey.rows("SELECT statecode, statuscode FROM account")).containsExactly("0|1");
        journey.assertSame("account", "name", "statecode", "statuscode");
    }

    @Test
    void aReasonOfAnotherStateIsListed() {
        journey.sync();
        journey.sql("UPDATE account SET statuscode = 2, name = 'Renamed'");
        assertThat(journey.trySync().result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(journey.errors()).singleElement().satisfies(error -> {
            assertThat(error.code()).isEqualTo("0x80048408");
            assertThat(error.hint()).contains("belongs to the state");
        });
        assertThat(journey.onServer("account", customer, "name")).isEqualTo("Customer");
        journey.sql("UPDATE account SET statecode = 1;\nDELETE FROM sync_errors");
        journey.sync();
        assertThat(journey.onServer("account", customer, "name")).isEqualTo("Renamed");
        journey.assertSame("account", "name", "statecode", "statuscode");
    }

    @Test
    void reasonsFollowTheTransitionsOfTheTable() {
        String milestone = journey.insert("new_milestone", Map.of("new_name", "M"));
        journey.with("new_milestone", "new_name", "statecode", "statuscode").sync();
        journey.sql("UPDATE new_milestone SET statecode = 1, statuscode = 2");
        assertThat(journey.trySync().result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(journey.errors()).singleElement().satisfies(error -> {
            assertThat(error.entity()).isEqualTo("new_milestone");
            assertThat(error.hint()).contains("present status");
        });
        journey.giveUp();
        journey.sync();
        journey.sql("UPDATE new_milestone SET statuscode = 896320000");
        journey.sync();
        journey.sql("UPDATE new_milestone SET statecode = 1, statuscode = 2");
        journey.sync();
        assertThat(journey.onServer("new_milestone", milestone, "statuscode")).isEqualTo("2");
        journey.assertSame("new_milestone", "new_name", "statecode", "statuscode");
    }
}
