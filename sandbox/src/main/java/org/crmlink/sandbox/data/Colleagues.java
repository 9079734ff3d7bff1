package org.crmlink.sandbox.data;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.StoreException;

/**
 * Other users of the same organization, at work while nobody looks: they create, change and delete a few rows, each in a transaction of
 * its own under the name of one of the users. The same seed and round do the same to the same store.
 */
public final class Colleagues {

    private static final int MOST = 5_000;
    private static final int TRIES = 20;
    private static final List<String> OTHERS = List.of("lead", "opportunity", "incident", "task", "new_project");

    private final Store store;
    private final SplittableRandom random;
    private final RowMaker make;
    private final Pools pools;
    private final List<Reference> users;
    private final Set<RecordId> touched = new LinkedHashSet<>();

    private Colleagues(Store store, long seed, int round) {
        this.store = store;
        this.random = new SplittableRandom(seed * 1_000_003 + round);
        this.pools = new Pools(seed, store.clock());
        this.users = OrganizationData.users(store);
        this.make = new RowMaker(random, pools, users);
    }

    /**
     * Changes about 2 % of accounts and contacts: at least 5 creations, 10 changes and 3 deletions where there are enough rows, a few
     * thousand at most; and some rows of other tables.
     *
     * @param round which working day it is; each does something else
     */
    public static ColleagueReport work(Store store, long seed, int round) {
        OrganizationData.seed(store);
        return new Colleagues(store, seed, round).run();
    }

    private ColleagueReport run() {
        int rows = store.count("account") + store.count("contact");
        int creations = within(rows / 200, 5);
        int changes = within(rows / 100, 10);
        int deletions = Math.min(within(rows / 400, 3), rows / 3);
        int created = 0;
        for (int i = 0; i < creations; i++) {
            created += create(i % 2 == 0) ? 1 : 0;
        }
        int updated = 0;
        for (int i = 0; i < changes; i++) {
            updated += change(i % 2 == 0 ? "account" : "contact") ? 1 : 0;
        }
        for (String table : OTHERS) {
            for (int i = 0; i < within(store.count(table) / 100, 1); i++) {
                updated += change(table) ? 1 : 0;
            }
        }
        int deleted = 0;
        for (int i = 0; i < deletions; i++) {
            // Contacts first and more often: with an account go its contacts.
            deleted += delete(i % 3 == 2 ? "account" : "contact") ? 1 : 0;
        }
        return new ColleagueReport(created, updated, deleted);
    }

    private static int within(int wanted, int least) {
        return Math.max(least, Math.min(wanted, MOST));
    }

    private boolean create(boolean account) {
        RecordId id = RowMaker.id(random);
        Map<String, Object> values = account
                ? make.account("C" + Long.toString(random.nextLong(1L << 40), 36))
                : make.contact(random.nextLong(1L << 40));
        Optional<Row> parent = account ? Optional.empty() : any("account");
        parent.ifPresent(row -> values.put("parentcustomerid", row.reference()));
        touched.add(id);
        parent.ifPresent(row -> touched.add(row.id()));
        // Not as the system: what is made today gets today's time.
        store.write(user(), transaction -> transaction.insert(account ? "account" : "contact", id, values));
        return true;
    }

    private boolean change(String table) {
        Optional<Row> row = any(table);
        row.ifPresent(found -> {
            touched.add(found.id());
            store.write(user(), transaction -> transaction.update(table, found.id(), edit(table)));
        });
        return row.isPresent();
    }

    private Map<String, Object> edit(String table) {
        Pools.Culture culture = pools.culture(random);
        return switch (table) {
            case "account" ->
                switch (random.nextInt(4)) {
                    case 0 -> Map.of("telephone1", Pools.pick(random, culture.phones()));
                    case 1 -> Map.of("numberofemployees", random.nextInt(1, 100_000));
                    case 2 -> Map.of("revenue", make.amount(), "description", pools.paragraph(random));
                    default ->
                        Map.of(
                                "address1_line1", Pools.pick(random, culture.streets()),
                                "address1_city", Pools.pick(random, culture.cities()),
                                "address1_country", culture.country());
                };
            case "contact" ->
                switch (random.nextInt(4)) {
                    case 0 -> Map.of("lastname", Pools.pick(random, culture.lastNames()));
                    case 1 -> Map.of("jobtitle", pools.jobTitle(random));
                    case 2 ->
                        Map.of("mobilephone", Pools.pick(random, culture.phones()), "donotphone", make.chance(50));
                    default -> Map.of("birthdate", make.day());
                };
            case "lead" -> Map.of("subject", pools.sentence(random));
            case "opportunity" -> Map.of("estimatedvalue", make.amount(), "closeprobability", random.nextInt(101));
            case "incident" -> Map.of("prioritycode", 1 + random.nextInt(3));
            case "task" -> Map.of("subject", pools.sentence(random), "percentcomplete", random.nextInt(100));
            default -> Map.of("new_notes", pools.paragraph(random));
        };
    }

    private boolean delete(String table) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Row> row = any(table);
            if (row.isEmpty()) {
                return false;
            }
            try {
                store.write(user(), transaction -> {
                    transaction.delete(table, row.get().id());
                    return true;
                });
                return true;
            } catch (StoreException.DeleteRestricted e) {
                touched.add(row.get().id()); // somebody needs it: take another
            }
        }
        return false;
    }

    /** A row that was not touched today; rows are found evenly because ids are random. */
    private Optional<Row> any(String table) {
        for (int i = 0; i < TRIES; i++) {
            List<Row> next = new ArrayList<>(store.scan(table, RowMaker.id(random), 1));
            if (next.isEmpty()) {
                next.addAll(store.scan(table, null, 1));
            }
            if (next.isEmpty()) {
                return Optional.empty();
            }
            if (!touched.contains(next.get(0).id())) {
                return Optional.of(next.get(0));
            }
        }
        return Optional.empty();
    }

    private Reference user() {
        return Pools.pick(random, users);
    }
}
