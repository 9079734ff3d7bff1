package org.crmlink.connector.salesforce;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.filter.Filter.Operator;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.toolkit.filter.DayWindow;
import org.crmlink.toolkit.filter.InstantWindow;
import org.crmlink.toolkit.filter.LeafField;

/**
 * Translates filters into SOQL and what the host has to evaluate after it. The condition finds exactly the filter's records or more of them, never fewer
 * [READ-2]. Negations are pushed inwards, over exact insides only. Thread-safe.
 */
@Singleton
final class SalesforceFilter {

    /** What an address may hold beside the fields that are asked for, after encoding (salesforce.md §1). */
    private static final int LONGEST = 5_000;

    private final SalesforceMetadata metadata;
    private final SalesforceIdentity identity;
    private final ConnectorContext context;

    @Inject
    SalesforceFilter(SalesforceMetadata metadata, SalesforceIdentity identity, ConnectorContext context) {
        this.metadata = metadata;
        this.identity = identity;
        this.context = context;
    }

    /**
     * The two halves of a filter.
     *
     * @param condition for WHERE; an empty one finds everything
     * @param residual what the host evaluates on the answer
     */
    record Plan(String condition, Filter residual) {}

    /** Translates; relative dates are taken from the clock now. */
    Plan plan(String operation, Filter filter, SObject object) {
        requireKnown(operation, filter, object);
        Translation translation = new Translation(object, "", context.clock().instant());
        List<String> conditions = new ArrayList<>();
        Filter residual = Filter.all();
        int length = 0;
        for (Filter conjunct : conjuncts(filter)) {
            Optional<SoqlCondition.Part> part =
                    translation.part(conjunct, false).or(() -> translation.semiJoin(conjunct));
            int more = part.map(one -> Soql.encode(one.condition()).length()).orElse(0);
            boolean asked = part.isPresent() && length + more <= LONGEST;
            if (asked) {
                conditions.add(part.get().condition());
                length += more;
            }
            if (!asked || !part.get().exact()) {
                residual = residual.and(conjunct);
            }
        }
        return new Plan(String.join(" AND ", conditions), residual);
    }

    /** The parts of nested conjunctions: each goes to the server or stays by itself. */
    private static List<Filter> conjuncts(Filter filter) {
        if (filter instanceof Filter.All) {
            return List.of();
        }
        if (!(filter instanceof Filter.And and)) {
            return List.of(filter);
        }
        return and.parts().stream().flatMap(part -> conjuncts(part).stream()).toList();
    }

    /** Refuses fields that the entity does not have: the server would refuse them with less clear words. */
    private static void requireKnown(String operation, Filter filter, SObject object) {
        List<String> unknown = filter.fields().stream()
                .filter(field -> object.column(field).isEmpty())
                .toList();
        if (!unknown.isEmpty()) {
            throw ConnectorException.of(
                            ErrorKind.INVALID_DATA,
                            "the filter names fields that entity '" + object.name() + "' does not have: '"
                                    + String.join("', '", unknown) + "'")
                    .operation(operation)
                    .entity(object.name())
                    .hint("describe the entity to see its fields")
                    .build();
        }
    }

    /** One translation for the records of one entity, reached over a path of lookups; empty parts cannot be asked. */
    private final class Translation {
        private final SObject object;
        private final String prefix;
        private final Instant now;
        private int joins;

        private Translation(SObject object, String prefix, Instant now) {
            this.object = object;
            this.prefix = prefix;
            this.now = now;
        }

        private Optional<SoqlCondition.Part> part(Filter filter, boolean negated) {
            if (filter instanceof Filter.All) {
                return Optional.empty();
            } else if (filter instanceof Filter.Not not) {
                return part(not.inside(), !negated);
            } else if (filter instanceof Filter.And and) {
                return negated ? anyOf(and.parts(), true) : allOf(and.parts(), false);
            } else if (filter instanceof Filter.Or or) {
                return negated ? allOf(or.parts(), true) : anyOf(or.parts(), false);
            } else if (filter instanceof Filter.Related related) {
                return related(related, negated);
            }
            // The complement of a wider set is a narrower one: records would be missed.
            return leaf(filter, negated).filter(part -> part.exact() || !negated);
        }

        private Optional<SoqlCondition.Part> allOf(List<Filter> parts, boolean negated) {
            List<String> conditions = new ArrayList<>();
            boolean exact = true;
            for (Filter inner : parts) {
                Optional<SoqlCondition.Part> part = part(inner, negated);
                part.ifPresent(one -> conditions.add(one.condition()));
                exact &= part.map(SoqlCondition.Part::exact).orElse(inner instanceof Filter.All && !negated);
            }
            return conditions.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new SoqlCondition.Part("(" + String.join(" AND ", conditions) + ")", exact));
        }

