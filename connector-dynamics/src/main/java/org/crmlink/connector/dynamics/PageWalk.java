package org.crmlink.connector.dynamics;

import org.crmlink.toolkit.odata.ODataPage;

/** The pages of a list, one after the other, in slices. One-at-a-time. */
interface PageWalk extends AutoCloseable {

    /**
     * Reads the next slice of the page, or the first one of the next page. If it fails, the walk goes back to the page's beginning: rows of the page
     * that were given before come again.
     */
    AnyLengthReader.Timed<ODataPage> next();

    /** Whether the last page was read. */
    boolean ended();

    /** Ends the page that is being read, if any. Idempotent. */
    @Override
    void close();
}
