package org.crmlink.sandbox.dynamics.schema;

import org.crmlink.sandbox.schema.Option;

/** {@code qooi_pricingerrorcode}: why the server could not find out a price. */
final class PricingErrors {

    static final int NONE = 0;
    static final int DETAIL_ERROR = 1;
    static final int NOT_IN_PRICE_LIST = 11;
    static final int MISSING_AMOUNT = 12;
    static final int CALCULATION_ERROR = 25;

    static final Option[] OPTIONS = options(
            "None",
            "Detail Error",
            "Missing Price Level",
            "Inactive Price Level",
            "Missing Quantity",
            "Missing Unit Price",
            "Missing Product",
            "Invalid Product",
            "Missing Pricing Code",
            "Invalid Pricing Code",
            "Missing UOM",
            "Product Not In Price Level",
            "Missing Price Level Amount",
            "Missing Price Level Percentage",
            "Missing Price",
            "Missing Current Cost",
            "Missing Standard Cost",
            "Invalid Price Level Amount",
            "Invalid Price Level Percentage",
            "Invalid Price",
            "Invalid Current Cost",
            "Invalid Standard Cost",
            "Invalid Rounding Policy",
            "Invalid Rounding Option",
            "Invalid Rounding Amount",
            "Price Calculation Error",
            "Invalid Discount Type",
            "Discount Type Invalid State",
            "Invalid Discount",
            "Invalid Quantity",
            "Invalid Pricing Precision",
            "Missing Product Default UOM",
            "Missing Product UOM Schedule",
            "Inactive Discount Type",
            "Invalid Price Level Currency",
            "Price Attribute Out Of Range",
            "Base Currency Attribute Overflow",
            "Base Currency Attribute Underflow");

    private PricingErrors() {}

    private static Option[] options(String... labels) {
        Option[] options = new Option[labels.length];
        for (int i = 0; i < labels.length; i++) {
            options[i] = Option.of(i, labels[i]);
        }
        return options;
    }
}
