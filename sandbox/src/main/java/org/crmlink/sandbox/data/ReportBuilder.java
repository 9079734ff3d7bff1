package org.crmlink.sandbox.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts while a file is loaded. */
final class ReportBuilder {

    private final String table;
    private final List<LoadReport.Problem> problems = new ArrayList<>();
    private final Map<String, Long> unknown = new HashMap<>();
    private final Map<String, String> mapped = new HashMap<>();
    private final Map<String, Long> readOnly = new HashMap<>();
    private final Map<String, Long> rounded = new HashMap<>();
    private long read;
    private long loaded;
    private long refused;

    ReportBuilder(String table) {
        this.table = table;
    }

    /** Counts a record and returns its number. */
    long read() {
        return ++read;
    }

    void loaded() {
        loaded++;
    }

    void refuse(long record, String column, String reason) {
        refused++;
        if (problems.size() < LoadReport.LISTED) {
            problems.add(new LoadReport.Problem(record, column, reason));
        }
    }

    void unknown(String column) {
        unknown.merge(column, 1L, Long::sum);
    }

    /** A column that a rename leads to a field that does not exist. */
    void unknown(String column, String field) {
        unknown(column);
        mapped.put(column, field);
    }

    void rounded(String column) {
        rounded.merge(column, 1L, Long::sum);
    }

    void readOnly(String column) {
        readOnly.merge(column, 1L, Long::sum);
    }

    LoadReport build() {
        return new LoadReport(table, read, loaded, refused, problems, unknown, mapped, readOnly, rounded);
    }
}
