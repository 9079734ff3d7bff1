package org.crmlink.sandbox.dynamics;

import java.util.List;
import java.util.Optional;

/**
 * A FetchXML query as its text has it; names are not compared with the schema yet. Immutable.
 *
 * @param options the attributes of the root element
 * @param entity the table asked for, with all that is joined to it
 */
record FetchXml(Options options, Node entity) {

    /**
     * What the whole query asks for.
     *
     * @param aggregate whether groups are asked for instead of rows
     * @param distinct whether equal rows count once
     * @param total whether the number of all rows is wanted
     * @param rawOrder whether choices are sorted by their numbers
     * @param top most rows, without paging
     * @param count rows of a page
     * @param page number of the page, from 1
     * @param cookie where the page before ended
     * @param aggregateLimit most rows that an aggregation may read
     */
    record Options(
            boolean aggregate,
            boolean distinct,
            boolean total,
            boolean rawOrder,
            Optional<Integer> top,
            Optional<Integer> count,
            int page,
            Optional<String> cookie,
            Optional<Integer> aggregateLimit) {}

    /**
     * An {@code entity} or {@code link-entity}.
     *
     * @param name the table
     * @param alias the name that it was given
     * @param from the column here that equals {@code to} in the parent
     * @param to the column in the parent
     * @param link how it is joined; means nothing for the root
     * @param all whether all columns are wanted
     */
    record Node(
            String name,
            Optional<String> alias,
            Optional<String> from,
            Optional<String> to,
            Link link,
            boolean all,
            List<Attribute> attributes,
            List<Order> orders,
            List<Criterion> filters,
            List<Node> links) {}

    /** How a table is joined to its parent. */
    enum Link {
        INNER,
        OUTER,
        MATCHFIRSTROWUSINGCROSSAPPLY,
        EXISTS,
        IN,
        ANY,
        NOT_ANY,
        ALL,
        NOT_ALL;

        /** Whether it stands in a filter. */
        boolean isFilter() {
            return this == ANY || this == NOT_ANY || this == ALL || this == NOT_ALL;
        }

        /** Whether the parent is tested and gets no columns. */
        boolean isTest() {
            return isFilter() || this == EXISTS || this == IN;
        }
    }

    /** A wanted column, in an aggregation a measure or a group. */
    record Attribute(
            String name,
            Optional<String> alias,
            Optional<Measure> measure,
            boolean groupBy,
            Optional<DatePart> part,
            boolean distinct) {}

    /** What is computed over a group. */
    enum Measure {
        COUNT,
        COUNTCOLUMN,
        SUM,
        AVG,
        MIN,
        MAX
    }

    /** The part of a date that makes a group. */
    enum DatePart {
        DAY,
        WEEK,
        MONTH,
        QUARTER,
        YEAR,
        FISCAL_PERIOD,
        FISCAL_YEAR
    }

    /** A sort column: an attribute, of another table if so said, or in an aggregation an alias. */
    record Order(Optional<String> attribute, Optional<String> alias, Optional<String> entity, boolean descending) {}

    /** Something that holds for a row or not. */
    sealed interface Criterion {}

    /** All, or any, of these. */
    record Filter(boolean any, List<Criterion> parts) implements Criterion {}

    /** A test of a column. */
    record Condition(
            Optional<String> entity, String attribute, String operator, List<String> values, Optional<String> valueOf)
            implements Criterion {}

    /** A test of the rows that are linked. */
    record Related(Node node) implements Criterion {}
}
