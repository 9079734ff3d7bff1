package org.crmlink.engine.download;

import java.util.List;
import org.crmlink.engine.store.PageTransaction;
import org.crmlink.engine.store.PageTransaction.Effect;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;

/** Writes records into one transaction and counts. One-at-a-time. */
final class PageStore {

    private final PageTransaction transaction;
    private final boolean countsUnchanged;
    private long received;
    private long deleted;

    /** @param countsUnchanged whether a record that was here just so counts as received: in a full read it does, an echo does not */
    PageStore(PageTransaction transaction, boolean countsUnchanged) {
        this.transaction = transaction;
        this.countsUnchanged = countsUnchanged;
    }

    void rows(List<Row> rows) {
        for (Row row : rows) {
            Effect effect = transaction.upsert(row);
            if (effect != Effect.UNCHANGED || countsUnchanged) {
                received++;
            }
        }
    }

    void removals(List<Removal> removals) {
        for (Removal removal : removals) {
            if (removal.reason() == Removal.Reason.OWNER_CHANGED) {
                // it may still be visible and match: only reading it tells (D7)
                transaction.refetch(removal.id());
            } else {
                remove(removal.id());
            }
        }
    }

    void remove(List<String> ids) {
        ids.forEach(this::remove);
    }

    private void remove(String id) {
        if (transaction.remove(id) == Effect.WRITTEN) {
            deleted++;
        }
    }

    void unreadable(List<Unreadable> records) {
        records.forEach(transaction::unreadable);
    }

    long received() {
        return received;
    }

    long deleted() {
        return deleted;
    }
}
