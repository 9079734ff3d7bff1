package org.crmlink.sandbox.salesforce.query;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What a query found: which records, while their values are read when somebody asks for them: a page holds what is committed at that moment, not
 * what was when the query was opened. Immutable, and thread-safe beside its store. Source: backend page, section 6.
 */
public final class QueryResult {

    private final String object;
    private final Shape shape;
    private final long totalSize;
    private final int size;
    private final IntFunction<Optional<ResultRecord>> records;

    /** What kind of query it was. */
    enum Kind {
        ROWS,
        GROUPS,
        COUNT
    }

    /**
     * What is known without a record.
     *
     * @param columns names of the values, those of parents with their path; of plain values alone
     * @param longText whether a long text is among them
     * @param flaw why the values are not plain; empty if they are
     */
    record Shape(Kind kind, List<String> columns, boolean longText, Optional<String> flaw) {}

    QueryResult(String object, Shape shape, long totalSize, int size, IntFunction<Optional<ResultRecord>> records) {
        this.object = object;
        this.shape = shape;
        this.totalSize = totalSize;
        this.size = size;
        this.records = records;
    }

    /** Name of the object that was asked for. */
    public String object() {
        return object;
    }

    /** Whether only the number of records was asked for. */
    public boolean isCount() {
        return shape.kind() == Kind.COUNT;
    }

    /** Whether the records are groups: such an answer has one page. */
    public boolean isGrouped() {
        return shape.kind() == Kind.GROUPS;
    }

    /** How many records were found. */
    public long totalSize() {
        return totalSize;
    }

    /** How many records can be read: all that were found, or none if only their number was asked for. */
    public int size() {
        return size;
    }

    /** Names of the columns of a table of the records: {@code Id}, {@code Account.Name}. */
    public List<String> columns() {
        return shape.columns();
    }

    /** Whether long texts were asked for, which makes pages smaller. */
    public boolean hasLongText() {
        return shape.longText();
    }

    /** Why the records are no table, in the words of the service; empty if they are one. */
    public Optional<String> flaw() {
        return shape.flaw();
    }

    /** A record as it is now; empty if it was deleted meanwhile. */
    public Optional<ResultRecord> record(int index) {
        return records.apply(index);
    }
}
