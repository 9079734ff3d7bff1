package org.crmlink.sandbox.salesforce.soap;

import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.crmlink.sandbox.salesforce.SalesforceSettings;
import org.crmlink.sandbox.salesforce.describe.DescribeWriter;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.query.Callers;
import org.crmlink.sandbox.salesforce.query.Cursors;
import org.crmlink.sandbox.salesforce.query.QueryEngine;
import org.crmlink.sandbox.salesforce.query.QueryResult;

/** The query family, retrieve and the describes. Thread-safe. */
public final class QueryOperations {

    private static final int LEAST_PAGE = 200;
    private static final int MOST_DESCRIBED = 100;
    private static final int MOST_RETRIEVED = 2000;

    private final RecordStore store;
    private final QueryEngine engine;
    private final Callers callers;
    private final Cursors cursors;
    private final SalesforceSettings settings;

    /** Queries over a store. */
    public QueryOperations(
            RecordStore store, QueryEngine engine, Callers callers, Cursors cursors, SalesforceSettings settings) {
        this.store = store;
        this.engine = engine;
        this.callers = callers;
        this.cursors = cursors;
        this.settings = settings;
    }

    /** Whether it was one of these operations. */
    boolean handle(SoapWriter out, SoapCall call) throws XMLStreamException {
        switch (call.operation().name()) {
            case "query" -> query(out, call, false);
            case "queryAll" -> query(out, call, true);
            case "queryMore" -> queryMore(out, call);
            case "retrieve" -> retrieve(out, call);
            case "describeGlobal" -> out.tree("result", DescribeWriter.global(store.schema(), call.root()));
            case "describeSObject" -> describe(out, call, call.operation().texts("sObjectType"));
            case "describeSObjects" -> describe(out, call, call.operation().texts("sObjectType"));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void query(SoapWriter out, SoapCall call, boolean all) throws XMLStreamException {
        String userId = call.session().userId();
        QueryResult result = engine.run(call.operation().text("queryString"), callers.of(userId), all);
        int size = call.batchSize()
                .map(asked -> Math.min(settings.pageSize(), Math.max(LEAST_PAGE, asked)))
                .orElse(settings.pageSize());
        int to = Math.min(size, result.size());
        Optional<String> locator = to < result.size()
                ? Optional.of(cursors.open(result, size, userId).locator() + "-" + to)
                : Optional.empty();
        out.queryResult("result", result, 0, to, locator, false);
    }

    private void queryMore(SoapWriter out, SoapCall call) throws XMLStreamException {
        Cursors.Place place = cursors.place(
                        call.operation().text("queryLocator").strip(),
                        call.session().userId())
                .orElseThrow(() ->
                        new SoapFault("InvalidQueryLocatorFault", "INVALID_QUERY_LOCATOR", "invalid query locator"));
        QueryResult result = place.cursor().result();
        int to = Math.min(place.offset() + place.cursor().pageSize(), result.size());
        Optional<String> locator =
                to < result.size() ? Optional.of(place.cursor().locator() + "-" + to) : Optional.empty();
        out.queryResult("result", result, place.offset(), to, locator, false);
    }

    private void retrieve(SoapWriter out, SoapCall call) throws XMLStreamException {
        Element operation = call.operation();
        SObject object = object(operation.text("sObjectType").strip());
        List<String> fields = List.of(operation.text("fieldList").strip().split("\\s*,\\s*"));
        List<String> ids = operation.texts("ids");
        if (ids.size() > MOST_RETRIEVED) {
            throw new SoapFault("UnexpectedErrorFault", "EXCEEDED_ID_LIMIT", "at most " + MOST_RETRIEVED + " ids");
        }
        QueryEngine.Reader reader = engine.reader(object, fields);
        for (String id : ids) {
            Optional<Row> row = RecordIds.normalized(id.strip())
                    .flatMap(store::get)
                    .filter(one -> one.object() == object && !one.isDeleted());
            if (row.isPresent()) {
                out.record("result", reader.read(row.get()), false);
            } else {
                out.nil("result");
            }
        }
    }

    private void describe(SoapWriter out, SoapCall call, List<String> names) throws XMLStreamException {
        if (names.size() > MOST_DESCRIBED) {
            throw new SoapFault(
                    "UnexpectedErrorFault", "EXCEEDED_MAX_TYPES_LIMIT", "at most " + MOST_DESCRIBED + " types");
        }
        for (String name : names) {
            out.tree("result", DescribeWriter.describe(store, object(name.strip()), call.root()));
        }
    }

    private SObject object(String name) {
        return store.schema()
                .object(name)
                .orElseThrow(() -> new SoapFault(
                        "InvalidSObjectFault", "INVALID_TYPE", "sObject type '" + name + "' is not supported."));
    }
}
