package org.crmlink.sandbox.salesforce.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.soql.Condition;
import org.crmlink.sandbox.salesforce.soql.Condition.Comparator;
import org.crmlink.sandbox.salesforce.soql.Literal;
import org.crmlink.sandbox.salesforce.soql.Operand;
import org.crmlink.sandbox.salesforce.soql.Query;
import org.crmlink.sandbox.salesforce.soql.SoqlException;
import org.crmlink.sandbox.salesforce.soql.SoqlText;

/**
 * Makes a test of records out of what stands behind WHERE. Everything is looked up and checked before the first record is looked at. Functions on the
 * left are not known yet and refused.
 */
public final class RowTest {

    /** Source: backend page, section 6, and what the real service answers for more. */
    private static final int MAX_SEMI_JOINS = 2;

    private final QueryContext context;
    private final SObject object;
    private final Optional<String> alias;
    private final SoqlText text;
    private int semiJoins;

    private RowTest(QueryContext context, SObject object, Query query) {
        this.context = context;
        this.object = object;
        this.alias = query.alias();
        this.text = query.text();
    }

    /**
     * The test of a query's records.
     *
     * @throws SoqlException {@code INVALID_FIELD}, {@code INVALID_QUERY_FILTER_OPERATOR}, {@code MALFORMED_QUERY}
     */
    public static Predicate<Row> of(Query query, SObject object, QueryContext context) {
        RowTest test = new RowTest(context, object, query);
        return query.where().map(where -> test.test(where, true)).orElse(row -> true);
    }

    private Predicate<Row> test(Condition condition, boolean top) {
        if (condition instanceof Condition.All all) {
            List<Predicate<Row>> parts = parts(all.parts(), top);
            return row -> parts.stream().allMatch(part -> part.test(row));
        }
        if (condition instanceof Condition.Any any) {
            List<Predicate<Row>> parts = parts(any.parts(), false);
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

    private List<Predicate<Row>> parts(List<Condition> conditions, boolean top) {
        List<Predicate<Row>> tests = new ArrayList<>();
        for (Condition condition : conditions) {
            tests.add(test(condition, top));
        }
        return tests;
    }

    private FieldReader reader(Operand operand) {
        if (operand instanceof Operand.Path path) {
            FieldReader reader = FieldReader.of(path, object, alias, context.schema(), text);
            if (!reader.field().filterable()) {
                throw text.refused(
                        "INVALID_FIELD",
                        path.at(),
                        "field '" + reader.field().name() + "' can not be filtered in a query call");
            }
            return reader;
        }
        throw text.malformed(operand.at(), "the function " + operand + " is not known here");
    }

    private Predicate<Row> compare(Condition.Compare compare) {
        FieldReader reader = reader(compare.left());
        Comparator comparator = compare.comparator();
        boolean choices = reader.field().type() == FieldType.MULTIPICKLIST;
        if (choices && comparator != Comparator.EQUAL && comparator != Comparator.NOT_EQUAL) {
            throw wrongOperator(reader, compare.left());
        }
        Values.Test test = Values.test(
                reader.field(), comparator, compare.right(), compare.left().at(), text, context);
        return row -> test.fits(reader.value(row, context.rows()));
    }

    private Predicate<Row> among(Condition.Among among) {
        FieldReader reader = reader(among.left());
        List<Values.Test> tests = new ArrayList<>();
        for (Literal value : among.values()) {
            tests.add(Values.test(
                    reader.field(), Comparator.EQUAL, value, among.left().at(), text, context));
        }
        return row -> {
            Object value = reader.value(row, context.rows());
            return among.negated() != tests.stream().anyMatch(test -> test.fits(value));
        };
    }

    private Predicate<Row> chosen(Condition.Chosen chosen) {
        FieldReader reader = reader(chosen.left());
        if (reader.field().type() != FieldType.MULTIPICKLIST) {
            throw wrongOperator(reader, chosen.left());
        }
        return row -> {
            Set<String> has =
                    reader.value(row, context.rows()) instanceof String joined ? Set.of(joined.split(";")) : Set.of();
            return chosen.negated() != chosen.values().stream().anyMatch(has::containsAll);
        };
    }

    private Predicate<Row> semiJoin(Condition.SemiJoin join, boolean top) {
        if (!top) {
            throw text.malformed(
                    join.left().at(),
                    "Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.");
        }
        if (++semiJoins > MAX_SEMI_JOINS) {
            throw text.malformed(
                    join.left().at(), "Maximum " + MAX_SEMI_JOINS + " semi join sub-selects are allowed per query");
        }
        FieldReader reader = reader(join.left());
        boolean ids = reader.field().type() == FieldType.ID || reader.field().type() == FieldType.REFERENCE;
        if (!ids) {
            throw text.malformed(
                    join.left().at(), "The left operand cannot have more than one level of relationships or is no id");
        }
        Set<Object> values = context.inner().apply(join.inner());
        return row -> {
            Object value = reader.value(row, context.rows());
            return value != null && join.negated() != values.contains(value);
        };
    }

    private SoqlException wrongOperator(FieldReader reader, Operand left) {
        return text.refused(
                "INVALID_QUERY_FILTER_OPERATOR",
                left.at(),
                "invalid operator on " + reader.field().type().apiName() + " field "
                        + reader.field().name());
    }
}
