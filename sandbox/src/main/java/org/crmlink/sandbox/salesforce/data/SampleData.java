package org.crmlink.sandbox.salesforce.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.crmlink.sandbox.salesforce.dml.Dml;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;

/**
 * Fills an org with records that look real. Equal seeds make equal records of an equal org; only days depend on its clock. Objects and fields that the
 * org does not have are left out.
 */
public final class SampleData {

    private static final int BATCH = 2_000;

    private final RecordStore store;
    private final Dml dml;
    private final String user;
    private final RecordMaker make;
    private final String tag;
    private final List<String> accounts = new ArrayList<>();
    private final List<String> contacts = new ArrayList<>();

    private SampleData(RecordStore store, Dml dml, String user, long seed) {
        this.store = store;
        this.dml = dml;
        this.user = user;
        this.make = new RecordMaker(store, new SplittableRandom(seed), seed);
        this.tag = Long.toString(seed, Character.MAX_RADIX).replace("-", "n");
    }

    /**
     * Makes so many accounts, as many contacts, and opportunities, cases, leads and tasks in proportion.
     *
     * @param userId who creates and owns them
     */
    public static void generate(RecordStore store, Dml dml, String userId, int records, long seed) {
        if (records < 0) {
            throw new IllegalArgumentException("records is below zero");
        }
        if (records > 0) {
            new SampleData(store, dml, userId, seed).run(records);
        }
    }

    private void run(int records) {
        int tenth = Math.max(1, records / 10);
        int twentieth = Math.max(1, records / 20);
        many("Account", records, accounts);
        many("Contact", records, contacts);
        many("Lead", tenth, new ArrayList<>());
        many("Opportunity", tenth, new ArrayList<>());
        many("Case", twentieth, new ArrayList<>());
        many("Task", tenth, new ArrayList<>());
    }

    private void many(String name, int count, List<String> ids) {
        Optional<SObject> object = store.schema().object(name);
        if (object.isEmpty()) {
            return;
        }
        for (int from = 0; from < count; from += BATCH) {
            try (Work work = store.begin(user)) {
                for (int i = from; i < Math.min(count, from + BATCH); i++) {
                    Map<String, Object> values = make.make(object.get(), tag + "-" + (i + 1), accounts, contacts);
                    ids.add(dml.create(work, object.get(), values).id());
                }
                work.commit();
            }
        }
    }
}
