package org.crmlink.toolkit.upload;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;

/**
 * Uploads a list of mutations batch by batch and tells the fate of each at its place. As thread-safe as its sender.
 *
 * <ul>
 *   <li>All are checked before the first is sent. What is refused keeps its place; the others travel in their order.
 *   <li>A first batch that failed as a whole and was not applied is an exception: nothing happened.
 *   <li>A later batch that failed as a whole is {@link MutationResult.Deferred}, or {@link MutationResult.Unknown} if it may have been applied.
 *   <li>After such a failure, or after a lost answer, nothing more is sent: what was not reached is {@link MutationResult.Deferred}.
 *   <li>An interrupt is always an exception; its outcome is unknown once a batch was answered, for an exception does not tell what that one did.
 * </ul>
 *
 * @param <W> the connector's form of a write
 */
public final class BatchUpload<W extends PreparedWrite> {

    private final BatchSender<W> sender;

    public BatchUpload(BatchSender<W> sender) {
        this.sender = requireNonNull(sender, "sender is null");
    }

    /**
     * Uploads.
     *
     * @return one result a mutation, in the same order
     * @throws ConnectorException if nothing was applied, or of kind {@code CANCELLED}
     */
    public List<MutationResult> upload(List<Mutation> mutations) {
        Map<Integer, MutationResult> refused = new HashMap<>();
        List<W> ready = new ArrayList<>();
        for (int i = 0; i < mutations.size(); i++) {
            Prepared<W> prepared = sender.prepare(mutations.get(i));
            if (prepared instanceof Prepared.Ready<W> one) {
                ready.add(one.write());
            } else if (prepared instanceof Prepared.Refused<W> one) {
                refused.put(i, one.result());
            }
        }
        List<MutationResult> sent = sendAll(ready);
        List<MutationResult> ordered = new ArrayList<>(mutations.size());
        int next = 0;
        for (int i = 0; i < mutations.size(); i++) {
            MutationResult refusal = refused.get(i);
            ordered.add(refusal != null ? refusal : sent.get(next++));
        }
        return List.copyOf(ordered);
    }

    private List<MutationResult> sendAll(List<W> ready) {
        List<MutationResult> results = new ArrayList<>(ready.size());
        Optional<ConnectorException> stopped = Optional.empty();
        while (results.size() < ready.size() && stopped.isEmpty()) {
            List<W> batch = nextBatch(ready.subList(results.size(), ready.size()));
            try {
                List<MutationResult> answered = sender.send(batch);
                if (answered.isEmpty() || answered.size() > batch.size()) {
                    throw new IllegalStateException(
                            answered.size() + " results came for a batch of " + batch.size() + " writes");
                }
                results.addAll(answered);
                stopped = sender.stoppedBy(answered);
            } catch (ConnectorException e) {
                if (e.kind() == ErrorKind.CANCELLED) {
                    throw results.isEmpty() ? e : LostAnswers.interrupted(e);
                }
                if (results.isEmpty() && e.outcome() == Outcome.NOT_APPLIED) {
                    throw e;
                }
                batch.forEach(one -> results.add(unsent(one, e)));
                stopped = Optional.of(e);
            }
        }
        for (int i = results.size(); i < ready.size(); i++) {
            results.add(new MutationResult.Deferred(operationId(ready.get(i)), notReached(stopped.orElseThrow())));
        }
        return results;
    }

    private List<W> nextBatch(List<W> waiting) {
        int size = sender.next(waiting);
        if (size < 1 || size > waiting.size()) {
            throw new IllegalStateException("a batch of " + size + " was made of " + waiting.size() + " writes");
        }
        return waiting.subList(0, size);
    }

    /** The fate of a write whose batch failed as a whole. */
    private static MutationResult unsent(PreparedWrite one, ConnectorException failure) {
        return failure.outcome() == Outcome.NOT_APPLIED
                ? new MutationResult.Deferred(operationId(one), notReached(failure))
                : new MutationResult.Unknown(operationId(one), failure);
    }

    private static ConnectorException notReached(ConnectorException cause) {
        if (cause.outcome() == Outcome.NOT_APPLIED && cause.retryAdvice().when() != RetryAdvice.When.NEVER) {
            return cause;
        }
        return ConnectorException.of(
                        ErrorKind.UNAVAILABLE, "not sent, because an earlier request failed: " + cause.getMessage())
                .operation("upload")
                .retry(RetryAdvice.later())
                .hint("send it again")
                .build();
    }

    private static String operationId(PreparedWrite one) {
        return one.mutation().operationId();
    }
}
