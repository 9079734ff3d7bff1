package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** The SDK's queries as arguments: one table and a tree of conditions, which become those of a {@code $filter}. */
final class QueryExpressions {

    static final NamedType[] TYPES = {
        NamedType.Complex.of(
                "QueryExpression",
                "Distinct",
                "Edm.Boolean",
                "NoLock",
                "Edm.Boolean",
                "EntityName",
                "Edm.String",
                "ColumnSet",
                "mscrm.ColumnSet",
                "Criteria",
                "mscrm.FilterExpression",
                "TopCount",
                "Edm.Int32"),
        NamedType.Complex.of("ColumnSet", "AllColumns", "Edm.Boolean", "Columns", "Collection(Edm.String)"),
        NamedType.Complex.of(
                "FilterExpression",
                "FilterOperator",
                "mscrm.LogicalOperator",
                "Conditions",
                "Collection(mscrm.ConditionExpression)",
                "Filters",
                "Collection(mscrm.FilterExpression)"),
        NamedType.Complex.of(
                "ConditionExpression",
                "EntityName",
                "Edm.String",
                "AttributeName",
                "Edm.String",
                "Operator",
                "Edm.String",
                "Values",
                "Collection(mscrm.Object)"),
        NamedType.Complex.of("Object", "Type", "Edm.String", "Value", "Edm.String"),
        NamedType.Choice.of("LogicalOperator", "And", "Or")
    };

    private QueryExpressions() {}

    /** The table that the query is about. */
    static Table table(Schema schema, Map<?, ?> query) {
        String name = String.valueOf(query.get("EntityName"));
        return schema.table(name)
                .orElseThrow(() ->
                        new ApiException(400, "0x80041102", "The entity with a name = '" + name + "' was not found."));
    }

    /** The test of the query's criteria, for the rows that the caller sees. */
    static Predicate<Row> predicate(Invocation in, Table table, Map<?, ?> query) {
        in.call().access().mustRead(table);
        Predicate<Row> readable = in.call().access().readable(table);
        return readable.and(criteria(in, table, query));
    }

    private static Predicate<Row> criteria(Invocation in, Table table, Map<?, ?> query) {
        for (String member : List.of("LinkEntities", "TopCount")) {
            if (query.get(member) != null) {
                throw ApiErrors.notSupported("The member '" + member + "' of a query expression");
            }
        }
        if (!(query.get("Criteria") instanceof Map<?, ?> criteria)) {
            return row -> true;
        }
        String filter = filter(table, criteria);
        if (filter.isEmpty()) {
            return row -> true;
        }
        StoreReader reader = in.reads().reader(in.call());
        Expression expression = FilterParser.parse(filter, Map.of());
        return new Evaluation(in.reads().context(in.call(), reader)).predicate(expression, table);
    }

    private static String filter(Table table, Map<?, ?> criteria) {
        List<String> parts = new ArrayList<>();
        if (criteria.get("Conditions") instanceof List<?> conditions) {
            for (Object condition : conditions) {
                if (condition instanceof Map<?, ?> map) {
                    parts.add("(" + condition(table, map) + ")");
                }
            }
        }
        if (criteria.get("Filters") instanceof List<?> filters) {
            for (Object filter : filters) {
                String inner = filter instanceof Map<?, ?> map ? filter(table, map) : "";
                if (!inner.isEmpty()) {
                    parts.add("(" + inner + ")");
                }
            }
        }
        return String.join("Or".equals(criteria.get("FilterOperator")) ? " or " : " and ", parts);
    }

    private static String condition(Table table, Map<?, ?> condition) {
        String name = String.valueOf(condition.get("AttributeName"));
        Column column = table.column(name)
                .filter(Properties::isReadable)
                .orElseThrow(() -> new ApiException(
                        400,
                        "0x80041103",
                        "'" + table.logicalName() + "' entity doesn't contain attribute with Name = '" + name + "'."));
        String property = Properties.jsonName(column);
        List<String> values = new ArrayList<>();
        if (condition.get("Values") instanceof List<?> given) {
            for (Object value : given) {
                values.add(literal(column, value instanceof Map<?, ?> map ? map.get("Value") : value));
            }
        }
        String operator = String.valueOf(condition.get("Operator"));
        return switch (operator) {
            case "Null" -> property + " eq null";
            case "NotNull" -> property + " ne null";
            case "Equal" -> property + " eq " + one(values, operator);
            case "NotEqual" -> property + " ne " + one(values, operator);
            case "GreaterThan" -> property + " gt " + one(values, operator);
            case "GreaterEqual" -> property + " ge " + one(values, operator);
            case "LessThan" -> property + " lt " + one(values, operator);
            case "LessEqual" -> property + " le " + one(values, operator);
            case "In" -> any(property, " eq ", " or ", values, operator);
            case "NotIn" -> any(property, " ne ", " and ", values, operator);
            case "BeginsWith" -> "startswith(" + property + "," + one(values, operator) + ")";
            case "EndsWith" -> "endswith(" + property + "," + one(values, operator) + ")";
            case "Contains" -> "contains(" + property + "," + one(values, operator) + ")";
            case "Like" -> like(property, one(values, operator));
            default -> throw ApiErrors.notSupported("The condition operator '" + operator + "'");
        };
    }

    private static String one(List<String> values, String operator) {
        if (values.size() != 1) {
            throw ApiErrors.invalidArgument("The condition operator '" + operator + "' takes one value.");
        }
        return values.get(0);
    }

    private static String any(String property, String comparison, String glue, List<String> values, String operator) {
        if (values.isEmpty()) {
            throw ApiErrors.invalidArgument("The condition operator '" + operator + "' takes values.");
        }
        List<String> parts = new ArrayList<>();
        values.forEach(value -> parts.add(property + comparison + value));
        return String.join(glue, parts);
    }

    /** A pattern with percent signs at its ends only; those inside are not understood. */
    private static String like(String property, String literal) {
        boolean open = literal.startsWith("'%");
        boolean end = literal.endsWith("%'") && literal.length() > 2;
        String text = literal.substring(open ? 2 : 1, literal.length() - (end ? 2 : 1));
        if (text.indexOf('%') >= 0 || text.indexOf('_') >= 0) {
            throw ApiErrors.notSupported("A pattern with wildcards inside");
        }
        if (open && end) {
            return "contains(" + property + ",'" + text + "')";
        }
        if (open || end) {
            return (end ? "startswith(" : "endswith(") + property + ",'" + text + "')";
        }
        return property + " eq '" + text + "'";
    }

    private static String literal(Column column, @Nullable Object value) {
        String text = String.valueOf(value);
        return Properties.isText(column) ? "'" + text.replace("'", "''") + "'" : text;
    }
}
