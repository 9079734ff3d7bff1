package org.crmlink.sandbox.salesforce.soql;

import java.util.List;

/** What records must fulfil. */
public sealed interface Condition {

    /** All of at least two. */
    record All(List<Condition> parts) implements Condition {
        public All {
            parts = List.copyOf(parts);
        }
    }

    /** One of at least two. */
    record Any(List<Condition> parts) implements Condition {
        public Any {
            parts = List.copyOf(parts);
        }
    }

    /** Not so. */
    record Not(Condition part) implements Condition {}

    /** {@code Amount > 5}, {@code Name LIKE 'A%'}. */
    record Compare(Operand left, Comparator comparator, Literal right) implements Condition {}

    /** {@code Name IN ('a', 'b')}. */
    record Among(Operand left, boolean negated, List<Literal> values) implements Condition {
        public Among {
            values = List.copyOf(values);
        }
    }

    /** {@code Id NOT IN (SELECT AccountId FROM Contact)}. */
    record SemiJoin(Operand.Path left, boolean negated, Query inner) implements Condition {}

    /**
     * {@code Interests INCLUDES ('A;B', 'C')}.
     *
     * @param negated EXCLUDES
     * @param values each a set: within one, all must be chosen
     */
    record Chosen(Operand.Path left, boolean negated, List<List<String>> values) implements Condition {
        public Chosen {
            values = values.stream().map(List::copyOf).toList();
        }
    }

    /** How two values are compared. */
    enum Comparator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        AT_MOST,
        MORE,
        AT_LEAST,
        LIKE
    }
}
