package org.crmlink.sandbox.salesforce.dml;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.salesforce.org.Row;
import org.jspecify.annotations.Nullable;

/** Prices of an opportunity's products, and the sum that becomes its amount. Source: the vendor's object reference, OpportunityLineItem. */
final class LineItemEffect implements Effect {

    private static final String OPPORTUNITY = "OpportunityId";
    private static final String UNIT_PRICE = "UnitPrice";
    private static final String TOTAL = "TotalPrice";
    private static final String PRODUCT = "Product2Id";
    private static final int PERCENT_PLACES = 2;

    @Override
    public void beforeSave(ServerWrites writes, Draft draft) {
        Optional<Row> entry = writes.get(draft.get("PricebookEntryId"));
        BigDecimal quantity = draft.number("Quantity");
        BigDecimal discount = draft.number("Discount");
        BigDecimal share =
                discount == null ? BigDecimal.ONE : BigDecimal.ONE.subtract(discount.movePointLeft(PERCENT_PLACES));
        BigDecimal total = draft.number(TOTAL);
        boolean byTotal = draft.isGiven(TOTAL) && !draft.isGiven(UNIT_PRICE);
        if (byTotal && total != null && quantity != null && quantity.signum() != 0 && share.signum() != 0) {
            draft.setNumber(UNIT_PRICE, total.divide(quantity.multiply(share), MathContext.DECIMAL64));
        } else {
            if (draft.number(UNIT_PRICE) == null) {
                draft.setNumber(UNIT_PRICE, entry.map(LineItemEffect::price).orElse(null));
            }
            BigDecimal price = draft.number(UNIT_PRICE);
            total = price == null || quantity == null
                    ? null
                    : price.multiply(quantity).multiply(share);
        }
        draft.setNumber(TOTAL, total);
        draft.setNumber("Subtotal", product(draft.number(UNIT_PRICE), quantity));
        entry.ifPresent(known -> describe(writes, draft, known));
    }

    private static @Nullable BigDecimal product(@Nullable BigDecimal one, @Nullable BigDecimal other) {
        return one == null || other == null ? null : one.multiply(other);
    }

    private static @Nullable BigDecimal price(Row entry) {
        return entry.get(UNIT_PRICE) instanceof BigDecimal price ? price : null;
    }

    private static void describe(ServerWrites writes, Draft draft, Row entry) {
        draft.setNumber("ListPrice", price(entry));
        draft.set(PRODUCT, entry.get(PRODUCT));
        Optional<Row> product = writes.get(entry.get(PRODUCT));
        draft.set("ProductCode", product.map(row -> row.get("ProductCode")).orElse(null));
        Object productName = product.map(row -> row.get("Name")).orElse(null);
        Object opportunityName =
                writes.get(draft.get(OPPORTUNITY)).map(row -> row.get("Name")).orElse(null);
        if (productName != null && opportunityName != null) {
            draft.set("Name", opportunityName + " " + productName);
        }
    }

    @Override
    public void afterSave(ServerWrites writes, @Nullable Row before, Row after) {
        sum(writes, after);
    }

    @Override
    public void afterDelete(ServerWrites writes, Row row) {
        sum(writes, row);
    }

    private static void sum(ServerWrites writes, Row item) {
        Optional<Row> opportunity = writes.get(item.get(OPPORTUNITY));
        if (opportunity.isEmpty()) {
            return;
        }
        List<Row> items = writes.pointing(
                item.object().name(), OPPORTUNITY, opportunity.get().id());
        Map<String, Object> values = new HashMap<>();
        values.put("HasOpportunityLineItem", !items.isEmpty());
        if (!items.isEmpty()) {
            // the amount of an opportunity stays when its last product goes
            BigDecimal sum = BigDecimal.ZERO;
            for (Row each : items) {
                sum = each.get(TOTAL) instanceof BigDecimal total ? sum.add(total) : sum;
            }
            values.put("Amount", sum);
        }
        writes.set(opportunity.get(), values);
    }
}
