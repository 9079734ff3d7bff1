package org.crmlink.sdk.upload;

import java.time.Instant;
import java.util.List;
import org.crmlink.sdk.Facet;

/** Writes records. */
public interface Uploader extends Facet {

    /**
     * Sends mutations in their order, as many in a request as the backend takes; a list may have any length [UP-4]. A refused mutation does not
     * stop the others [PART-1]. Each request MUST travel at most once [IDEM-2].
     *
     * @return one result a mutation, in the same order [UP-4]
     * @throws org.crmlink.sdk.ConnectorException with outcome NOT_APPLIED if nothing of the list was applied (no login, throttled at once, server
     *     unreachable); with kind CANCELLED and outcome UNKNOWN if the thread was interrupted while a write was on its way [TIME-3]. In every other
     *     case the results tell
     */
    List<MutationResult> upload(List<Mutation> mutations);

    /**
     * Asks the server what became of a mutation whose result was {@link MutationResult.Unknown}, by its id, key or what was sent. Writes nothing.
     *
     * @param sent when it was first sent, or a moment before, by the clock of the host, which may differ from the server's; it may have been another
     *     process, days ago
     * @return Applied (with what was found, which counts as observed), Conflict (the record has moved on since, or is gone), Deferred (it did not arrive: send it again), or Unknown (it cannot be
     *     told; a person has to look, never send blindly again)
     */
    MutationResult settle(Mutation mutation, Instant sent);
}
