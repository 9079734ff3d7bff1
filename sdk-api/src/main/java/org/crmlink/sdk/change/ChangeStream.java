package org.crmlink.sdk.change;

import org.crmlink.sdk.filter.Filter;

/**
 * An open read. One-at-a-time: one thread at a time calls it; streams are independent of each other [CONC-2].
 *
 * <p><b>Order of calls.</b> {@link #residual()} at any time; {@link #next()} until it yields an end; {@link #close()}.
 *
 * <p><b>Promise.</b> At least once, never missed: every record that matches and exists when the stream is opened, and every change up to the
 * token, is delivered, also when transactions commit late, changes share one instant, or records change between two pages [CHG-1 CHG-6 CHG-7].
 * Records may come twice.
 *
 * <p><b>Bounds.</b> At most two pages are buffered beyond what was asked for [READ-3].
 */
public interface ChangeStream extends AutoCloseable {

    /**
     * What the host still has to evaluate on the rows: {@link Filter#all()} if the server's answer is exact. Constant, does not block. Fields that it
     * needs and the query does not name make {@link ChangeReader#changes} fail with INVALID_DATA.
     */
    Filter residual();

    /**
     * Reads the next page. Blocks. If it fails, the stream stays where it was: calling it again is the retry.
     *
     * @throws org.crmlink.sdk.ConnectorException with retry advice; a page cut short or an answer that is not of the protocol MUST be an error, never
     *     the end [PAGE-5]; a link that repeats MUST end with PROTOCOL_ERROR [PAGE-4]
     */
    ChangeStep next();

    /** Ends the read and frees its connection; no request follows [READ-4]. Idempotent. */
    @Override
    void close();
}
