package org.crmlink.connector.salesforce;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.UndecodableCellException;
import org.jspecify.annotations.Nullable;

/** Rows about files, and small writes to them. Thread-safe. */
@Singleton
final class FileQueries {

    static final String OPERATION = "attachment";

    private static final JsonFactory JSON = new JsonFactory();

    private final SalesforceService service;

    @Inject
    FileQueries(SalesforceService service) {
        this.service = service;
    }

    /** Pages of a query's rows. If a page fails the walk stays where it was. One-at-a-time. */
    final class Walk {
        private @Nullable HttpCall next;

        private Walk(HttpCall first) {
            this.next = first;
        }

        boolean ended() {
            return next == null;
        }

        List<JsonObject> page() {
            HttpCall call = next;
            if (call == null) {
                return List.of();
            }
            JsonObject page = service.json(call, JsonObject::read);
            if (!page.has("records")) {
                throw SalesforceService.missing(call, "records");
            }
            next = page.isTrue("done")
                    ? null
                    : service.follow(
                            OPERATION,
                            call.entity(),
                            page.text("nextRecordsUrl")
                                    .orElseThrow(() -> SalesforceService.missing(call, "nextRecordsUrl")));
            return page.objects("records");
        }
    }

    Walk walk(String entity, String query) {
        return new Walk(service.get(OPERATION, entity, "query?q=" + Soql.encode(query)));
    }

    /** All rows of a query that has few. */
    List<JsonObject> rows(String entity, String query) {
        Walk walk = walk(entity, query);
        List<JsonObject> rows = new ArrayList<>();
        while (!walk.ended()) {
            rows.addAll(walk.page());
        }
        return rows;
    }

    /** Sends a small write; an error becomes its exception. */
    void write(String method, String entity, String path, Map<String, @Nullable Object> fields) {
        byte[] json = fields.isEmpty() ? new byte[0] : json(fields);
        HttpAnswer answer =
                service.send(service.write(method, entity, path, json).operation(OPERATION));
        answer.close();
    }

    /** Deletes a row; one that is gone already is no error. */
    void delete(String entity, String path) {
        try {
            write("DELETE", entity, path, Map.of());
        } catch (ConnectorException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
        }
    }

    static byte[] json(Map<String, @Nullable Object> fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            for (Map.Entry<String, @Nullable Object> field : fields.entrySet()) {
                if (field.getValue() == null) {
                    json.writeNullField(field.getKey());
                } else {
                    json.writeStringField(field.getKey(), field.getValue().toString());
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** A text of a row that has to be there. */
    static String text(JsonObject row, String entity, String field) {
        return row.text(field).orElseThrow(() -> unreadable(entity, "has no '" + field + "'"));
    }

    static String id(JsonObject row, String entity, String field) {
        return SalesforceIds.normalise(text(row, entity, field))
                .orElseThrow(() -> unreadable(entity, "has something else than an id in '" + field + "'"));
    }

    static Instant time(JsonObject row, String entity, String field) {
        try {
            return Cell.instant(text(row, entity, field));
        } catch (UndecodableCellException e) {
            throw unreadable(entity, "has something else than a time in '" + field + "'").toBuilder()
                    .cause(e)
                    .build();
        }
    }

    private static ConnectorException unreadable(String entity, String what) {
        return ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "a row of " + entity + " " + what)
                .operation(OPERATION)
                .entity(entity)
                .hint("check proxies between here and the server")
                .build();
    }

    static ConnectorException.Builder refused(ErrorKind kind, String message) {
        return ConnectorException.of(kind, message).operation(OPERATION);
    }
}
