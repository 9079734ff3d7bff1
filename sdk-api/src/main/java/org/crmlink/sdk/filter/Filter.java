package org.crmlink.sdk.filter;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;

/**
 * A condition on the records of one entity. A sealed tree of immutable values.
 *
 * <p><b>Meaning.</b> Two-valued: a record matches or does not. A comparison with a field that is null does not match, whatever the operator,
 * except {@link Operator#NE}, which is the negation of {@link Operator#EQ}; {@link Not} negates. Texts compare without regard to case, numbers by
 * value ({@code 1.0} equals {@code 1}), a choice by its option value, a lookup by the id it points to. A field of several choices equals a value
 * if it holds it. Names and values are literal: nothing in them is ever read as syntax [SEC-6].
 *
 * <p><b>Values</b> have the Java type of the field ({@link org.crmlink.sdk.metadata.FieldType}); a lookup's value is the id as {@link String}.
 * The text form, see {@link FilterText}, yields what its literals say, and a host binds them to the fields before it gives them to a connector.
 *
 * <p><b>Answers.</b> A connector evaluates a filter on the server exactly, or evaluates a wider one (a superset) and returns the rest as residual
 * for the host. A negation may be pushed down only over an exact inside [READ-2].
 */
public sealed interface Filter
        permits Filter.All,
                Filter.And,
                Filter.Or,
                Filter.Not,
                Filter.Comparison,
                Filter.In,
                Filter.TextMatch,
                Filter.IsNull,
                Filter.RelativeDate,
                Filter.CurrentUser,
                Filter.Related {

    /** Every record matches. */
    static Filter all() {
        return All.INSTANCE;
    }

    /** Compares a field with a value. */
    static Filter compare(String field, Operator operator, Object value) {
        return new Comparison(field, operator, value);
    }

    /** Both match; {@link #all()} is dropped. */
    default Filter and(Filter other) {
        if (this instanceof All) {
            return other;
        }
        return other instanceof All ? this : new And(List.of(this, other));
    }

    /**
     * Names of the fields of the filtered entity that this reads, in the order of their first appearance. Of a semi-join that is the lookup; the
     * fields inside belong to the target.
     */
    default Set<String> fields() {
        return FilterFields.of(this);
    }

    /** Every record. */
    enum All implements Filter {
        INSTANCE
    }

    /** Every part matches. */
    record And(List<Filter> parts) implements Filter {
        public And {
            parts = List.copyOf(parts);
        }
    }

    /** At least one part matches. */
    record Or(List<Filter> parts) implements Filter {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    /** The inside does not match. */
    record Not(Filter inside) implements Filter {
        public Not {
            requireNonNull(inside, "inside is null");
        }
    }

    /** The operators of a {@link Comparison}. */
    enum Operator {
        EQ,
        NE,
        LT,
        LE,
        GT,
        GE
    }

    /** A field against a value. */
    record Comparison(String field, Operator operator, Object value) implements Filter {
        public Comparison {
            requireNonNull(field, "field is null");
            requireNonNull(operator, "operator is null");
            requireNonNull(value, "value is null; use IsNull");
        }
    }

    /** A field equals one of the values; an empty list matches nothing. */
    record In(String field, List<Object> values) implements Filter {
        public In {
            requireNonNull(field, "field is null");
            values = List.copyOf(values);
        }
    }

    /** The kinds of {@link TextMatch}. */
    enum Match {
        PREFIX,
        CONTAINS
    }

    /** A text field begins with, or contains, a text; without regard to case. The text is literal, without wildcards. */
    record TextMatch(String field, Match match, String text) implements Filter {
        public TextMatch {
            requireNonNull(field, "field is null");
            requireNonNull(match, "match is null");
            requireNonNull(text, "text is null");
        }
    }

    /** A field is null. */
    record IsNull(String field) implements Filter {
        public IsNull {
            requireNonNull(field, "field is null");
        }
    }

    /** The kinds of {@link RelativeDate}. Days begin at midnight in UTC, unless the field is a {@code DATE} or local time. */
    enum Period {
        /** The current day; the count is not used. */
        TODAY,
        /** The day before; the count is not used. */
        YESTERDAY,
        /** From midnight {@code count} days ago until now. */
        LAST_DAYS,
        /** From now until the end of the day in {@code count} days. */
        NEXT_DAYS,
        /** Before midnight {@code count} days ago. */
        OLDER_THAN_DAYS
    }

    /** A date against the clock. The result changes with time although no record does (rule D12). */
    record RelativeDate(String field, Period period, int count) implements Filter {
        public RelativeDate {
            requireNonNull(field, "field is null");
            requireNonNull(period, "period is null");
            if (count < 0) {
                throw new IllegalArgumentException("count is negative");
            }
        }
    }

    /** A lookup points to the user of {@link org.crmlink.sdk.Identity#userId()}. */
    record CurrentUser(String field) implements Filter {
        public CurrentUser {
            requireNonNull(field, "field is null");
        }
    }

    /**
     * A semi-join: the lookup points to a record of the target entity that matches.
     *
     * @param field the lookup of this entity
     * @param target the entity it points to
     * @param inside a condition on the target's fields
     */
    record Related(String field, String target, Filter inside) implements Filter {
        public Related {
            requireNonNull(field, "field is null");
            requireNonNull(target, "target is null");
            requireNonNull(inside, "inside is null");
        }
    }
}
