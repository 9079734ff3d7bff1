package org.crmlink.connector.salesforce;

import java.time.Instant;
import java.util.Optional;

/** The rows of a query, some at a time. One-at-a-time. */
interface PageWalk extends AutoCloseable {

    /** Reads on. If it fails, the walk goes back to the page's beginning: rows of the page that were given before come again. */
    QueryPage next();

    /** Whether everything was read. */
    boolean ended();

    /** The server's clock at the last answer; empty if it does not tell it. */
    Optional<Instant> date();

    /** Ends the page that is being read, if any. Idempotent. */
    @Override
    void close();
}
