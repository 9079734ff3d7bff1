package org.crmlink.sandbox.dynamics;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.crmlink.sandbox.dynamics.security.AccessRight;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.jspecify.annotations.Nullable;

/** GET on rows: one, a page of many, or their number. Thread-safe. */
final class Reads {

    /** Counts end here, whatever the table holds. */
    static final int MAX_COUNT = 5_000;

    private final Store store;
    private final DynamicsSettings settings;

    Reads(Store store, DynamicsSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** All committed data, whoever asks. */
    Store store() {
        return store;
    }

    /** Rows as the caller sees them. */
    StoreReader reader(Call call) {
        return new StoreReader(store, store.schema(), call.access());
    }

    /** What the conditions of this request refer to. */
    QueryContext context(Call call, StoreReader reader) {
        return new QueryContext(reader, store.clock(), call.caller());
    }

    private Evaluation evaluation(Call call, StoreReader reader) {
        return new Evaluation(context(call, reader));
    }

    /** The page size that this request gets. */
    int pageSize(Call call) {
        int most = settings.pageSize();
        return Math.min(call.prefer().pageSize().orElse(most), most);
    }

    // ------------------------------------------------------------------ one row

    /** The committed row, or the service's way to say that it does not exist or is not for the caller. */
    Row require(Call call, Rows address) {
        Row row = committed(address);
        call.access().must(AccessRight.READ, row);
        return row;
    }

    private Row committed(Rows address) {
        Optional<Row> row = address.id().isPresent()
                ? store.get(address.table().logicalName(), address.id().get())
                : store.getByKey(address.table().logicalName(), address.key());
        return row.orElseThrow(address::notFound);
    }

    HttpResponse one(Call call, Row row) {
        Table table = row.table();
        refuse(call, "$filter", "$orderby", "$top", "$count");
        Optional<String> known = call.condition("If-None-Match");
        if (known.isPresent()
                && table.optimisticConcurrency()
                && !call.options().has("$expand")
                && call.prefer().annotations().isEmpty()
                && known.get().equals(RowWriter.etag(row))) {
            return HttpResponse.empty(304).with("OData-Version", "4.0").with("ETag", RowWriter.etag(row));
        }
        return representation(call, row, 200).with("ETag", RowWriter.etag(row));
    }

    /** A single row as a whole answer. */
    HttpResponse representation(Call call, Row row, int status) {
        StoreReader reader = reader(call);
        Table table = reader.schema().require(row.table().logicalName());
        call.access().must(AccessRight.READ, row);
        RowShape shape = RowShape.of(reader.schema(), table, call.options());
        Expander expander = expander(call, reader, shape);
        HttpResponse response = Answers.object(status, out -> {
            out.writeStringField(
                    "@odata.context", Links.context(call, table.entitySetName() + shape.context() + "/$entity"));
            writer(out, call, reader, expander).writeMembers(row, shape);
        });
        return annotated(call, response);
    }

    /** Checks the expansions of a shape and gets ready to follow them. */
    Expander expander(Call call, StoreReader reader, RowShape shape) {
        return new Expander(reader, evaluation(call, reader), call.root(), shape);
    }

    /** Writes values of the table's columns. */
    RowWriter writer(JsonGenerator out, Call call, Table table) {
        StoreReader reader = reader(call);
        RowShape shape = RowShape.of(reader.schema(), table, QueryOptions.NONE);
        return writer(out, call, reader, expander(call, reader, shape));
    }

    static RowWriter writer(JsonGenerator out, Call call, StoreReader reader, Expander expander) {
        return new RowWriter(out, reader, call.prefer(), expander);
    }

    private static void refuse(Call call, String... options) {
        for (String option : options) {
            if (call.options().has(option)) {
                throw ApiErrors.badQuery("The query parameter '" + option + "' is not valid for a single record.");
            }
        }
    }

    // ------------------------------------------------------------------ many rows

    HttpResponse list(Call call, Table table) {
        return list(call, table, null);
    }

    /** The rows behind a collection-valued navigation property. */
    HttpResponse related(Call call, Row row, Navigation navigation) {
        StoreReader reader = reader(call);
        String target = navigation instanceof Navigation.ToMany many
                ? many.relation().referencingTable()
                : ((Navigation.Pairs) navigation).target();
        return list(call, reader.schema().require(target), reader.related(row, navigation));
    }

    /** A page of the table or, if given, of these rows. */
    HttpResponse list(Call call, Table table, @Nullable List<Row> candidates) {
        QueryOptions options = call.options();
        for (String unsupported : List.of("$skip", "$search", "$compute")) {
            if (options.has(unsupported)) {
                throw ApiErrors.badQuery("The query parameter '" + unsupported + "' is not supported.");
            }
        }
        StoreReader reader = reader(call);
        Evaluation evaluation = evaluation(call, reader);
        RowShape shape = RowShape.of(reader.schema(), table, options);
        Expander expander = expander(call, reader, shape);
        if (!call.version().expandsCollections()) {
            expander.onlyLinkCollections();
        }
        call.access().mustRead(table);
        Predicate<Row> filter = filter(call, table, evaluation, reader);
        Sorting sorting = evaluation.sorting(options.orderBy(), table);
        Optional<PagingCookie> cookie = options.get("$skiptoken").map(PagingCookie::parse);
        Sorting.Place after =
                cookie.map(position -> sorting.place(position.last())).orElse(null);
        Optional<Integer> top = options.number("$top");
        int size = top.isPresent() ? Math.min(top.get(), settings.pageSize()) : pageSize(call);
        List<Row> among = candidates == null ? named(options, table).orElse(null) : candidates;
        List<Row> rows = page(table, among, filter, sorting, after, size + 1);
        boolean more = rows.size() > size && top.isEmpty();
        List<Row> page = rows.size() > size ? rows.subList(0, size) : rows;
        int count = options.flag("$count") ? count(table, among, filter) : -1;
        String next = more
                ? Links.continued(
                        call,
                        "$skiptoken",
                        new PagingCookie(
                                        cookie.map(PagingCookie::page).orElse(1) + 1,
                                        sorting.texts(sorting.place(page.get(page.size() - 1))),
                                        Optional.empty())
                                .encoded())
                : null;
        HttpResponse response = Answers.object(200, out -> {
            head(out, call, table.entitySetName() + shape.context(), count);
            out.writeArrayFieldStart("value");
            writeItems(out, call, reader, expander, page, shape);
            out.writeEndArray();
            if (next != null) {
                out.writeStringField("@odata.nextLink", next);
            }
        });
        return applied(call, response, false);
    }

    /** The rows that the filter names by their ids, if it does. */
    private Optional<List<Row>> named(QueryOptions options, Table table) {
        return options.filter()
                .flatMap(filter -> AskedIds.of(filter, table))
                .map(ids -> ids.stream()
                        .flatMap(id -> store.get(table.logicalName(), id).stream())
                        .toList());
    }

    /** What is asked for among the rows that the caller sees. */
    private static Predicate<Row> filter(Call call, Table table, Evaluation evaluation, StoreReader reader) {
        Predicate<Row> readable = call.access().readable(table);
        Optional<Expression> expression = call.options().filter();
        if (expression.isEmpty()) {
            return readable;
        }
        evaluation.collections(expression.get(), table).forEach(reader::prepare);
        Predicate<Row> wanted = evaluation.predicate(expression.get(), table);
        return call.access().isUnlimited() ? wanted : readable.and(wanted);
    }

    private List<Row> page(
            Table table,
            @Nullable List<Row> candidates,
            Predicate<Row> filter,
            Sorting sorting,
            Sorting.@Nullable Place after,
            int limit) {
        if (candidates == null && sorting.isById()) {
            RecordId from = after == null ? null : after.id();
            return store.scan(table.logicalName(), from, limit, filter);
        }
        // The best rows behind the position, the worst of them on top of the heap.
        Comparator<Placed> order = Comparator.comparing(Placed::place, sorting.order());
        PriorityQueue<Placed> best = new PriorityQueue<>(order.reversed());
        Consumer<Row> offer = row -> {
            if (filter.test(row)) {
                Placed placed = new Placed(sorting.place(row), row);
                if (after == null || sorting.order().compare(placed.place(), after) > 0) {
                    best.add(placed);
                    if (best.size() > limit) {
                        best.poll();
                    }
                }
            }
        };
        if (candidates == null) {
            store.scan(table.logicalName(), null, 1, row -> {
                offer.accept(row);
                return false;
            });
        } else {
            candidates.forEach(offer);
        }
        List<Placed> found = new ArrayList<>(best);
        found.sort(order);
        List<Row> rows = new ArrayList<>(found.size());
        found.forEach(placed -> rows.add(placed.row()));
        return rows;
    }

    private record Placed(Sorting.Place place, Row row) {}

    private int count(Table table, @Nullable List<Row> candidates, Predicate<Row> filter) {
        if (candidates != null) {
            return (int) Math.min(candidates.stream().filter(filter).count(), MAX_COUNT);
        }
        return store.scan(table.logicalName(), null, MAX_COUNT, filter).size();
    }

    HttpResponse countOf(Call call, Table table) {
        StoreReader reader = reader(call);
        call.access().mustRead(table);
        Predicate<Row> filter = filter(call, table, evaluation(call, reader), reader);
        return Answers.text(Integer.toString(count(table, null, filter)));
    }

    HttpResponse countOf(Call call, Row row, Navigation navigation) {
        StoreReader reader = reader(call);
        return Answers.text(
                Integer.toString(Math.min(reader.related(row, navigation).size(), MAX_COUNT)));
    }

    // ------------------------------------------------------------------ pieces shared with the change feed

    /** Writes context, count and annotations. */
    void head(JsonGenerator out, Call call, String context, int count) throws IOException {
        out.writeStringField("@odata.context", Links.context(call, context));
        if (count >= 0) {
            out.writeNumberField("@odata.count", count);
        }
        if (call.prefer().wants("Microsoft.Dynamics.CRM.totalrecordcount")) {
            out.writeNumberField("@Microsoft.Dynamics.CRM.totalrecordcount", count);
        }
        if (call.prefer().wants("Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded")) {
            out.writeBooleanField("@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded", count >= MAX_COUNT);
        }
        if (call.version().tellsMetadataVersion()
                && call.prefer().wants("Microsoft.Dynamics.CRM.globalmetadataversion")) {
            out.writeStringField(
                    "@Microsoft.Dynamics.CRM.globalmetadataversion", MetadataStamp.version(store.schema()));
        }
    }

    /** Writes the rows as items of an array that the caller opened. */
    void writeItems(JsonGenerator out, Call call, StoreReader reader, Expander expander, List<Row> rows, RowShape shape)
            throws IOException {
        RowWriter writer = writer(out, call, reader, expander);
        for (Row row : rows) {
            writer.write(row, shape);
        }
    }

    /** Tells which preferences were followed. */
    HttpResponse applied(Call call, HttpResponse response, boolean tracked) {
        if (call.prefer().pageSize().isPresent()) {
            response.with("Preference-Applied", "odata.maxpagesize=" + pageSize(call));
        }
        if (tracked) {
            response.with("Preference-Applied", "odata.track-changes");
        }
        return annotated(call, response);
    }

    private static HttpResponse annotated(Call call, HttpResponse response) {
        if (!call.prefer().annotations().isEmpty()) {
            response.with(
                    "Preference-Applied",
                    "odata.include-annotations=\""
                            + String.join(",", call.prefer().annotations()) + "\"");
        }
        return response;
    }
}
