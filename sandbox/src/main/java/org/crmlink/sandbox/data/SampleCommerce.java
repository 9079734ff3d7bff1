package org.crmlink.sandbox.data;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;

/** Sample price lists, quotes and orders with their lines, and milestones of projects. */
final class SampleCommerce {

    /** Few at once: the sums of a header look through all lines of the running transaction. */
    private static final int BATCH = 50;

    private static final RecordId[] CURRENCIES = {
        OrganizationData.EURO, OrganizationData.US_DOLLAR, OrganizationData.YEN
    };
    private static final String[] CURRENCY_NAMES = {"EUR", "USD", "JPY"};

    private final Store store;
    private final RowMaker make;
    private final SplittableRandom random;
    private final Pools pools;
    private final long seed;
    private final List<Reference> accounts;
    private final List<Reference> opportunities;
    private final List<Reference> products;
    private final List<Reference> priceLists = new ArrayList<>();
    private final List<Reference> quotes = new ArrayList<>();
    private final Reference unit = new Reference("uom", OrganizationData.UNIT);

    SampleCommerce(
            Store store,
            RowMaker make,
            long seed,
            List<Reference> accounts,
            List<Reference> opportunities,
            List<Reference> products) {
        this.store = store;
        this.make = make;
        this.random = make.random();
        this.pools = make.pools();
        this.seed = seed;
        this.accounts = accounts;
        this.opportunities = opportunities;
        this.products = products;
    }

    void generate(int size) {
        SampleData.batches(store, CURRENCIES.length, BATCH, this::priceList);
        SampleData.batches(store, Math.max(1, size / 50), BATCH, this::quote);
        SampleData.batches(store, Math.max(1, size / 100), BATCH, this::order);
        SampleData.batches(store, Math.max(1, size / 40), BATCH, this::milestones);
    }

    private void priceList(Transaction transaction, int i) {
        Map<String, Object> values = make.history();
        values.put("name", "Price list " + CURRENCY_NAMES[i]);
        values.put("transactioncurrencyid", new Reference("transactioncurrency", CURRENCIES[i]));
        Reference list = transaction
                .insert("pricelevel", RowMaker.id(seed, 15, i), values)
                .reference();
        priceLists.add(list);
        for (int p = 0; p < products.size(); p++) {
            Map<String, Object> item = make.history();
            item.put("pricelevelid", list);
            item.put("productid", products.get(p));
            item.put("uomid", unit);
            item.put("uomscheduleid", new Reference("uomschedule", OrganizationData.UNIT_GROUP));
            item.put("amount", BigDecimal.valueOf(1 + random.nextInt(500_000), 2));
            item.put("transactioncurrencyid", new Reference("transactioncurrency", CURRENCIES[i]));
            transaction.insert("productpricelevel", RowMaker.id(seed, 16, i * 1_000L + p), item);
        }
    }

    private Map<String, Object> document() {
        Map<String, Object> values = make.owned();
        values.put("name", pools.sentence(random));
        values.put("customerid", Pools.pick(random, accounts));
        values.put("pricelevelid", Pools.pick(random, priceLists));
        values.put("billto_city", Pools.pick(random, pools.culture(random).cities()));
        if (make.chance(30)) {
            values.put("discountpercentage", BigDecimal.valueOf(random.nextInt(1, 1_500), 2));
        }
        if (make.chance(40)) {
            values.put("freightamount", BigDecimal.valueOf(random.nextInt(500, 9_900), 2));
        }
        return values;
    }

    private void quote(Transaction transaction, int i) {
        Map<String, Object> values = document();
        if (make.chance(50)) {
            values.put("opportunityid", Pools.pick(random, opportunities));
        }
        values.put("effectivefrom", make.recentDay());
        Row quote = transaction.insert("quote", RowMaker.id(seed, 17, i), values);
        lines(transaction, quote.reference(), "quotedetail", "quoteid", 18, i);
        int state = random.nextInt(10);
        close(transaction, quote, values, state < 4 ? 0 : state < 7 ? 1 : state < 9 ? 2 : 3);
        quotes.add(quote.reference());
    }

    private void order(Transaction transaction, int i) {
        Map<String, Object> values = document();
        if (make.chance(50)) {
            values.put("quoteid", Pools.pick(random, quotes));
        }
        Row order = transaction.insert("salesorder", RowMaker.id(seed, 19, i), values);
        lines(transaction, order.reference(), "salesorderdetail", "salesorderid", 20, i);
        int state = random.nextInt(10);
        close(transaction, order, values, state < 5 ? 0 : state < 7 ? 1 : state < 9 ? 3 : 2);
    }

    /** The state it has in the end, and the time of its last change, which the lines have moved. */
    private void close(Transaction transaction, Row header, Map<String, Object> values, int state) {
        Map<String, Object> last = new LinkedHashMap<>();
        if (state > 0) {
            last.put("statecode", state);
        }
        Object modified = values.get("modifiedon");
        if (modified != null) {
            last.put("modifiedon", modified);
        }
        transaction.update(header.table().logicalName(), header.id(), last);
    }

    private void lines(Transaction transaction, Reference header, String table, String column, int kind, int i) {
        int count = 1 + random.nextInt(4);
        for (int n = 0; n < count; n++) {
            Map<String, Object> values = make.history();
            values.put(column, header);
            values.put("quantity", BigDecimal.valueOf(random.nextInt(1, 20)));
            if (make.chance(85)) {
                values.put("productid", Pools.pick(random, products));
                values.put("uomid", unit);
            } else {
                values.put("isproductoverridden", true);
                values.put("productdescription", pools.sentence(random));
                values.put("priceperunit", BigDecimal.valueOf(random.nextInt(100, 90_000), 2));
            }
            if (make.chance(50)) {
                values.put(
                        "tax", BigDecimal.valueOf(random.nextInt(1, 5_000), 2).setScale(2, RoundingMode.UNNECESSARY));
            }
            if (make.chance(10)) {
                values.put("manualdiscountamount", BigDecimal.ONE);
            }
            transaction.insert(table, RowMaker.id(seed, kind, i * 10L + n), values);
        }
    }

    private void milestones(Transaction transaction, int i) {
        Reference project = new Reference("new_project", RowMaker.id(seed, 11, i));
        if (transaction.get("new_project", project.id()).isEmpty()) {
            return;
        }
        int count = 1 + random.nextInt(3);
        for (int n = 0; n < count; n++) {
            Map<String, Object> values = make.owned();
            values.put("new_name", pools.product(random));
            values.put("new_project", project);
            values.put("new_number", n + 1);
            values.put("new_effort", random.nextInt(1, 100));
            values.put("new_due", make.recentDay());
            values.put("new_opens", pools.moment(random));
            values.put("new_bytes", random.nextLong(1L << 60));
            values.put("new_importance", 896_320_000 + random.nextInt(3));
            values.put("new_phase", 896_320_000 + random.nextInt(4));
            List<Integer> channels = List.of(1 + random.nextInt(3));
            if (store.schema().require("new_milestone").slot("new_channels") >= 0) { // not before version 9.0
                values.put("new_channels", channels);
            }
            transaction.insert("new_milestone", RowMaker.id(seed, 21, i * 10L + n), values);
        }
    }
}
