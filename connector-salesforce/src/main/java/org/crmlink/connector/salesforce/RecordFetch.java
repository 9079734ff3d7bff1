package org.crmlink.connector.salesforce;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.MalformedJsonException;
import org.crmlink.toolkit.json.StrictJson;

/** Reads records by id, as many as the server gives at once; ids and fields go in the body, which has room for any number of fields. Thread-safe. */
@Singleton
final class RecordFetch {

    private static final int IDS_IN_A_REQUEST = 2_000;

    private final SalesforceService service;

    @Inject
    RecordFetch(SalesforceService service) {
        this.service = service;
    }

    FetchResult fetch(String operation, RowLayout layout, List<String> ids) {
        Set<String> distinct = new LinkedHashSet<>();
        for (String id : ids) {
            // rows come under the id as it is spelled here: under another spelling there is none
            if (SalesforceIds.isNormal(id)) {
                distinct.add(id);
            }
        }
        List<String> wanted = List.copyOf(distinct);
        List<Row> rows = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        Set<String> found = new HashSet<>();
        for (int from = 0; from < wanted.size(); from += IDS_IN_A_REQUEST) {
            List<String> some = wanted.subList(from, Math.min(wanted.size(), from + IDS_IN_A_REQUEST));
            HttpCall call = service.post(
                    operation, layout.entity(), "composite/sobjects/" + layout.entity(), body(layout, some));
            QueryPage page = service.json(call, stream -> read(stream, layout, operation, some.size()));
            rows.addAll(page.rows());
            unreadable.addAll(page.unreadable());
        }
        rows.forEach(row -> found.add(row.id()));
        unreadable.forEach(one -> found.add(one.id()));
        return new FetchResult(
                rows, ids.stream().filter(id -> !found.contains(id)).toList(), unreadable);
    }

    private static byte[] body(RowLayout layout, List<String> ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = StrictJson.generator(bytes)) {
            json.writeStartObject();
            json.writeArrayFieldStart("ids");
            for (String id : ids) {
                json.writeString(id);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("fields");
            for (String field : layout.select()) {
                json.writeString(field);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** A list in the order of the ids, null for what is not there. */
    private static QueryPage read(InputStream body, RowLayout layout, String operation, int asked) throws IOException {
        RowAssembler rows = new RowAssembler(layout, operation);
        int answered = 0;
        try (JsonParser parser = StrictJson.parser(body)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_ARRAY) {
                throw new MalformedJsonException("the answer is not a JSON list", first == null);
            }
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                answered++;
                if (token == JsonToken.START_OBJECT) {
                    QueryReader.record(parser, layout, rows);
                } else if (token != JsonToken.VALUE_NULL) {
                    throw new MalformedJsonException("a record is no object");
                }
            }
            StrictJson.requireEnd(parser);
        }
        if (answered != asked) {
            throw new MalformedJsonException(answered + " records came for " + asked + " ids");
        }
        return rows.take();
    }
}
