package org.crmlink.sandbox.salesforce.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.util.List;
import java.util.Optional;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.query.JsonRecords;
import org.crmlink.sandbox.salesforce.query.QueryEngine;
import org.crmlink.sandbox.salesforce.soql.SoqlException;

/** Rows as JSON, one by one or in the order in which they were asked for. Thread-safe. */
final class RowDocuments {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final RecordStore store;
    private final QueryEngine engine;

    RowDocuments(RecordStore store, QueryEngine engine) {
        this.store = store;
        this.engine = engine;
    }

    /**
     * One row.
     *
     * @param fields to be read; all if there are none
     */
    HttpResponse one(ApiCall call, Row row, List<String> fields) {
        if (Conditions.isUnchanged(call, row)) {
            return HttpResponse.empty(304);
        }
        Conditions.mustBeUnmodified(call, row);
        QueryEngine.Reader reader = reader(row.object(), fields);
        JsonRecords writer = new JsonRecords(call.root());
        HttpResponse response = HttpResponse.streaming(200, Answers.JSON, out -> {
            try (JsonGenerator json = FACTORY.createGenerator(out)) {
                writer.write(json, reader.read(row));
            }
        });
        response.with("Last-Modified", Answers.httpDate(row.systemModstamp()));
        return row.object().name().equals("Account") ? response.with("ETag", etag(row)) : response;
    }

    /** Accounts alone have one; it changes with the content. */
    static String etag(Row row) {
        return "\""
                + Long.toHexString(
                        row.systemModstamp().getEpochSecond() * 31 + row.id().hashCode()) + "--gzip\"";
    }

    /** Rows in the order of the ids, null for what is not there. */
    HttpResponse list(ApiCall call, SObject object, List<String> ids, List<String> fields) {
        QueryEngine.Reader reader = reader(object, fields);
        JsonRecords writer = new JsonRecords(call.root());
        return HttpResponse.streaming(200, Answers.JSON, out -> {
            try (JsonGenerator json = FACTORY.createGenerator(out)) {
                json.writeStartArray();
                for (String id : ids) {
                    Optional<Row> row = RecordIds.normalized(id)
                            .flatMap(store::get)
                            .filter(found -> !found.isDeleted() && found.object() == object);
                    if (row.isPresent()) {
                        writer.write(json, reader.read(row.get()));
                    } else {
                        json.writeNull();
                    }
                }
                json.writeEndArray();
            }
        });
    }

    private QueryEngine.Reader reader(SObject object, List<String> fields) {
        try {
            return engine.reader(object, fields);
        } catch (SoqlException e) {
            throw ApiException.of(e);
        }
    }
}
