package org.crmlink.sandbox.salesforce.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.salesforce.dml.Dml;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/**
 * {@code /composite/sobjects}: up to 200 records in one call, each with its own result. Source: backend page, section 11.1. Thread-safe.
 */
final class CollectionRoutes {

    private static final int MOST_RECORDS = 200;
    private static final int MOST_CHUNKS = 10;
    private static final int MOST_RETRIEVED = 2000;

    private final RecordStore store;
    private final Dml dml;
    private final Transactions transactions;
    private final RowDocuments rows;

    CollectionRoutes(RecordStore store, Dml dml, Transactions transactions, RowDocuments rows) {
        this.store = store;
        this.dml = dml;
        this.transactions = transactions;
        this.rows = rows;
    }

    /** The answer to {@code /composite/sobjects/…}. */
    HttpResponse handle(ApiCall call) {
        return switch (call.length()) {
            case 2 -> change(call);
            case 3 -> retrieve(call);
            case 4 -> upsert(call);
            default -> throw ApiException.notFound();
        };
    }

    // ---------------------------------------------------------------- writing

    private HttpResponse change(ApiCall call) {
        call.mustBe("POST", "PATCH", "DELETE");
        if (call.method().equals("DELETE")) {
            return delete(call);
        }
        Map<String, @Nullable Object> body = call.object();
        List<Map<String, @Nullable Object>> records = records(body);
        mustBeFewChunks(records);
        boolean creating = call.method().equals("POST");
        return run(call, allOrNone(body), records.size(), (work, at) -> {
            Map<String, @Nullable Object> record = records.get(at);
            SObject object = object(record);
            Map<String, @Nullable Object> values = values(record);
            if (creating) {
                return success(dml.create(work, object, values).id());
            }
            String id = id(values);
            dml.update(work, object, id, values);
            return success(id);
        });
    }

    private HttpResponse delete(ApiCall call) {
        List<String> ids = ids(call.parameters().get("ids").orElse(""));
        if (ids.size() > MOST_RECORDS) {
            throw tooMany(MOST_RECORDS);
        }
        boolean allOrNone = call.parameters()
                .get("allOrNone")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
        return run(call, allOrNone, ids.size(), (work, at) -> {
            SObject object = store.schema()
                    .objectOf(ids.get(at))
                    .orElseThrow(() -> new OrgException("MALFORMED_ID", "bad id " + ids.get(at), List.of("Id")));
            dml.delete(work, object, ids.get(at));
            return success(ids.get(at));
        });
    }

    private HttpResponse upsert(ApiCall call) {
        call.mustBe("PATCH");
        SObject object = Lookups.object(store, call.step(2));
        Field key = Lookups.key(object, call.step(3));
        Map<String, @Nullable Object> body = call.object();
        List<Map<String, @Nullable Object>> records = records(body);
        boolean updateOnly = Lookups.updateOnly(call);
        return run(
                call,
                allOrNone(body),
                records.size(),
                (work, at) -> {
                    Map<String, @Nullable Object> record = records.get(at);
                    if (!object(record).name().equals(object.name())) {
                        throw new OrgException(
                                "INVALID_INPUT", "All records must be of the type " + object.name(), List.of());
                    }
                    Map<String, @Nullable Object> values = values(record);
                    Object value = ApiCall.take(values, key.name());
                    Dml.Upserted upserted =
                            dml.upsert(work, object, key, value == null ? "" : value.toString(), values, updateOnly);
                    Map<String, @Nullable Object> result =
                            success(upserted.row().id());
                    result.put("created", upserted.created());
                    return result;
                },
                true);
    }

    /** One record of several. */
    private interface Step {
        Map<String, @Nullable Object> done(Work work, int at);
    }

    private HttpResponse run(ApiCall call, boolean allOrNone, int count, Step step) {
        return run(call, allOrNone, count, step, false);
    }

    /** Each record succeeds or fails alone; with all-or-none one that fails takes the others with it. */
    private HttpResponse run(ApiCall call, boolean allOrNone, int count, Step step, boolean upserting) {
        List<Map<String, @Nullable Object>> results = transactions.run(call, work -> {
            int begin = work.savepoint();
            List<Map<String, @Nullable Object>> done = new ArrayList<>();
            boolean failed = false;
            for (int at = 0; at < count; at++) {
                int before = work.savepoint();
                try {
                    done.add(step.done(work, at));
                } catch (OrgException e) {
                    work.rollbackTo(before);
                    done.add(failure(e, upserting));
                    failed = true;
                }
            }
            if (failed && allOrNone) {
                work.rollbackTo(begin);
                done.replaceAll(one -> Boolean.TRUE.equals(one.get("success")) ? rolledBack(upserting) : one);
            }
            return done;
        });
        return Answers.json(200, results);
    }

