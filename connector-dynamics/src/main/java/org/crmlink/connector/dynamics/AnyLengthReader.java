package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.odata.BatchRequest;
import org.crmlink.toolkit.odata.BatchResponse;
import org.crmlink.toolkit.odata.BatchStream;

/**
 * Reads addresses of any length. Web servers and proxies refuse long ones, some beyond 2,048 characters; inside a {@code $batch} an address may
 * have 64 KB (dynamics.md §3.3, §14.1). Thread-safe.
 */
@Singleton
final class AnyLengthReader {

    /** A longer address below the root travels in a batch. */
    static final int LONGEST = 2_000;

    /** The server's limit for an address in a batch. */
    static final int LONGEST_IN_BATCH = 64_000;

    /** What a server says when it refuses is short. */
    private static final long LONGEST_REFUSAL = 1024 * 1024;

    private final DynamicsService service;
    private final Clock clock;

    @Inject
    AnyLengthReader(DynamicsService service, ConnectorContext context) {
        this.service = service;
        this.clock = context.clock();
    }

    /**
     * An answer and when the server gave it.
     *
     * @param date the server's clock; empty if it does not tell it
     */
    record Timed<T>(T value, Optional<Instant> date) {}

    /**
     * Reads.
     *
     * @param relative address below the root; one that the server made is followed byte for byte
     * @param headers in addition to those of every request
     */
    <T> Timed<T> json(
            String operation,
            String entity,
            String relative,
            Map<String, String> headers,
            DynamicsService.BodyReader<T> reader) {
        try (OpenAnswer answer = open(operation, entity, relative, headers)) {
            return new Timed<>(answer.read(reader), answer.date());
        }
    }

    /** Asks as {@link #json} does, for an answer whose JSON is read bit by bit. The caller closes it. */
    OpenAnswer open(String operation, String entity, String relative, Map<String, String> headers) {
        if (relative.length() > LONGEST) {
            return inBatch(operation, entity, relative, headers);
        }
        HttpCall call = service.get(operation, entity, relative);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            call = call.header(header.getKey(), header.getValue());
        }
        HttpAnswer answer = service.send(call);
        boolean open = false;
        try {
            DynamicsService.requireJson(answer);
            open = true;
            return new OpenAnswer(answer, answer.stream());
        } finally {
            if (!open) {
                answer.close();
            }
        }
    }

    private OpenAnswer inBatch(String operation, String entity, String relative, Map<String, String> headers) {
        if (relative.length() > LONGEST_IN_BATCH) {
            throw ConnectorException.of(ErrorKind.LIMIT_EXCEEDED, "the request is longer than the server takes")
                    .operation(operation)
                    .entity(entity)
                    .hint("ask for fewer fields, or by a shorter filter")
                    .build();
        }
        Map<String, String> all = new LinkedHashMap<>(service.partHeaders());
        all.putAll(headers);
        BatchRequest request =
                new BatchRequest().add(new BatchRequest.Operation("GET", service.root() + relative, all, new byte[0]));
        HttpCall call = service.readBatch(operation, entity, request.contentType(), request.toBytes());
        HttpAnswer answer = service.sendAnyStatus(call);
        boolean open = false;
        try {
            OpenAnswer inside = new OpenAnswer(answer, body(answer));
            open = true;
            return inside;
        } catch (IOException e) {
            throw DynamicsErrors.unreadable(call, e);
        } finally {
            if (!open) {
                answer.close();
            }
        }
    }

    private InputStream body(HttpAnswer answer) throws IOException {
        String type = answer.header("Content-Type").orElse("");
        if (!BatchResponse.isMultipart(type)) {
            throw answer.isSuccess() ? DynamicsErrors.notOData(answer) : DynamicsErrors.of(answer);
        }
        HttpCall call = answer.call();
        BatchResponse response = BatchResponse.open(answer.stream(), type, LONGEST_REFUSAL);
        BatchStream part = response.nextStream().orElseThrow(() -> noAnswer(call));
        if (!part.isSuccess()) {
            throw DynamicsErrors.of(part.whole(LONGEST_REFUSAL), clock.instant())
                    .operation(call.operation())
                    .entity(call.entity())
                    .build();
        }
        if (!part.header("Content-Type").orElse("").toLowerCase(Locale.ROOT).contains("json")) {
            throw ConnectorException.of(ErrorKind.PROTOCOL_ERROR, call + ": the answer in the batch is not JSON")
                    .operation(call.operation())
                    .entity(call.entity())
                    .hint("check proxies between here and the server")
                    .build();
        }
        return part.stream();
    }

    private static ConnectorException noAnswer(HttpCall call) {
        return ConnectorException.of(ErrorKind.PROTOCOL_ERROR, call + ": the batch has no answer")
                .operation(call.operation())
                .entity(call.entity())
                .retry(RetryAdvice.later())
                .hint("try again")
                .build();
    }
}