        private Optional<SoqlCondition.Part> anyOf(List<Filter> parts, boolean negated) {
            List<String> conditions = new ArrayList<>();
            boolean exact = true;
            for (Filter inner : parts) {
                Optional<SoqlCondition.Part> part = part(inner, negated);
                if (part.isEmpty()) {
                    return Optional.empty();
                }
                conditions.add(part.get().condition());
                exact &= part.get().exact();
            }
            return conditions.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new SoqlCondition.Part("(" + String.join(" OR ", conditions) + ")", exact));
        }

        /** Over the path of the lookup, which several targets do not have. */
        private Optional<SoqlCondition.Part> related(Filter.Related related, boolean negated) {
            Optional<Column> lookup = object.column(related.field());
            boolean path = lookup.isPresent()
                    && lookup.get().filterable()
                    && !lookup.get().relationship().isEmpty()
                    && lookup.get().field().targets().equals(List.of(related.target()));
            // Five steps are allowed; three leave the server some ease.
            if (!path || prefix.chars().filter(c -> c == '.').count() >= 3) {
                return Optional.empty();
            }
            String points = prefix + lookup.get().name() + " != null";
            Translation there = new Translation(
                    metadata.object(related.target()), prefix + lookup.get().relationship() + ".", now);
            Optional<SoqlCondition.Part> inside = there.part(related.inside(), negated);
            if (!negated) {
                // A lookup that points nowhere has no target that matches, also where the inside asks for null.
                return Optional.of(inside.map(part ->
                                new SoqlCondition.Part("(" + points + " AND " + part.condition() + ")", part.exact()))
                        .orElse(new SoqlCondition.Part(points, related.inside() instanceof Filter.All)));
            }
            return inside.filter(SoqlCondition.Part::exact)
                    .map(part -> new SoqlCondition.Part(
                            "(" + prefix + lookup.get().name() + " = null OR " + part.condition() + ")", true));
        }

        /** A lookup of several targets, as a query of its own; the server takes two of them, and none inside another. */
        private Optional<SoqlCondition.Part> semiJoin(Filter filter) {
            if (!(filter instanceof Filter.Related related) || joins == 2) {
                return Optional.empty();
            }
            Optional<Column> lookup = object.column(related.field()).filter(Column::filterable);
            if (lookup.isEmpty() || !lookup.get().field().targets().contains(related.target())) {
                return Optional.empty();
            }
            Translation there = new Translation(metadata.object(related.target()), "", now);
            return there.part(related.inside(), false).map(part -> {
                joins++;
                String query = Soql.query(List.of(SObject.ID), related.target(), List.of(part.condition()), List.of());
                return new SoqlCondition.Part(lookup.get().name() + " IN (" + query + ")", part.exact());
            });
        }

        private Optional<SoqlCondition.Part> leaf(Filter filter, boolean negated) {
            Optional<Column> found = object.column(LeafField.of(filter))
                    .filter(Column::filterable)
                    .filter(column -> column.field().type() != FieldType.BINARY);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Column column = found.get();
            String path = prefix + column.name();
            if (filter instanceof Filter.IsNull) {
                if (column.field().type() == FieldType.BOOLEAN) {
                    // the server takes what is false for empty
                    return Optional.empty();
                }
                return Optional.of(new SoqlCondition.Part(path + (negated ? " != null" : " = null"), true));
            } else if (filter instanceof Filter.Comparison comparison) {
                return comparison(path, column, comparison, negated);
            } else if (filter instanceof Filter.In in) {
                return SoqlCondition.in(path, column, in.values(), negated);
            } else if (filter instanceof Filter.TextMatch match) {
                return text(path, column, match, negated);
            } else if (filter instanceof Filter.RelativeDate date) {
                return relative(path, column, date, negated);
            }
            return equal(path, column, identity.userId(), negated);
        }

        private Optional<SoqlCondition.Part> comparison(
                String path, Column column, Filter.Comparison comparison, boolean negated) {
            Operator operator = comparison.operator();
            if (operator == Operator.EQ || operator == Operator.NE) {
                return equal(path, column, comparison.value(), negated != (operator == Operator.NE));
            }
            return SoqlCondition.isOrdered(column)
                    ? SoqlCondition.literal(column, comparison.value())
                            .map(literal -> new SoqlCondition.Part(
                                    SoqlCondition.ordering(path, operator, literal, negated), true))
                    : Optional.empty();
        }

        private Optional<SoqlCondition.Part> equal(String path, Column column, Object value, boolean negated) {
            if (!negated) {
                return SoqlCondition.equal(path, column, value);
            }
            if (column.field().type() == FieldType.BOOLEAN) {
                return SoqlCondition.in(path, column, List.of(value), true);
            }
            return SoqlCondition.isExact(column)
                    ? SoqlCondition.literal(column, value)
                            .map(literal -> new SoqlCondition.Part(
                                    SoqlCondition.ordering(path, Operator.EQ, literal, true), true))
                    : Optional.empty();
        }

        private Optional<SoqlCondition.Part> text(String path, Column column, Filter.TextMatch match, boolean negated) {
            boolean askable = column.field().type() == FieldType.TEXT
                    && !negated
                    && !column.caseSensitive()
                    && !match.text().isBlank()
                    && match.text().length() <= 500;
            return askable
                    ? Optional.of(new SoqlCondition.Part(
                            path + " LIKE " + Soql.like(match.text(), match.match() == Filter.Match.CONTAINS), false))
                    : Optional.empty();
        }

        private Optional<SoqlCondition.Part> relative(
                String path, Column column, Filter.RelativeDate date, boolean negated) {
            if (column.field().type() == FieldType.INSTANT) {
                // wide by a millisecond, which literals cannot divide: the host decides
                InstantWindow window = InstantWindow.of(date, now);
                String end = path + " <= " + Soql.instant(window.to().plusMillis(1));
                String condition = window.from()
                        .map(from -> "(" + path + " >= " + Soql.instant(from.minusMillis(1)) + " AND " + end + ")")
                        .orElse("(" + path + " != null AND " + end + ")");
                return negated ? Optional.empty() : Optional.of(new SoqlCondition.Part(condition, false));
            }
            if (negated || column.field().type() != FieldType.DATE) {
                return Optional.empty();
            }
            DayWindow days = DayWindow.of(date, now);
            String before = path + " < " + Soql.date(days.before());
            return Optional.of(new SoqlCondition.Part(
                    days.from()
                            .map(from -> "(" + path + " >= " + Soql.date(from) + " AND " + before + ")")
                            .orElse("(" + path + " != null AND " + before + ")"),
                    false));
        }
    }
}
