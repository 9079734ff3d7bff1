package org.crmlink.paper.connector;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpBody;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.StrictJson;

/** Writes in batches; each mutation has a fate of its own. Thread-safe. */
final class PaperUploader implements Uploader {

    /** The server's own limit. */
    static final int MAX_BATCH = 20;

    private final PaperService service;
    private final PaperMetadata metadata;
    private final PaperReader reader;
    private final MutationEncoder encoder;

    PaperUploader(PaperService service, PaperMetadata metadata, PaperReader reader) {
        this.service = service;
        this.metadata = metadata;
        this.reader = reader;
        this.encoder = new MutationEncoder(metadata);
    }

    @Override
    public List<MutationResult> upload(List<Mutation> mutations) {
        service.requireOpen();
        Map<String, MutationResult> refused = new HashMap<>();
        List<Mutation> sent = new ArrayList<>();
        for (Mutation mutation : mutations) {
            Optional<MutationResult> refusal = encoder.refusal(mutation)
                    .or(() -> FlawedWrites.instead(mutation))
                    .or(() -> checkBeforeWrite(mutation));
            refusal.ifPresentOrElse(result -> refused.put(mutation.operationId(), result), () -> sent.add(mutation));
        }
        List<MutationResult> answered =
                FlawedBatches.isOne() ? new FlawedBatches(this::sendAll).send(sent, refused) : sendAll(sent);
        List<MutationResult> results = new ArrayList<>(mutations.size());
        int next = 0;
        for (Mutation mutation : mutations) {
            MutationResult refusal = refused.get(mutation.operationId());
            results.add(refusal != null ? refusal : answered.get(next++));
        }
        return List.copyOf(results);
    }

    /** Where the server does not compare versions: reads and compares. What happens in between is overwritten, as declared. */
    private Optional<MutationResult> checkBeforeWrite(Mutation mutation) {
        Optional<String> base = MutationEncoder.baseVersion(mutation);
        if (base.isEmpty() || comparesOnServer(mutation)) {
            return Optional.empty();
        }
        String id = mutation instanceof Mutation.Update update ? update.id() : ((Mutation.Delete) mutation).id();
        FetchResult found = reader.fetch(mutation.entity(), List.of(id), List.of());
        if (found.rows().isEmpty()) {
            return mutation instanceof Mutation.Delete
                    ? Optional.empty()
                    : Optional.of(new MutationResult.Conflict(mutation.operationId(), true, Optional.empty()));
        }
        Row row = found.rows().get(0);
        return row.version().equals(base)
                ? Optional.empty()
                : Optional.of(new MutationResult.Conflict(mutation.operationId(), false, row.version()));
    }

    private boolean comparesOnServer(Mutation mutation) {
        VersionCheck check = metadata.require("upload", mutation.entity())
                .capabilities()
                .versionCheck(MutationEncoder.operation(mutation));
        // NONE with a base version gets here only by a flaw that ignores it
        return check == VersionCheck.NONE || check == VersionCheck.ATOMIC && !Flaw.CHECK_NOT_ATOMIC.here();
    }

    private Optional<String> ifMatch(Mutation mutation) {
        VersionCheck check = metadata.require("upload", mutation.entity())
                .capabilities()
                .versionCheck(MutationEncoder.operation(mutation));
        boolean forgotten = mutation instanceof Mutation.Delete && Flaw.DELETE_IGNORES_VERSION.here();
        return check == VersionCheck.ATOMIC && comparesOnServer(mutation) && !forgotten
                ? MutationEncoder.baseVersion(mutation)
                : Optional.empty();
    }

    private List<MutationResult> sendAll(List<Mutation> mutations) {
        List<MutationResult> results = new ArrayList<>(mutations.size());
        while (results.size() < mutations.size()) {
            int from = results.size();
            List<Mutation> batch = mutations.subList(from, Math.min(mutations.size(), from + MAX_BATCH));
            try {
                results.addAll(send(batch));
            } catch (ConnectorException e) {
                if (e.kind() == ErrorKind.CANCELLED) {
                    // what earlier batches did is not told by an exception: nothing may be taken for granted
                    throw from == 0 ? e : e.toBuilder().outcome(Outcome.UNKNOWN).build();
                }
                if (from == 0 && e.outcome() == Outcome.NOT_APPLIED) {
                    throw e;
                }
                boolean unknown = e.outcome() != Outcome.NOT_APPLIED;
                for (Mutation mutation : batch) {
                    results.add(
                            unknown ? new MutationResult.Unknown(mutation.operationId(), e) : deferred(mutation, e));
                }
                mutations.subList(results.size(), mutations.size()).forEach(rest -> results.add(deferred(rest, e)));
            }
        }
        return results;
    }

