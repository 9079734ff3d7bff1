package org.crmlink.engine.upload;

import java.time.Duration;
import java.util.Map;
import org.crmlink.sdk.RecordRef;

/** What one pass over all entities came to. One-at-a-time. */
final class Pass {

    /** How often one record is sent in one sync; a server that changes it each time in between may have the last word until the next. */
    private static final int MAX_TRIES = 4;

    private final Map<RecordRef, Integer> tries;
    private int progress;
    private int deferred;
    private int left;
    private Duration wait = Duration.ZERO;

    /** @param tries how often each record was sent in this sync without success, shared by all passes */
    Pass(Map<RecordRef, Integer> tries) {
        this.tries = tries;
    }

    boolean mayTry(RecordRef record) {
        return tries.getOrDefault(record, 0) < MAX_TRIES;
    }

    /** Something was sent and accepted, or a conflict was decided: what waited for it may go now. */
    void advanced() {
        progress++;
    }

    /** The server put it off. */
    void deferred(RecordRef record) {
        deferred++;
        left++;
        tries.merge(record, 1, Integer::sum);
    }

    /** The server named a time before which nothing should be sent again. */
    void asked(Duration delay) {
        if (delay.compareTo(wait) > 0) {
            wait = delay;
        }
    }

    /** The longest wait that the server asked for; zero if it asked for none. */
    Duration askedWait() {
        return wait;
    }

    /** It has to be sent once more. */
    void again(RecordRef record) {
        progress++;
        left++;
        tries.merge(record, 1, Integer::sum);
    }

    /** Some of it, or all, waits: for another record, or for the next sync. */
    void heldBack() {
        left++;
    }

    boolean isComplete() {
        return left == 0;
    }

    int progress() {
        return progress;
    }

    int deferred() {
        return deferred;
    }
}
