package org.crmlink.sandbox.dynamics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;
import org.jspecify.annotations.Nullable;

/** From the path and method of an operation to the code that does it. Thread-safe. */
final class Routes {

    /** The longest URL; inside a batch it may be twice as long. */
    private static final int MAX_URL = 32 * 1024;

    private final Store store;
    private final Reads reads;
    private final FetchReads fetches;
    private final ApplyReads applies;
    private final ChangeFeed feed;
    private final Operations operations;
    private final FileRoutes files;
    private final MetadataRoutes metadata;
    private final Faults faults;

    Routes(
            Store store,
            Reads reads,
            FetchReads fetches,
            ApplyReads applies,
            ChangeFeed feed,
            Operations operations,
            FileRoutes files,
            MetadataRoutes metadata,
            Faults faults) {
        this.files = files;
        this.store = store;
        this.reads = reads;
        this.fetches = fetches;
        this.applies = applies;
        this.feed = feed;
        this.operations = operations;
        this.metadata = metadata;
        this.faults = faults;
    }

    /**
     * What surrounds an operation.
     *
     * @param open the transaction of its change set; null if a write gets a transaction of its own
     * @param contentIds URLs of rows created in earlier parts of the batch, by content id
     */
    record Inside(@Nullable Transaction open, Map<String, String> contentIds) {}

    /** Does an operation that came alone. */
    HttpResponse handle(Call call) {
        if (call.request().path().length() + call.request().query().length() > MAX_URL) {
            throw ApiErrors.urlTooLong(MAX_URL);
        }
        return handleIn(call, new Inside(null, Map.of()));
    }

    /** Does one operation. */
    HttpResponse handleIn(Call call, Inside scope) {
        if (call.depth() == 0) {
            return metadata.serviceDocument(call);
        }
        Segment first = call.segment(0);
        if (metadata.handles(first.name())) {
            return metadata.handle(call, scope.open() != null);
        }
        if (operations.handles(first.name(), call.version())) {
            return operations.unbound(call, scope);
        }
        Schema schema = store.schema();
        Table table = Rows.table(schema, first.name());
        Optional<String> fetchXml = FetchReads.of(call);
        if (fetchXml.isPresent()) {
            if (call.depth() > 1 || first.key() != null) {
                throw ApiErrors.badQuery("The query parameter 'fetchXml' belongs to an entity set.");
            }
            get(call);
            return fetches.get(call, table, fetchXml.get());
        }
        if (first.key() == null) {
            return onSet(call, table, scope);
        }
        return onRow(call, scope, schema, Rows.of(schema, first), 1);
    }

    private HttpResponse write(Call call, Inside scope, Function<Writes, HttpResponse> work) {
        Function<Transaction, HttpResponse> done =
                transaction -> work.apply(new Writes(transaction, store.schema(), reads, scope.contentIds()));
        Optional<Duration> hold = scope.open() == null ? faults.lateCommit(call.request()) : Optional.empty();
        return hold.isPresent()
                ? Watch.writeLate(store, call, hold.get(), done)
                : Watch.write(store, call, scope.open(), done);
    }

    private HttpResponse onSet(Call call, Table table, Inside scope) {
        if (call.depth() == 1) {
            for (String view : List.of("savedQuery", "userQuery")) {
                if (call.options().has(view)) {
                    throw ApiErrors.notSupported("The query parameter '" + view + "'");
                }
            }
            if (call.options().has("$apply")) {
                get(call);
                return applies.get(call, table);
            }
            return switch (call.method()) {
                case "GET", "HEAD" -> ChangeFeed.isTracked(call) ? feed.read(call, table) : reads.list(call, table);
                case "POST" -> write(call, scope, writes -> writes.create(call, table));
                default -> throw ApiErrors.methodNotAllowed(call.method());
            };
        }
        Segment second = call.segment(1);
        if (second.name().equals("$count") && call.depth() == 2) {
            get(call);
            return call.options().has("$deltatoken") ? feed.count(call, table) : reads.countOf(call, table);
        }
        if (Operations.isQualified(second)) {
            return operations.onSet(call, scope, table, 1);
        }
        throw ApiErrors.noSegment(second.name());
    }

