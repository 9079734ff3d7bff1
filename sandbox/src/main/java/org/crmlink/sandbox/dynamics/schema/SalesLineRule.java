package org.crmlink.sandbox.dynamics.schema;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import org.crmlink.sandbox.schema.Values;
import org.crmlink.sandbox.schema.WriteRule;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * One line of a quote, order or opportunity: an existing product with its unit and the price of the header's price list, or a product
 * written in with a price of its own; and its amounts. The codes MissingProductId, MissingUomId, MissingQuantity and MissingPriceLevelId
 * are public.
 */
final class SalesLineRule implements WriteRule {

    private static final int SCALE = 2;
    private static final int PRICE_SCALE = 4;

    private final String headerColumn;

    SalesLineRule(String headerColumn) {
        this.headerColumn = headerColumn;
    }

    @Override
    public void apply(Draft draft) {
        Values header = draft.get(headerColumn) instanceof Reference reference ? draft.find(reference) : null;
        if (header != null && draft.isCreate()) {
            Object currency = header.get("transactioncurrencyid");
            if (currency != null) {
                draft.set("transactioncurrencyid", currency);
            }
            if (draft.get("lineitemnumber") == null) {
                number(draft, (Reference) Objects.requireNonNull(draft.get(headerColumn)));
            }
        }
        boolean writeIn = Boolean.TRUE.equals(draft.get("isproductoverridden"));
        if (writeIn) {
            mustHave(draft, "productdescription", "0x80043b11", "The product id is missing.");
            draft.set("productid", null);
            draft.set("pricingerrorcode", PricingErrors.NONE);
        } else {
            mustHave(draft, "productid", "0x80043b11", "The product id is missing.");
            mustHave(draft, "uomid", "0x80043b0d", "The unit id is missing.");
        }
        mustHave(draft, "quantity", "0x80081012", "The Quantity is missing.");
        if (!writeIn) {
            price(draft, header);
        }
        amounts(draft);
    }

    private void number(Draft draft, Reference header) {
        String table = headerColumn.equals("opportunityid") ? "opportunityproduct" : header.table() + "detail";
        draft.set("lineitemnumber", draft.referrers(table, headerColumn, header).size() + 1);
    }

    private void mustHave(Draft draft, String column, String code, String message) {
        if (draft.get(column) == null) {
            throw new StoreException.Refused(headerColumn.replaceAll("id$", ""), code, message);
        }
    }

    private void price(Draft draft, @Nullable Values header) {
        if (Boolean.TRUE.equals(draft.get("ispriceoverridden"))) {
            draft.set("pricingerrorcode", PricingErrors.NONE);
            return;
        }
        if (header == null || !(header.get("pricelevelid") instanceof Reference list)) {
            throw new StoreException.Refused(
                    headerColumn.replaceAll("id$", ""), "0x80043b12", "The price level id is missing.");
        }
        Reference product = (Reference) Objects.requireNonNull(draft.get("productid"));
        Values item = item(draft, list, product);
        BigDecimal price = item == null ? null : price(draft, item, product);
        draft.set("priceperunit", price == null ? BigDecimal.ZERO : price);
        draft.set(
                "pricingerrorcode",
                price != null
                        ? PricingErrors.NONE
                        : item == null ? PricingErrors.NOT_IN_PRICE_LIST : PricingErrors.MISSING_AMOUNT);
    }

    private static @Nullable Values item(Draft draft, Reference list, Reference product) {
        List<Object> items = draft.referrers("productpricelevel", "productid", product);
        for (Object reference : items) {
            Values item = draft.find(reference);
            if (item != null
                    && list.equals(item.get("pricelevelid"))
                    && Objects.equals(draft.get("uomid"), item.get("uomid"))) {
                return item;
            }
        }
        return null;
    }

    /** The amount of the price list, or what its percentage makes of a price or cost of the product. */
    private static @Nullable BigDecimal price(Draft draft, Values item, Reference productId) {
        Values product = draft.find(productId);
        BigDecimal percent = SalesHeaderRule.amount(item, "percentage").movePointLeft(2);
        Object method = item.get("pricingmethodcode");
        if (product == null || !(method instanceof Integer number) || number == 1) {
            return (BigDecimal) item.get("amount");
        }
        String base = number == 2 ? "price" : number <= 4 ? "currentcost" : "standardcost";
        if (!(product.get(base) instanceof BigDecimal amount)) {
            return null;
        }
        if (number == 2) {
            return amount.multiply(percent).setScale(PRICE_SCALE, RoundingMode.HALF_UP);
        }
        if (number == 3 || number == 5) {
            return amount.multiply(BigDecimal.ONE.add(percent)).setScale(PRICE_SCALE, RoundingMode.HALF_UP);
        }
        BigDecimal rest = BigDecimal.ONE.subtract(percent);
        return rest.signum() <= 0 ? null : amount.divide(rest, PRICE_SCALE, RoundingMode.HALF_UP);
    }

    private static void amounts(Draft draft) {
        BigDecimal base = SalesHeaderRule.amount(draft, "priceperunit")
                .multiply(SalesHeaderRule.amount(draft, "quantity"))
                .setScale(SCALE, RoundingMode.HALF_UP);
        draft.set("baseamount", base);
        draft.set("volumediscountamount", BigDecimal.ZERO);
        draft.set(
                "extendedamount",
                base.subtract(SalesHeaderRule.amount(draft, "manualdiscountamount"))
                        .add(SalesHeaderRule.amount(draft, "tax")));
    }
}
