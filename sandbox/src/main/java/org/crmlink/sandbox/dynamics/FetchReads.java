package org.crmlink.sandbox.dynamics;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.jspecify.annotations.Nullable;

/** GET on a set with a FetchXML query: rows page by page, or groups. Thread-safe. */
final class FetchReads {

    /** Pages are counted no further than this; behind it only a paging cookie leads on (documented). */
    private static final int MAX_COUNTED = 50_000;

    private static final List<String> OPTIONS_OF_ODATA = List.of(
            "$select", "$filter", "$orderby", "$top", "$expand", "$apply", "$skiptoken", "$deltatoken", "$skip");

    private final Reads reads;
    private final DynamicsSettings settings;

    FetchReads(Reads reads, DynamicsSettings settings) {
        this.reads = reads;
        this.settings = settings;
    }

    /** The FetchXML of a request; the option's name is read in any case. */
    static Optional<String> of(Call call) {
        for (Map.Entry<String, String> option : call.options().all().entrySet()) {
            if (option.getKey().equalsIgnoreCase("fetchXml")) {
                return Optional.of(option.getValue());
            }
        }
        return Optional.empty();
    }

    HttpResponse get(Call call, Table table, String xml) {
        for (String option : OPTIONS_OF_ODATA) {
            if (call.options().has(option)) {
                throw ApiErrors.badQuery("The query parameter '" + option + "' can't be combined with 'fetchXml'.");
            }
        }
        FetchXml query = FetchParser.parse(xml);
        StoreReader reader = reads.reader(call);
        String name = query.entity().name();
        if (reader.schema().table(name).isEmpty()) {
            throw FetchErrors.noEntity(name);
        }
        if (!name.equals(table.logicalName())) {
            throw FetchErrors.entitiesDoNotMatch();
        }
        reader.mustRead(table);
        FetchPlan plan = FetchPlan.of(query.entity(), table, reader, reads.context(call, reader));
        Request request = new Request(call, query.options(), table, reader, plan);
        return query.options().aggregate() ? groups(request) : rows(request);
    }

    private record Request(Call call, FetchXml.Options options, Table table, StoreReader reader, FetchPlan plan) {

        FormattedValues formattedValues() {
            return plan.scope().formattedValues();
        }

        /** Shows all joined rows in the order of their ids. */
        void each(@Nullable RecordId after, Predicate<JoinedRow> visitor) {
            reader.each(table.logicalName(), after, row -> plan.join(row, visitor));
        }
    }

    private int pageSize(Request request) {
        int cap = reads.pageSize(request.call());
        return request.options()
                .top()
                .or(() -> request.options().count())
                .map(wanted -> Math.min(wanted, cap))
                .orElse(cap);
    }

    /** How many rows come before a page, if pages are counted. */
    private static int skipped(FetchXml.Options options, int size) {
        long skipped = (options.page() - 1L) * size;
        if (skipped >= MAX_COUNTED) {
            throw FetchErrors.pagedTooFar(MAX_COUNTED);
        }
        return (int) skipped;
    }

    // ------------------------------------------------------------------ rows

    private HttpResponse rows(Request request) {
        FetchXml.Options options = request.options();
        FetchScope scope = request.plan().scope();
        FetchSort sort = FetchSort.of(scope, options.rawOrder());
        FetchColumns columns =
                FetchColumns.of(request.reader().schema(), scope, options.distinct(), separator(request.call()));
        // That merged rows get a cookie only if they have their id is our assumption: without it no position is unique.
        boolean cookies = !sort.isLinked() && columns.id();
        int size = pageSize(request);
        FetchSort.Place after = cookies ? after(request, sort) : null;
        int skip = after == null ? skipped(options, size) : 0;
        List<JoinedRow> found = select(request, sort, columns, after, skip + size + 1);
        boolean more = found.size() > skip + size && options.top().isEmpty();
        List<JoinedRow> page = found.subList(Math.min(skip, found.size()), Math.min(skip + size, found.size()));
        String cookie = more && cookies
                ? new FetchCookie(options.page(), sort.texts(page.get(0)), sort.texts(page.get(page.size() - 1)))
                        .annotation()
                : null;
        int count = wantsCount(request) ? count(request, columns) : -1;
        HttpResponse response = Answers.object(200, out -> {
            head(out, request, columns.context(), count, more, cookie);
            out.writeArrayFieldStart("value");
            write(out, request, columns, page);
            out.writeEndArray();
        });
        return reads.applied(request.call(), response, false);
    }

    private static boolean wantsCount(Request request) {
        return request.options().total() || request.call().options().flag("$count");
    }

    /** Version 8 wrote the dot as an escape; version 9 writes it as it is (powerapps-docs#476). */
    private static String separator(Call call) {
        return call.root().contains("/api/data/v8.") ? "_x002e_" : ".";
    }

    /** The row behind which the page begins; a cookie of another page than the one before is ignored (documented). */
    private static FetchSort.@Nullable Place after(Request request, FetchSort sort) {
        Optional<FetchCookie> cookie = request.options().cookie().map(FetchCookie::parse);
        if (cookie.isEmpty() || cookie.get().page() + 1 != request.options().page()) {
            return null;
        }
        return sort.place(cookie.get().last(), request.table().primaryId());
    }

