package org.crmlink.engine.download;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.crmlink.engine.plan.EntityPlan;
import org.crmlink.engine.run.Ledger;
import org.crmlink.engine.run.Remote;
import org.crmlink.engine.store.IdReconciliation;
import org.crmlink.engine.store.LocalStore;
import org.crmlink.sdk.change.IdStream;

/**
 * Finds by the server's list of ids what its changes do not tell: records that are gone (D5) or no longer match (D8), and records that match now
 * although they were not changed (D12, D16). A listing that fails changes nothing. One-at-a-time; blocks.
 */
final class IdComparison {

    private static final int CHUNK = 200;

    private final LocalStore store;
    private final Remote remote;
    private final Refetch refetch;
    private final Ledger ledger;

    IdComparison(LocalStore store, Remote remote, Refetch refetch, Ledger ledger) {
        this.store = requireNonNull(store, "store is null");
        this.remote = requireNonNull(remote, "remote is null");
        this.refetch = requireNonNull(refetch, "refetch is null");
        this.ledger = requireNonNull(ledger, "ledger is null");
    }

    void compare(EntityPlan plan) {
        try (IdReconciliation comparison = store.reconcile(plan.name());
                IdStream ids = remote.ids(plan.name(), plan.filter())) {
            for (List<String> page = remote.next(ids, plan.name());
                    !page.isEmpty();
                    page = remote.next(ids, plan.name())) {
                comparison.add(page);
            }
            ledger.account(plan.name()).deleted(comparison.finish());
            // Records that match only now, or that no change told of. Not behind a steady filter: its ids may be those
            // of more
            // records than match, which would be fetched in vain each time.
            if (plan.membershipDrifts() || !plan.isFiltered()) {
                fetchNewcomers(plan, comparison);
            }
        }
    }

    private void fetchNewcomers(EntityPlan plan, IdReconciliation comparison) {
        String after = "";
        while (true) {
            List<String> absent = comparison.absentHere(after, CHUNK);
            if (absent.isEmpty()) {
                return;
            }
            refetch.fetch(plan, absent);
            after = absent.get(absent.size() - 1);
        }
    }
}
