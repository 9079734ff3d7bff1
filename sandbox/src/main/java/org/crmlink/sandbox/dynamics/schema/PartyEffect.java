package org.crmlink.sandbox.dynamics.schema;

import java.util.Map;
import org.crmlink.sandbox.schema.WriteEffect;

/** Notes in the parties of activities that the record behind them is gone. */
final class PartyEffect implements WriteEffect {

    @Override
    public void after(Change change) {
        if (change.now().isPresent()) {
            return;
        }
        for (Object party : change.referrers("activityparty", "partyid", change.reference())) {
            change.update(party, Map.of("ispartydeleted", true));
        }
    }
}
