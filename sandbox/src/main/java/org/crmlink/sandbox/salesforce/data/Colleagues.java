package org.crmlink.sandbox.salesforce.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.crmlink.sandbox.data.ColleagueReport;
import org.crmlink.sandbox.data.Pools;
import org.crmlink.sandbox.salesforce.dml.Dml;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;

/**
 * Other people of the same org, at work while nobody looks: they create, change and delete a few records, each in a work of its own. The same seed and
 * round do the same to the same org. Objects that the org does not have are left out.
 */
public final class Colleagues {

    private static final int MOST = 5_000;
    private static final int TRIES = 20;
    private static final String ACCOUNT = "Account";
    private static final String CONTACT = "Contact";
    private static final List<String> OTHERS = List.of("Lead", "Opportunity", "Case", "Task");

    private final RecordStore store;
    private final Dml dml;
    private final String user;
    private final SplittableRandom random;
    private final RecordMaker make;
    private final String tag;
    private final Map<String, List<String>> ids = new HashMap<>();
    private final Set<String> touched = new HashSet<>();

    private Colleagues(RecordStore store, Dml dml, String user, long seed, int round) {
        this.store = store;
        this.dml = dml;
        this.user = user;
        this.random = new SplittableRandom(seed * 1_000_003 + round);
        this.make = new RecordMaker(store, random, seed);
        this.tag = "c" + Long.toString(seed, Character.MAX_RADIX).replace("-", "n") + "-" + round;
        for (SObject object : store.schema().objects()) {
            if (object.name().equals(ACCOUNT) || object.name().equals(CONTACT) || OTHERS.contains(object.name())) {
                ids.put(
                        object.name(),
                        store.rows(object).stream()
                                .filter(row -> !row.isDeleted())
                                .map(Row::id)
                                .toList());
            }
        }
    }

    /**
     * Changes about 2 % of accounts and contacts: at least 5 creations, 10 changes and 3 deletions where there are enough records, a few thousand at
     * most; and some records of other objects.
     *
     * @param userId whose name is on it
     * @param round which working day it is; each does something else
     */
    public static ColleagueReport work(RecordStore store, Dml dml, String userId, long seed, int round) {
        return new Colleagues(store, dml, userId, seed, round).run();
    }

    private ColleagueReport run() {
        int records = ids(ACCOUNT).size() + ids(CONTACT).size();
        int creations = within(records / 200, 5);
        int changes = within(records / 100, 10);
        int deletions = Math.min(within(records / 400, 3), records / 3);
        int created = 0;
        for (int i = 0; i < creations; i++) {
            created += create(i % 2 == 0 ? ACCOUNT : CONTACT, i);
        }
        int updated = 0;
        for (int i = 0; i < changes; i++) {
            updated += change(i % 2 == 0 ? ACCOUNT : CONTACT);
        }
        for (String object : OTHERS) {
            for (int i = 0; i < within(ids(object).size() / 100, 1); i++) {
                updated += change(object);
            }
        }
        int deleted = 0;
        for (int i = 0; i < deletions; i++) {
            // contacts more often: with an account go its contacts
            deleted += delete(i % 3 == 2 ? ACCOUNT : CONTACT);
        }
        return new ColleagueReport(created, updated, deleted);
    }

    private List<String> ids(String object) {
        return ids.getOrDefault(object, List.of());
    }

    private static int within(int wanted, int least) {
        return Math.max(least, Math.min(wanted, MOST));
    }

    private int create(String name, int number) {
        Optional<SObject> object = store.schema().object(name);
        if (object.isEmpty()) {
            return 0;
        }
        List<String> accounts = new ArrayList<>();
        if (name.equals(CONTACT)) {
            any(ACCOUNT).ifPresent(accounts::add);
            touched.addAll(accounts);
        }
        Map<String, Object> values = make.make(object.get(), tag + "-" + number, accounts, List.of());
        return done(work -> dml.create(work, object.get(), values)) ? 1 : 0;
    }

    private int change(String name) {
        return attempt(name, (object, id) -> {
            Map<String, Object> values = make.edit(object);
            return done(work -> dml.update(work, object, id, values));
        });
    }

    private int delete(String name) {
        return attempt(name, (object, id) -> done(work -> dml.delete(work, object, id)));
    }

    private interface Step {
        boolean done(SObject object, String id);
    }

    /** Takes another record if the org forbids it for one. */
    private int attempt(String name, Step step) {
        Optional<SObject> object = store.schema().object(name);
        for (int i = 0; i < TRIES && object.isPresent(); i++) {
            Optional<String> id = any(name);
            if (id.isEmpty()) {
                return 0;
            }
            touched.add(id.get());
            if (step.done(object.get(), id.get())) {
                return 1;
            }
        }
        return 0;
    }

    private boolean done(Consumer<Work> step) {
        try (Work work = store.begin(user)) {
            step.accept(work);
            work.commit();
            return true;
        } catch (OrgException e) {
            return false;
        }
    }

    /** A record that was not touched today. */
    private Optional<String> any(String object) {
        List<String> all = ids(object);
        for (int i = 0; i < TRIES && !all.isEmpty(); i++) {
            String id = Pools.pick(random, all);
            boolean free = !touched.contains(id)
                    && store.get(id).filter(row -> !row.isDeleted()).isPresent();
            if (free) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }
}
