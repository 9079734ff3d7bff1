package org.crmlink.sandbox.salesforce.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.salesforce.SalesforceSettings;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.query.Callers;
import org.crmlink.sandbox.salesforce.query.Cursors;
import org.crmlink.sandbox.salesforce.query.JsonRecords;
import org.crmlink.sandbox.salesforce.query.QueryEngine;
import org.crmlink.sandbox.salesforce.query.QueryResult;
import org.crmlink.sandbox.salesforce.query.ResultRecord;
import org.crmlink.sandbox.salesforce.soql.SoqlException;

/** {@code /query}, {@code /queryAll} and the pages behind them. Source: backend page, section 6. Thread-safe. */
final class QueryRoutes {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Pattern BATCH_SIZE = Pattern.compile("(?i)\\bbatchSize\\s*=\\s*(\\d{1,6})");
    private static final int LEAST_PAGE = 200;

    /** A query that selects long texts has smaller pages. */
    private static final int LONG_TEXT_PAGE = 1000;

    private final RecordStore store;
    private final QueryEngine engine;
    private final Callers callers;
    private final Cursors cursors;
    private final SalesforceSettings settings;

    QueryRoutes(RecordStore store, QueryEngine engine, Callers callers, Cursors cursors, SalesforceSettings settings) {
        this.store = store;
        this.engine = engine;
        this.callers = callers;
        this.cursors = cursors;
        this.settings = settings;
    }

    /** The answer to {@code /query…} and {@code /queryAll…}. */
    HttpResponse handle(ApiCall call) {
        call.mustBe("GET");
        if (call.length() > 1) {
            return more(call, call.step(1));
        }
        String soql = call.parameters()
                .filled("q")
                .orElseThrow(() -> new ApiException(
                        400, "MALFORMED_QUERY", "A query string has to be specified: the parameter q is missing"));
        try {
            QueryResult result = engine.run(
                    soql, callers.of(call.session().userId()), call.step(0).equalsIgnoreCase("queryAll"));
            return page(
                    call,
                    new Cursors.Cursor(
                            "", result, pageSize(call, result), call.session().userId()),
                    0);
        } catch (SoqlException e) {
            throw ApiException.of(e);
        }
    }

    /** The records that a relationship leads to. */
    HttpResponse children(ApiCall call, Row row, String relationship, List<String> fields) {
        OrgSchema.Child child =
                store.schema().child(row.object().name(), relationship).orElseThrow(ApiException::notFound);
        String names = fields.isEmpty() ? "FIELDS(STANDARD)" : String.join(", ", fields);
        String soql = "SELECT " + names + " FROM " + child.object().name() + " WHERE "
                + child.lookup().name() + " = '" + row.id() + "'";
        try {
            QueryResult result = engine.run(soql, callers.of(call.session().userId()), false);
            return page(
                    call,
                    new Cursors.Cursor(
                            "", result, pageSize(call, result), call.session().userId()),
                    0);
        } catch (SoqlException e) {
            throw ApiException.of(e);
        }
    }

    private int pageSize(ApiCall call, QueryResult result) {
        int most = Math.min(settings.pageSize(), result.hasLongText() ? LONG_TEXT_PAGE : Integer.MAX_VALUE);
        Matcher asked = BATCH_SIZE.matcher(call.header("Sforce-Query-Options").orElse(""));
        return asked.find() ? Math.min(most, Math.max(LEAST_PAGE, Integer.parseInt(asked.group(1)))) : most;
    }

    private HttpResponse more(ApiCall call, String given) {
        Optional<Cursors.Place> place = cursors.place(given, call.session().userId());
        // the text is our assumption: none is public
        Cursors.Place open =
                place.orElseThrow(() -> new ApiException(400, "INVALID_QUERY_LOCATOR", "invalid query locator"));
        return page(call, open.cursor(), open.offset());
    }

    /** One page; a cursor is opened when the first one does not hold all. */
    private HttpResponse page(ApiCall call, Cursors.Cursor begun, int from) {
        QueryResult result = begun.result();
        int to = (int) Math.min(result.size(), (long) from + begun.pageSize());
        boolean done = to >= result.size();
        Cursors.Cursor cursor =
                done || !begun.locator().isEmpty() ? begun : cursors.open(result, begun.pageSize(), begun.userId());
        JsonRecords writer = new JsonRecords(call.root(), (children, written) -> childrenUrl(call, children, written));
        return HttpResponse.streaming(200, Answers.JSON, out -> {
            try (JsonGenerator json = FACTORY.createGenerator(out)) {
                json.writeStartObject();
                json.writeNumberField("totalSize", result.totalSize());
                json.writeBooleanField("done", done);
                if (!done) {
                    json.writeStringField("nextRecordsUrl", url(call, cursor.locator(), to));
                }
                json.writeArrayFieldStart("records");
                write(json, writer, result, from, to);
                json.writeEndArray();
                json.writeEndObject();
            }
        });
    }

    private static void write(JsonGenerator json, JsonRecords writer, QueryResult result, int from, int to)
            throws IOException {
        for (int at = from; at < to; at++) {
            Optional<ResultRecord> record = result.record(at);
            if (record.isPresent()) {
                writer.write(json, record.get());
            }
        }
    }

    private String childrenUrl(ApiCall call, QueryResult children, int written) {
        Cursors.Cursor cursor =
                cursors.open(children, settings.pageSize(), call.session().userId());
        return url(call, cursor.locator(), written);
    }

    private static String url(ApiCall call, String locator, int offset) {
        return call.root() + "/query/" + locator + "-" + offset;
    }
}
