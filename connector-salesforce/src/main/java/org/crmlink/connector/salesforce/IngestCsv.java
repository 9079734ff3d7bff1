package org.crmlink.connector.salesforce;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.crmlink.sdk.RecordRef;
import org.crmlink.toolkit.http.HttpBody;
import org.jspecify.annotations.Nullable;

/**
 * The table of an ingest job (salesforce.md §8): a column for each field that any of the rows sends. An empty cell leaves the field as it is; null
 * is {@code #N/A}, and so is a text of blanks alone, of which the server would make null. Written row by row. Immutable.
 */
final class IngestCsv implements HttpBody {

    private static final String NULL = "#N/A";
    /** The server's bounds, in characters. */
    private static final int LONGEST_CELL = 131_072;

    private static final int LONGEST_ROW = 400_000;
    /** Longer than any value that is no text. */
    private static final int OTHER_VALUE = 40;

    private final List<Preparation.Ready> rows;
    private final Map<String, Integer> columns = new LinkedHashMap<>();

    /** @param rows of one object and one way, each of which {@link #carries} */
    IngestCsv(List<Preparation.Ready> rows) {
        this.rows = rows;
        // first, so that no row begins with the mark of null, which the writer would put into quotes as if it began a
        // comment
        columns.put(nameColumn(rows.get(0)), 0);
        for (Preparation.Ready row : rows) {
            row.values().keySet().forEach(column -> columns.putIfAbsent(column.name(), columns.size()));
        }
    }

    /** The column by which results are matched: the key of a creation, else the record's id. */
    static String nameColumn(Preparation.Ready row) {
        return row.way() == Preparation.Way.CREATE ? row.key().orElseThrow() : SObject.ID;
    }

    /** What a row has in that column; no two rows of a job have the same. */
    static String name(Preparation.Ready row) {
        return row.way() == Preparation.Way.CREATE
                ? row.mutation().operationId()
                : row.id().orElseThrow();
    }

    /** Whether a table can say it: no contents of files, no text that would be read as null, nothing longer than a cell or a row may be. */
    static boolean carries(Preparation.Ready row) {
        long length = 0;
        for (Object value : row.values().values()) {
            if (value instanceof byte[]) {
                return false;
            }
            String text = value instanceof String || value instanceof List<?> ? cell(value) : "";
            boolean fits = text.length() <= LONGEST_CELL
                    && (value == null || isNull(value) || !text.strip().equalsIgnoreCase(NULL));
            length += Math.max(text.length(), OTHER_VALUE);
            if (!fits || length > LONGEST_ROW) {
                return false;
            }
        }
        return true;
    }

    /** At least as many bytes as the row takes. */
    static long size(Preparation.Ready row) {
        long size = (long) OTHER_VALUE + row.object().columns().size();
        for (Object value : row.values().values()) {
            size += value instanceof String || value instanceof List<?> ? quoted(cell(value)) : OTHER_VALUE;
        }
        return size;
    }

    private static long quoted(String text) {
        long bytes = 2;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // a pair of surrogates has four bytes for two characters
            bytes += c == '"' ? 2 : c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    @Override
    public String contentType() {
        return "text/csv; charset=UTF-8";
    }

    /** Closes nothing: the stream is the request's. */
    @Override
    public void writeTo(OutputStream out) throws IOException {
        CsvWriter csv = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .build(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        csv.writeRecord(columns.keySet());
        @Nullable String[] cells = new @Nullable String[columns.size()];
        for (Preparation.Ready row : rows) {
            Arrays.fill(cells, null);
            row.id().ifPresent(id -> cells[0] = id);
            row.values().forEach((column, value) -> cells[place(column)] = cell(value));
            csv.writeRecord(cells);
        }
        csv.flush();
    }

    private int place(Column column) {
        Integer place = columns.get(column.name());
        if (place == null) {
            throw new IllegalStateException("no column " + column.name());
        }
        return place;
    }

    private static boolean isNull(Object value) {
        return value instanceof String text ? text.isBlank() : value instanceof List<?> list && list.isEmpty();
    }

    private static String cell(@Nullable Object value) {
        if (value == null || isNull(value)) {
            return NULL;
        } else if (value instanceof String text) {
            return text;
        } else if (value instanceof List<?> options) {
            return options.stream().map(String::valueOf).collect(Collectors.joining(";"));
        } else if (value instanceof Long || value instanceof Boolean) {
            return value.toString();
        } else if (value instanceof BigDecimal number) {
            return number.toPlainString();
        } else if (value instanceof Instant instant) {
            return Soql.instant(instant);
        } else if (value instanceof LocalDate day) {
            return Soql.date(day);
        } else if (value instanceof LocalTime time) {
            return Soql.time(time);
        } else if (value instanceof RecordRef reference) {
            return SalesforceIds.normalise(reference.id()).orElseThrow();
        }
        throw new IllegalStateException("no form for a " + value.getClass().getSimpleName());
    }
}
