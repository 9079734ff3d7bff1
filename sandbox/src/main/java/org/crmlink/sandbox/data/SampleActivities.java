package org.crmlink.sandbox.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;

/** Sample e-mails, and who takes part in them, in phone calls and in appointments. */
final class SampleActivities {

    private static final int BATCH = 1_000;
    private static final int SENDER = 1;
    private static final int TO = 2;
    private static final int CC = 3;
    private static final int REQUIRED = 5;
    private static final int ORGANIZER = 7;
    private static final int DRAFT = 1;
    private static final int SENT = 3;
    private static final int RECEIVED = 4;

    private final Store store;
    private final RowMaker make;
    private final SplittableRandom random;
    private final long seed;
    private final List<Reference> contacts;
    private final List<Reference> accounts;
    private long parties;

    SampleActivities(Store store, RowMaker make, long seed, List<Reference> contacts, List<Reference> accounts) {
        this.store = store;
        this.make = make;
        this.random = make.random();
        this.seed = seed;
        this.contacts = contacts;
        this.accounts = accounts;
    }

    void generate(int size) {
        int twentieth = Math.max(1, size / 20);
        SampleData.batches(store, twentieth, BATCH, this::email);
        SampleData.batches(store, twentieth, BATCH, this::phoneCallParties);
        SampleData.batches(store, twentieth, BATCH, this::appointmentParties);
    }

    private void email(Transaction transaction, int i) {
        Map<String, Object> values = make.owned();
        Pools pools = make.pools();
        values.put("subject", pools.sentence(random));
        values.put("description", pools.paragraph(random));
        int status = make.chance(20) ? DRAFT : make.chance(70) ? SENT : RECEIVED;
        values.put("statecode", status == DRAFT ? 0 : 1);
        values.put("statuscode", status);
        values.put("directioncode", status != RECEIVED);
        if (make.chance(60)) {
            values.put("regardingobjectid", Pools.pick(random, make.chance(50) ? accounts : contacts));
        }
        Reference email =
                transaction.insert("email", RowMaker.id(seed, 22, i), values).reference();
        Reference user = make.user();
        Reference contact = Pools.pick(random, contacts);
        party(transaction, email, SENDER, status == RECEIVED ? contact : user);
        party(transaction, email, TO, status == RECEIVED ? user : contact);
        if (make.chance(25)) {
            party(transaction, email, CC, Pools.pick(random, contacts));
        }
    }

    private void phoneCallParties(Transaction transaction, int i) {
        Reference call = new Reference("phonecall", RowMaker.id(seed, 8, i));
        party(transaction, call, SENDER, make.user());
        party(transaction, call, TO, Pools.pick(random, contacts));
    }

    private void appointmentParties(Transaction transaction, int i) {
        Reference appointment = new Reference("appointment", RowMaker.id(seed, 9, i));
        party(transaction, appointment, ORGANIZER, make.user());
        party(transaction, appointment, REQUIRED, Pools.pick(random, contacts));
    }

    private void party(Transaction transaction, Reference activity, int mask, Reference who) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("activityid", activity);
        values.put("participationtypemask", mask);
        values.put("partyid", who);
        transaction.insert("activityparty", RowMaker.id(seed, 23, parties++), values);
    }
}
