package org.crmlink.sandbox.data;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;

/**
 * Fills a store with rows that look real: names in many scripts, quotes, long texts, empty columns, lookups that lead somewhere. Equal
 * seeds give equal rows under equal ids; only times depend on the store's clock, by the day.
 */
public final class SampleData {

    private static final int BATCH = 2_000;

    private final Store store;
    private final int size;
    private final long seed;
    private final RowMaker make;
    private final Pools pools;
    private final SplittableRandom random;
    private final List<Reference> accounts;
    private final List<Reference> contacts;
    private final List<Reference> leads = new ArrayList<>();
    private final List<Reference> opportunities = new ArrayList<>();

    private SampleData(Store store, int size, long seed) {
        this.store = store;
        this.size = size;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.pools = new Pools(seed, store.clock());
        this.make = new RowMaker(random, pools, OrganizationData.users(store));
        this.accounts = new ArrayList<>(size);
        this.contacts = new ArrayList<>(size);
    }

    /**
     * Makes {@code size} accounts, {@code size} contacts and the other tables in proportion, after the organization's own rows if these
     * are missing. The store should have no sample rows of the same seed.
     */
    public static void generate(Store store, int size, long seed) {
        if (size < 0) {
            throw new IllegalArgumentException("size is below zero");
        }
        OrganizationData.seed(store);
        if (size > 0) {
            new SampleData(store, size, seed).run();
        }
    }

    private void run() {
        batches(size, this::accountWithContact);
        int tenth = Math.max(1, size / 10);
        int twentieth = Math.max(1, size / 20);
        int products = Math.min(500, Math.max(1, size / 50));
        List<Reference> productRows = new ArrayList<>();
        batches(products, (transaction, i) -> productRows.add(product(transaction, i)));
        batches(tenth, this::lead);
        batches(tenth, this::opportunity);
        batches(twentieth, (transaction, i) -> incident(transaction, i, Pools.pick(random, productRows)));
        batches(tenth, this::task);
        batches(twentieth, this::phoneCall);
        batches(twentieth, this::appointment);
        batches(twentieth, this::note);
        batches(twentieth, this::project);
        batches(Math.max(1, size / 100), this::post);
        batches(Math.min(20, twentieth), this::competitor);
        batches(Math.min(20, twentieth), this::list);
        // After everything else: what was made so far must not depend on it.
        new SampleCommerce(store, make, seed, accounts, opportunities, productRows).generate(size);
        new SampleActivities(store, make, seed, contacts, accounts).generate(size);
    }

    /** Makes one row, or one row with others below it. */
    interface RowStep {
        void make(Transaction transaction, int index);
    }

    private void batches(int count, RowStep step) {
        batches(store, count, BATCH, step);
    }

    static void batches(Store store, int count, int batch, RowStep step) {
        for (int from = 0; from < count; from += batch) {
            int first = from;
            int last = Math.min(count, from + batch);
            store.run(transaction -> {
                transaction.asSystem();
                for (int i = first; i < last; i++) {
                    step.make(transaction, i);
                }
            });
        }
    }

    private void accountWithContact(Transaction transaction, int i) {
        Map<String, Object> account = make.account(Integer.toString(10_000_000 + i));
        if (!accounts.isEmpty() && make.chance(10)) {
            account.put("parentaccountid", Pools.pick(random, accounts));
        }
        Row accountRow = transaction.insert("account", RowMaker.id(seed, 1, i), account);
        accounts.add(accountRow.reference());

        Map<String, Object> contact = make.contact(i);
        int relation = random.nextInt(100);
        if (relation < 60) {
            contact.put("parentcustomerid", accountRow.reference());
        } else if (relation < 85) {
            contact.put("parentcustomerid", Pools.pick(random, accounts));
        } else if (relation < 90 && !contacts.isEmpty()) {
            contact.put("parentcustomerid", Pools.pick(random, contacts));
        }
        boolean inactive = make.chance(4);
        if (inactive) {
            contact.put("statecode", 1);
        }
        Row contactRow = transaction.insert("contact", RowMaker.id(seed, 2, i), contact);
        contacts.add(contactRow.reference());
        if (relation < 60) {
            Object modified = account.get("modifiedon");
            transaction.update(
                    "account",
                    accountRow.id(),
                    modified == null
                            ? Map.of("primarycontactid", contactRow.reference())
                            : Map.of("primarycontactid", contactRow.reference(), "modifiedon", modified));
        }
    }

