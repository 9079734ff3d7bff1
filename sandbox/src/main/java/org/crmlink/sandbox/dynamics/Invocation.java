package org.crmlink.sandbox.dynamics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.dynamics.security.AccessRight;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * One call of an operation.
 *
 * @param operation what is called
 * @param call the request
 * @param store the organization's data; what is committed
 * @param reads answers about rows
 * @param bound the table that it is called on, or on a row of which
 * @param address the row that it is called on
 * @param arguments what it is called with
 * @param open the transaction of an action
 * @param contentIds URLs of rows created in earlier parts of the batch
 */
record Invocation(
        Operation operation,
        Call call,
        Store store,
        Reads reads,
        Optional<Table> bound,
        Optional<Rows> address,
        Arguments arguments,
        Optional<Transaction> open,
        Map<String, String> contentIds) {

    Schema schema() {
        return store.schema();
    }

    /** The transaction that all of the call's changes belong to. */
    Transaction transaction() {
        return open.orElseThrow(() -> new IllegalStateException(operation.name() + " has no transaction"));
    }

    /** Writes rows in the transaction, with all the checks that writes by clients get. */
    Writes writes() {
        return new Writes(transaction(), schema(), reads, contentIds);
    }

    /** The table of the set or row that the operation is called on. */
    Table table() {
        return bound.orElseThrow(() -> new IllegalStateException(operation.name() + " is unbound"));
    }

    /** The row that the operation is called on. */
    Row row() {
        Rows rows = address.orElseThrow(() -> new IllegalStateException(operation.name() + " is not bound to rows"));
        if (open.isEmpty()) {
            return reads.require(call, rows);
        }
        Row row = writes().require(rows);
        call.access().in(open.get()).must(AccessRight.READ, row);
        return row;
    }

    /** An argument that is an entity; required parameters have one. */
    EntityArgument entity(String parameter) {
        return entities().read(arguments.object(parameter), arguments.typeOf(parameter));
    }

    /** An argument that is an entity, if it was given. */
    Optional<EntityArgument> entityIfGiven(String parameter) {
        return arguments.has(parameter) ? Optional.of(entity(parameter)) : Optional.empty();
    }

    /** Reads entities of arguments. */
    EntityArgument.Reader entities() {
        return new EntityArgument.Reader(schema(), store, open, contentIds, call.access());
    }

    /** An answer with the structure that is called after the operation. */
    HttpResponse answer(Map<String, ? extends @Nullable Object> members) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("@odata.context", Links.context(call, "Microsoft.Dynamics.CRM." + operation.name() + "Response"));
        body.putAll(members);
        return Answers.tree(200, body);
    }
}
