package org.crmlink.sandbox.salesforce.soql;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A query as it was written; names are not looked up yet. Immutable.
 *
 * @param text for telling where something is wrong
 * @param selected empty for {@code SELECT COUNT()}
 * @param object as it was written; of a sub-query the name of a child relationship
 * @param at offset of the object's name
 * @param alias another name for the object, with which paths may begin
 * @param scope {@code USING SCOPE}
 * @param grouping by what, and how
 */
public record Query(
        SoqlText text,
        List<Selection> selected,
        String object,
        int at,
        Optional<String> alias,
        Optional<String> scope,
        Optional<Condition> where,
        Optional<Grouping> grouping,
        Optional<Condition> having,
        List<Order> order,
        OptionalInt limit,
        OptionalInt offset) {

    public Query {
        selected = List.copyOf(selected);
        order = List.copyOf(order);
    }

    /** Whether it asks for the number of records alone. */
    public boolean isCount() {
        return selected.isEmpty();
    }

    /** {@code GROUP BY}. */
    public record Grouping(Kind kind, List<Operand> by) {

        public Grouping {
            by = List.copyOf(by);
        }

        /** Which subtotals are made. */
        public enum Kind {
            PLAIN,
            ROLLUP,
            CUBE
        }
    }

    /** One entry behind {@code ORDER BY}. */
    public record Order(Operand by, boolean descending, boolean nullsLast) {}
}