    private Reference product(Transaction transaction, int i) {
        Map<String, Object> values = make.history();
        values.put("name", pools.product(random));
        values.put("productnumber", "P-" + (1000 + i));
        values.put("price", make.amount());
        values.put("transactioncurrencyid", make.currency());
        values.put("productstructure", 1);
        values.put("quantitydecimal", 2);
        values.put("defaultuomid", new Reference("uom", OrganizationData.UNIT));
        values.put("defaultuomscheduleid", new Reference("uomschedule", OrganizationData.UNIT_GROUP));
        return transaction.insert("product", RowMaker.id(seed, 3, i), values).reference();
    }

    private void lead(Transaction transaction, int i) {
        Pools.Culture culture = pools.culture(random);
        Map<String, Object> values = make.owned();
        values.put("firstname", Pools.pick(random, culture.firstNames()));
        values.put("lastname", Pools.pick(random, culture.lastNames()));
        values.put("subject", pools.sentence(random));
        values.put("companyname", shortened(Pools.pick(random, culture.companies()), 100));
        values.put("telephone1", Pools.pick(random, culture.phones()));
        values.put("leadsourcecode", 1 + random.nextInt(10));
        values.put("leadqualitycode", 1 + random.nextInt(3));
        values.put("address1_city", Pools.pick(random, culture.cities()));
        values.put("address1_country", culture.country());
        if (make.chance(40)) {
            values.put("estimatedamount", make.amount());
        }
        int state = random.nextInt(10);
        if (state < 2) {
            values.put("statecode", 1 + state);
        }
        Row row = transaction.insert("lead", RowMaker.id(seed, 4, i), values);
        leads.add(row.reference());
        if (make.chance(30)) {
            transaction.associate(
                    "accountleads_association", Pools.pick(random, accounts).id(), row.id());
        }
    }

    private void opportunity(Transaction transaction, int i) {
        Map<String, Object> values = make.owned();
        values.put("name", pools.sentence(random));
        values.put("customerid", Pools.pick(random, make.chance(80) ? accounts : contacts));
        values.put("estimatedvalue", make.amount());
        values.put("transactioncurrencyid", make.currency());
        values.put("closeprobability", random.nextInt(101));
        values.put("estimatedclosedate", make.recentDay());
        values.put("salesstage", random.nextInt(4));
        if (make.chance(20)) {
            values.put("originatingleadid", Pools.pick(random, leads));
        }
        if (make.chance(20)) {
            values.put("statecode", 1 + random.nextInt(2));
            values.put("actualvalue", make.amount());
        }
        opportunities.add(transaction
                .insert("opportunity", RowMaker.id(seed, 5, i), values)
                .reference());
    }

    private void incident(Transaction transaction, int i, Reference product) {
        Map<String, Object> values = make.owned();
        values.put("title", pools.sentence(random));
        values.put("ticketnumber", String.format("CAS-%06d-%04d", i, random.nextInt(10_000)));
        values.put("customerid", Pools.pick(random, make.chance(50) ? accounts : contacts));
        values.put("prioritycode", 1 + random.nextInt(3));
        values.put("caseorigincode", 1 + random.nextInt(3));
        values.put("description", pools.paragraph(random));
        if (make.chance(30)) {
            values.put("productid", product);
        }
        transaction.insert("incident", RowMaker.id(seed, 6, i), values);
    }

    private Map<String, Object> activity() {
        Map<String, Object> values = make.owned();
        values.put("subject", pools.sentence(random));
        Instant start = pools.moment(random);
        values.put("scheduledstart", start);
        values.put("scheduledend", start.plus(Duration.ofMinutes(15L * random.nextInt(1, 16))));
        switch (random.nextInt(4)) {
            case 0 -> values.put("regardingobjectid", Pools.pick(random, accounts));
            case 1 -> values.put("regardingobjectid", Pools.pick(random, contacts));
            case 2 -> values.put("regardingobjectid", Pools.pick(random, opportunities));
            default -> values.put("description", pools.paragraph(random));
        }
        return values;
    }

    private void task(Transaction transaction, int i) {
        Map<String, Object> values = activity();
        if (make.chance(40)) {
            values.put("statecode", 1);
            values.put("percentcomplete", 100);
        }
        transaction.insert("task", RowMaker.id(seed, 7, i), values);
    }

