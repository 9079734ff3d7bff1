package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.crmlink.sandbox.dynamics.security.Privilege;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;

/** The functions and actions of the organization: finds the one that a request names, and calls it. Thread-safe. */
final class Operations {

    private static final String NAMESPACE = "Microsoft.Dynamics.CRM.";

    /** Operations of the real service that are named here only to be refused honestly. */
    static final Set<String> REFUSED =
            Set.of("AddToQueue", "ExecuteWorkflow", "ExportToExcel", "RetrieveDuplicates", "Rollup");

    private final Store store;
    private final Reads reads;
    private final Map<String, List<Operation>> byName = new LinkedHashMap<>();

    Operations(Store store, Reads reads, List<Operation> operations) {
        this.store = store;
        this.reads = reads;
        for (Operation operation : operations) {
            byName.computeIfAbsent(operation.name(), name -> new ArrayList<>()).add(operation);
        }
    }

    /** All families. A new one is a line here. */
    static List<Operation> standard(Store store, MetadataChanges metadataChanges, Uploads uploads) {
        List<Operation> all = new ArrayList<>();
        all.addAll(new SystemOperations(Tenant.of(store), metadataChanges).list());
        all.addAll(BulkOperations.list());
        all.addAll(SalesOperations.list());
        all.addAll(QuoteOperations.list());
        all.addAll(LeadOperations.list());
        all.addAll(MergeOperation.list());
        all.addAll(MemberOperations.list());
        all.addAll(RecordOperations.list());
        all.addAll(BulkDeleteOperation.list());
        all.addAll(TextOperations.list());
        all.addAll(RollupOperation.list());
        all.addAll(OptionOperations.list());
        all.addAll(new BlockOperations(uploads).list());
        all.addAll(SharingOperations.list());
        all.addAll(PrivilegeOperations.list());
        return all;
    }

    /** Those that a server of this version with this schema has. */
    List<Operation> in(Schema schema, ServiceVersion version) {
        return byName.values().stream()
                .flatMap(List::stream)
                .filter(operation -> operation.existsIn(schema) && version.hasOperation(operation.name()))
                .toList();
    }

    /** Whether rows of the table can be arguments. */
    static boolean isEntityType(Table table) {
        return !table.isIntersect();
    }

    // ------------------------------------------------------------------ finding

    /** Whether the first segment of a path names an unbound operation. */
    boolean handles(String name, ServiceVersion version) {
        return REFUSED.contains(name)
                || find(name, version, operation -> operation.scope() == Operation.Scope.UNBOUND)
                        .isPresent();
    }

    private Optional<Operation> find(String name, ServiceVersion version, Predicate<Operation> test) {
        Schema schema = store.schema();
        return byName.getOrDefault(name, List.of()).stream()
                .filter(operation -> operation.existsIn(schema) && version.hasOperation(name) && test.test(operation))
                .findFirst();
    }

    /** Whether a segment behind a set or a row names an operation, if only by its form. */
    static boolean isQualified(Segment segment) {
        return segment.name().startsWith(NAMESPACE);
    }

    private Operation bound(Segment segment, ServiceVersion version, Operation.Scope scope, Table table) {
        String name = segment.name().substring(NAMESPACE.length());
        if (REFUSED.contains(name)) {
            throw refused(name);
        }
        return find(name, version, operation -> operation.fits(scope, table))
                .orElseThrow(() -> ApiErrors.noSegment(segment.name()));
    }

    private static ApiException refused(String name) {
        return ApiErrors.notSupported("The operation '" + name + "'");
    }

    // ------------------------------------------------------------------ calling

    HttpResponse unbound(Call call, Routes.Inside scope) {
        String name = call.segment(0).name();
        Operation operation = find(name, call.version(), found -> found.scope() == Operation.Scope.UNBOUND)
                .orElseThrow(() -> refused(name));
        return run(operation, call, 0, scope, Optional.empty(), Optional.empty());
    }

    HttpResponse onSet(Call call, Routes.Inside scope, Table table, int at) {
        Operation operation = bound(call.segment(at), call.version(), Operation.Scope.SET, table);
        return run(operation, call, at, scope, Optional.of(table), Optional.empty());
    }

    HttpResponse onRow(Call call, Routes.Inside scope, Rows address, int at) {
        Operation operation = bound(call.segment(at), call.version(), Operation.Scope.ROW, address.table());
        return run(operation, call, at, scope, Optional.of(address.table()), Optional.of(address));
    }

    private HttpResponse run(
            Operation operation,
            Call call,
            int at,
            Routes.Inside scope,
            Optional<Table> table,
            Optional<Rows> address) {
        if (call.depth() > at + 1) {
            throw ApiErrors.noSegment(call.segment(at + 1).name());
        }
        boolean function = operation.kind() == Operation.Kind.FUNCTION;
        boolean get = call.method().equals("GET") || call.method().equals("HEAD");
        if (function ? !get : !call.method().equals("POST")) {
            throw ApiErrors.methodNotAllowed(call.method());
        }
        Arguments arguments = function
                ? Arguments.ofFunction(operation, call.segment(at), call.options())
                : Arguments.ofAction(operation, call);
        Function<Optional<Transaction>, HttpResponse> work = open -> operation
                .work()
                .run(new Invocation(
                        operation, call, store, reads, table, address, arguments, open, scope.contentIds()));
        if (function) {
            return work.apply(Optional.empty());
        }
        if (operation.customizing()) {
            call.access().mustHold(Privilege.CUSTOMIZE);
            if (scope.open() != null) {
                // Our assumption: what changes the schema cannot wait for the commit of other changes.
                throw ApiErrors.badQuery("The operation '" + operation.name() + "' cannot be part of a change set.");
            }
            return work.apply(Optional.empty());
        }
        return Watch.write(store, call, scope.open(), transaction -> work.apply(Optional.of(transaction)));
    }
}
