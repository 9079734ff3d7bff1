package org.crmlink.sandbox.dynamics.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.schema.Values;
import org.crmlink.sandbox.schema.WriteEffect;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the real service keeps beside each activity: the row of {@code activitypointer} with the same id, and the parties that the
 * server itself makes, for what the activity regards and for its owner.
 */
final class ActivityEffect implements WriteEffect {

    static final ActivityEffect INSTANCE = new ActivityEffect();

    /** {@code participationtypemask} of the record that the activity regards. */
    static final int REGARDING = 8;
    /** {@code participationtypemask} of the owner. */
    static final int OWNER = 9;

    private static final List<String> SHARED = List.of(
            "subject",
            "description",
            "category",
            "subcategory",
            "prioritycode",
            "scheduledstart",
            "scheduledend",
            "actualstart",
            "actualend",
            "scheduleddurationminutes",
            "actualdurationminutes",
            "isbilled",
            "isworkflowcreated",
            "regardingobjectid",
            "ownerid",
            "createdon",
            "modifiedon",
            "createdby",
            "modifiedby",
            "overriddencreatedon");

    private ActivityEffect() {}

    @Override
    public void after(Change change) {
        Object pointer = change.twin("activitypointer");
        boolean known = change.find(pointer) != null;
        if (change.now().isEmpty()) {
            if (known) {
                change.delete(pointer);
            }
            return;
        }
        Values activity = change.now().get();
        Map<String, @Nullable Object> shared = shared(change.table(), activity);
        if (known) {
            change.update(pointer, shared);
        } else {
            change.insertTwin("activitypointer", shared);
        }
        if (change.isChanged("regardingobjectid")) {
            party(change, activity.get("regardingobjectid"), REGARDING);
        }
        if (change.isChanged("ownerid")) {
            party(change, activity.get("ownerid"), OWNER);
        }
    }

    private static Map<String, @Nullable Object> shared(String table, Values activity) {
        Map<String, @Nullable Object> shared = new LinkedHashMap<>();
        for (String column : SHARED) {
            shared.put(column, activity.get(column));
        }
        shared.put("activitytypecode", table);
        Object state = activity.get("statecode");
        shared.put("statecode", state);
        // The reasons differ from kind to kind; here there is one for each state.
        shared.put("statuscode", state instanceof Integer number ? number + 1 : null);
        return shared;
    }

    private static void party(Change change, @Nullable Object party, int mask) {
        Reference activity = (Reference) change.reference();
        Reference own = new Reference("activityparty", partyId(activity.id(), mask));
        boolean known = change.find(own) != null;
        if (party instanceof Reference reference && PartyTable.PARTIES.contains(reference.table())) {
            if (known) {
                change.update(own, Map.of("partyid", party, "ispartydeleted", false));
            } else {
                change.insert(
                        "activityparty",
                        Map.of(
                                "activitypartyid",
                                own.id(),
                                "activityid",
                                activity,
                                "partyid",
                                party,
                                "participationtypemask",
                                mask));
            }
        } else if (known) {
            change.delete(own);
        }
    }

    /** An activity has one such party at most, so its id can follow from that of the activity. */
    private static RecordId partyId(RecordId activity, int mask) {
        long salt = 0x9e3779b97f4a0c15L * mask;
        return activity instanceof RecordId.Guid guid
                ? new RecordId.Guid(guid.most() ^ (salt & 0xffffffffffff0fffL), guid.least())
                : new RecordId.Text(activity.text() + "-" + mask);
    }

    /** Whether the server makes the parties with this mask. */
    static boolean isServers(@Nullable Object mask) {
        return mask instanceof Integer number && Set.of(REGARDING, OWNER).contains(number);
    }
}
