package org.crmlink.engine.download;

import java.util.List;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.Row;

/** What a reader hands to the writer. A sealed family of immutable values. */
sealed interface Delivery {

    EntityRead read();

    /** Roughly the bytes that it takes; 0 if that is nothing to speak of. */
    default long weight() {
        return 0;
    }

    /**
     * A page, with its rows parted by the filter.
     *
     * @param page for removals, unreadable records and checkpoint
     * @param matching rows that belong here
     * @param others ids of rows that do not
     * @param weight roughly the bytes that it takes, see {@link Weight}
     */
    record Page(EntityRead read, ChangePage page, List<Row> matching, List<String> others, long weight)
            implements Delivery {}

    /** Everything came. */
    record Ended(EntityRead read, SyncToken token) implements Delivery {}

    /** The server cannot go on from where the read started. */
    record Restart(EntityRead read, String reason) implements Delivery {}

    /** The read failed for good. */
    record Failed(EntityRead read, Throwable failure) implements Delivery {}
}
