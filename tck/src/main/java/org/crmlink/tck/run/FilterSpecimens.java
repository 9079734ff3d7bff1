package org.crmlink.tck.run;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.crmlink.host.filter.FilterBinding;
import org.crmlink.host.filter.FilterEnvironment;
import org.crmlink.host.filter.FilterEvaluator;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.jspecify.annotations.Nullable;

/** Records with and without values, filters that choose between them, and what the reference evaluation finds. Used by the check's thread. */
public final class FilterSpecimens {

    private final Run run;
    private final EntityType entity;
    private final boolean brief;
    private final List<String> names;
    private final List<Row> rows;
    /** Texts of the markers of records that lookups point to, by entity and id. */
    private final Map<RecordRef, String> targets;

    private FilterSpecimens(Run run, EntityType entity, boolean brief, Map<RecordRef, String> targets) {
        this.run = run;
        this.entity = entity;
        this.brief = brief;
        this.targets = targets;
        this.names = entity.fields().stream()
                .filter(field -> field.readable() && field.type() != FieldType.BINARY)
                .map(Field::name)
                .toList();
        this.rows = Reading.all(
                        run.reader(),
                        Reading.query(run, entity, Reading.best(entity).tracking(), names))
                .rows();
    }

    /**
     * Makes records and reads them without a filter.
     *
     * @param brief one field of each type instead of all
     */
    public static FilterSpecimens seed(Run run, EntityType entity, int count, boolean brief) {
        Map<RecordRef, String> targets = new LinkedHashMap<>();
        Specimens specimens = run.specimens(entity);
        for (int n = 0; n < count; n++) {
            Map<String, @Nullable Object> values = specimens.minimal();
            for (Field field : specimens.writable()) {
                boolean wanted = n == 0 || (n + field.name().length()) % 3 != 0;
                if (wanted && !values.containsKey(field.name()) && field.type() != FieldType.BINARY) {
                    value(run, entity, field, targets).ifPresent(value -> values.put(field.name(), value));
                }
            }
            run.seed(entity, values);
        }
        return new FilterSpecimens(run, entity, brief, targets);
    }

