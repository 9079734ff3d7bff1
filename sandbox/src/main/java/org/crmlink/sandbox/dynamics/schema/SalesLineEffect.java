package org.crmlink.sandbox.dynamics.schema;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.schema.Values;
import org.crmlink.sandbox.schema.WriteEffect;
import org.crmlink.sandbox.store.StoreException;

/**
 * Lines belong to an open header: others refuse them with the public code ParentReadOnly. After each change the header gets the new sums
 * of its lines, and so another version than the one that the client knows.
 */
final class SalesLineEffect implements WriteEffect {

    private static final Integer OPEN = 0;

    private final String headerColumn;

    SalesLineEffect(String header) {
        this.headerColumn = header + "id";
    }

    @Override
    public void check(Change change) {
        Optional<Values> header = header(change).map(change::find);
        if (header.isPresent() && !OPEN.equals(header.get().get("statecode"))) {
            throw new StoreException.Refused(
                    change.table(), "0x80043b09", "The parent is read only and cannot be edited.");
        }
    }

    private Optional<Object> header(Change change) {
        return change.now().or(change::before).map(line -> line.get(headerColumn));
    }

    @Override
    public void after(Change change) {
        Optional<Object> header = header(change);
        if (header.isEmpty() || change.find(header.get()) == null) {
            return; // the line goes with its header
        }
        change.hold(header.get());
        BigDecimal amount = BigDecimal.ZERO;
        BigDecimal discount = BigDecimal.ZERO;
        BigDecimal tax = BigDecimal.ZERO;
        int error = PricingErrors.NONE;
        for (Object reference : change.referrers(change.table(), headerColumn, header.get())) {
            Values line = change.find(reference);
            if (line == null) {
                continue;
            }
            BigDecimal own = SalesHeaderRule.amount(line, "manualdiscountamount");
            amount = amount.add(SalesHeaderRule.amount(line, "baseamount")).subtract(own);
            discount = discount.add(own);
            tax = tax.add(SalesHeaderRule.amount(line, "tax"));
            if (!Integer.valueOf(PricingErrors.NONE).equals(line.get("pricingerrorcode"))) {
                error = PricingErrors.DETAIL_ERROR;
            }
        }
        Map<String, Object> sums = new LinkedHashMap<>();
        sums.put("totallineitemamount", amount);
        sums.put("totallineitemdiscountamount", discount);
        sums.put("totaltax", tax);
        sums.put("pricingerrorcode", error);
        change.update(header.get(), sums);
    }
}
