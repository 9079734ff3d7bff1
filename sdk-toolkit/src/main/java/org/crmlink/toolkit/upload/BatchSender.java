package org.crmlink.toolkit.upload;

import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;

/**
 * How a connector checks a mutation and sends a batch of them. {@link BatchUpload} does the rest. As thread-safe as the uploader that uses it.
 *
 * @param <W> the connector's form of a write
 */
public interface BatchSender<W extends PreparedWrite> {

    /**
     * Checks a mutation without sending anything.
     *
     * @throws ConnectorException if it cannot be checked; nothing of the whole list is sent then
     */
    Prepared<W> prepare(Mutation mutation);

    /**
     * How many of the next writes travel together.
     *
     * @param waiting what was not sent yet, in the host's order; not empty
     * @return from 1 to the size of {@code waiting}
     */
    int next(List<W> waiting);

    /**
     * Sends a batch once.
     *
     * @param batch writes in the host's order; not empty
     * @return the fate of the first, second and so on; fewer than were given, but at least one, if the server stopped there: the others go with the
     *     next batch. A lost answer is an {@link MutationResult.Unknown} ({@link LostAnswers}).
     * @throws ConnectorException if the batch failed as a whole; its outcome tells whether it may have been applied
     */
    List<MutationResult> send(List<W> batch);

    /**
     * Whether what follows a batch must wait, because it would fail as well. Without more: after a batch whose last answer was lost.
     *
     * @param results what {@link #send} gave
     * @return why; empty to go on
     */
    default Optional<ConnectorException> stoppedBy(List<MutationResult> results) {
        return results.get(results.size() - 1) instanceof MutationResult.Unknown unknown
                ? Optional.of(unknown.cause())
                : Optional.empty();
    }
}
