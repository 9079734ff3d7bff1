package org.crmlink.sandbox.dynamics;

import org.crmlink.sandbox.dynamics.schema.PartyTable;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Transaction;

/**
 * The parties of an activity as part of its own body, the only collection that an update may contain: the array takes the place of all
 * parties that clients gave before. Those that the server makes itself, for owner and regarding, stay. That parties of kinds which the
 * array does not name go too is our assumption.
 */
final class PartyList {

    private static final String TABLE = "activityparty";

    private PartyList() {}

    static boolean isParties(Table table) {
        return table.logicalName().equals(TABLE);
    }

    /** Whether this navigation property is the list of an activity's parties. */
    static boolean isParties(Navigation navigation) {
        return navigation instanceof Navigation.ToMany many
                && many.relation().referencingTable().equals(TABLE)
                && many.relation().referencingColumn().equals("activityid");
    }

    /** Whether the body contains no other rows than parties. */
    static boolean isOnly(Body body) {
        return body.nested().stream().allMatch(nested -> isParties(nested.navigation()));
    }

    /** Removes the parties that clients gave. */
    static void clear(Transaction transaction, Row activity) {
        for (Reference party : transaction.referrers(TABLE, "activityid", activity.reference())) {
            boolean servers = transaction
                    .get(TABLE, party.id())
                    .map(row -> PartyTable.isServers(row.get("participationtypemask")))
                    .orElse(true);
            if (!servers) {
                transaction.delete(TABLE, party.id());
            }
        }
    }
}
