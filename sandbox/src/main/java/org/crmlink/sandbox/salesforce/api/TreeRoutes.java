package org.crmlink.sandbox.salesforce.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.salesforce.dml.Dml;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/**
 * {@code /composite/tree/Account}: records with those that hang on them, all created or none. Source: backend page, section 11.1. Thread-safe.
 */
final class TreeRoutes {

    private static final int MOST_RECORDS = 200;
    private static final int MOST_DEPTH = 5;
    private static final int MOST_TYPES = 5;

    private final RecordStore store;
    private final Dml dml;
    private final Transactions transactions;

    TreeRoutes(RecordStore store, Dml dml, Transactions transactions) {
        this.store = store;
        this.dml = dml;
        this.transactions = transactions;
    }

    /** What was created and refused so far. One-at-a-time. */
    private static final class Progress {
        private final List<Map<String, @Nullable Object>> created = new ArrayList<>();
        private final List<Map<String, @Nullable Object>> refused = new ArrayList<>();
        private final Set<String> names = new HashSet<>();
        private final Set<String> types = new HashSet<>();
        private int count;
    }

    /** Ends the transaction of a tree with a record that was refused. */
    private static final class RefusedTreeException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    HttpResponse handle(ApiCall call) {
        call.mustBe("POST");
        SObject object = Lookups.object(store, call.step(2));
        Object records = call.object().get("records");
        Progress progress = new Progress();
        try {
            transactions.run(call, work -> {
                records(work, progress, object, records, Map.of(), 1);
                if (!progress.refused.isEmpty()) {
                    throw new RefusedTreeException();
                }
                return Boolean.TRUE;
            });
        } catch (RefusedTreeException e) {
            return answer(400, progress.refused, true);
        }
        return answer(201, progress.created, false);
    }

    private static HttpResponse answer(int status, List<Map<String, @Nullable Object>> results, boolean errors) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("hasErrors", errors);
        answer.put("results", results);
        return Answers.json(status, answer);
    }

    private void records(
            Work work,
            Progress progress,
            SObject object,
            @Nullable Object records,
            Map<String, String> parent,
            int depth) {
        if (!(records instanceof List<?> list)) {
            throw ApiException.json("The list records is missing");
        }
        progress.types.add(object.name());
        if (depth > MOST_DEPTH || progress.types.size() > MOST_TYPES) {
            throw new ApiException(
                    400, "INVALID_INPUT", "A tree has at most " + MOST_DEPTH + " levels and " + MOST_TYPES + " types");
        }
        for (Object one : list) {
            if (!(one instanceof Map<?, ?> map)) {
                throw ApiException.json("An entry of records is no object");
            }
            record(work, progress, object, ApiCall.texts(map), parent, depth);
        }
    }

    private void record(
            Work work,
            Progress progress,
            SObject object,
            Map<String, @Nullable Object> record,
            Map<String, String> parent,
            int depth) {
        if (++progress.count > MOST_RECORDS) {
            throw new ApiException(400, "EXCEEDED_ID_LIMIT", "A tree has at most " + MOST_RECORDS + " records");
        }
        String reference = referenceId(record, object, progress);
        Map<String, @Nullable Object> values = new LinkedHashMap<>(parent);
        Map<OrgSchema.Child, Object> below = new LinkedHashMap<>();
        record.forEach((name, value) -> {
            boolean nested = value instanceof Map<?, ?> map && map.get("records") instanceof List;
            if (nested) {
                OrgSchema.Child child = store.schema()
                        .child(object.name(), name)
                        .orElseThrow(() -> new ApiException(
                                400, "INVALID_FIELD", "No such relationship '" + name + "' on " + object.name()));
                below.put(child, java.util.Objects.requireNonNull(((Map<?, ?>) value).get("records")));
            } else if (!name.equals("attributes")) {
                values.put(name, value);
            }
        });
        String id = create(work, progress, object, values, reference);
        if (!id.isEmpty()) {
            below.forEach((child, records) -> records(
                    work,
                    progress,
                    child.object(),
                    records,
                    Map.of(child.lookup().name(), id),
                    depth + 1));
        }
    }

    private static String referenceId(Map<String, @Nullable Object> record, SObject object, Progress progress) {
        Object attributes = record.get("attributes");
        Object type = attributes instanceof Map<?, ?> map ? map.get("type") : null;
        Object reference = attributes instanceof Map<?, ?> map ? map.get("referenceId") : null;
        if (type == null || reference == null || !type.toString().equalsIgnoreCase(object.name())) {
            throw new ApiException(
                    400,
                    "INVALID_INPUT",
                    "Each record of " + object.name() + " needs attributes with its type and a referenceId");
        }
        if (!progress.names.add(reference.toString())) {
            throw new ApiException(400, "INVALID_INPUT", "Duplicate ReferenceId provided in the request: " + reference);
        }
        return reference.toString();
    }

    /** Its id; empty text if it was refused. */
    private String create(
            Work work, Progress progress, SObject object, Map<String, @Nullable Object> values, String reference) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("referenceId", reference);
        try {
            String id = dml.create(work, object, values).id();
            result.put("id", id);
            progress.created.add(result);
            return id;
        } catch (OrgException e) {
            Map<String, @Nullable Object> error = new LinkedHashMap<>();
            error.put("statusCode", e.code());
            error.put("message", e.getMessage());
            error.put("fields", e.fields());
            result.put("errors", List.of(error));
            progress.refused.add(result);
            return "";
        }
    }
}
