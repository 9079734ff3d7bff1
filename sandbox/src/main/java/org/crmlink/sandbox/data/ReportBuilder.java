package org.crmlink.sandbox.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts while a file is loaded. One-at-a-time. */
public final class ReportBuilder {

    private final String table;
    private final List<LoadReport.Problem> problems = new ArrayList<>();
    private final Map<String, Long> unknown = new HashMap<>();
    private final Map<String, String> mapped = new HashMap<>();
    private final Map<String, Long> readOnly = new HashMap<>();
    private final Map<String, Long> rounded = new HashMap<>();
    private long read;
    private long loaded;
    private long refused;

    /** Begins the report of what goes into a table. */
    public ReportBuilder(String table) {
        this.table = table;
    }

    /** Counts a record and returns its number. */
    public long read() {
        return ++read;
    }

    /** Counts a record that became a row. */
    public void loaded() {
        loaded++;
    }

    /** Counts and describes a record that became none; the column may be empty. */
    public void refuse(long record, String column, String reason) {
        refused++;
        if (problems.size() < LoadReport.LISTED) {
            problems.add(new LoadReport.Problem(record, column, reason));
        }
    }

    /** Counts a value of a column without a counterpart. */
    public void unknown(String column) {
        unknown.merge(column, 1L, Long::sum);
    }

    /** A column that a rename leads to a field that does not exist. */
    public void unknown(String column, String field) {
        unknown(column);
        mapped.put(column, field);
    }

    /** Counts a value of which digits were lost. */
    public void rounded(String column) {
        rounded.merge(column, 1L, Long::sum);
    }

    /** Counts a value of a column that only the server fills. */
    public void readOnly(String column) {
        readOnly.merge(column, 1L, Long::sum);
    }

    /** The report so far. */
    public LoadReport build() {
        return new LoadReport(table, read, loaded, refused, problems, unknown, mapped, readOnly, rounded);
    }
}