    private static void get(Call call) {
        if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
            throw ApiErrors.methodNotAllowed(call.method());
        }
    }

    private HttpResponse onRow(Call call, Inside scope, Schema schema, Rows address, int next) {
        if (call.depth() == next) {
            return switch (call.method()) {
                case "GET", "HEAD" -> reads.one(call, reads.require(call, address));
                case "PATCH" -> write(call, scope, writes -> writes.patch(call, address));
                case "DELETE" -> write(call, scope, writes -> writes.delete(call, address));
                default -> throw ApiErrors.methodNotAllowed(call.method());
            };
        }
        Segment segment = call.segment(next);
        Table table = address.table();
        Optional<Column> column = segment.key() == null ? Properties.find(table, segment.name()) : Optional.empty();
        if (column.isPresent()) {
            return onProperty(call, scope, address, column.get(), next + 1);
        }
        Optional<Navigation> navigation = Navigation.find(schema, table, segment.name());
        if (navigation.isPresent()) {
            return onNavigation(call, scope, schema, address, navigation.get(), next);
        }
        if (Operations.isQualified(segment)) {
            return operations.onRow(call, scope, address, next);
        }
        throw ApiErrors.noSegment(segment.name());
    }

    private HttpResponse onProperty(Call call, Inside scope, Rows address, Column column, int next) {
        if (call.depth() == next && FileRoutes.writes(call, column)) {
            return write(call, scope, writes -> writes.file(call, address, column, files));
        }
        if (call.depth() == next) {
            return switch (call.method()) {
                case "GET", "HEAD" ->
                    column.type() == ColumnType.FILE
                            ? files.property(call, reads.require(call, address), column)
                            : PropertyAnswers.value(call, reads.require(call, address), column);
                case "PUT" -> write(call, scope, writes -> writes.putProperty(call, address, column));
                case "DELETE" -> write(call, scope, writes -> writes.deleteProperty(call, address, column));
                default -> throw ApiErrors.methodNotAllowed(call.method());
            };
        }
        if (call.depth() == next + 1 && call.segment(next).name().equals("$value")) {
            get(call);
            return FileColumns.isFile(column)
                    ? files.read(call, reads.require(call, address), column)
                    : PropertyAnswers.raw(reads.require(call, address), column);
        }
        throw ApiErrors.noSegment(call.segment(next).name());
    }

    private HttpResponse onNavigation(
            Call call, Inside scope, Schema schema, Rows address, Navigation navigation, int at) {
        Segment segment = call.segment(at);
        int next = at + 1;
        if (call.depth() == next + 1 && call.segment(next).name().equals("$ref")) {
            return onReference(call, scope, schema, address, navigation, segment);
        }
        if (navigation instanceof Navigation.ToOne lookup) {
            if (call.depth() == next && call.method().equals("DELETE")) {
                throw ApiErrors.methodNotAllowed("DELETE");
            }
            Row row = reads.require(call, address);
            Reference target = row.get(lookup.column()) instanceof Reference found
                            && lookup.targets().contains(found.table())
                    ? found
                    : null;
            if (target == null) {
                return Answers.noContent();
            }
            Rows there = new Rows(schema.require(target.table()), Optional.of(target.id()), Map.of());
            return onRow(call, scope, schema, there, next);
        }
        if (segment.key() != null) {
            return onMember(call, scope, schema, address, navigation, segment, next);
        }
        if (call.depth() == next) {
            return switch (call.method()) {
                case "GET", "HEAD" -> reads.related(call, reads.require(call, address), navigation);
                case "POST" ->
                    write(call, scope, writes -> writes.createRelated(call, writes.require(address), navigation));
                default -> throw ApiErrors.methodNotAllowed(call.method());
            };
        }
        if (call.depth() == next + 1 && call.segment(next).name().equals("$count")) {
            get(call);
            return reads.countOf(call, reads.require(call, address), navigation);
        }
        throw ApiErrors.noSegment(call.segment(next).name());
    }

    private HttpResponse onMember(
            Call call, Inside scope, Schema schema, Rows address, Navigation navigation, Segment segment, int next) {
        String target = target(navigation);
        RecordId id = member(segment, target);
        boolean belongs = reads.reader(call).related(reads.require(call, address), navigation).stream()
                .anyMatch(row -> row.id().equals(id));
        if (!belongs) {
            throw ApiErrors.noRow(target, id);
        }
        return onRow(call, scope, schema, new Rows(schema.require(target), Optional.of(id), Map.of()), next);
    }

    private static String target(Navigation navigation) {
        return navigation instanceof Navigation.ToMany many
                ? many.relation().referencingTable()
                : ((Navigation.Pairs) navigation).target();
    }

    private static RecordId member(Segment segment, String target) {
        return Literals.guid(segment.arguments().getOrDefault("", ""))
                .map(RecordId::of)
                .orElseThrow(() -> ApiErrors.badKey(target));
    }

    // ------------------------------------------------------------------ $ref

    private HttpResponse onReference(
            Call call, Inside scope, Schema schema, Rows address, Navigation navigation, Segment segment) {
        switch (call.method()) {
            case "GET", "HEAD":
                return references(call, schema, reads.require(call, address), navigation);
            case "POST", "PUT":
                if (call.method().equals("PUT") && !(navigation instanceof Navigation.ToOne)) {
                    throw ApiErrors.methodNotAllowed("PUT"); // a collection is added to, not replaced
                }
                return write(call, scope, writes -> writes.addReference(call, address, navigation));
            case "DELETE":
                if (segment.key() != null) {
                    RecordId member = member(segment, target(navigation));
                    return write(call, scope, writes -> writes.removeReference(call, address, navigation, member));
                }
                Optional<String> id =
                        call.options().get("$id").or(() -> call.options().get("@odata.id"));
                return write(call, scope, writes -> writes.removeReference(call, address, navigation, id));
            default:
                throw ApiErrors.methodNotAllowed(call.method());
        }
    }

    private HttpResponse references(Call call, Schema schema, Row row, Navigation navigation) {
        if (navigation instanceof Navigation.ToOne lookup) {
            if (!(row.get(lookup.column()) instanceof Reference target)
                    || !lookup.targets().contains(target.table())) {
                return Answers.noContent();
            }
            String url = Links.row(call, schema.require(target.table()), target.id());
            return Answers.object(200, out -> {
                out.writeStringField("@odata.context", Links.context(call, "$ref"));
                out.writeStringField("@odata.id", url);
            });
        }
        List<Row> related = reads.reader(call).related(row, navigation);
        return Answers.object(200, out -> {
            out.writeStringField("@odata.context", Links.context(call, "Collection($ref)"));
            out.writeArrayFieldStart("value");
            for (Row one : related) {
                out.writeStartObject();
                out.writeStringField("@odata.id", Links.row(call, one.table(), one.id()));
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }
}
