package org.crmlink.connector.salesforce;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.MalformedJsonException;
import org.crmlink.toolkit.json.StrictJson;
import org.crmlink.toolkit.upload.BatchSender;
import org.crmlink.toolkit.upload.BatchUpload;
import org.crmlink.toolkit.upload.LostAnswers;
import org.crmlink.toolkit.upload.Prepared;

/**
 * Writes through collections of up to 200 rows, conditional updates through composite requests of up to 25 parts, long runs of one kind through jobs
 * ({@link BulkIngest}). Each row has its own fate. A deletion with a base version is looked at first and then sent: the server has no condition for
 * it (salesforce.md §12). Thread-safe.
 */
@Singleton
final class SalesforceUploader implements Uploader, BatchSender<Preparation.Ready> {

    /** The most rows of a collection. */
    static final int MAX_BATCH = 200;

    private static final String REQUEST = "request";
    private static final int MOST_TYPE_RUNS = 10;
    private static final long MOST_BYTES = 8L * 1024 * 1024;

    private final SalesforceService service;
    private final MutationEncoder encoder;
    private final ResultDecoder decoder;
    private final RecordStates states;
    private final SentCreates creates;
    private final Settlement settlement;
    private final SalesforceMetadata metadata;
    private final BulkIngest ingest;
    private final BatchUpload<Preparation.Ready> upload = new BatchUpload<>(this);

    @Inject
    SalesforceUploader(
            SalesforceService service,
            MutationEncoder encoder,
            ResultDecoder decoder,
            RecordStates states,
            SentCreates creates,
            Settlement settlement,
            SalesforceMetadata metadata,
            BulkIngest ingest) {
        this.service = service;
        this.encoder = encoder;
        this.decoder = decoder;
        this.states = states;
        this.creates = creates;
        this.settlement = settlement;
        this.metadata = metadata;
        this.ingest = ingest;
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

    @Override
    public int next(List<Preparation.Ready> waiting) {
        int run = ingest.run(waiting);
        return run > 0 ? run : together(waiting);
    }

    /** As many of the next ones as may travel in one request. A record is in a request once, so that its writes keep their order. */
    private int together(List<Preparation.Ready> waiting) {
        Preparation.Ready first = waiting.get(0);
        Set<String> records = new HashSet<>();
        long bytes = 0;
        int runs = 0;
        String entity = "";
        int size = 0;
        while (size < waiting.size() && size < first.way().most) {
            Preparation.Ready next = waiting.get(size);
            runs += next.object().name().equals(entity) ? 0 : 1;
            entity = next.object().name();
            bytes += WriteBody.size(next);
            boolean fits = first.goesWith(next)
                    && runs <= MOST_TYPE_RUNS
                    && bytes <= MOST_BYTES
                    && next.id().map(records::add).orElse(true)
                    && key(next).map(records::add).orElse(true);
            if (size > 0 && (!fits || ingest.beginsAt(size, waiting))) {
                break;
            }
            size++;
        }
        return size;
    }

    private static Optional<String> key(Preparation.Ready one) {
        return one.key()
                .flatMap(one.object()::column)
                .map(column -> String.valueOf(one.values().get(column)).toLowerCase(Locale.ROOT));
    }

    @Override
    public List<MutationResult> send(List<Preparation.Ready> batch) {
        if (ingest.run(batch) < batch.size()) {
            return sendTogether(batch);
        }
        // where the server makes no job of it, what does not fit into the request goes with the next batch
        return ingest.send(batch).orElseGet(() -> sendTogether(batch.subList(0, together(batch))));
    }

    private List<MutationResult> sendTogether(List<Preparation.Ready> batch) {
        Map<Integer, MutationResult> results = new HashMap<>();
        List<Integer> places = new ArrayList<>();
        List<Preparation.Ready> sent = new ArrayList<>();
        Map<Integer, MutationResult> stopped =
                batch.get(0).way() == Preparation.Way.DELETE ? changedBefore(batch) : Map.of();
        for (int i = 0; i < batch.size(); i++) {
            MutationResult known = stopped.get(i);
            if (known != null) {
                results.put(i, known);
            } else {
                places.add(i);
                sent.add(batch.get(i));
            }
        }
        if (!sent.isEmpty()) {
            List<MutationResult> answered = described(sent, exchange(sent));
            creates.answered(sent, answered);
            for (int i = 0; i < answered.size(); i++) {
                results.put(places.get(i), answered.get(i));
            }
        }
        List<MutationResult> ordered = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            ordered.add(Objects.requireNonNull(results.get(i), "every mutation has a result"));
        }
        return ordered;
    }

