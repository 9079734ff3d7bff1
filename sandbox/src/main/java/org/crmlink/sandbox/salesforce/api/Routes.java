package org.crmlink.sandbox.salesforce.api;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.salesforce.SalesforceSettings;
import org.crmlink.sandbox.salesforce.dml.Dml;
import org.crmlink.sandbox.salesforce.login.OrgUsers;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.query.Callers;
import org.crmlink.sandbox.salesforce.query.Cursors;
import org.crmlink.sandbox.salesforce.query.QueryEngine;
import org.crmlink.sandbox.salesforce.query.ReplicationLog;

/** Which part of the API answers which path. Thread-safe. */
final class Routes {

    private final RecordStore store;
    private final SalesforceSettings settings;
    private final OrgUsers users;
    private final QueryRoutes queries;
    private final RowRoutes rows;
    private final CollectionRoutes collections;
    private final TreeRoutes trees;
    private final CompositeRoutes composites;
    private final ReplicationRoutes replication;
    private final DescribeRoutes describes;
    private final QueryJobs queryJobs;
    private final IngestJobs ingestJobs;

    Routes(
            RecordStore store,
            Dml dml,
            QueryEngine engine,
            Callers callers,
            OrgUsers users,
            SalesforceSettings settings,
            Cursors cursors,
            MetadataStamp stamp,
            ReplicationLog log,
            Faults faults,
            Clock clock) {
        Transactions transactions = new Transactions(store, faults);
        RowDocuments documents = new RowDocuments(store, engine);
        this.store = store;
        this.settings = settings;
        this.users = users;
        this.queries = new QueryRoutes(store, engine, callers, cursors, settings);
        this.rows = new RowRoutes(store, dml, transactions, documents, queries);
        this.collections = new CollectionRoutes(store, dml, transactions, documents);
        this.trees = new TreeRoutes(store, dml, transactions);
        this.composites = new CompositeRoutes(this::handle, transactions);
        this.replication = new ReplicationRoutes(log);
        this.describes = new DescribeRoutes(store, stamp);
        RecordIds jobIds = new RecordIds("J70");
        this.queryJobs = new QueryJobs(engine, callers, settings, clock, jobIds);
        this.ingestJobs = new IngestJobs(store, dml, transactions, settings, clock, jobIds);
    }

    /**
     * The answer to a call.
     *
     * @throws ApiException what is refused
     */
    HttpResponse handle(ApiCall call) {
        return switch (call.step(0).toLowerCase(Locale.ROOT)) {
            case "" -> Answers.json(200, VersionDocuments.resources(call, users.orgId()));
            case "limits" -> limits(call);
            case "sobjects" -> sobjects(call);
            case "query", "queryall" -> queries.handle(call);
            case "composite" -> composite(call);
            case "jobs" -> jobs(call);
            default -> throw ApiException.notFound();
        };
    }

    private HttpResponse limits(ApiCall call) {
        call.mustBe("GET");
        if (call.step(1).equalsIgnoreCase("recordCount")) {
            return Answers.json(200, counts(call));
        }
        return Answers.json(200, VersionDocuments.limits(settings));
    }

    private Map<String, Object> counts(ApiCall call) {
        List<Map<String, Object>> counts = new ArrayList<>();
        for (String name : call.parameters().get("sObjects").orElse("").split(",")) {
            Optional<SObject> object = store.schema().object(name.trim());
            long count = object.map(one -> store.rows(one).stream()
                            .filter(row -> !row.isDeleted())
                            .count())
                    .orElse(0L);
            if (count > 0) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("count", count);
                one.put("name", object.get().name());
                counts.add(one);
            }
        }
        return Map.of("sObjects", counts);
    }

    private HttpResponse jobs(ApiCall call) {
        return switch (call.step(1).toLowerCase(Locale.ROOT)) {
            case "query" -> queryJobs.handle(call);
            case "ingest" -> ingestJobs.handle(call);
            default -> throw ApiException.notFound();
        };
    }

    private HttpResponse composite(ApiCall call) {
        return switch (call.step(1).toLowerCase(Locale.ROOT)) {
            case "" -> composites.composite(call);
            case "batch" -> composites.batch(call);
            case "graph" -> composites.graphs(call);
            case "sobjects" -> collections.handle(call);
            case "tree" -> trees.handle(call);
            default -> throw ApiException.notFound();
        };
    }

    private HttpResponse sobjects(ApiCall call) {
        if (call.length() == 1) {
            return describes.global(call);
        }
        SObject object = Lookups.object(store, call.step(1));
        return switch (call.length()) {
            case 2 -> call.method().equals("POST") ? rows.create(call, object) : describes.basic(call, object);
            case 3 -> third(call, object, call.step(2));
            case 4 -> fourth(call, object, call.step(2), call.step(3));
            default -> throw ApiException.notFound();
        };
    }

    private HttpResponse third(ApiCall call, SObject object, String step) {
        return switch (step.toLowerCase(Locale.ROOT)) {
            case "describe" -> describes.describe(call, object);
            case "updated" -> replication.updated(call, object);
            case "deleted" -> replication.deleted(call, object);
            // creating by way of the upsert's path
            case "id" -> rows.create(call, object);
            default -> rows.byId(call, object, step);
        };
    }

    private HttpResponse fourth(ApiCall call, SObject object, String third, String fourth) {
        Optional<Field> key = object.field(third).filter(Field::idLookup);
        if (key.isEmpty()) {
            return rows.below(call, object, third, fourth);
        }
        return key.get().name().equals("Id")
                ? rows.byId(call, object, fourth)
                : rows.byKey(call, object, key.get(), fourth);
    }
}