    private static Optional<Object> value(Run run, EntityType entity, Field field, Map<RecordRef, String> targets) {
        if (field.type() != FieldType.LOOKUP) {
            try {
                return Optional.of(run.specimens(entity).value(field));
            } catch (Inconclusive e) {
                // a value that only the vendor knows: the others are enough
                return Optional.empty();
            }
        }
        for (EntityType target : run.entities()) {
            if (field.targets().contains(target.name()) && !target.name().equals(entity.name())) {
                try {
                    Seed seed = run.seed(target, 1).get(0);
                    RecordRef ref = new RecordRef(target.name(), seed.id());
                    targets.put(ref, seed.marker());
                    return Optional.of(ref);
                } catch (Inconclusive e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** How many records there are. */
    public int size() {
        return rows.size();
    }

    // ---- filters

    /** Conditions on one field each. */
    public List<Filter> simple() {
        List<Filter> filters = new ArrayList<>();
        Set<FieldType> seen = EnumSet.noneOf(FieldType.class);
        Set<String> writable = new LinkedHashSet<>();
        run.specimens(entity).writable().forEach(field -> writable.add(field.name()));
        for (boolean settable : new boolean[] {true, false}) {
            for (Field field : entity.fields()) {
                boolean chosen = names.contains(field.name()) && writable.contains(field.name()) == settable;
                if (chosen && (!brief || seen.add(field.type()))) {
                    conditions(field, settable, filters);
                }
            }
        }
        filters.removeIf(filter -> !FilterBinding.bind(
                        filter,
                        entity,
                        name -> run.entities().stream()
                                .filter(one -> one.name().equals(name))
                                .findFirst())
                .problems()
                .isEmpty());
        return filters;
    }

    private void conditions(Field field, boolean settable, List<Filter> filters) {
        String name = field.name();
        List<Object> values = values(name);
        if (field.nullable() && settable) {
            filters.add(new Filter.IsNull(name));
        }
        if (values.isEmpty()) {
            return;
        }
        Object first = other(values.get(0), field.type());
        Object middle = values.get(values.size() / 2);
        filters.add(Filter.compare(name, Filter.Operator.NE, first));
        filters.add(Filter.compare(name, Filter.Operator.GE, middle));
        filters.add(new Filter.In(name, List.of(first, middle)));
        if (!brief) {
            for (Filter.Operator operator : Filter.Operator.values()) {
                filters.add(Filter.compare(name, operator, middle));
            }
        }
        if (first instanceof String text && field.type() == FieldType.TEXT && text.length() > 12) {
            filters.add(new Filter.TextMatch(name, Filter.Match.PREFIX, text.substring(0, 7)));
            filters.add(new Filter.TextMatch(name, Filter.Match.CONTAINS, text.substring(3, 9)));
        }
        if (settable && (field.type() == FieldType.INSTANT || field.type() == FieldType.DATE)) {
            filters.add(new Filter.RelativeDate(name, Filter.Period.NEXT_DAYS, 10_000));
            filters.add(new Filter.RelativeDate(name, Filter.Period.OLDER_THAN_DAYS, 1));
        }
        if (field.type() == FieldType.LOOKUP) {
            related(name).ifPresent(filters::add);
        }
    }

    private Optional<Filter> related(String lookup) {
        int index = names.indexOf(lookup);
        for (Row row : rows) {
            if (row.value(index) instanceof RecordRef ref && targets.containsKey(ref)) {
                EntityType target = type(ref.entity()).orElseThrow();
                Filter inside = Filter.compare(
                        run.specimens(target).markerField(),
                        Filter.Operator.EQ,
                        upper(String.valueOf(targets.get(ref))));
                return Optional.of(new Filter.Related(lookup, ref.entity(), inside));
            }
        }
        return Optional.empty();
    }

    /** Random trees over conditions. */
    public List<Filter> trees(List<Filter> leaves, Random random, int count) {
        List<Filter> trees = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            trees.add(tree(leaves, random, 3));
        }
        return trees;
    }

    private static Filter tree(List<Filter> leaves, Random random, int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(5);
        return switch (kind) {
            case 1 -> new Filter.Not(tree(leaves, random, depth - 1));
            case 2, 3 -> new Filter.And(List.of(tree(leaves, random, depth - 1), tree(leaves, random, depth - 1)));
            case 4 -> new Filter.Or(List.of(tree(leaves, random, depth - 1), tree(leaves, random, depth - 1)));
            default -> leaves.get(random.nextInt(leaves.size()));
        };
    }

    /** The distinct values that are there, as a filter names them. */
    private List<Object> values(String name) {
        int index = names.indexOf(name);
        Set<Object> distinct = new LinkedHashSet<>();
        for (Row row : rows) {
            @Nullable Object value = row.value(index);
            if (value instanceof List<?> list) {
                list.forEach(one -> distinct.add(named(one)));
            } else if (value != null) {
                distinct.add(named(value));
            }
        }
        return List.copyOf(distinct);
    }

    private static Object named(Object value) {
        return value instanceof RecordRef ref ? ref.id() : value;
    }

    /** The same value in another spelling, where case does not matter. */
    private static Object other(Object value, FieldType type) {
        return type == FieldType.TEXT && value instanceof String text ? upper(text) : value;
    }

    private static String upper(String text) {
        return text.toUpperCase(java.util.Locale.ROOT);
    }

    // ---- the reference

    /** The fields that a query with this filter has to name. */
    public Set<String> fieldsOf(Filter filter) {
        Set<String> fields = new LinkedHashSet<>(filter.fields());
        fields.add(run.specimens(entity).markerField());
        return fields;
    }

    /** The ids that the reference evaluation finds. */
    public Set<String> matching(Filter filter) {
        FilterEvaluator evaluator = FilterEvaluator.compile(filter, entity, names, environment());
        Set<String> ids = new LinkedHashSet<>();
        rows.stream().filter(evaluator::matches).forEach(row -> ids.add(row.id()));
        return ids;
    }

    /** An evaluator of what a connector left to the host. */
    public FilterEvaluator evaluator(Filter residual, List<String> fields) {
        try {
            return FilterEvaluator.compile(residual, entity, fields, environment());
        } catch (IllegalArgumentException e) {
            throw new AssertionError("The residual '" + words(residual) + "' of '" + entity.name()
                    + "' cannot be evaluated on the fields of the query: " + e.getMessage()
                    + ". A residual may only need fields that the query names.");
        }
    }

    private FilterEnvironment environment() {
        return new FilterEnvironment(
                run.time().withZone(ZoneOffset.UTC),
                "",
                this::type,
                (target, id, fields) -> related(target, id, fields));
    }

    private Optional<EntityType> type(String name) {
        return run.entities().stream().filter(one -> one.name().equals(name)).findFirst();
    }

    private Optional<@Nullable Object[]> related(String target, String id, List<String> fields) {
        String text = targets.get(new RecordRef(target, id));
        Map<String, @Nullable Object> known = new HashMap<>();
        type(target).ifPresent(one -> known.put(run.specimens(one).markerField(), text));
        return text == null
                ? Optional.empty()
                : Optional.of(fields.stream().map(known::get).toArray());
    }

    /** A filter for people, without its values. */
    public static String words(Filter filter) {
        if (filter instanceof Filter.And and) {
            return joined(and.parts(), " and ");
        }
        if (filter instanceof Filter.Or or) {
            return joined(or.parts(), " or ");
        }
        if (filter instanceof Filter.Not not) {
            return "not " + words(not.inside());
        }
        if (filter instanceof Filter.Comparison comparison) {
            return comparison.field() + " " + comparison.operator() + " …";
        }
        if (filter instanceof Filter.In in) {
            return in.field() + " in (" + in.values().size() + " values)";
        }
        if (filter instanceof Filter.TextMatch match) {
            return match.field() + " " + match.match() + " …";
        }
        if (filter instanceof Filter.IsNull isNull) {
            return isNull.field() + " is null";
        }
        if (filter instanceof Filter.RelativeDate date) {
            return date.field() + " " + date.period();
        }
        if (filter instanceof Filter.Related related) {
            return related.field() + " → " + related.target() + "(" + words(related.inside()) + ")";
        }
        return filter instanceof Filter.CurrentUser user ? user.field() + " is the user" : "all";
    }

    private static String joined(List<Filter> parts, String word) {
        return "("
                + String.join(word, parts.stream().map(FilterSpecimens::words).toList()) + ")";
    }
}
