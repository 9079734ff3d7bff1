package org.crmlink.sdk.change;

import java.util.List;

/** An open listing of ids. One-at-a-time. */
public interface IdStream extends AutoCloseable {

    /**
     * Reads some more ids. Blocks. If it fails, the stream stays where it was.
     *
     * @return the next ids, in no promised order, possibly twice; an empty list is the end, and only then was the listing complete [DEL-3]
     */
    List<String> next();

    /** Ends the listing. Idempotent. */
    @Override
    void close();
}
