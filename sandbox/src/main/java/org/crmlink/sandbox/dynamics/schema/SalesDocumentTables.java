package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.date;
import static org.crmlink.sandbox.schema.ColumnBuilder.dateTime;
import static org.crmlink.sandbox.schema.ColumnBuilder.decimal;
import static org.crmlink.sandbox.schema.ColumnBuilder.integer;
import static org.crmlink.sandbox.schema.ColumnBuilder.lookup;
import static org.crmlink.sandbox.schema.ColumnBuilder.picklist;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.string;
import static org.crmlink.sandbox.schema.ColumnBuilder.virtual;
import static org.crmlink.sandbox.schema.Option.inState;
import static org.crmlink.sandbox.schema.Option.of;

import java.util.List;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.Ownership;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;

/** Quotes and orders with their lines, and the products of opportunities. */
final class SalesDocumentTables {

    private SalesDocumentTables() {}

    static List<Table> tables() {
        return List.of(
                quote(),
                line("QuoteDetail", "Quote Product", "quotedetails", 1085, "Quote", "quote"),
                order(),
                line("SalesOrderDetail", "Order Product", "salesorderdetails", 1089, "SalesOrder", "salesorder"),
                line(
                        "OpportunityProduct",
                        "Opportunity Product",
                        "opportunityproducts",
                        1083,
                        "Opportunity",
                        "opportunity"));
    }