    /** Deletions whose base version is no longer the record's, by their place. */
    private Map<Integer, MutationResult> changedBefore(List<Preparation.Ready> batch) {
        Map<SObject, List<String>> asked = batch.stream()
                .filter(one -> one.base().isPresent())
                .collect(Collectors.groupingBy(
                        Preparation.Ready::object,
                        LinkedHashMap::new,
                        Collectors.mapping(one -> one.id().orElseThrow(), Collectors.toList())));
        Map<String, String> versions = new HashMap<>();
        asked.forEach((object, ids) -> versions.putAll(states.versions(object, ids)));
        Map<Integer, MutationResult> changed = new HashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            Preparation.Ready one = batch.get(i);
            String version = versions.get(one.id().orElse(""));
            if (one.base().isPresent()
                    && version != null
                    && !version.equals(RowAssembler.version(one.base().get()))) {
                changed.put(i, new MutationResult.Conflict(one.mutation().operationId(), false, Optional.of(version)));
            }
        }
        return changed;
    }

    private List<MutationResult> exchange(List<Preparation.Ready> batch) {
        Preparation.Way way = batch.get(0).way();
        List<MutationResult> results = new ArrayList<>(batch.size());
        try (HttpAnswer answer = service.send(call(batch))) {
            SalesforceService.requireJson(answer);
            try (JsonParser parser = StrictJson.parser(answer.stream())) {
                if (way == Preparation.Way.CHECKED_UPDATE) {
                    enterParts(parser);
                } else if (parser.nextToken() != JsonToken.START_ARRAY) {
                    throw new MalformedJsonException("the answer is not a JSON list");
                }
                while (results.size() < batch.size() && parser.nextToken() == JsonToken.START_OBJECT) {
                    Preparation.Ready one = batch.get(results.size());
                    JsonObject told = JsonObject.object(parser);
                    results.add(
                            way == Preparation.Way.CHECKED_UPDATE
                                    ? decoder.ofPart(one, told)
                                    : decoder.ofRow(one, told));
                }
            } catch (IOException e) {
                LostAnswers.fill(batch, results, REQUEST, StrictJson.failure(e));
            } catch (ConnectorException e) {
                if (e.kind() == ErrorKind.CANCELLED) {
                    throw LostAnswers.interrupted(e);
                }
                LostAnswers.fill(batch, results, REQUEST, e);
            }
        }
        LostAnswers.fill(batch, results, REQUEST, LostAnswers.tooFew(results.size(), batch.size()));
        return results;
    }

    private static void enterParts(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new MalformedJsonException("the answer is not a JSON object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean parts = parser.currentName().equals("compositeResponse");
            if (parser.nextToken() == JsonToken.START_ARRAY && parts) {
                return;
            }
            parser.skipChildren();
        }
        throw new MalformedJsonException("it has no 'compositeResponse'");
    }

    private HttpCall call(List<Preparation.Ready> batch) {
        Preparation.Ready first = batch.get(0);
        boolean one = batch.stream()
                .allMatch(other -> other.object().name().equals(first.object().name()));
        String entity = one ? first.object().name() : "";
        String method = first.way().method;
        return switch (first.way()) {
            case CREATE, UPDATE -> service.write(method, entity, "composite/sobjects", WriteBody.collection(batch));
            case BY_KEY ->
                service.write(
                        method,
                        entity,
                        "composite/sobjects/" + first.object().name() + "/"
                                + first.key().orElseThrow(),
                        WriteBody.collection(batch));
            case CHECKED_UPDATE ->
                service.write(method, entity, "composite", WriteBody.composite(batch, service.root()));
            case DELETE ->
                service.write(
                        method,
                        entity,
                        "composite/sobjects?allOrNone=false&ids="
                                + batch.stream()
                                        .map(deleted -> deleted.id().orElseThrow())
                                        .collect(Collectors.joining(",")),
                        new byte[0]);
        };
    }

    /** Adds versions and values to what was written, which the answers to writes do not tell; they are a help, so that a failure is no matter. */
    private List<MutationResult> described(List<Preparation.Ready> sent, List<MutationResult> results) {
        Map<SObject, Map<MutationResult.Applied, Preparation.Ready>> written = new LinkedHashMap<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof MutationResult.Applied applied
                    && sent.get(i).way() != Preparation.Way.DELETE) {
                written.computeIfAbsent(sent.get(i).object(), object -> new LinkedHashMap<>())
                        .put(applied, sent.get(i));
            }
        }
        Map<String, MutationResult.Applied> told = new HashMap<>();
        try {
            written.forEach((object, writes) -> told.putAll(states.described(object, writes)));
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.CANCELLED) {
                throw LostAnswers.interrupted(e);
            }
        }
        return results.stream()
                .map(result -> result instanceof MutationResult.Applied applied
                        ? told.getOrDefault(applied.operationId(), applied)
                        : result)
                .toList();
    }

    @Override
    public MutationResult settle(Mutation mutation, Instant sent) {
        service.requireOpen();
        return settlement.settle(mutation, sent);
    }
}
