package org.crmlink.sandbox.salesforce.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.soql.Operand;
import org.crmlink.sandbox.salesforce.soql.Query;
import org.crmlink.sandbox.salesforce.soql.Selection;
import org.crmlink.sandbox.salesforce.soql.SoqlException;
import org.crmlink.sandbox.salesforce.soql.SoqlText;
import org.jspecify.annotations.Nullable;

/**
 * Queries whose records are groups: GROUP BY with ROLLUP and CUBE, aggregate functions, HAVING. One-at-a-time. Source: SOQL guide, "GROUP BY"; backend
 * page, section 6.
 */
final class Aggregation {

    private static final int MOST_GROUPS = 2000;

    private final Query query;
    private final SoqlText text;
    private final QueryContext context;
    private final SObject object;
    private final RowReadings readings;
    /** What is grouped by, under the text of the field or function. */
    private final Map<String, Integer> keys = new LinkedHashMap<>();

    private final List<Reading<Row>> keyReadings = new ArrayList<>();
    private final Map<String, Reading<Group>> aliases = new HashMap<>();

    /**
     * Records that have something in common.
     *
     * @param key what they have in common, null where a subtotal leaves it open
     * @param open which parts of the key are left open
     */
    record Group(List<Row> rows, @Nullable Object[] key, boolean[] open) {}

    Aggregation(SObject object, Query query, QueryContext context) {
        this.object = object;
        this.query = query;
        this.text = query.text();
        this.context = context;
        this.readings = new RowReadings(object, query.alias(), text, context);
    }

    /** Whether a query's records are groups. */
    static boolean isOne(Query query) {
        return query.grouping().isPresent()
                || query.selected().stream()
                        .anyMatch(one -> one instanceof Selection.Value value
                                && value.operand() instanceof Operand.Call call
                                && Aggregates.isOne(call));
    }

    QueryResult result(List<Row> rows) {
        List<Operand> by = query.grouping().map(Query.Grouping::by).orElse(List.of());
        for (Operand operand : by) {
            keys.put(key(operand), keyReadings.size());
            keyReadings.add(readings.groupable(operand));
        }
        List<String> names = new ArrayList<>();
        List<Reading<Group>> values = selected(names);
        Predicate<Group> having = query.having()
                .map(condition -> ConditionTest.of(condition, text, context, this::reading))
                .orElse(group -> true);
        Optional<Comparator<Group>> order = Sorting.of(query.order(), this::reading);
        List<Group> groups =
                new ArrayList<>(groups(rows).stream().filter(having).toList());
        order.ifPresent(groups::sort);
        int from = Math.min(groups.size(), query.offset().orElse(0));
        int to = (int) Math.min(groups.size(), (long) from + query.limit().orElse(Integer.MAX_VALUE));
        if (to - from > MOST_GROUPS) {
            throw new SoqlException(
                    "EXCEEDED_ID_LIMIT",
                    "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch");
        }
        List<ResultRecord> records = new ArrayList<>();
        for (Group group : groups.subList(from, to)) {
            records.add(record(group, names, values));
        }
        QueryResult.Shape shape = new QueryResult.Shape(
                QueryResult.Kind.GROUPS,
                names,
                false,
                Optional.of("Aggregate Relationships not supported in Bulk Query"));
        return new QueryResult(
                object.name(), shape, records.size(), records.size(), index -> Optional.of(records.get(index)));
    }

    private static ResultRecord record(Group group, List<String> names, List<Reading<Group>> values) {
        @Nullable Object[] shown = new @Nullable Object[values.size()];
        for (int at = 0; at < shown.length; at++) {
            Object value = values.get(at).value(group);
            shown[at] = value == null ? null : ResultRecord.shown(values.get(at).field(), value);
        }
        return new ResultRecord("AggregateResult", Optional.empty(), "", names, shown);
    }

    private List<Reading<Group>> selected(List<String> names) {
        List<Reading<Group>> values = new ArrayList<>();
        int unnamed = 0;
        for (Selection selection : query.selected()) {
            if (!(selection instanceof Selection.Value value)) {
                throw text.malformed(query.at(), "Only fields and aggregates can be selected together with GROUP BY");
            }
            Reading<Group> reading = reading(value.operand());
            String name;
            if (value.alias().isPresent()) {
                name = value.alias().get();
                aliases.put(name.toLowerCase(Locale.ROOT), reading);
            } else if (value.operand() instanceof Operand.Path) {
                name = reading.field().name();
            } else {
                name = "expr" + unnamed++;
            }
            if (names.contains(name)) {
                throw text.malformed(value.operand().at(), "duplicate alias: " + name);
            }
            names.add(name);
            values.add(reading);
        }
        return values;
    }

