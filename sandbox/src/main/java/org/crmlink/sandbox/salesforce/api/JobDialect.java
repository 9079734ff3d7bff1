package org.crmlink.sandbox.salesforce.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the CSV of a bulk job is written. Source: backend page, section 8.
 *
 * @param delimiter between two values
 * @param delimiterName as jobs name it
 * @param lineEnding {@code LF} or {@code CRLF}
 */
record JobDialect(char delimiter, String delimiterName, String lineEnding) {

    private enum Delimiter {
        BACKQUOTE('`'),
        CARET('^'),
        COMMA(','),
        PIPE('|'),
        SEMICOLON(';'),
        TAB('\t');

        private final char sign;

        Delimiter(char sign) {
            this.sign = sign;
        }
    }

    /** What the request for a job says; a refusal if it is unknown. */
    static JobDialect of(Map<String, @Nullable Object> job) {
        String content = text(job, "contentType", "CSV");
        if (!content.equals("CSV")) {
            throw invalid("contentType must be CSV, not " + content);
        }
        String name = text(job, "columnDelimiter", "COMMA");
        Delimiter delimiter = Arrays.stream(Delimiter.values())
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> invalid("columnDelimiter must be one of " + Arrays.toString(Delimiter.values())));
        String ending = text(job, "lineEnding", "LF");
        if (!ending.equals("LF") && !ending.equals("CRLF")) {
            throw invalid("lineEnding must be LF or CRLF");
        }
        return new JobDialect(delimiter.sign, delimiter.name(), ending);
    }

    String newLine() {
        return lineEnding.equals("LF") ? "\n" : "\r\n";
    }

    private static String text(Map<String, @Nullable Object> job, String name, String otherwise) {
        Object value = job.get(name);
        return value == null ? otherwise : value.toString().toUpperCase(Locale.ROOT);
    }

    private static ApiException invalid(String message) {
        return new ApiException(400, "INVALIDJOB", "InvalidJob : " + message);
    }
}
