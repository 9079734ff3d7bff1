package org.crmlink.connector.dynamics;

import org.crmlink.toolkit.odata.ODataPage;

/** The pages of a list, one after the other. One-at-a-time. */
interface PageWalk {

    /** Reads the next page. If it fails, the walk stays where it was. */
    AnyLengthReader.Timed<ODataPage> next();

    /** Whether the last page was read. */
    boolean ended();
}