    /** What of a group a field, an alias or a function reads. */
    private Reading<Group> reading(Operand operand) {
        if (operand instanceof Operand.Path path && path.steps().size() == 1) {
            Reading<Group> named = aliases.get(path.steps().get(0).toLowerCase(Locale.ROOT));
            if (named != null) {
                return named;
            }
        }
        if (operand instanceof Operand.Call call && Aggregates.isOne(call)) {
            return call.name().equals("GROUPING") ? grouping(call) : Aggregates.of(call, readings);
        }
        Integer at = keys.get(key(operand));
        if (at == null) {
            throw text.malformed(operand.at(), "Field must be grouped or aggregated: " + operand);
        }
        int index = at;
        return Reading.of(keyReadings.get(index).field(), group -> group.key()[index]);
    }

    private Reading<Group> grouping(Operand.Call call) {
        Integer at =
                call.arguments().size() == 1 ? keys.get(key(call.arguments().get(0))) : null;
        if (at == null) {
            throw text.malformed(call.at(), "GROUPING() takes a field that is grouped by");
        }
        int index = at;
        Field made = Field.of("GROUPING", "Grouping", FieldType.INT).build();
        return Reading.of(made, group -> java.math.BigDecimal.valueOf(group.open()[index] ? 1 : 0));
    }

    /** The same text for what means the same: names in their canonical case, without the alias of the object. */
    private String key(Operand operand) {
        if (operand instanceof Operand.Path path) {
            FieldReader reader = readings.path(path);
            StringBuilder whole = new StringBuilder();
            reader.lookups().forEach(lookup -> whole.append(lookup.name()).append('.'));
            return whole.append(reader.field().name()).toString();
        }
        if (operand instanceof Operand.Call call) {
            return call.name() + call.arguments().stream().map(this::key).toList();
        }
        return operand.toString();
    }

    // ---------------------------------------------------------------- groups

    private List<Group> groups(List<Row> rows) {
        int width = keyReadings.size();
        if (width == 0) {
            return List.of(new Group(rows, new @Nullable Object[0], new boolean[0]));
        }
        List<Group> groups = new ArrayList<>();
        for (boolean[] open : subtotals(width)) {
            Map<List<@Nullable Object>, Group> found = new LinkedHashMap<>();
            for (Row row : rows) {
                @Nullable Object[] key = new @Nullable Object[width];
                for (int at = 0; at < width; at++) {
                    key[at] = open[at] ? null : keyReadings.get(at).value(row);
                }
                found.computeIfAbsent(comparable(key), unused -> new Group(new ArrayList<>(), key, open))
                        .rows()
                        .add(row);
            }
            groups.addAll(found.values());
        }
        return groups;
    }

    /** Texts that differ in case alone are one value; so are numbers that differ in zeros. */
    private static List<@Nullable Object> comparable(@Nullable Object[] key) {
        List<@Nullable Object> folded = new ArrayList<>();
        for (Object value : key) {
            folded.add(Aggregates.folded(value));
        }
        return folded;
    }

    /** Which parts of the key each pass leaves open. */
    private List<boolean[]> subtotals(int width) {
        Query.Grouping.Kind kind = query.grouping().map(Query.Grouping::kind).orElse(Query.Grouping.Kind.PLAIN);
        List<boolean[]> passes = new ArrayList<>();
        if (kind == Query.Grouping.Kind.CUBE) {
            for (int mask = 0; mask < 1 << width; mask++) {
                boolean[] open = new boolean[width];
                for (int at = 0; at < width; at++) {
                    open[at] = (mask & 1 << at) != 0;
                }
                passes.add(open);
            }
            return passes;
        }
        int last = kind == Query.Grouping.Kind.ROLLUP ? 0 : width;
        for (int kept = width; kept >= last; kept--) {
            boolean[] open = new boolean[width];
            for (int at = kept; at < width; at++) {
                open[at] = true;
            }
            passes.add(open);
        }
        return passes;
    }
}
