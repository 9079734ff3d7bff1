package org.crmlink.sandbox.dynamics;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Filters and shapes metadata items. Metadata knows neither paging nor sorting nor text functions. */
final class MetadataQuery {

    private MetadataQuery() {}

    /** The items that the options want, as JSON trees. */
    static List<Map<String, @Nullable Object>> list(List<MetadataNode> nodes, QueryOptions options, boolean cast) {
        for (String option : List.of("$top", "$orderby", "$skip", "$skiptoken")) {
            if (options.has(option)) {
                throw ApiErrors.badQuery("The query parameter " + option + " is not supported");
            }
        }
        Predicate<MetadataNode> wanted =
                options.filter().map(filter -> predicate(filter, cast)).orElse(any -> true);
        List<Map<String, @Nullable Object>> found = new ArrayList<>();
        for (MetadataNode node : nodes) {
            if (wanted.test(node)) {
                found.add(node.render(options, cast));
            }
        }
        return found;
    }

    static Predicate<MetadataNode> predicate(Expression expression, boolean cast) {
        if (expression instanceof Expression.And and) {
            List<Predicate<MetadataNode>> parts =
                    and.parts().stream().map(part -> predicate(part, cast)).toList();
            return node -> parts.stream().allMatch(part -> part.test(node));
        }
        if (expression instanceof Expression.Or or) {
            List<Predicate<MetadataNode>> parts =
                    or.parts().stream().map(part -> predicate(part, cast)).toList();
            return node -> parts.stream().anyMatch(part -> part.test(node));
        }
        if (expression instanceof Expression.Not not) {
            return predicate(not.part(), cast).negate();
        }
        if (expression instanceof Expression.Truth truth) {
            return node -> Boolean.TRUE.equals(value(node, truth.property(), cast));
        }
        if (expression instanceof Expression.Compare compare
                && compare.left() instanceof Expression.Path path
                && compare.right() instanceof Expression.Literal literal) {
            return node -> holds(compare.operator(), value(node, path, cast), literal.value());
        }
        throw ApiErrors.badQuery("The filter is not supported for metadata entities.");
    }

    private static @Nullable Object value(MetadataNode node, Expression.Path path, boolean cast) {
        node.check(path.steps().get(0), cast);
        Object value = node.properties();
        for (String step : path.steps()) {
            value = value instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return value;
    }

    private static boolean holds(Expression.Operator operator, @Nullable Object value, @Nullable Object constant) {
        if (value == null || constant == null) {
            return operator == Expression.Operator.EQ
                    ? value == constant
                    : operator == Expression.Operator.NE && value != constant;
        }
        if (value instanceof Number number && constant instanceof BigDecimal wanted) {
            return Comparables.holds(operator, new BigDecimal(number.toString()).compareTo(wanted));
        }
        return Comparables.holds(operator, value.toString().compareToIgnoreCase(constant.toString()));
    }
}
