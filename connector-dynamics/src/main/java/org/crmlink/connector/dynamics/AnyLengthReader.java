package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
import org.crmlink.toolkit.odata.BatchPart;
import org.crmlink.toolkit.odata.BatchRequest;
import org.crmlink.toolkit.odata.BatchResponse;

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

    /** Far more than a page of 5,000 rows; it is kept in memory. */
    private static final long LONGEST_ANSWER = 256L * 1024 * 1024;

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
        if (relative.length() > LONGEST) {
            return inBatch(operation, entity, relative, headers, reader);
        }
        HttpCall call = service.get(operation, entity, relative);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            call = call.header(header.getKey(), header.getValue());
        }
        try (HttpAnswer answer = service.send(call)) {
            return new Timed<>(DynamicsService.json(answer, reader), answer.date());
        }
    }

    private <T> Timed<T> inBatch(
            String operation,
            String entity,
            String relative,
            Map<String, String> headers,
            DynamicsService.BodyReader<T> reader) {
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
        try (HttpAnswer answer = service.sendAnyStatus(call)) {
            String type = answer.header("Content-Type").orElse("");
            if (!BatchResponse.isMultipart(type)) {
                throw answer.isSuccess() ? DynamicsErrors.notOData(answer) : DynamicsErrors.of(answer);
            }
            try (BatchResponse response = BatchResponse.open(answer.stream(), type, LONGEST_ANSWER)) {
                BatchPart part = response.next().orElseThrow(() -> noAnswer(call));
                T value = reader.read(new ByteArrayInputStream(body(call, part)));
                return new Timed<>(value, answer.date());
            }
        } catch (IOException e) {
            throw DynamicsErrors.unreadable(call, e);
        }
    }

    private byte[] body(HttpCall call, BatchPart part) {
        if (!part.isSuccess()) {
            throw DynamicsErrors.of(part, clock.instant())
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
        return part.body();
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
