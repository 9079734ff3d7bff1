package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.json.StrictJson;
import org.crmlink.toolkit.odata.BatchPart;
import org.crmlink.toolkit.odata.BatchRequest;
import org.crmlink.toolkit.odata.BatchResponse;

/**
 * Writes through {@code $batch} with continue-on-error, each mutation a part of its own, or a change set of its own, so that each has its own fate.
 * Thread-safe.
 */
@Singleton
final class DynamicsUploader implements Uploader {

    /** The server's own limit (dynamics.md §7.2). */
    static final int MAX_BATCH = 1_000;

    /** Far below the server's limit of a request, and quick enough for its 2 minutes. */
    private static final int MAX_BATCH_BYTES = 8 * 1024 * 1024;

    private static final long LONGEST_PART = 16L * 1024 * 1024;

    private final DynamicsService service;
    private final MutationEncoder encoder;
    private final ResultDecoder decoder;
    private final Settlement settlement;
    private final DynamicsMetadata metadata;

    @Inject
    DynamicsUploader(
            DynamicsService service,
            MutationEncoder encoder,
            ResultDecoder decoder,
            Settlement settlement,
            DynamicsMetadata metadata) {
        this.service = service;
        this.encoder = encoder;
        this.decoder = decoder;
        this.settlement = settlement;
        this.metadata = metadata;
    }

    @Override
    public List<MutationResult> upload(List<Mutation> mutations) {
        service.requireOpen();
        if (mutations.isEmpty()) {
            return List.of();
        }
        Set<String> entities = new HashSet<>();
        mutations.forEach(mutation -> entities.add(mutation.entity()));
        metadata.load(entities);
        Map<Integer, MutationResult> results = new HashMap<>();
        List<Integer> waiting = new ArrayList<>();
        List<Preparation.Ready> ready = new ArrayList<>();
        for (int i = 0; i < mutations.size(); i++) {
            Preparation preparation = encoder.prepare(mutations.get(i));
            if (preparation instanceof Preparation.Ready one) {
                ready.add(one);
                waiting.add(i);
            } else if (preparation instanceof Preparation.Refused refused) {
                results.put(i, refused.result());
            }
        }
        List<MutationResult> sent = sendAll(ready);
        for (int i = 0; i < sent.size(); i++) {
            results.put(waiting.get(i), sent.get(i));
        }
        List<MutationResult> ordered = new ArrayList<>(mutations.size());
        for (int i = 0; i < mutations.size(); i++) {
            ordered.add(Objects.requireNonNull(results.get(i), "every mutation has a result"));
        }
        return List.copyOf(ordered);
    }

    private List<MutationResult> sendAll(List<Preparation.Ready> ready) {
        List<MutationResult> results = new ArrayList<>(ready.size());
        while (results.size() < ready.size()) {
            List<Preparation.Ready> batch = nextBatch(ready, results.size());
            try {
                results.addAll(send(batch));
            } catch (ConnectorException e) {
                if (results.isEmpty() && e.outcome() == Outcome.NOT_APPLIED || e.kind() == ErrorKind.CANCELLED) {
                    throw results.isEmpty() || e.kind() != ErrorKind.CANCELLED ? e : unknown(e);
                }
                batch.forEach(one -> results.add(unsent(one, e)));
            }
            if (interruptedBy(results)) {
                // The link is broken or the server is at its limit: what was not reached waits.
                ConnectorException cause = causeOf(results.get(results.size() - 1));
                for (int i = results.size(); i < ready.size(); i++) {
                    results.add(
                            new MutationResult.Deferred(ready.get(i).mutation().operationId(), notReached(cause)));
                }
            }
        }
        return results;
    }

    /** An interrupt after some batches: what they did is not told by an exception, so nothing may be taken for granted. */
    private static ConnectorException unknown(ConnectorException cancelled) {
        return cancelled.toBuilder().outcome(Outcome.UNKNOWN).cause(cancelled).build();
    }

    /** The fate of a batch's mutations whose request failed as a whole. */
    private static MutationResult unsent(Preparation.Ready one, ConnectorException failure) {
        String operation = one.mutation().operationId();
        return failure.outcome() == Outcome.NOT_APPLIED
                ? new MutationResult.Deferred(operation, notReached(failure))
                : new MutationResult.Unknown(operation, failure);
    }

    private static boolean interruptedBy(List<MutationResult> results) {
        if (results.isEmpty()) {
            return false;
        }
        MutationResult last = results.get(results.size() - 1);
        return last instanceof MutationResult.Deferred || last instanceof MutationResult.Unknown;
    }

