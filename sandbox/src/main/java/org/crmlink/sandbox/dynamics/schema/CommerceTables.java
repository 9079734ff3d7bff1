package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.date;
import static org.crmlink.sandbox.schema.ColumnBuilder.decimal;
import static org.crmlink.sandbox.schema.ColumnBuilder.guid;
import static org.crmlink.sandbox.schema.ColumnBuilder.lookup;
import static org.crmlink.sandbox.schema.ColumnBuilder.picklist;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.string;
import static org.crmlink.sandbox.schema.ColumnBuilder.virtual;
import static org.crmlink.sandbox.schema.Option.inState;
import static org.crmlink.sandbox.schema.Option.of;

import java.util.ArrayList;
import java.util.List;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.Ownership;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;

/** Units and price lists; what is sold with them is in {@link SalesDocumentTables}. */
final class CommerceTables {

    private CommerceTables() {}

    static List<Table> tables() {
        List<Table> tables = new ArrayList<>(List.of(unitGroup(), unit(), priceList(), priceListItem()));
        tables.addAll(SalesDocumentTables.tables());
        return tables;
    }

    private static Table unitGroup() {
        return TableBuilder.table("UoMSchedule", "Unit Group", "uomschedules")
                .plural("Unit Groups")
                .primaryName("name")
                .ownership(Ownership.ORGANIZATION_OWNED)
                .objectTypeCode(1056)
                .columns(new ColumnList()
                        .add(primaryId("UoMScheduleId", "Unit Group"))
                        .add(string("Name", "Name", 200).required(RequiredLevel.SYSTEM_REQUIRED))
                        .add(string("BaseUoMName", "Base Unit Name", 100).writable(true, false))
                        .memos("Description", "Description", 2000)
                        .add(guid("OrganizationId", "Organization").readOnly())
                        .state(Options.ACTIVE_INACTIVE, Options.ACTIVE_INACTIVE_STATUS)
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    private static Table unit() {
        return TableBuilder.table("UoM", "Unit", "uoms")
                .plural("Units")
                .primaryName("name")
                .ownership(Ownership.ORGANIZATION_OWNED)
                .objectTypeCode(1055)
                .columns(new ColumnList()
                        .add(primaryId("UoMId", "Unit"))
                        .add(string("Name", "Name", 100).required(RequiredLevel.SYSTEM_REQUIRED))
                        .add(decimal("Quantity", "Quantity", 5)
                                .range(0, 100_000_000_000L)
                                .required(RequiredLevel.SYSTEM_REQUIRED))
                        .lookup("BaseUoM", "Base Unit", "uom")
                        .add(lookup("UoMScheduleId", "Unit Schedule", "uomschedule")
                                .required(RequiredLevel.SYSTEM_REQUIRED))
                        .add(virtual("UoMScheduleIdName", "uomscheduleid"))
                        .flag("IsScheduleBaseUoM", "Is Schedule Base UOM")
                        .add(guid("OrganizationId", "Organization").readOnly())
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    private static Table priceList() {
        return TableBuilder.table("PriceLevel", "Price List", "pricelevels")
                .plural("Price Lists")
                .primaryName("name")
                .ownership(Ownership.ORGANIZATION_OWNED)
                .objectTypeCode(1022)
                .columns(new ColumnList()
                        .add(primaryId("PriceLevelId", "Price List"))
                        .add(string("Name", "Name", 100).required(RequiredLevel.SYSTEM_REQUIRED))
                        .memos("Description", "Description", 2000)
                        .add(date("BeginDate", "Start Date"), date("EndDate", "End Date"))
                        .choice("FreightTermsCode", "Freight Terms", Options.DEFAULT_VALUE)
                        .choice("PaymentMethodCode", "Payment Method", Options.DEFAULT_VALUE)
                        .choice("ShippingMethodCode", "Shipping Method", Options.DEFAULT_VALUE)
                        .currency()
                        .add(guid("OrganizationId", "Organization").readOnly())
                        .state(
                                Options.ACTIVE_INACTIVE,
                                List.of(inState(0, 100_001, "Active"), inState(1, 100_002, "Inactive")))
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    private static Table priceListItem() {
        return TableBuilder.table("ProductPriceLevel", "Price List Item", "productpricelevels")
                .plural("Price List Items")
                .ownership(Ownership.ORGANIZATION_OWNED)
                .objectTypeCode(1026)
                .columns(new ColumnList()
                        .add(primaryId("ProductPriceLevelId", "Product Price List"))
                        .add(
                                lookup("PriceLevelId", "Price List", "pricelevel")
                                        .required(RequiredLevel.SYSTEM_REQUIRED),
                                lookup("ProductId", "Product", "product").required(RequiredLevel.SYSTEM_REQUIRED),
                                lookup("UoMId", "Unit", "uom").required(RequiredLevel.SYSTEM_REQUIRED))
                        .lookup("UoMScheduleId", "Unit Schedule ID", "uomschedule")
                        .money("Amount", "Amount")
                        .add(decimal("Percentage", "Percentage", 2).range(0, 100_000))
                        .add(picklist(
                                        "PricingMethodCode",
                                        "Pricing Method",
                                        Options.list(
                                                "Currency Amount",
                                                "Percent of List",
                                                "Percent Markup - Current Cost",
                                                "Percent Margin - Current Cost",
                                                "Percent Markup - Standard Cost",
                                                "Percent Margin - Standard Cost"))
                                .defaultValue(1))
                        .add(picklist(
                                        "QuantitySellingCode",
                                        "Quantity Selling Option",
                                        Options.list("No Control", "Whole", "Whole and Fractional"))
                                .defaultValue(1))
                        .choice(
                                "RoundingPolicyCode",
                                "Rounding Policy",
                                Options.list("None", "Up", "Down", "To Nearest"))
                        .choice("RoundingOptionCode", "Rounding Option", of(1, "Ends in"), of(2, "Multiple of"))
                        .money("RoundingOptionAmount", "Rounding Amount")
                        .currency()
                        .add(guid("OrganizationId", "Organization").readOnly())
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    static void relate(Relations relations) {
        relations
                .oneToMany(
                        "unit_of_measure_schedule_conversions",
                        "uomschedule",
                        "uom",
                        "uomscheduleid",
                        DeleteBehavior.CASCADE)
                .oneToMany("unit_of_measurement_base_unit", "uom", "uom", "baseuom", DeleteBehavior.RESTRICT)
                .oneToMany("unit_of_measurement_products", "uom", "product", "defaultuomid", DeleteBehavior.RESTRICT)
                .oneToMany(
                        "unit_of_measurement_schedule_products",
                        "uomschedule",
                        "product",
                        "defaultuomscheduleid",
                        DeleteBehavior.RESTRICT)
                .oneToMany("price_level_products", "pricelevel", "product", "pricelevelid", DeleteBehavior.REMOVE_LINK)
                .oneToMany(
                        "product_parent_product", "product", "product", "parentproductid", DeleteBehavior.REMOVE_LINK)
                .oneToMany(
                        "price_level_product_price_levels",
                        "pricelevel",
                        "productpricelevel",
                        "pricelevelid",
                        DeleteBehavior.CASCADE)
                .oneToMany("product_price_levels", "product", "productpricelevel", "productid", DeleteBehavior.CASCADE)
                .oneToMany(
                        "unit_of_measurement_product_price_level",
                        "uom",
                        "productpricelevel",
                        "uomid",
                        DeleteBehavior.RESTRICT)
                .oneToMany(
                        "unit_of_measure_schedule_product_price_level",
                        "uomschedule",
                        "productpricelevel",
                        "uomscheduleid",
                        DeleteBehavior.RESTRICT);
        SalesDocumentTables.relate(relations);
    }
}
