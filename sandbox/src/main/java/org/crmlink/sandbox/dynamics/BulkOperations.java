package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** Many rows of one table in one request (dynamics.md §7.3). All tables of the sandbox are standard ones: all rows or none. */
final class BulkOperations {

    private static final String TARGETS = "Targets";
    private static final String ANY = "mscrm.crmbaseentity";

    private BulkOperations() {}

    static List<Operation> list() {
        return List.of(
                onSet("CreateMultiple").returns("Ids", "Collection(Edm.Guid)").does(BulkOperations::create),
                onSet("UpdateMultiple").does(BulkOperations::update),
                onSet("UpsertMultiple").does(BulkOperations::upsert),
                onSet("DeleteMultiple").does(in -> {
                    // The text is documented (bulk operation messages, "DeleteMultiple availability"); code and status
                    // are our assumption: those of an exception that nobody handled.
                    throw new ApiException(400, "0x80040216", "DeleteMultiple has not yet been implemented.");
                }));
    }

    private static Operation.Builder onSet(String name) {
        return Operation.action(name).onAnySet().parameter(TARGETS, "Collection(" + ANY + ")");
    }

    private static HttpResponse create(Invocation in) {
        List<String> ids = new ArrayList<>();
        for (EntityArgument target : targets(in)) {
            Body body = in.writes().body(in.table(), target.content());
            ids.add(in.writes().insert(in.table(), body, Map.of()).id().text());
        }
        return in.answer(Map.of("Ids", ids));
    }

    private static HttpResponse update(Invocation in) {
        for (EntityArgument target : targets(in)) {
            Row old = in.writes().require(target.required());
            in.writes().update(old, flat(in, target).values());
        }
        return Answers.noContent();
    }

    private static HttpResponse upsert(Invocation in) {
        for (EntityArgument target : targets(in)) {
            Optional<Row> old = target.address().flatMap(address -> in.writes().find(address));
            if (old.isPresent()) {
                in.writes().update(old.get(), flat(in, target).values());
            } else {
                insert(in, target);
            }
        }
        return Answers.noContent();
    }

    private static void insert(Invocation in, EntityArgument target) {
        Body body = in.writes().body(in.table(), target.content());
        Map<String, @Nullable Object> more = new LinkedHashMap<>();
        if (target.address().isPresent()) {
            Rows address = target.address().get();
            if (address.key().keySet().stream().anyMatch(body.values()::containsKey)) {
                // As reported for the real service: only when the row has to be created (DataverseClient-Python
                // PR#127).
                throw new ApiException(400, "0x80040216", "An unexpected error occurred.");
            }
            more.putAll(address.key());
            body = body.with(address.id().or(body::id), body.values());
        }
        in.writes().insert(in.table(), body, more);
    }

    /** The values for an existing row, which takes no rows with it. */
    private static Body flat(Invocation in, EntityArgument target) {
        Body body = in.writes().body(in.table(), target.content());
        if (!body.nested().isEmpty() || !body.links().isEmpty()) {
            throw ApiErrors.payload(
                    in.table().entitySetName(),
                    "Deep update of navigation properties is not allowed in bulk operations.");
        }
        return body;
    }

    private static List<EntityArgument> targets(Invocation in) {
        Table table = in.table();
        if (!table.creatable() || table.isIntersect()) {
            throw ApiErrors.messageNotSupported(in.operation().name(), table.logicalName());
        }
        List<?> items = in.arguments().list(TARGETS);
        if (items.isEmpty()) {
            // Our wording: no source was public for an empty list.
            throw ApiErrors.invalidArgument("The parameter 'Targets' of the message '"
                    + in.operation().name() + "' must contain at least one entity.");
        }
        List<EntityArgument> targets = new ArrayList<>();
        for (Object item : items) {
            EntityArgument target = in.entities().read((Map<?, ?>) item, ANY);
            if (!target.members().containsKey("@odata.type")) {
                throw ApiErrors.payload(
                        table.entitySetName(),
                        "A type named 'Microsoft.Dynamics.CRM.crmbaseentity' is abstract; the annotation"
                                + " '@odata.type' is missing.");
            }
            if (!target.table().logicalName().equals(table.logicalName())) {
                throw ApiErrors.payload(
                        table.entitySetName(),
                        "A resource with type 'Microsoft.Dynamics.CRM."
                                + target.table().logicalName()
                                + "' was found, but it is not assignable to the expected type"
                                + " 'Microsoft.Dynamics.CRM." + table.logicalName() + "'.");
            }
            targets.add(target);
        }
        return targets;
    }
}
