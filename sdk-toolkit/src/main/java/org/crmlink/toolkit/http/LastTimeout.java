package org.crmlink.toolkit.http;

import java.util.concurrent.TimeUnit;
import okio.AsyncTimeout;

/**
 * A timeout that nobody waits for. Okio's one thread for timeouts ends after a minute in which there was none; but it sleeps until the earliest
 * one that it knew when it fell asleep, also when that was taken back long ago: a call's, after ten minutes. It, and the connector's class loader
 * with it, would live that long after a connector was closed [LEAK-1 LEAK-2]. A new earliest timeout wakes it up.
 */
final class LastTimeout extends AsyncTimeout {

    private LastTimeout() {}

    /** Wakes the thread up. */
    static void set() {
        LastTimeout last = new LastTimeout();
        last.timeout(1, TimeUnit.MILLISECONDS);
        last.enter();
    }

    @Override
    protected void timedOut() {
        // to be waited for was all that it was for
    }
}
