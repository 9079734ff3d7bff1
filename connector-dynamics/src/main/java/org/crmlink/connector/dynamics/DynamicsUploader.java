package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.json.StrictJson;
import org.crmlink.toolkit.odata.BatchPart;
import org.crmlink.toolkit.odata.BatchRequest;
import org.crmlink.toolkit.odata.BatchResponse;
import org.crmlink.toolkit.upload.BatchSender;
import org.crmlink.toolkit.upload.BatchUpload;
import org.crmlink.toolkit.upload.LostAnswers;
import org.crmlink.toolkit.upload.Prepared;

/**
 * Writes through {@code $batch} with continue-on-error, each mutation a part of its own, or a change set of its own, so that each has its own fate.
 * Thread-safe.
 */
@Singleton
final class DynamicsUploader implements Uploader, BatchSender<Preparation.Ready> {

    /** The server's own limit (dynamics.md §7.2). */
    static final int MAX_BATCH = 1_000;

    /** Far below the server's limit of a request, and quick enough for its 2 minutes. */
    private static final int MAX_BATCH_BYTES = 8 * 1024 * 1024;

    private static final String REQUEST = "batch";

    private static final long LONGEST_PART = 16L * 1024 * 1024;

    private final DynamicsService service;
    private final MutationEncoder encoder;
    private final ResultDecoder decoder;
    private final Settlement settlement;
    private final DynamicsMetadata metadata;
    private final BatchUpload<Preparation.Ready> upload = new BatchUpload<>(this);

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
        return upload.upload(mutations);
    }

    @Override
    public Prepared<Preparation.Ready> prepare(Mutation mutation) {
        Preparation found = encoder.prepare(mutation);
        return found instanceof Preparation.Refused refused
                ? new Prepared.Refused<>(refused.result())
                : new Prepared.Ready<>((Preparation.Ready) found);
    }

    /** Also after a refusal of what may be sent again: the server is at its limit. */
    @Override
    public Optional<ConnectorException> stoppedBy(List<MutationResult> results) {
        return results.get(results.size() - 1) instanceof MutationResult.Deferred deferred
                ? Optional.of(deferred.cause())
                : BatchSender.super.stoppedBy(results);
    }

    @Override
    public int next(List<Preparation.Ready> waiting) {
        int bytes = 0;
        int operations = 0;
        int size = 0;
        while (size < waiting.size() && size < MAX_BATCH) {
            Preparation.Ready next = waiting.get(size);
            bytes += next.operation().size();
            bytes += next.more().stream().mapToInt(BatchRequest.Operation::size).sum();
            operations += 1 + next.more().size();
            if (size > 0 && (bytes > MAX_BATCH_BYTES || operations > MAX_BATCH)) {
                break;
            }
            size++;
        }
        return size;
    }

    @Override
    public List<MutationResult> send(List<Preparation.Ready> batch) {
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
                LostAnswers.fill(batch, results, REQUEST, LostAnswers.tooFew(results.size(), batch.size()));
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
            LostAnswers.fill(batch, results, REQUEST, StrictJson.failure(e));
            refused = false;
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.CANCELLED) {
                throw e;
            }
            LostAnswers.fill(batch, results, REQUEST, e);
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

    @Override
    public MutationResult settle(Mutation mutation, Instant sent) {
        service.requireOpen();
        return settlement.settle(mutation);
    }
}
