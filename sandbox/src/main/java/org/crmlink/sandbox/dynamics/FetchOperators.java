package org.crmlink.sandbox.dynamics;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.jspecify.annotations.Nullable;

/** The condition operators of FetchXML. Those that the Web API has as query functions too are done there. */
final class FetchOperators {

    private static final Map<String, Expression.Operator> COMPARISONS = Map.of(
            "eq", Expression.Operator.EQ,
            "ne", Expression.Operator.NE,
            "neq", Expression.Operator.NE,
            "gt", Expression.Operator.GT,
            "ge", Expression.Operator.GE,
            "lt", Expression.Operator.LT,
            "le", Expression.Operator.LE);

    /** Operators whose function has another name than the operator with its hyphens taken out. */
    private static final Map<String, String> FUNCTIONS = Map.ofEntries(
            Map.entry("contain-values", "ContainValues"),
            Map.entry("not-contain-values", "DoesNotContainValues"),
            Map.entry("last-seven-days", "Last7Days"),
            Map.entry("next-seven-days", "Next7Days"),
            Map.entry("eq-userid", "EqualUserId"),
            Map.entry("ne-userid", "NotEqualUserId"),
            Map.entry("eq-userteams", "EqualUserTeams"),
            Map.entry("eq-useroruserteams", "EqualUserOrUserTeams"),
            Map.entry("eq-useroruserhierarchy", "EqualUserOrUserHierarchy"),
            Map.entry("eq-useroruserhierarchyandteams", "EqualUserOrUserHierarchyAndTeams"),
            Map.entry("eq-businessid", "EqualBusinessId"),
            Map.entry("ne-businessid", "NotEqualBusinessId"),
            Map.entry("eq-userlanguage", "EqualUserLanguage"),
            Map.entry("eq-or-above", "AboveOrEqual"),
            Map.entry("eq-or-under", "UnderOrEqual"));

    /** Operators whose function is their name in camel case. */
    private static final Set<String> SAME_NAME = Set.of(
            "in",
            "not-in",
            "between",
            "not-between",
            "on",
            "not-on",
            "on-or-after",
            "on-or-before",
            "today",
            "yesterday",
            "tomorrow",
            "this-week",
            "last-week",
            "next-week",
            "this-month",
            "last-month",
            "next-month",
            "this-year",
            "last-year",
            "next-year",
            "this-fiscal-year",
            "last-fiscal-year",
            "next-fiscal-year",
            "this-fiscal-period",
            "last-fiscal-period",
            "next-fiscal-period",
            "last-x-hours",
            "last-x-days",
            "last-x-weeks",
            "last-x-months",
            "last-x-years",
            "last-x-fiscal-years",
            "last-x-fiscal-periods",
            "next-x-hours",
            "next-x-days",
            "next-x-weeks",
            "next-x-months",
            "next-x-years",
            "next-x-fiscal-years",
            "next-x-fiscal-periods",
            "olderthan-x-minutes",
            "olderthan-x-hours",
            "olderthan-x-days",
            "olderthan-x-weeks",
            "olderthan-x-months",
            "olderthan-x-years",
            "in-fiscal-year",
            "in-fiscal-period",
            "in-fiscal-period-and-year",
            "in-or-after-fiscal-period-and-year",
            "in-or-before-fiscal-period-and-year",
            "above",
            "under",
            "not-under");

    private FetchOperators() {}

    /** The test of a column's values that a condition with constants is. */
    static Predicate<@Nullable Object> test(FetchXml.Condition condition, Source<?> source, QueryContext context) {
        Column column = source.column();
        String operator = condition.operator();
        Expression.Operator comparison = COMPARISONS.get(operator);
        if (comparison != null) {
            return compare(column, comparison, FetchValues.one(condition, column));
        }
        switch (operator) {
            case "null":
                return value -> value == null;
            case "not-null":
                return value -> value != null;
            case "like":
                return text(condition, column, FetchValues.text(condition), false);
            case "not-like":
                return text(condition, column, FetchValues.text(condition), true);
            case "begins-with":
                return text(condition, column, SqlLike.literal(FetchValues.text(condition)) + "%", false);
            case "not-begin-with":
                return text(condition, column, SqlLike.literal(FetchValues.text(condition)) + "%", true);
            case "ends-with":
                return text(condition, column, "%" + SqlLike.literal(FetchValues.text(condition)), false);
            case "not-end-with":
                return text(condition, column, "%" + SqlLike.literal(FetchValues.text(condition)), true);
            default:
                break;
        }
        return QueryFunctions.of(function(operator), source, FetchValues.all(condition, column, operator), context);
    }

    /** The comparison that an operator is, for two columns. */
    static Expression.Operator comparison(String operator) {
        Expression.Operator comparison = COMPARISONS.get(operator);
        if (comparison == null) {
            throw FetchErrors.invalidValue("The operator '" + operator + "' can't compare two attributes.");
        }
        return comparison;
    }

    private static String function(String operator) {
        String special = FUNCTIONS.get(operator);
        if (special != null) {
            return special;
        }
        if (!SAME_NAME.contains(operator)) {
            throw FetchErrors.badOperator(operator);
        }
        StringBuilder name = new StringBuilder();
        for (String word : operator.replace("olderthan", "older-than").split("-", -1)) {
            name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return name.toString();
    }

    private static Predicate<@Nullable Object> compare(Column column, Expression.Operator operator, Object constant) {
        Comparable<Object> wanted = Comparables.constant(column, constant, operator);
        return value -> value == null
                ? operator == Expression.Operator.NE
                : Comparables.holds(operator, -wanted.compareTo(Comparables.value(column, value)));
    }

    private static Predicate<@Nullable Object> text(
            FetchXml.Condition condition, Column column, String pattern, boolean negated) {
        if (!Properties.isText(column) || column.type() == ColumnType.MULTISELECT) {
            throw FetchErrors.invalidValue("The operator '" + condition.operator()
                    + "' is not valid for the attribute '" + column.logicalName() + "'.");
        }
        SqlLike like = new SqlLike(Comparables.fold(pattern));
        return value -> (value != null && like.test(Comparables.fold(value.toString()))) != negated;
    }
}
