package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Row;

/** GET on a set with {@code $apply}: groups of rows instead of rows. Thread-safe. */
final class ApplyReads {

    /** The documentation has filters inside {@code $apply} and nothing beside it but an order by groups. */
    private static final List<String> REFUSED =
            List.of("$filter", "$select", "$expand", "$top", "$count", "$skip", "$search", "$compute", "$deltatoken");

    private final Reads reads;
    private final DynamicsSettings settings;

    ApplyReads(Reads reads, DynamicsSettings settings) {
        this.reads = reads;
        this.settings = settings;
    }

    HttpResponse get(Call call, Table table) {
        for (String option : REFUSED) {
            if (call.options().has(option)) {
                throw ApiErrors.badQuery("The query parameter '" + option + "' can't be combined with '$apply'.");
            }
        }
        StoreReader reader = reads.reader(call);
        reader.mustRead(table);
        Evaluation evaluation = new Evaluation(reads.context(call, reader));
        Apply apply = Apply.parse(
                call.options().get("$apply").orElse(""), call.options().all());
        List<Aggregation.Item<Row>> items = items(apply, table, evaluation);
        List<Aggregation.Order> orders = orders(call, apply, table, evaluation);
        Predicate<Row> filter = any -> true;
        for (Expression expression : apply.filters()) {
            evaluation.collections(expression, table).forEach(reader::prepare);
            filter = filter.and(evaluation.predicate(expression, table));
        }
        Predicate<Row> passes = filter;
        Aggregation<Row> aggregation = new Aggregation<>(items, settings.aggregateLimit());
        reader.each(table.logicalName(), null, row -> {
            if (passes.test(row)) {
                aggregation.add(row);
            }
            return true;
        });
        FormattedValues formattedValues = new FormattedValues(reader.unlimited());
        return answer(call, table, reader, aggregation.lines(orders, formattedValues), formattedValues);
    }

    /** Groups by own columns first, then measures, then groups by columns of other tables, as the recorded answers have them. */
    private static List<Aggregation.Item<Row>> items(Apply apply, Table table, Evaluation evaluation) {
        List<Aggregation.Item<Row>> own = new ArrayList<>();
        List<Aggregation.Item<Row>> linked = new ArrayList<>();
        for (List<String> path : apply.groups()) {
            Source<Row> source = evaluation.source(path, table);
            if (Aggregation.isDate(source.column())) {
                throw ApiErrors.syntax("The property '" + String.join("/", path)
                        + "' can't be used in groupby: grouping by dates is not supported.");
            }
            (path.size() == 1 ? own : linked)
                    .add(new Aggregation.Item<>(
                            name(path, source),
                            source.column().logicalName(),
                            source,
                            Optional.empty(),
                            false,
                            Optional.empty()));
        }
        Source<Row> id = evaluation.source(List.of(table.primaryId()), table);
        for (Apply.Measure measure : apply.measures()) {
            Source<Row> source = measure.path().isEmpty() ? id : evaluation.source(measure.path(), table);
            Column column = source.column();
            if (!Measuring.fits(measure.kind(), column)) {
                throw ApiErrors.syntax("The property '" + column.logicalName() + "' of the type '"
                        + Properties.edmType(column) + "' can't be aggregated like this.");
            }
            own.add(new Aggregation.Item<>(
                    measure.alias(),
                    column.logicalName(),
                    source,
                    Optional.of(measure.kind()),
                    measure.distinct(),
                    Optional.empty()));
        }
        own.addAll(linked);
        Map<String, Boolean> names = new HashMap<>();
        for (Aggregation.Item<Row> item : own) {
            if (names.put(item.alias(), true) != null) {
                throw ApiErrors.syntax("The name '" + item.alias() + "' stands twice in '$apply'.");
            }
        }
        return own;
    }

    /** A property of another table has that table's name in front: {@code contact_fullname}. */
    private static String name(List<String> path, Source<Row> source) {
        String property = Properties.jsonName(source.column());
        return path.size() == 1 ? property : source.table().logicalName() + "_" + property;
    }

    private static List<Aggregation.Order> orders(Call call, Apply apply, Table table, Evaluation evaluation) {
        List<Aggregation.Order> orders = new ArrayList<>();
        for (QueryOptions.Order order : call.options().orderBy()) {
            String first = order.path().get(0);
            if (apply.measures().stream().anyMatch(measure -> measure.alias().equals(first))) {
                throw ApiErrors.syntax("The query node SingleValueOpenPropertyAccess is not supported.");
            }
            if (!apply.groups().contains(order.path())) {
                throw ApiErrors.syntax(
                        "The property '" + String.join("/", order.path()) + "' is not part of the grouping.");
            }
            orders.add(new Aggregation.Order(
                    name(order.path(), evaluation.source(order.path(), table)), order.descending()));
        }
        return orders;
    }

    private HttpResponse answer(
            Call call,
            Table table,
            StoreReader reader,
            List<List<Aggregation.Value>> lines,
            FormattedValues formattedValues) {
        int page = call.options()
                .get("$skiptoken")
                .map(PagingCookie::parse)
                .map(PagingCookie::page)
                .orElse(1);
        int size = reads.pageSize(call);
        int from = (int) Math.min(Math.max(page - 1L, 0) * size, lines.size());
        int to = (int) Math.min((long) from + size, lines.size());
        RowShape shape = new RowShape(table, List.of(), List.of(), "");
        Expander expander = reads.expander(call, reader, shape);
        HttpResponse response = Answers.object(200, out -> {
            reads.head(out, call, table.entitySetName(), -1);
            out.writeArrayFieldStart("value");
            AliasWriter writer =
                    new AliasWriter(out, Reads.writer(out, call, reader, expander), formattedValues, call.prefer());
            for (List<Aggregation.Value> line : lines.subList(from, to)) {
                writer.line(line);
            }
            out.writeEndArray();
            if (to < lines.size()) {
                String token = new PagingCookie(page + 1, Map.of(), Optional.empty()).encoded();
                out.writeStringField("@odata.nextLink", Links.continued(call, "$skiptoken", token));
            }
        });
        return reads.applied(call, response, false);
    }
}