    private static MutationResult deferred(Mutation mutation, ConnectorException cause) {
        boolean same =
                cause.outcome() == Outcome.NOT_APPLIED && cause.retryAdvice().when() != RetryAdvice.When.NEVER;
        ConnectorException why = same
                ? cause
                : ConnectorException.of(
                                ErrorKind.UNAVAILABLE,
                                "not sent, because an earlier request failed: " + cause.getMessage())
                        .operation("upload")
                        .entity(mutation.entity())
                        .retry(RetryAdvice.later())
                        .requestId(cause.requestId().orElse(""))
                        .hint("send it again")
                        .build();
        return new MutationResult.Deferred(mutation.operationId(), why);
    }

    /** Sends one request. */
    private List<MutationResult> send(List<Mutation> batch) {
        String entity = batch.get(0).entity();
        boolean same = batch.stream().allMatch(mutation -> mutation.entity().equals(entity));
        HttpCall call = service.write("POST", "upload", same ? entity : "", "api/batch")
                .body(HttpBody.bytes("application/json", body(batch)));
        List<MutationResult> results = new ArrayList<>(batch.size());
        try (HttpAnswer answer = service.send(call)) {
            if (!answer.mediaType().equals("application/json")) {
                throw PaperErrors.notJson(answer);
            }
            try {
                new BatchAnswer(answer, metadata).read(batch, results);
            } catch (IOException e) {
                lost(batch, results, PaperErrors.unreadable(call, e));
            } catch (ConnectorException e) {
                if (e.kind() == ErrorKind.CANCELLED) {
                    throw e;
                }
                lost(batch, results, e);
            }
        }
        return results;
    }

    private byte[] body(List<Mutation> batch) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = StrictJson.generator(bytes)) {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (Mutation mutation : batch) {
                encoder.write(out, mutation, ifMatch(mutation));
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw PaperErrors.invalid("upload", "", "a name holds a text that is no Unicode", "correct the records");
        }
        return bytes.toByteArray();
    }

    private static void lost(List<Mutation> batch, List<MutationResult> results, ConnectorException cause) {
        ConnectorException unknown = ConnectorException.of(
                        ErrorKind.OUTCOME_UNKNOWN, "the answer to a write was lost: " + cause.getMessage())
                .operation("upload")
                .entity(cause.entity().orElse(""))
                .requestId(cause.requestId().orElse(""))
                .outcome(Outcome.UNKNOWN)
                .hint("ask what became of it, or send it again where that is safe")
                .cause(cause)
                .build();
        for (int i = results.size(); i < batch.size(); i++) {
            results.add(new MutationResult.Unknown(batch.get(i).operationId(), unknown));
        }
    }

    @Override
    public MutationResult settle(Mutation mutation, Instant sent) {
        metadata.require("settle", mutation.entity());
        HttpCall call = service.get("settle", mutation.entity(), "api/operation", "id", mutation.operationId());
        try (HttpAnswer answer = service.send(call)) {
            return PaperService.json(answer, body -> {
                JsonObject said = JsonObject.read(body);
                return said.isTrue("known")
                        ? new BatchAnswer(answer, metadata).result(mutation, said.object("result"))
                        : notArrived(mutation);
            });
        }
    }

    private static MutationResult notArrived(Mutation mutation) {
        return new MutationResult.Deferred(
                mutation.operationId(),
                ConnectorException.of(ErrorKind.UNAVAILABLE, "the write did not arrive")
                        .operation("settle")
                        .entity(mutation.entity())
                        .retry(RetryAdvice.later())
                        .hint("send it again")
                        .build());
    }
}