    private void phoneCall(Transaction transaction, int i) {
        Map<String, Object> values = activity();
        values.put("phonenumber", Pools.pick(random, pools.culture(random).phones()));
        values.put("directioncode", make.chance(50));
        transaction.insert("phonecall", RowMaker.id(seed, 8, i), values);
    }

    private void appointment(Transaction transaction, int i) {
        Map<String, Object> values = activity();
        values.put("location", Pools.pick(random, pools.culture(random).cities()));
        values.put("statecode", 3);
        transaction.insert("appointment", RowMaker.id(seed, 9, i), values);
    }

    private void note(Transaction transaction, int i) {
        Map<String, Object> values = make.owned();
        values.put("subject", pools.sentence(random));
        values.put("notetext", pools.paragraph(random));
        values.put("objectid", Pools.pick(random, make.chance(50) ? accounts : contacts));
        if (make.chance(20)) {
            byte[] text = pools.paragraph(random).getBytes(StandardCharsets.UTF_8);
            values.put("documentbody", Base64.getEncoder().encodeToString(text));
            values.put("filename", "note-" + i + ".txt");
            values.put("mimetype", "text/plain");
        }
        transaction.insert("annotation", RowMaker.id(seed, 10, i), values);
    }

    private void project(Transaction transaction, int i) {
        Map<String, Object> values = make.owned();
        values.put("new_name", "Project " + (i + 1) + " " + shortened(pools.product(random), 60));
        values.put("new_code", "PRJ-" + (i + 1));
        values.put("new_account", Pools.pick(random, accounts));
        values.put("new_manager", Pools.pick(random, contacts));
        values.put("new_budget", make.amount());
        values.put("new_factor", BigDecimal.valueOf(random.nextLong(1, 100_000_000_000_000L), 10));
        values.put("new_weight", random.nextInt(1_000_000) / 64.0);
        values.put("new_counter", (1L << 53) + random.nextLong(1L << 40));
        values.put("new_startdate", make.recentDay());
        values.put("new_kickoff", pools.moment(random));
        values.put("new_deadline", pools.moment(random));
        values.put("new_ispublic", make.chance(50));
        values.put("new_phase", 896_320_000 + random.nextInt(4));
        List<Integer> tags = new ArrayList<>();
        for (int tag = 0; tag < 4; tag++) {
            if (make.chance(40)) {
                tags.add(896_320_000 + tag);
            }
        }
        if (store.schema().require("new_project").slot("new_tags") >= 0) { // versions before 9.0 have no such columns
            values.put("new_tags", tags);
        }
        values.put("new_notes", pools.paragraph(random));
        Row row = transaction.insert("new_project", RowMaker.id(seed, 11, i), values);
        if (make.chance(50)) {
            transaction.associate(
                    "new_new_project_contact",
                    row.id(),
                    Pools.pick(random, contacts).id());
        }
    }

    private void post(Transaction transaction, int i) {
        Map<String, Object> values = make.history();
        values.put("text", pools.sentence(random));
        values.put("source", 2);
        values.put("type", 7);
        values.put("regardingobjectid", Pools.pick(random, accounts));
        transaction.insert("post", RowMaker.id(seed, 12, i), values);
    }

    private void competitor(Transaction transaction, int i) {
        Map<String, Object> values = make.history();
        values.put("name", shortened(Pools.pick(random, pools.culture(random).companies()), 100));
        values.put("strengths", pools.paragraph(random));
        Row row = transaction.insert("competitor", RowMaker.id(seed, 13, i), values);
        transaction.associate(
                "opportunitycompetitors_association",
                Pools.pick(random, opportunities).id(),
                row.id());
    }

    private void list(Transaction transaction, int i) {
        Map<String, Object> values = make.owned();
        values.put("listname", "Campaign " + (i + 1));
        values.put("createdfromcode", 2);
        RecordId id =
                transaction.insert("list", RowMaker.id(seed, 14, i), values).id();
        int members = Math.min(25, contacts.size());
        int start = random.nextInt(contacts.size());
        for (int member = 0; member < members; member++) {
            Reference contact = contacts.get((start + member) % contacts.size());
            transaction.associate("listcontact_association", id, contact.id());
        }
    }

    private static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }
}
