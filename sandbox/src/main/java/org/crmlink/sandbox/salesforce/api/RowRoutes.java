package org.crmlink.sandbox.salesforce.api;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.salesforce.dml.Dml;
import org.crmlink.sandbox.salesforce.dml.SeveralMatchesException;
import org.crmlink.sandbox.salesforce.org.Blob;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.jspecify.annotations.Nullable;

/**
 * {@code /sobjects/Account/…}: one row, by its id or by an external id. Source: backend page, sections 6, 11 and 12. Thread-safe.
 */
final class RowRoutes {

    private final RecordStore store;
    private final Dml dml;
    private final Transactions transactions;
    private final RowDocuments documents;
    private final QueryRoutes queries;

    RowRoutes(RecordStore store, Dml dml, Transactions transactions, RowDocuments documents, QueryRoutes queries) {
        this.store = store;
        this.dml = dml;
        this.transactions = transactions;
        this.documents = documents;
        this.queries = queries;
    }

    // ---------------------------------------------------------------- by id

    HttpResponse create(ApiCall call, SObject object) {
        Map<String, @Nullable Object> values = call.record(object);
        try {
            Row row = transactions.run(call, work -> dml.create(work, object, values));
            return created(call, row, 201, Optional.empty());
        } catch (OrgException e) {
            throw ApiException.of(e);
        }
    }

    private static HttpResponse created(ApiCall call, Row row, int status, Optional<Boolean> created) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", row.id());
        answer.put("success", true);
        answer.put("errors", List.of());
        created.ifPresent(whether -> answer.put("created", whether));
        return Answers.json(status, answer)
                .with("Location", call.root() + "/sobjects/" + row.object().name() + "/" + row.id());
    }

    HttpResponse byId(ApiCall call, SObject object, String given) {
        String id = Lookups.id(object, given);
        return switch (call.method()) {
            case "GET" -> documents.one(call, alive(id), fields(call));
            case "PATCH" -> update(call, object, id);
            case "DELETE" -> delete(call, object, id);
            default -> throw ApiException.method(call.method(), "GET,HEAD,PATCH,DELETE");
        };
    }

    private static List<String> fields(ApiCall call) {
        List<String> fields = new ArrayList<>();
        for (String field : call.parameters().get("fields").orElse("").split(",")) {
            if (!field.isBlank()) {
                fields.add(field.trim());
            }
        }
        return fields;
    }

    private Row alive(String id) {
        Row row = store.get(id).orElseThrow(ApiException::notFound);
        if (row.isDeleted()) {
            throw ApiException.of(new OrgException("ENTITY_IS_DELETED", "entity is deleted", List.of()));
        }
        return row;
    }

    private HttpResponse update(ApiCall call, SObject object, String id) {
        Map<String, @Nullable Object> values = call.record(object);
        try {
            transactions.run(call, work -> {
                // held before it is looked at: whoever changes it now must be waited for
                work.lock(id).ifPresent(row -> Conditions.mustBeUnmodified(call, row));
                return dml.update(work, object, id, values);
            });
        } catch (OrgException e) {
            throw onPath(e);
        }
        return HttpResponse.empty(204);
    }

    private HttpResponse delete(ApiCall call, SObject object, String id) {
        try {
            transactions.run(call, work -> {
                dml.delete(work, object, id);
                return Boolean.TRUE;
            });
        } catch (OrgException e) {
            throw onPath(e);
        }
        return HttpResponse.empty(204);
    }

    /** A record of the path that is not there is a resource that is not there. */
    private static ApiException onPath(OrgException refused) {
        boolean missing = refused.code().equals("INVALID_CROSS_REFERENCE_KEY")
                && refused.fields().isEmpty();
        return missing ? ApiException.notFound() : ApiException.of(refused);
    }

    // ---------------------------------------------------------------- by external id

    HttpResponse byKey(ApiCall call, SObject object, Field key, String value) {
        try {
            return switch (call.method()) {
                case "GET" -> documents.one(call, found(call, object, key, value), fields(call));
                case "PATCH", "POST" -> upsert(call, object, key, value);
                case "DELETE" ->
                    delete(call, object, found(call, object, key, value).id());
                default -> throw ApiException.method(call.method(), "GET,HEAD,POST,PATCH,DELETE");
            };
        } catch (SeveralMatchesException e) {
            throw several(call, object, e);
        }
    }

    private Row found(ApiCall call, SObject object, Field key, String value) {
        try {
            return dml.find(object, key, value).orElseThrow(ApiException::notFound);
        } catch (SeveralMatchesException e) {
            throw several(call, object, e);
        } catch (OrgException e) {
            throw ApiException.of(e);
        }
    }

    /** Several rows have the value: the answer names them. */
    private static ApiException several(ApiCall call, SObject object, SeveralMatchesException e) {
        List<String> urls = e.ids().stream()
                .map(id -> call.root() + "/sobjects/" + object.name() + "/" + id)
                .toList();
        return new ApiException(300, "several rows have the value", urls);
    }

    private HttpResponse upsert(ApiCall call, SObject object, Field key, String value) {
        Map<String, @Nullable Object> values = call.record(object);
        boolean updateOnly = Lookups.updateOnly(call);
        Dml.Upserted upserted;
        try {
            upserted = transactions.run(call, work -> dml.upsert(work, object, key, value, values, updateOnly));
        } catch (SeveralMatchesException e) {
            throw e;
        } catch (OrgException e) {
            throw onPath(e);
        }
        if (!upserted.created() && call.version() < 46) {
            return HttpResponse.empty(204);
        }
        return created(call, upserted.row(), upserted.created() ? 201 : 200, Optional.of(upserted.created()));
    }

    // ---------------------------------------------------------------- below a row

    /** Bytes of a field, or the records of a relationship. */
    HttpResponse below(ApiCall call, SObject object, String given, String name) {
        call.mustBe("GET");
        Row row = alive(Lookups.id(object, given));
        Optional<Field> blob = object.field(name).filter(field -> field.type() == FieldType.BASE64);
        if (blob.isPresent()) {
            return row.get(blob.get().name()) instanceof Blob bytes ? file(row, bytes) : empty(row);
        }
        Optional<Field> parent = object.lookup(name);
        if (parent.isPresent()) {
            Row target = row.get(parent.get().name()) instanceof String id ? alive(id) : null;
            if (target == null) {
                throw ApiException.notFound();
            }
            return documents.one(call, target, fields(call));
        }
        return queries.children(call, row, name, fields(call));
    }

    /** Whole, whatever part of it is asked for: ranges are not promised. */
    private static HttpResponse file(Row row, Blob bytes) {
        return HttpResponse.file(200, contentType(row), bytes.size(), out -> {
            try (InputStream in = bytes.open()) {
                in.transferTo(out);
            }
        });
    }

    private static HttpResponse empty(Row row) {
        return HttpResponse.of(200, contentType(row), new byte[0]);
    }

    private static String contentType(Row row) {
        Object type = row.get("ContentType");
        return type == null ? "application/octetstream" : type.toString();
    }
}
