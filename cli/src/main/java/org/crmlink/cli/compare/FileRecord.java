package org.crmlink.cli.compare;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * One record of a file.
 *
 * @param line where it begins, from 1
 * @param values texts by the file's column names, without empty ones
 */
record FileRecord(long line, Map<String, String> values) {

    @Override
    public String toString() {
        return "line " + line + ": "
                + values.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(", "));
    }
}