    private static Table quote() {
        return TableBuilder.table("Quote", "Quote", "quotes")
                .plural("Quotes")
                .primaryName("name")
                .objectTypeCode(1084)
                .writeRule(SalesHeaderRule.QUOTE)
                .columns(document("Quote", "Quote")
                        .add(
                                integer("RevisionNumber", "Revision ID")
                                        .range(0, 1_000_000_000)
                                        .readOnly(),
                                date("EffectiveFrom", "Effective From"),
                                date("EffectiveTo", "Effective To"),
                                date("ExpiresOn", "Due By"),
                                date("ClosedOn", "Closed On"))
                        .state(
                                List.of(of(0, "Draft"), of(1, "Active"), of(2, "Won"), of(3, "Closed")),
                                List.of(
                                        inState(0, 1, "In Progress"),
                                        inState(1, 2, "In Progress"),
                                        inState(1, 3, "Open"),
                                        inState(2, 4, "Won"),
                                        inState(3, 5, "Lost"),
                                        inState(3, 6, "Canceled"),
                                        inState(3, 7, "Revised")))
                        .owner()
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    private static Table order() {
        return TableBuilder.table("SalesOrder", "Order", "salesorders")
                .plural("Orders")
                .primaryName("name")
                .objectTypeCode(1088)
                .writeRule(SalesHeaderRule.ORDER)
                .columns(document("Order", "SalesOrder")
                        .lookup("QuoteId", "Quote", "quote")
                        .choice("PriorityCode", "Priority", Options.DEFAULT_VALUE)
                        .flag("IsPriceLocked", "Prices Locked")
                        .add(
                                date("DateFulfilled", "Date Fulfilled"),
                                date("SubmitDate", "Date Submitted"),
                                dateTime("LastBackofficeSubmit", "Last Submitted to Back Office"),
                                integer("SubmitStatus", "Submitted Status").range(0, 1_000_000_000))
                        .memos("SubmitStatusDescription", "Submitted Status Description", 2000)
                        .state(
                                List.of(
                                        of(0, "Active"),
                                        of(1, "Submitted"),
                                        of(2, "Canceled"),
                                        of(3, "Fulfilled"),
                                        of(4, "Invoiced")),
                                List.of(
                                        inState(0, 1, "New"),
                                        inState(0, 2, "Pending"),
                                        inState(1, 3, "In Progress"),
                                        inState(2, 4, "No Money"),
                                        inState(3, 100_001, "Complete"),
                                        inState(3, 100_002, "Partial"),
                                        inState(4, 100_003, "Invoiced"),
                                        inState(0, 690_970_000, "On Hold")))
                        .owner()
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    /** What quotes and orders have in common; orders call their number after the short word. */
    private static ColumnList document(String word, String schemaName) {
        ColumnList columns = new ColumnList()
                .add(primaryId(schemaName + "Id", word))
                .add(string("Name", "Name", 300).required(RequiredLevel.SYSTEM_REQUIRED))
                .add(string(word + "Number", word + " ID", 100)
                        .autoNumber(
                                word.equals("Quote")
                                        ? "QUO-{SEQNUM:5}-{RANDSTRING:6}"
                                        : "ORD-{SEQNUM:5}-{RANDSTRING:6}")
                        .writable(true, false))
                .memos("Description", "Description", 2000)
                .customer("CustomerId", "Potential Customer")
                .lookup("OpportunityId", "Opportunity", "opportunity")
                .choice("FreightTermsCode", "Freight Terms", Options.FREIGHT_TERMS)
                .choice("PaymentTermsCode", "Payment Terms", Options.PAYMENT_TERMS)
                .choice("ShippingMethodCode", "Shipping Method", Options.SHIPPING_METHOD)
                .add(date("RequestDeliveryBy", "Requested Delivery Date"))
                .flag("WillCall", "Ship To", "Address", "Will Call");
        totals(columns).add(decimal("DiscountPercentage", "Discount (%)", 2).range(0, 100));
        return address(address(columns, "BillTo", "Bill To"), "ShipTo", "Ship To")
                .currency();
    }

    /** Price list, discounts of clients, and the sums of the server. */
    static ColumnList totals(ColumnList columns) {
        return columns.lookup("PriceLevelId", "Price List", "pricelevel")
                .money("DiscountAmount", "Discount Amount")
                .money("FreightAmount", "Freight Amount")
                .sum("TotalLineItemAmount", "Total Detail Amount")
                .sum("TotalLineItemDiscountAmount", "Total Line Item Discount Amount")
                .sum("TotalDiscountAmount", "Total Discount Amount")
                .sum("TotalAmountLessFreight", "Total Pre-Freight Amount")
                .sum("TotalTax", "Total Tax")
                .sum("TotalAmount", "Total Amount")
                .add(picklist("PricingErrorCode", "Pricing Error", PricingErrors.OPTIONS)
                        .defaultValue(PricingErrors.NONE));
    }

    private static ColumnList address(ColumnList columns, String prefix, String display) {
        String p = prefix + "_";
        return columns.text(p + "Name", display + " Name", 200)
                .text(p + "ContactName", display + " Contact Name", 150)
                .text(p + "Line1", display + " Street 1", 4000)
                .text(p + "Line2", display + " Street 2", 4000)
                .text(p + "Line3", display + " Street 3", 4000)
                .text(p + "City", display + " City", 80)
                .text(p + "StateOrProvince", display + " State/Province", 50)
                .text(p + "PostalCode", display + " ZIP/Postal Code", 20)
                .text(p + "Country", display + " Country/Region", 80)
                .phone(p + "Telephone", display + " Phone")
                .phone(p + "Fax", display + " Fax");
    }

    private static Table line(
            String schemaName, String display, String set, int typeCode, String headerSchemaName, String header) {
        ColumnList columns = new ColumnList()
                .add(primaryId(schemaName + "Id", display))
                .add(lookup(headerSchemaName + "Id", headerSchemaName, header)
                        .writable(true, false)
                        .required(RequiredLevel.SYSTEM_REQUIRED))
                .add(virtual(headerSchemaName + "IdName", header + "id"))
                .text(schemaName + "Name", "Name", 100)
                .flag("IsProductOverridden", "Select Product", "Existing", "Write In")
                .flag("IsPriceOverridden", "Pricing", "Use Default", "Override Price")
                .lookup("ProductId", "Existing Product", "product")
                .text("ProductDescription", "Write-In Product", 500)
                .lookup("UoMId", "Unit", "uom")
                .add(decimal("Quantity", "Quantity", 5).range(-100_000_000_000L, 100_000_000_000L))
                .money("PricePerUnit", "Price Per Unit")
                .money("ManualDiscountAmount", "Manual Discount")
                .money("Tax", "Tax")
                .sum("BaseAmount", "Amount")
                .sum("ExtendedAmount", "Extended Amount")
                .sum("VolumeDiscountAmount", "Volume Discount")
                .currency()
                .add(integer("LineItemNumber", "Line Item Number").range(0, 1_000_000_000))
                .add(integer("SequenceNumber", "Sequence Number"))
                .memos("Description", "Description", 2000)
                .add(picklist("PricingErrorCode", "Pricing Error", PricingErrors.OPTIONS)
                        .defaultValue(PricingErrors.NONE));
        if (!header.equals("opportunity")) {
            columns.add(date("RequestDeliveryBy", "Requested Delivery Date"))
                    .flag("WillCall", "Ship To", "Address", "Will Call")
                    .lookup("SalesRepId", "Salesperson", "systemuser");
        }
        return TableBuilder.table(schemaName, display, set)
                .plural(display + "s")
                .primaryName(schemaName.toLowerCase(java.util.Locale.ROOT) + "name")
                .ownership(Ownership.NONE)
                .objectTypeCode(typeCode)
                .writeRule(new SalesLineRule(header + "id"))
                .effect(new SalesLineEffect(header))
                .columns(columns.audit().imported().list())
                .build();
    }

    static void relate(Relations relations) {
        relations
                .customer("quote", "quote", "customerid", DeleteBehavior.CASCADE)
                .customer("order", "salesorder", "customerid", DeleteBehavior.CASCADE)
                .oneToMany("opportunity_quotes", "opportunity", "quote", "opportunityid", DeleteBehavior.CASCADE)
                .oneToMany(
                        "opportunity_sales_orders",
                        "opportunity",
                        "salesorder",
                        "opportunityid",
                        DeleteBehavior.CASCADE)
                .oneToMany("quote_orders", "quote", "salesorder", "quoteid", DeleteBehavior.REMOVE_LINK)
                .oneToMany("price_level_quotes", "pricelevel", "quote", "pricelevelid", DeleteBehavior.RESTRICT)
                .oneToMany("price_level_orders", "pricelevel", "salesorder", "pricelevelid", DeleteBehavior.RESTRICT)
                // The real name has this misspelling.
                .oneToMany(
                        "price_level_opportunties",
                        "pricelevel",
                        "opportunity",
                        "pricelevelid",
                        DeleteBehavior.REMOVE_LINK);
        line(relations, "quotedetail", "quote", "quote_details", "product_quote_details", "quote_details");
        line(relations, "salesorderdetail", "salesorder", "order_details", "product_order_details", "order_details");
        line(
                relations,
                "opportunityproduct",
                "opportunity",
                "product_opportunities",
                "opportunity_products",
                "opportunity_products");
        relations
                .oneToMany(
                        "system_user_quotedetail", "systemuser", "quotedetail", "salesrepid", DeleteBehavior.NO_CASCADE)
                .oneToMany(
                        "system_user_salesorderdetail",
                        "systemuser",
                        "salesorderdetail",
                        "salesrepid",
                        DeleteBehavior.NO_CASCADE);
    }

    private static void line(
            Relations relations, String table, String header, String ofHeader, String ofProduct, String ofUnit) {
        relations
                .oneToMany(ofHeader, header, table, header + "id", DeleteBehavior.CASCADE)
                .oneToMany(ofProduct, "product", table, "productid", DeleteBehavior.RESTRICT)
                .oneToMany("unit_of_measurement_" + ofUnit, "uom", table, "uomid", DeleteBehavior.RESTRICT);
    }
}
