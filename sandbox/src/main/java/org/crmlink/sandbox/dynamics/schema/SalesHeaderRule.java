package org.crmlink.sandbox.dynamics.schema;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import org.crmlink.sandbox.schema.Values;
import org.crmlink.sandbox.schema.WriteRule;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.StoreException;

/**
 * What the server computes and demands in the header of a quote, order or opportunity: the totals from the sums of the lines, the
 * currency of the price list, and that some states are reached by actions only.
 *
 * <p>Codes: PriceListIsMandatory and RecordAndPricelistCurrencyNotEqual are public; that a missing price list is refused at creation is
 * our assumption (newer organizations have a setting for it).
 */
final class SalesHeaderRule implements WriteRule {

    static final SalesHeaderRule QUOTE = new SalesHeaderRule("quote", true, ActionStates.QUOTE);
    static final SalesHeaderRule ORDER = new SalesHeaderRule("salesorder", true, ActionStates.ORDER);
    static final SalesHeaderRule OPPORTUNITY = new SalesHeaderRule("opportunity", false, ActionStates.OPPORTUNITY);

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int SCALE = 2;

    private final String table;
    private final boolean priced;
    private final ActionStates states;

    private SalesHeaderRule(String table, boolean priced, ActionStates states) {
        this.table = table;
        this.priced = priced;
        this.states = states;
    }

    @Override
    public void apply(Draft draft) {
        states.apply(draft);
        currency(draft);
        if (draft.isCreate()) {
            if (!priced && draft.get("pricelevelid") == null && draft.get("totallineitemamount") == null) {
                return; // an opportunity without products has no totals yet
            }
            zero(draft, "totallineitemamount");
            zero(draft, "totallineitemdiscountamount");
            zero(draft, "totaltax");
        }
        if (draft.get("totallineitemamount") != null) {
            totals(draft);
        }
        if (table.equals("quote") && draft.isCreate() && draft.get("revisionnumber") == null) {
            draft.set("revisionnumber", 0);
        }
    }

    private void currency(Draft draft) {
        if (!(draft.get("pricelevelid") instanceof Reference list)) {
            if (priced && draft.isCreate() && !draft.isServer()) {
                throw new StoreException.Refused(table, "0x80100010", "PriceList is mandatory for creating entity.");
            }
            return;
        }
        Values row = draft.find(list);
        Object currency = row == null ? null : row.get("transactioncurrencyid");
        if (currency == null) {
            return;
        }
        if (draft.get("transactioncurrencyid") == null) {
            draft.set("transactioncurrencyid", currency);
        } else if (!draft.isServer() && !Objects.equals(currency, draft.get("transactioncurrencyid"))) {
            throw new StoreException.Refused(
                    table, "0x80048cf6", "The currency of the record does not match the currency of the price list.");
        }
    }

    private static void zero(Draft draft, String column) {
        if (draft.get(column) == null) {
            draft.set(column, BigDecimal.ZERO);
        }
    }

    private void totals(Draft draft) {
        BigDecimal lines = amount(draft, "totallineitemamount");
        BigDecimal percent = amount(draft, "discountpercentage");
        BigDecimal discount = amount(draft, "discountamount")
                .add(lines.multiply(percent).divide(HUNDRED, SCALE, RoundingMode.HALF_UP));
        BigDecimal net = lines.subtract(discount);
        draft.set("totaldiscountamount", discount);
        draft.set("totalamountlessfreight", net);
        BigDecimal total = net.add(amount(draft, "freightamount")).add(amount(draft, "totaltax"));
        draft.set("totalamount", total);
        if (table.equals("opportunity") && Boolean.TRUE.equals(draft.get("isrevenuesystemcalculated"))) {
            draft.set("estimatedvalue", total);
        }
    }

    static BigDecimal amount(Values row, String column) {
        return row.get(column) instanceof BigDecimal number ? number : BigDecimal.ZERO;
    }
}
