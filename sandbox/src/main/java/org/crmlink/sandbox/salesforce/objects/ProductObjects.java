package org.crmlink.sandbox.salesforce.objects;

import static org.crmlink.sandbox.salesforce.org.OnDelete.CASCADE;
import static org.crmlink.sandbox.salesforce.org.OnDelete.CLEAR;
import static org.crmlink.sandbox.salesforce.org.OnDelete.RESTRICT;

import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.SObject.Traits;

/** Products, their prices, and what is sold of them. */
final class ProductObjects {

    private ProductObjects() {}

    static SObject product() {
        FieldList fields = FieldList.deletable()
                .text("Name", "Product Name", 255, f -> f.required().nameField())
                .text("ProductCode", "Product Code", 255)
                .longText("Description", "Product Description")
                .flag("IsActive", "Active")
                .picklist("Family", "Product Family", "None")
                .of(FieldType.URL, "DisplayUrl", "Display URL", 1000)
                .picklist("QuantityUnitOfMeasure", "Quantity Unit Of Measure", "Each")
                .text("StockKeepingUnit", "Product SKU", 180);
        return new SObject("Product2", "Product", "Products", "01t", Traits.ORDINARY, fields.audited());
    }

    static SObject pricebook() {
        FieldList fields = FieldList.deletable()
                .text("Name", "Price Book Name", 255, f -> f.required().nameField())
                .flag("IsActive", "Active")
                .fixedFlag("IsStandard", "Is Standard Price Book")
                .text("Description", "Description", 255);
        return new SObject("Pricebook2", "Price Book", "Price Books", "01s", Traits.ORDINARY, fields.audited());
    }

    static SObject pricebookEntry() {
        FieldList fields = FieldList.deletable()
                .text("Name", "Product Name", 255, f -> f.readOnly().nameField())
                .add(FieldList.lookupField("Pricebook2Id", "Price Book ID", "PricebookEntries", RESTRICT, "Pricebook2")
                        .required()
                        .createOnly())
                .add(FieldList.lookupField("Product2Id", "Product ID", "PricebookEntries", RESTRICT, "Product2")
                        .required()
                        .createOnly())
                .add(Field.of("UnitPrice", "List Price", FieldType.CURRENCY)
                        .digits(18, 2)
                        .required())
                .flag("IsActive", "Active")
                .flag("UseStandardPrice", "Use Standard Price");
        return new SObject(
                "PricebookEntry", "Price Book Entry", "Price Book Entries", "01u", Traits.ORDINARY, fields.audited());
    }

    static SObject lineItem() {
        FieldList fields = FieldList.deletable()
                .add(FieldList.lookupField(
                                "OpportunityId", "Opportunity ID", "OpportunityLineItems", CASCADE, "Opportunity")
                        .required()
                        .createOnly())
                .add(FieldList.lookupField(
                                "PricebookEntryId",
                                "Price Book Entry ID",
                                "OpportunityLineItems",
                                RESTRICT,
                                "PricebookEntry")
                        .createOnly())
                .lookup("Product2Id", "Product ID", "Product2", "OpportunityLineItems", CLEAR)
                .text("Name", "Opportunity Product Name", 376, f -> f.readOnly().nameField())
                .add(Field.of("Quantity", "Quantity", FieldType.DOUBLE)
                        .digits(12, 2)
                        .required())
                .number(FieldType.CURRENCY, "TotalPrice", "Total Price", 18, 2)
                .number(FieldType.CURRENCY, "UnitPrice", "Sales Price", 18, 2)
                .add(Field.of("ListPrice", "List Price", FieldType.CURRENCY)
                        .digits(18, 2)
                        .readOnly())
                .date("ServiceDate", "Date")
                .text("Description", "Line Description", 255);
        return new SObject(
                "OpportunityLineItem",
                "Opportunity Product",
                "Opportunity Products",
                "00k",
                Traits.ORDINARY,
                fields.audited());
    }

    static SObject order() {
        FieldList fields = FieldList.deletable()
                .owner("Group", "User")
                .lookup("ContractId", "Contract ID", "Contract", "Orders", CLEAR)
                .lookup("AccountId", "Account ID", "Account", "Orders", RESTRICT)
                .lookup("Pricebook2Id", "Price Book ID", "Pricebook2", "", CLEAR)
                .add(Field.of("EffectiveDate", "Order Start Date", FieldType.DATE)
                        .required())
                .date("EndDate", "Order End Date")
                .add(Field.of("Status", "Status", FieldType.PICKLIST)
                        .options("Draft", "Activated")
                        .required())
                .longText("Description", "Description")
                .text(
                        "OrderNumber",
                        "Order Number",
                        30,
                        f -> f.autoNumber("{00000000}").nameField().idLookup());
        return new SObject("Order", "Order", "Orders", "801", Traits.ORDINARY, fields.auditedAndViewed());
    }

    static SObject orderItem() {
        FieldList fields = FieldList.deletable()
                .text(
                        "OrderItemNumber",
                        "Order Product Number",
                        30,
                        f -> f.autoNumber("{0000000000}").nameField())
                .add(FieldList.lookupField("OrderId", "Order ID", "OrderItems", CASCADE, "Order")
                        .required()
                        .createOnly())
                .add(FieldList.lookupField(
                                "PricebookEntryId", "Price Book Entry ID", "OrderItems", RESTRICT, "PricebookEntry")
                        .required()
                        .createOnly())
                .add(Field.of("Quantity", "Quantity", FieldType.DOUBLE)
                        .digits(18, 2)
                        .required())
                .number(FieldType.CURRENCY, "UnitPrice", "Unit Price", 18, 2)
                .text("Description", "Line Description", 255);
        return new SObject("OrderItem", "Order Product", "Order Products", "802", Traits.ORDINARY, fields.audited());
    }
}
