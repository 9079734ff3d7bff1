package org.crmlink.sandbox.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the records of one file.
 *
 * @param table where they went
 * @param read records in the file
 * @param loaded records that became rows
 * @param refused records that did not, all of them counted, the first {@link #LISTED} described
 * @param problems the described refusals
 * @param unknownColumns columns without a counterpart, with the number of records that had a value there
 * @param mappedColumns those of the unknown columns that a rename names, with the field that it gives them and that does not exist
 * @param readOnlyColumns columns that only the server fills, with the number of records that had a value there
 * @param roundedColumns columns that hold fewer digits than the file has, with the number of records whose value is not the file's
 */
public record LoadReport(
        String table,
        long read,
        long loaded,
        long refused,
        List<Problem> problems,
        Map<String, Long> unknownColumns,
        Map<String, String> mappedColumns,
        Map<String, Long> readOnlyColumns,
        Map<String, Long> roundedColumns) {

    /** How many refusals are described. */
    public static final int LISTED = 1_000;

    public LoadReport {
        problems = List.copyOf(problems);
        unknownColumns = Map.copyOf(unknownColumns);
        mappedColumns = Map.copyOf(mappedColumns);
        readOnlyColumns = Map.copyOf(readOnlyColumns);
        roundedColumns = Map.copyOf(roundedColumns);
    }

    /**
     * Why one record was refused.
     *
     * @param record number in the file, from 1, without a header
     * @param column the column at fault as the file names it, or empty
     * @param reason what is wrong
     */
    public record Problem(long record, String column, String reason) {

        @Override
        public String toString() {
            return "record " + record + (column.isEmpty() ? "" : ", column " + column) + ": " + reason;
        }
    }

    /** The report for people, one line each; the first says how many were loaded. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(table + ": " + loaded + " of " + read + " records loaded");
        new TreeMap<>(unknownColumns).forEach((column, count) -> lines.add(unknown(column, count)));
        new TreeMap<>(readOnlyColumns)
                .forEach((column, count) ->
                        lines.add(table + ": column " + column + " is read-only, ignored in " + count + " records"));
        new TreeMap<>(roundedColumns)
                .forEach((column, count) -> lines.add(
                        table + ": column " + column + " holds fewer digits, rounded in " + count + " records"));
        for (Problem problem : problems) {
            lines.add(table + ": refused: " + problem);
        }
        if (refused > problems.size()) {
            lines.add(table + ": refused: " + (refused - problems.size()) + " more");
        }
        return lines;
    }

    private String unknown(String column, long count) {
        String field = mappedColumns.get(column);
        String why = field == null ? " is unknown" : " is mapped to " + field + ", which does not exist";
        return table + ": column " + column + why + ", ignored in " + count + " records";
    }
}