    /**
     * The first rows behind a place. The place is that of the table asked for, as with the real service: if several joined rows belong
     * to one row and a page ends between them, the rest does not come (FetchXMLBuilder#616).
     */
    private static List<JoinedRow> select(
            Request request, FetchSort sort, FetchColumns columns, FetchSort.@Nullable Place after, int limit) {
        boolean distinct = request.options().distinct();
        if (sort.isById() && !distinct) {
            List<JoinedRow> found = new ArrayList<>();
            RecordId from =
                    after == null ? null : (RecordId) (Object) after.values().get(0);
            request.each(from, joined -> {
                found.add(joined.copy());
                return found.size() < limit;
            });
            return found;
        }
        TreeMap<FetchSort.Place, JoinedRow> best = new TreeMap<>(sort.order());
        request.each(null, joined -> {
            FetchSort.Place place = sort.place(joined, distinct ? unique(joined, columns) : null);
            boolean behind = after == null || sort.compare(place, after, sort.prefix()) > 0;
            boolean room = best.size() < limit || sort.order().compare(place, best.lastKey()) < 0;
            if (behind && room && best.putIfAbsent(place, joined.copy()) == null && best.size() > limit) {
                best.pollLastEntry();
            }
            return true;
        });
        return new ArrayList<>(best.values());
    }

    /** What tells merged rows apart; with their id it comes first, where places of a cookie have it. */
    @SuppressWarnings("unchecked") // compared only with other ids
    private static List<@Nullable Comparable<Object>> unique(JoinedRow joined, FetchColumns columns) {
        List<@Nullable Comparable<Object>> values = columns.values(joined);
        if (columns.id()) {
            values.add(0, (Comparable<Object>) (Object) joined.root().id());
        }
        return values;
    }

    private static int count(Request request, FetchColumns columns) {
        int[] count = new int[1];
        Set<List<@Nullable Comparable<Object>>> seen = new HashSet<>();
        request.each(null, joined -> {
            if (!request.options().distinct() || seen.add(columns.values(joined))) {
                count[0]++;
            }
            return count[0] < Reads.MAX_COUNT;
        });
        return count[0];
    }

    private void head(
            JsonGenerator out, Request request, String context, int count, boolean more, @Nullable String cookie)
            throws IOException {
        Call call = request.call();
        reads.head(out, call, request.table().entitySetName() + context, count);
        // Neither annotation is there on the last page (documented).
        if (cookie != null && call.prefer().wants("Microsoft.Dynamics.CRM.fetchxmlpagingcookie")) {
            out.writeStringField("@Microsoft.Dynamics.CRM.fetchxmlpagingcookie", cookie);
        }
        if (more && call.prefer().wants("Microsoft.Dynamics.CRM.morerecords")) {
            out.writeBooleanField("@Microsoft.Dynamics.CRM.morerecords", true);
        }
    }

    private void write(JsonGenerator out, Request request, FetchColumns columns, List<JoinedRow> page)
            throws IOException {
        RowWriter writer = rowWriter(out, request, columns.own());
        AliasWriter aliases = new AliasWriter(
                out, writer, request.formattedValues(), request.call().prefer());
        for (JoinedRow joined : page) {
            out.writeStartObject();
            if (columns.id()) {
                out.writeStringField("@odata.etag", RowWriter.etag(joined.root()));
            }
            for (RowShape.Cell cell : columns.own()) {
                Object value = joined.root().get(cell.column());
                if (value != null) {
                    writer.writeCell(cell, value);
                }
            }
            for (Map.Entry<String, FetchColumns.Aliased> column :
                    columns.aliased().entrySet()) {
                Source<JoinedRow> source = column.getValue().source();
                aliases.write(
                        column.getKey(),
                        column.getValue().attribute(),
                        source.column(),
                        source.value().apply(joined),
                        Optional.empty());
            }
            out.writeEndObject();
        }
    }

    private RowWriter rowWriter(JsonGenerator out, Request request, List<RowShape.Cell> cells) {
        RowShape shape = new RowShape(request.table(), cells, List.of(), "");
        return Reads.writer(
                out, request.call(), request.reader(), reads.expander(request.call(), request.reader(), shape));
    }

    // ------------------------------------------------------------------ groups

    private HttpResponse groups(Request request) {
        FetchXml.Options options = request.options();
        FetchGroups groups = FetchGroups.of(request.plan().scope());
        int most = settings.aggregateLimit();
        int limit = Math.min(options.aggregateLimit().orElse(most), most);
        Aggregation<JoinedRow> aggregation = new Aggregation<>(groups.items(), limit);
        request.each(null, joined -> {
            aggregation.add(joined);
            return true;
        });
        List<List<Aggregation.Value>> lines = aggregation.lines(groups.orders(), request.formattedValues());
        int size = pageSize(request);
        int skip = Math.min(skipped(options, size), lines.size());
        int end = Math.min(skip + size, lines.size());
        boolean more = end < lines.size() && options.top().isEmpty();
        int count = wantsCount(request) ? Math.min(lines.size(), Reads.MAX_COUNT) : -1;
        HttpResponse response = Answers.object(200, out -> {
            head(out, request, "", count, more, null);
            out.writeArrayFieldStart("value");
            AliasWriter writer = new AliasWriter(
                    out,
                    rowWriter(out, request, List.of()),
                    request.formattedValues(),
                    request.call().prefer());
            for (List<Aggregation.Value> line : lines.subList(skip, end)) {
                writer.line(line);
            }
            out.writeEndArray();
        });
        return reads.applied(request.call(), response, false);
    }
}
