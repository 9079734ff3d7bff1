package org.crmlink.host.filter;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.crmlink.host.text.DidYouMean;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;

/**
 * Binds what a filter text says to the fields of an entity: every literal gets the Java type of its field, everything that cannot work is reported
 * at once. One-at-a-time inside, thread-safe to call.
 *
 * <p>Besides exact matches it accepts what can mean only one thing: whole numbers for decimals and choices, a day for the beginning of that day (UTC
 * for instants) in {@code lt}, {@code le}, {@code gt}, {@code ge}.
 */
public final class FilterBinding {

    private static final Set<FieldType> DATES =
            EnumSet.of(FieldType.INSTANT, FieldType.DATE, FieldType.LOCAL_DATE_TIME);

    private final Function<String, Optional<EntityType>> targets;
    private final List<FilterProblem> problems = new ArrayList<>();

    private FilterBinding(Function<String, Optional<EntityType>> targets) {
        this.targets = targets;
    }

    /**
     * Binds a filter.
     *
     * @param entity the entity that is filtered
     * @param targets descriptions of the entities that semi-joins point to; asked only for those
     */
    public static BoundFilter bind(Filter filter, EntityType entity, Function<String, Optional<EntityType>> targets) {
        FilterBinding binding = new FilterBinding(requireNonNull(targets, "targets is null"));
        Filter bound = binding.bind(filter, entity);
        return new BoundFilter(bound, binding.problems);
    }

    private Filter bind(Filter filter, EntityType entity) {
        if (filter instanceof Filter.And and) {
            return new Filter.And(
                    and.parts().stream().map(part -> bind(part, entity)).toList());
        }
        if (filter instanceof Filter.Or or) {
            return new Filter.Or(
                    or.parts().stream().map(part -> bind(part, entity)).toList());
        }
        if (filter instanceof Filter.Not not) {
            return new Filter.Not(bind(not.inside(), entity));
        }
        if (filter instanceof Filter.Comparison comparison) {
            return comparison(comparison, entity);
        }
        if (filter instanceof Filter.In in) {
            return in(in, entity);
        }
        if (filter instanceof Filter.TextMatch match) {
            check(match.field(), entity, EnumSet.of(FieldType.TEXT), "startswith and contains need a text field");
        } else if (filter instanceof Filter.IsNull isNull) {
            field(isNull.field(), entity);
        } else if (filter instanceof Filter.RelativeDate date) {
            check(date.field(), entity, DATES, "relative dates need a date field");
        } else if (filter instanceof Filter.CurrentUser user) {
            check(user.field(), entity, EnumSet.of(FieldType.LOOKUP), "currentuser needs a lookup");
        } else if (filter instanceof Filter.Related related) {
            return related(related, entity);
        }
        return filter;
    }

    private Filter comparison(Filter.Comparison comparison, EntityType entity) {
        Optional<Field> field = field(comparison.field(), entity);
        if (field.isEmpty()) {
            return comparison;
        }
        boolean ordered = comparison.operator() != Filter.Operator.EQ && comparison.operator() != Filter.Operator.NE;
        if (ordered && !LiteralConversion.isOrdered(field.get().type())) {
            problem(
                    entity,
                    comparison.field(),
                    LiteralConversion.words(field.get().type()) + " has no order: only eq, ne and in can compare it");
            return comparison;
        }
        try {
            Object value = LiteralConversion.convert(comparison.value(), field.get(), ordered);
            return new Filter.Comparison(comparison.field(), comparison.operator(), value);
        } catch (IllegalArgumentException e) {
            problem(entity, comparison.field(), String.valueOf(e.getMessage()));
            return comparison;
        }
    }

    private Filter in(Filter.In in, EntityType entity) {
        Optional<Field> field = field(in.field(), entity);
        if (field.isEmpty()) {
            return in;
        }
        List<Object> values = new ArrayList<>();
        for (Object value : in.values()) {
            try {
                values.add(LiteralConversion.convert(value, field.get(), false));
            } catch (IllegalArgumentException e) {
                problem(entity, in.field(), String.valueOf(e.getMessage()));
            }
        }
        return values.size() == in.values().size() ? new Filter.In(in.field(), values) : in;
    }

    private Filter related(Filter.Related related, EntityType entity) {
        Optional<Field> field = field(related.field(), entity);
        if (field.isPresent()) {
            if (field.get().type() != FieldType.LOOKUP) {
                wrongType(field.get(), entity, "related needs a lookup");
                return related;
            }
            List<String> possible = field.get().targets();
            if (!possible.isEmpty() && !possible.contains(related.target())) {
                problem(
                        entity,
                        related.field(),
                        "points to " + String.join(", ", possible) + ", never to '" + related.target() + "'"
                                + DidYouMean.hint(related.target(), possible));
                return related;
            }
        }
        Optional<EntityType> target = targets.apply(related.target());
        if (target.isEmpty()) {
            problem(entity, related.field(), "there is no entity '" + related.target() + "'");
            return related;
        }
        return new Filter.Related(related.field(), related.target(), bind(related.inside(), target.get()));
    }

    private void check(String name, EntityType entity, Set<FieldType> types, String need) {
        field(name, entity)
                .filter(field -> !types.contains(field.type()))
                .ifPresent(field -> wrongType(field, entity, need));
    }

    private void wrongType(Field field, EntityType entity, String need) {
        problem(entity, field.name(), need + ", this is " + LiteralConversion.words(field.type()));
    }

    private Optional<Field> field(String name, EntityType entity) {
        Optional<Field> field = entity.field(name);
        if (field.isEmpty()) {
            List<String> names = entity.fields().stream().map(Field::name).toList();
            problem(entity, name, "unknown field" + DidYouMean.hint(name, names));
        } else if (!field.get().readable()) {
            problem(entity, name, "this field cannot be read, so nothing can be filtered by it");
            return Optional.empty();
        }
        return field;
    }

    private void problem(EntityType entity, String field, String message) {
        FilterProblem problem = new FilterProblem(entity.name(), field, message);
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }
}
