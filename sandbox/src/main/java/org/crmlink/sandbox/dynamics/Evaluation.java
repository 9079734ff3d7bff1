package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/**
 * Turns filters and sort orders into code that works on rows. Names are resolved and types are checked once, before the
 * first row. A missing value fails every test except {@code ne} and what is negated, as in FetchXML.
 */
final class Evaluation {

    private final Reader reader;
    private final QueryContext context;

    Evaluation(QueryContext context) {
        this.reader = context.reader();
        this.context = context;
    }

    Predicate<Row> predicate(Expression expression, Table table) {
        return predicate(expression, table, "");
    }

    private Predicate<Row> predicate(Expression expression, Table table, String variable) {
        if (expression instanceof Expression.And and) {
            List<Predicate<Row>> parts = all(and.parts(), table, variable);
            return row -> {
                for (Predicate<Row> part : parts) {
                    if (!part.test(row)) {
                        return false;
                    }
                }
                return true;
            };
        }
        if (expression instanceof Expression.Or or) {
            List<Predicate<Row>> parts = all(or.parts(), table, variable);
            return row -> {
                for (Predicate<Row> part : parts) {
                    if (part.test(row)) {
                        return true;
                    }
                }
                return false;
            };
        }
        if (expression instanceof Expression.Not not) {
            return predicate(not.part(), table, variable).negate();
        }
        if (expression instanceof Expression.Truth truth) {
            Source<Row> source = source(truth.property(), table, variable);
            if (!Properties.edmType(source.column()).equals("Edm.Boolean")) {
                throw ApiErrors.syntax("The $filter expression must evaluate to a single boolean value.");
            }
            return row -> Boolean.TRUE.equals(source.value().apply(row));
        }
        if (expression instanceof Expression.TextTest test) {
            return text(test, table, variable);
        }
        if (expression instanceof Expression.QueryFunction function) {
            Source<Row> source = source(function.property(), table, variable);
            Predicate<@Nullable Object> test = QueryFunctions.of(function.name(), source, function.values(), context);
            return row -> test.test(source.value().apply(row));
        }
        if (expression instanceof Expression.Lambda lambda) {
            return lambda(lambda, table, variable);
        }
        return compare((Expression.Compare) expression, table, variable);
    }

    private List<Predicate<Row>> all(List<Expression> expressions, Table table, String variable) {
        List<Predicate<Row>> parts = new ArrayList<>();
        for (Expression part : expressions) {
            parts.add(predicate(part, table, variable));
        }
        return parts;
    }

    private Predicate<Row> text(Expression.TextTest test, Table table, String variable) {
        Source<Row> source = source(test.property(), table, variable);
        if (!Properties.isText(source.column())) {
            String name = test.kind().name().toLowerCase(Locale.ROOT);
            throw ApiErrors.syntax("No function signature for the function with name '" + name
                    + "' matches the specified arguments. The function signatures considered are: " + name
                    + "(Edm.String Nullable=true, Edm.String Nullable=true).");
        }
        String wanted = test.text().toLowerCase(Locale.ROOT);
        Function<Row, @Nullable Object> value = source.value();
        return row -> {
            Object found = value.apply(row);
            if (found == null) {
                return false;
            }
            String text = found.toString().toLowerCase(Locale.ROOT);
            return switch (test.kind()) {
                case CONTAINS -> text.contains(wanted);
                case STARTSWITH -> text.startsWith(wanted);
                case ENDSWITH -> text.endsWith(wanted);
            };
        };
    }

    private Predicate<Row> lambda(Expression.Lambda lambda, Table table, String variable) {
        List<String> steps = stripped(lambda.collection(), variable);
        Table at = table;
        Function<Row, @Nullable Row> way = row -> row;
        for (String step : steps.subList(0, steps.size() - 1)) {
            Navigation.ToOne lookup = lookup(at, step);
            way = follow(way, lookup);
            at = reader.schema().require(lookup.targets().get(0));
            reader.mustRead(at);
        }
        String last = steps.get(steps.size() - 1);
        Table start = at;
        Navigation navigation = Navigation.find(reader.schema(), start, last)
                .filter(found -> !(found instanceof Navigation.ToOne))
                .orElseThrow(() -> ApiErrors.noProperty(last, start.logicalName()));
        String target = navigation instanceof Navigation.ToMany many
                ? many.relation().referencingTable()
                : ((Navigation.Pairs) navigation).target();
        reader.mustRead(reader.schema().require(target));
        Expression inner = lambda.condition();
        Predicate<Row> condition =
                inner == null ? any -> true : predicate(inner, reader.schema().require(target), lambda.variable());
        Function<Row, @Nullable Row> from = way;
        return row -> {
            Row origin = from.apply(row);
            if (origin == null) {
                return lambda.all();
            }
            List<Row> related = reader.related(origin, navigation);
            return lambda.all()
                    ? related.stream().allMatch(condition)
                    : related.stream().anyMatch(condition);
        };
    }

