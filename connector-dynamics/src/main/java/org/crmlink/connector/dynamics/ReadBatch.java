package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.odata.BatchPart;
import org.crmlink.toolkit.odata.BatchRequest;
import org.crmlink.toolkit.odata.BatchResponse;

/** Many small reads in one request. Thread-safe. */
@Singleton
final class ReadBatch {

    private static final int MOST_OPERATIONS = 500;
    private static final long LONGEST_PART = 64L * 1024 * 1024;

    private final DynamicsService service;
    private final Clock clock;

    @Inject
    ReadBatch(DynamicsService service, ConnectorContext context) {
        this.service = service;
        this.clock = context.clock();
    }

    /**
     * Reads JSON objects.
     *
     * @param addresses relative to the root, encoded
     * @return one a request, in order; if one is refused, that refusal is thrown
     */
    List<JsonObject> objects(String operation, String entity, List<String> addresses) {
        List<JsonObject> objects = new ArrayList<>(addresses.size());
        for (int from = 0; from < addresses.size(); from += MOST_OPERATIONS) {
            List<String> some = addresses.subList(from, Math.min(addresses.size(), from + MOST_OPERATIONS));
            objects.addAll(batch(operation, entity, some));
        }
        return objects;
    }

    private List<JsonObject> batch(String operation, String entity, List<String> addresses) {
        BatchRequest request = new BatchRequest();
        String root = service.root();
        Map<String, String> headers = service.partHeaders();
        addresses.forEach(
                address -> request.add(new BatchRequest.Operation("GET", root + address, headers, new byte[0])));
        HttpCall call = service.readBatch(operation, entity, request.contentType(), request.toBytes());
        List<JsonObject> objects = new ArrayList<>(addresses.size());
        try (HttpAnswer answer = service.sendAnyStatus(call)) {
            String type = answer.header("Content-Type").orElse("");
            if (!BatchResponse.isMultipart(type)) {
                throw answer.isSuccess() ? DynamicsErrors.notOData(answer) : DynamicsErrors.of(answer);
            }
            try (BatchResponse response = BatchResponse.open(answer.stream(), type, LONGEST_PART)) {
                Optional<BatchPart> part = response.next();
                while (part.isPresent()) {
                    objects.add(object(operation, entity, part.get()));
                    part = response.next();
                }
            }
        } catch (IOException e) {
            throw DynamicsErrors.unreadable(call, e);
        }
        if (objects.size() != addresses.size()) {
            throw ConnectorException.of(
                            ErrorKind.PROTOCOL_ERROR,
                            call + ": " + objects.size() + " answers came for " + addresses.size() + " reads")
                    .operation(operation)
                    .entity(entity)
                    .retry(RetryAdvice.later())
                    .hint("try again")
                    .build();
        }
        return objects;
    }

    private JsonObject object(String operation, String entity, BatchPart part) throws IOException {
        if (!part.isSuccess()) {
            throw DynamicsErrors.of(part, clock.instant())
                    .operation(operation)
                    .entity(entity)
                    .build();
        }
        return JsonObject.read(new ByteArrayInputStream(part.body()));
    }
}