    private static Map<String, @Nullable Object> success(String id) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("id", id);
        result.put("success", true);
        result.put("errors", List.of());
        return result;
    }

    /** Errors of records have a {@code statusCode} where those of requests have an {@code errorCode}. */
    private static Map<String, @Nullable Object> failure(OrgException refused, boolean upserting) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("statusCode", refused.code());
        error.put("message", refused.getMessage());
        error.put("fields", refused.fields());
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("success", false);
        result.put("errors", List.of(error));
        if (upserting) {
            result.put("created", false);
        }
        return result;
    }

    private static Map<String, @Nullable Object> rolledBack(boolean upserting) {
        return failure(
                new OrgException(
                        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                        "Record rolled back because not all records were valid and the request was using AllOrNone header",
                        List.of()),
                upserting);
    }

    // ---------------------------------------------------------------- reading

    /** Records in the order of their ids, null for what is not there. */
    private HttpResponse retrieve(ApiCall call) {
        call.mustBe("POST", "GET");
        SObject object = Lookups.object(store, call.step(2));
        List<String> ids;
        List<String> fields;
        if (call.method().equals("POST")) {
            Map<String, @Nullable Object> body = call.object();
            ids = texts(body.get("ids"), "ids");
            fields = texts(body.get("fields"), "fields");
        } else {
            ids = ids(call.parameters().get("ids").orElse(""));
            fields = ids(call.parameters().get("fields").orElse(""));
        }
        if (ids.size() > MOST_RETRIEVED) {
            throw tooMany(MOST_RETRIEVED);
        }
        return rows.list(call, object, ids, fields);
    }

    private static List<String> ids(String joined) {
        List<String> ids = new ArrayList<>();
        for (String id : joined.split(",")) {
            if (!id.isBlank()) {
                ids.add(id.trim());
            }
        }
        return ids;
    }

    private static List<String> texts(@Nullable Object tree, String name) {
        List<String> texts = new ArrayList<>();
        if (tree instanceof List<?> list) {
            list.forEach(item -> texts.add(String.valueOf(item)));
            return texts;
        }
        throw ApiException.json("The list " + name + " is missing");
    }

    // ---------------------------------------------------------------- the request's parts

    private static List<Map<String, @Nullable Object>> records(Map<String, @Nullable Object> body) {
        if (!(body.get("records") instanceof List<?> list)) {
            throw ApiException.json("The list records is missing");
        }
        if (list.size() > MOST_RECORDS) {
            throw tooMany(MOST_RECORDS);
        }
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (Object one : list) {
            boolean typed = one instanceof Map<?, ?> map
                    && !map.isEmpty()
                    && "attributes".equals(map.keySet().iterator().next());
            if (!typed) {
                throw ApiException.json(
                        "Nested object for polymorphic foreign key must have an attributes field before any other fields.");
            }
            records.add(ApiCall.texts((Map<?, ?>) one));
        }
        return records;
    }

    private SObject object(Map<String, @Nullable Object> record) {
        Object type = record.get("attributes") instanceof Map<?, ?> attributes ? attributes.get("type") : null;
        String name = type == null ? "" : type.toString();
        return store.schema()
                .object(name)
                .orElseThrow(() ->
                        new OrgException("INVALID_TYPE", "sObject type '" + name + "' is not supported.", List.of()));
    }

    private static Map<String, @Nullable Object> values(Map<String, @Nullable Object> record) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(record);
        values.remove("attributes");
        return values;
    }

    private static String id(Map<String, @Nullable Object> values) {
        Object id = ApiCall.take(values, "id");
        if (id == null) {
            throw new OrgException("MISSING_ARGUMENT", "Id not specified in an update call", List.of());
        }
        return id.toString();
    }

    private static boolean allOrNone(Map<String, @Nullable Object> body) {
        return Boolean.TRUE.equals(body.get("allOrNone"));
    }

    /** Consecutive records of one type are a chunk. */
    private void mustBeFewChunks(List<Map<String, @Nullable Object>> records) {
        int chunks = 0;
        String last = "";
        for (Map<String, @Nullable Object> record : records) {
            Object type = record.get("attributes") instanceof Map<?, ?> map ? map.get("type") : null;
            String name = String.valueOf(type);
            if (!name.equals(last)) {
                chunks++;
                last = name;
            }
        }
        if (chunks > MOST_CHUNKS) {
            throw new ApiException(
                    400,
                    "CANNOT_MIX",
                    "Cannot have more than " + MOST_CHUNKS
                            + " chunks in a single operation. Please rearrange the data to reduce chunking.");
        }
    }

    private static ApiException tooMany(int most) {
        return new ApiException(
                400,
                "EXCEEDED_ID_LIMIT",
                "record limit reached. cannot submit more than " + most + " records into this call");
    }
}