    private Predicate<Row> compare(Expression.Compare compare, Table table, String variable) {
        Expression.Operator operator = compare.operator();
        Expression.Operand left = compare.left();
        Expression.Operand right = compare.right();
        if (left instanceof Expression.Literal && right instanceof Expression.Path) {
            Expression.Operand literal = left;
            left = right;
            right = literal;
            operator = operator.flipped();
        }
        if (!(left instanceof Expression.Path property)) {
            throw ApiErrors.syntax("A comparison of two constants is not supported.");
        }
        Source<Row> source = source(property, table, variable);
        if (right instanceof Expression.Path other) {
            return columns(operator, source, source(other, table, variable));
        }
        Object constant = ((Expression.Literal) right).value();
        Function<Row, @Nullable Object> value = source.value();
        if (constant == null) {
            return switch (operator) {
                case EQ -> row -> value.apply(row) == null;
                case NE -> row -> value.apply(row) != null;
                default -> row -> false;
            };
        }
        Comparable<Object> wanted = Comparables.constant(source.column(), constant, operator);
        Column column = source.column();
        Expression.Operator test = operator;
        return row -> {
            Object found = value.apply(row);
            if (found == null) {
                return test == Expression.Operator.NE;
            }
            return Comparables.holds(test, -wanted.compareTo(Comparables.value(column, found)));
        };
    }

    private static Predicate<Row> columns(Expression.Operator operator, Source<Row> left, Source<Row> right) {
        Comparables.mustCompare(left.column(), right.column(), operator);
        return row -> {
            Object a = left.value().apply(row);
            Object b = right.value().apply(row);
            if (a == null || b == null) {
                return operator == Expression.Operator.NE && a != b;
            }
            return Comparables.holds(
                    operator, Comparables.value(left.column(), a).compareTo(Comparables.value(right.column(), b)));
        };
    }

    private static List<String> stripped(Expression.Path path, String variable) {
        List<String> steps = path.steps();
        return !variable.isEmpty() && steps.size() > 1 && steps.get(0).equals(variable)
                ? steps.subList(1, steps.size())
                : steps;
    }

    private Source<Row> source(Expression.Path path, Table table, String variable) {
        return source(stripped(path, variable), table);
    }

    /** The property at the end of a path of navigation properties. */
    Source<Row> source(List<String> steps, Table table) {
        Table at = table;
        Function<Row, @Nullable Row> way = row -> row;
        for (String step : steps.subList(0, steps.size() - 1)) {
            Navigation.ToOne lookup = lookup(at, step);
            way = follow(way, lookup);
            at = reader.schema().require(target(lookup, steps.get(steps.size() - 1)));
            reader.mustRead(at);
        }
        String last = steps.get(steps.size() - 1);
        Table end = at;
        Column column = Properties.selectable(reader.schema(), end, last);
        if (steps.size() == 1) {
            return new Source<>(end, column, row -> row.get(column));
        }
        Function<Row, @Nullable Row> from = way;
        return new Source<>(end, column, row -> {
            Row found = from.apply(row);
            return found == null || found.table().column(column.logicalName()).isEmpty() ? null : found.get(column);
        });
    }

    /** Of several targets, the one that has the property asked for. */
    private String target(Navigation.ToOne lookup, String property) {
        for (String target : lookup.targets()) {
            if (Properties.find(reader.schema().require(target), property).isPresent()) {
                return target;
            }
        }
        return lookup.targets().get(0);
    }

    private Navigation.ToOne lookup(Table table, String step) {
        return Navigation.toOne(reader.schema(), table, step)
                .orElseThrow(() -> ApiErrors.noProperty(step, table.logicalName()));
    }

    private Function<Row, @Nullable Row> follow(Function<Row, @Nullable Row> way, Navigation.ToOne lookup) {
        return row -> {
            Row from = way.apply(row);
            Object value = from == null ? null : from.get(lookup.column());
            if (value instanceof Reference reference && lookup.targets().contains(reference.table())) {
                return reader.find(reference.table(), reference.id()).orElse(null);
            }
            return null;
        };
    }

    /** The order asked for, nulls first when ascending, and by id where everything else is equal. */
    Sorting sorting(List<QueryOptions.Order> orders, Table table) {
        List<Sorting.Item> items = new ArrayList<>();
        for (QueryOptions.Order order : orders) {
            Source<Row> source = source(order.path(), table);
            if (items.isEmpty() && !order.descending() && order.path().equals(List.of(table.primaryId()))) {
                break;
            }
            items.add(new Sorting.Item(
                    String.join(".", order.path()), source.column(), source.value(), order.descending()));
        }
        return new Sorting(items, table.primaryId());
    }

    /** The collections that a filter looks into from rows of this table. */
    List<Navigation> collections(Expression expression, Table table) {
        List<Navigation> found = new ArrayList<>();
        if (expression instanceof Expression.And and) {
            and.parts().forEach(part -> found.addAll(collections(part, table)));
        } else if (expression instanceof Expression.Or or) {
            or.parts().forEach(part -> found.addAll(collections(part, table)));
        } else if (expression instanceof Expression.Not not) {
            found.addAll(collections(not.part(), table));
        } else if (expression instanceof Expression.Lambda lambda
                && lambda.collection().steps().size() == 1) {
            Navigation.find(reader.schema(), table, lambda.collection().toString())
                    .ifPresent(found::add);
        }
        return found;
    }
}
