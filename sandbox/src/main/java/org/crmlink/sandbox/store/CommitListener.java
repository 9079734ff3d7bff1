package org.crmlink.sandbox.store;

import java.util.List;

/** Learns of each transaction before its changes become visible; called under the store's write lock, one at a time. */
interface CommitListener {

    /**
     * A transaction is about to commit. If this throws, the transaction is rolled back and its caller gets the exception.
     *
     * @param counter the highest row version taken so far by anyone
     * @param rows new states of rows, by version
     * @param tombstones deletions, by version
     */
    void committing(long counter, List<Row> rows, List<Tombstone> tombstones);
}