    private static ConnectorException causeOf(MutationResult result) {
        if (result instanceof MutationResult.Unknown unknown) {
            return unknown.cause();
        }
        return ((MutationResult.Deferred) result).cause();
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

    private static List<Preparation.Ready> nextBatch(List<Preparation.Ready> ready, int from) {
        int bytes = 0;
        int operations = 0;
        int to = from;
        while (to < ready.size() && to - from < MAX_BATCH) {
            Preparation.Ready next = ready.get(to);
            bytes += next.operation().size();
            bytes += next.more().stream().mapToInt(BatchRequest.Operation::size).sum();
            operations += 1 + next.more().size();
            if (to > from && (bytes > MAX_BATCH_BYTES || operations > MAX_BATCH)) {
                break;
            }
            to++;
        }
        return ready.subList(from, to);
    }

    private List<MutationResult> send(List<Preparation.Ready> batch) {
        BatchRequest request = new BatchRequest();
        for (Preparation.Ready one : batch) {
            if (one.more().isEmpty()) {
                request.add(one.operation());
            } else {
                List<BatchRequest.Operation> together = new ArrayList<>(List.of(one.operation()));
                together.addAll(one.more());
                request.addChangeSet(together);
            }
        }
        List<MutationResult> results = new ArrayList<>(batch.size());
        try (HttpAnswer answer = service.sendAnyStatus(service.writeBatch(request.contentType(), request.toBytes()))) {
            String type = answer.header("Content-Type").orElse("");
            if (!BatchResponse.isMultipart(type)) {
                throw answer.isSuccess() ? DynamicsErrors.notOData(answer) : DynamicsErrors.of(answer);
            }
            boolean refused = read(answer, type, batch, results);
            // A server that does not continue on errors (before 9.0) stops at the first refusal; what follows was not
            // reached and goes out with the next batch. Anything else that lacks answers is a broken answer.
            if (!refused) {
                lost(
                        batch,
                        results,
                        ConnectorException.of(
                                        ErrorKind.PROTOCOL_ERROR,
                                        results.size() + " answers came for " + batch.size() + " operations")
                                .operation("upload")
                                .hint("sync again: what arrived is found out then")
                                .build());
            }
        }
        return results;
    }

    /** Reads the parts that came whole; tells whether the last of them was a refusal. */
    private boolean read(HttpAnswer answer, String type, List<Preparation.Ready> batch, List<MutationResult> results) {
        boolean refused = false;
        try (BatchResponse response = BatchResponse.open(answer.stream(), type, LONGEST_PART)) {
            Optional<BatchPart> part = response.next();
            while (part.isPresent() && results.size() < batch.size()) {
                Preparation.Ready one = batch.get(results.size());
                BatchPart deciding = deciding(one, part.get(), response);
                results.add(decoder.result(one, deciding));
                refused = !deciding.isSuccess();
                part = response.next();
            }
        } catch (IOException e) {
            lost(batch, results, StrictJson.failure(e));
            refused = false;
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.CANCELLED) {
                throw e;
            }
            lost(batch, results, e);
        }
        return refused;
    }

    /** Of operations that are done together: the first answer if all succeed, else the refusal, which may be the only one. */
    private static BatchPart deciding(Preparation.Ready one, BatchPart first, BatchResponse response)
            throws IOException {
        BatchPart last = first;
        for (int i = 0; i < one.more().size() && last.isSuccess(); i++) {
            last = response.next().orElseThrow(() -> new EOFException("the answers to a change set are not complete"));
        }
        return last.isSuccess() ? first : last;
    }

    /** What was read before the cut is true; the rest was sent, and nobody knows. */
    private static void lost(List<Preparation.Ready> batch, List<MutationResult> results, ConnectorException cause) {
        if (results.size() == batch.size()) {
            return;
        }
        ConnectorException unknown = ConnectorException.of(
                        ErrorKind.OUTCOME_UNKNOWN, "the answer of the batch was cut: " + cause.getMessage())
                .operation("upload")
                .outcome(Outcome.UNKNOWN)
                .hint("ask what became of it, or send it again where that is safe")
                .cause(cause)
                .build();
        for (int i = results.size(); i < batch.size(); i++) {
            results.add(new MutationResult.Unknown(batch.get(i).mutation().operationId(), unknown));
        }
    }

    @Override
    public MutationResult settle(Mutation mutation, Instant sent) {
        service.requireOpen();
        return settlement.settle(mutation);
    }
}
