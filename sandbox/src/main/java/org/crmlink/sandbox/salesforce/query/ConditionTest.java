package org.crmlink.sandbox.salesforce.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.soql.Condition;
import org.crmlink.sandbox.salesforce.soql.Condition.Comparator;
import org.crmlink.sandbox.salesforce.soql.Literal;
import org.crmlink.sandbox.salesforce.soql.Operand;
import org.crmlink.sandbox.salesforce.soql.SoqlException;
import org.crmlink.sandbox.salesforce.soql.SoqlText;

/**
 * Makes a test of records, or of groups of them, out of a condition. Everything is looked up and checked before the first one is looked at.
 */
final class ConditionTest<T> {

    /** Source: backend page, section 6, and what the real service answers for more. */
    private static final int MAX_SEMI_JOINS = 2;

    private final QueryContext context;
    private final SoqlText text;
    private final Function<Operand, Reading<T>> readings;
    private int semiJoins;

    private ConditionTest(QueryContext context, SoqlText text, Function<Operand, Reading<T>> readings) {
        this.context = context;
        this.text = text;
        this.readings = readings;
    }

    /**
     * The test that a condition stands for.
     *
     * @param readings finds what stands on the left; throws for what may not stand there
     */
    static <T> Predicate<T> of(
            Condition condition, SoqlText text, QueryContext context, Function<Operand, Reading<T>> readings) {
        return new ConditionTest<>(context, text, readings).test(condition, true);
    }

    private Predicate<T> test(Condition condition, boolean top) {
        if (condition instanceof Condition.All all) {
            List<Predicate<T>> parts = parts(all.parts(), top);
            return row -> parts.stream().allMatch(part -> part.test(row));
        }
        if (condition instanceof Condition.Any any) {
            List<Predicate<T>> parts = parts(any.parts(), false);
            return row -> parts.stream().anyMatch(part -> part.test(row));
        }
        if (condition instanceof Condition.Not not) {
            return test(not.part(), false).negate();
        }
        if (condition instanceof Condition.Compare compare) {
            return compare(compare);
        }
        if (condition instanceof Condition.Among among) {
            return among(among);
        }
        if (condition instanceof Condition.Chosen chosen) {
            return chosen(chosen);
        }
        if (condition instanceof Condition.SemiJoin join) {
            return semiJoin(join, top);
        }
        throw new IllegalStateException("unknown condition " + condition);
    }

    private List<Predicate<T>> parts(List<Condition> conditions, boolean top) {
        List<Predicate<T>> tests = new ArrayList<>();
        for (Condition condition : conditions) {
            tests.add(test(condition, top));
        }
        return tests;
    }

    private Predicate<T> compare(Condition.Compare compare) {
        Reading<T> reader = readings.apply(compare.left());
        Comparator comparator = compare.comparator();
        boolean choices = reader.field().type() == FieldType.MULTIPICKLIST;
        if (choices && comparator != Comparator.EQUAL && comparator != Comparator.NOT_EQUAL) {
            throw wrongOperator(reader, compare.left());
        }
        Values.Test test = Values.test(
                reader.field(), comparator, compare.right(), compare.left().at(), text, context);
        return row -> test.fits(reader.value(row));
    }

    private Predicate<T> among(Condition.Among among) {
        Reading<T> reader = readings.apply(among.left());
        List<Values.Test> tests = new ArrayList<>();
        for (Literal value : among.values()) {
            tests.add(Values.test(
                    reader.field(), Comparator.EQUAL, value, among.left().at(), text, context));
        }
        return row -> {
            Object value = reader.value(row);
            return among.negated() != tests.stream().anyMatch(test -> test.fits(value));
        };
    }

    private Predicate<T> chosen(Condition.Chosen chosen) {
        Reading<T> reader = readings.apply(chosen.left());
        if (reader.field().type() != FieldType.MULTIPICKLIST) {
            throw wrongOperator(reader, chosen.left());
        }
        return row -> {
            Set<String> has = reader.value(row) instanceof String joined ? Set.of(joined.split(";")) : Set.of();
            return chosen.negated() != chosen.values().stream().anyMatch(has::containsAll);
        };
    }

    private Predicate<T> semiJoin(Condition.SemiJoin join, boolean top) {
        if (!top) {
            throw text.malformed(
                    join.left().at(),
                    "Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.");
        }
        if (++semiJoins > MAX_SEMI_JOINS) {
            throw text.malformed(
                    join.left().at(), "Maximum " + MAX_SEMI_JOINS + " semi join sub-selects are allowed per query");
        }
        Reading<T> reader = readings.apply(join.left());
        boolean ids = reader.field().type() == FieldType.ID || reader.field().type() == FieldType.REFERENCE;
        if (!ids) {
            throw text.malformed(
                    join.left().at(), "The left operand cannot have more than one level of relationships or is no id");
        }
        Set<Object> values = context.inner().apply(join.inner());
        return row -> {
            Object value = reader.value(row);
            return value != null && join.negated() != values.contains(value);
        };
    }

    private SoqlException wrongOperator(Reading<T> reader, Operand left) {
        return text.refused(
                "INVALID_QUERY_FILTER_OPERATOR",
                left.at(),
                "invalid operator on " + reader.field().type().apiName() + " field "
                        + reader.field().name());
    }
}
