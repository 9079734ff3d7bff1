package org.crmlink.sandbox.dynamics.schema;

import java.util.Map;
import org.crmlink.sandbox.schema.Values;
import org.crmlink.sandbox.schema.WriteRule;
import org.crmlink.sandbox.store.Reference;

/** Fills in the address of a party of an e-mail, and the times of its activity. */
final class PartyRule implements WriteRule {

    private static final Map<String, String> ADDRESS = Map.of(
            "account", "emailaddress1",
            "contact", "emailaddress1",
            "lead", "emailaddress1",
            "systemuser", "internalemailaddress");

    @Override
    public void apply(Draft draft) {
        if (!draft.isCreate()) {
            return;
        }
        if (draft.get("activityid") instanceof Reference activity) {
            Values row = draft.find(activity);
            if (row != null) {
                draft.set("scheduledstart", row.get("scheduledstart"));
                draft.set("scheduledend", row.get("scheduledend"));
            }
            boolean mail = activity.table().equals("email");
            boolean addressed = mail && draft.get("addressused") == null;
            if (addressed && draft.get("partyid") instanceof Reference party && ADDRESS.containsKey(party.table())) {
                Values who = draft.find(party);
                draft.set("addressused", who == null ? null : who.get(ADDRESS.get(party.table())));
            }
        }
    }
}
