package org.crmlink.sandbox.salesforce.query;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crmlink.sandbox.salesforce.soql.SoqlException;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as a table: the names of the columns, then a line for each record, everything quoted, nothing for null. Immutable. Source: backend page,
 * sections 7 and 16.
 */
public final class CsvRecords {

    private final char delimiter;
    private final LineDelimiter ending;

    /**
     * A writer.
     *
     * @param delimiter between two values
     * @param ending {@code "\n"} or {@code "\r\n"}
     */
    public CsvRecords(char delimiter, String ending) {
        this.delimiter = delimiter;
        this.ending = LineDelimiter.of(ending);
    }

    /**
     * Refuses what is no table.
     *
     * @throws SoqlException with the words of the service
     */
    public static void mustFit(QueryResult result) {
        if (result.flaw().isPresent()) {
            throw new SoqlException("FEATURENOTENABLED", result.flaw().get());
        }
    }

    /** Writes the header and the records from one index to before another. The stream stays open. */
    public void write(OutputStream out, QueryResult result, int from, int to) throws IOException {
        OutputStream kept = new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
        Writer text = new OutputStreamWriter(kept, StandardCharsets.UTF_8);
        try (CsvWriter csv = CsvWriter.builder()
                .fieldSeparator(delimiter)
                .lineDelimiter(ending)
                .quoteStrategy(QuoteStrategies.ALWAYS)
                .build(text)) {
            csv.writeRecord(result.columns());
            for (int at = from; at < to; at++) {
                Optional<ResultRecord> record = result.record(at);
                if (record.isPresent()) {
                    List<String> cells = new ArrayList<>(result.columns().size());
                    cells(record.get(), "", result.columns(), cells);
                    csv.writeRecord(cells);
                }
            }
        }
    }

    /** A parent that is not there leaves all of its columns empty. */
    private static void cells(ResultRecord record, String path, List<String> columns, List<String> cells) {
        for (int at = 0; at < record.names().size(); at++) {
            String name = path + record.names().get(at);
            Object value = record.value(at);
            if (value instanceof ResultRecord parent) {
                cells(parent, name + ".", columns, cells);
            } else if (columns.get(cells.size()).equals(name)) {
                cells.add(text(value));
            } else {
                while (cells.size() < columns.size()
                        && columns.get(cells.size()).startsWith(name + ".")) {
                    cells.add("");
                }
            }
        }
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof Instant moment) {
            return Moments.xml(moment);
        }
        return value instanceof LocalTime time ? Moments.time(time) : value.toString();
    }
}
