package org.crmlink.engine.upload;

import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.upload.MutationResult;

/**
 * What came back for a batch. Immutable.
 *
 * @param results for the first mutations of the batch; those without one keep their place among what was sent and are settled by the next sync
 * @param stop why nothing more can be sent in this sync
 */
record Answer(List<MutationResult> results, Optional<ConnectorException> stop) {

    Answer {
        results = List.copyOf(results);
    }
}
