package org.crmlink.connector.salesforce;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.toolkit.json.MalformedJsonException;

/** Reads a table of an ingest job's results row by row (salesforce.md §8). Stateless. */
final class IngestTable {

    /** {@code CODE:message:fields --}; both message and fields may be empty, the message may have colons. */
    private static final Pattern ERROR = Pattern.compile("\\s*(\\w+):(.*?)\\s*(?:--)?\\s*", Pattern.DOTALL);

    private static final Pattern FIELDS = Pattern.compile("[\\w.]+(?:\\s*,\\s*[\\w.]+)*");

    private IngestTable() {}

    /** Takes rows. */
    @FunctionalInterface
    interface Reader {
        /**
         * Takes a row.
         *
         * @param name what the row has in the column by which it is known
         * @param told what the server says: an id or an error, as asked for; empty if it says nothing
         */
        void row(String name, String told);
    }

    /**
     * Reads to the end.
     *
     * @param nameColumn the column by which rows are known
     * @param toldColumn the column with what the server says; empty for a table that has none
     */
    static void read(InputStream body, String nameColumn, String toldColumn, Reader rows) throws IOException {
        try (CsvReader<CsvRecord> reader =
                CsvReader.builder().ofCsvRecord(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            // a row with more or fewer values than the header is refused by the reader
            Iterator<CsvRecord> records = reader.iterator();
            if (!records.hasNext()) {
                return;
            }
            List<String> header = records.next().getFields();
            int name = place(header, nameColumn);
            int told = toldColumn.isEmpty() ? -1 : place(header, toldColumn);
            while (records.hasNext()) {
                CsvRecord record = records.next();
                rows.row(record.getField(name), told < 0 ? "" : record.getField(told));
            }
        } catch (CsvParseException | UncheckedIOException e) {
            throw new IOException("the result is not valid CSV", e);
        }
    }

    private static int place(List<String> header, String column) throws IOException {
        int place = header.indexOf(column);
        if (place < 0) {
            throw new MalformedJsonException("the result has no column '" + column + "'");
        }
        return place;
    }

    /** The error of a row; what follows its last colon are fields only if the object has them. */
    static RestError error(String text, SObject object) {
        Matcher error = ERROR.matcher(text);
        if (!error.matches()) {
            return new RestError("", text, List.of());
        }
        String message = error.group(2);
        int colon = message.lastIndexOf(':');
        String behind = message.substring(colon + 1).strip();
        if (colon >= 0 && behind.isEmpty()) {
            return new RestError(error.group(1), message.substring(0, colon), List.of());
        }
        List<String> fields = FIELDS.matcher(behind).matches() ? List.of(behind.split("\\s*,\\s*", -1)) : List.of();
        return colon >= 0
                        && !fields.isEmpty()
                        && fields.stream()
                                .allMatch(field -> object.type().field(field).isPresent())
                ? new RestError(error.group(1), message.substring(0, colon), fields)
                : new RestError(error.group(1), message, List.of());
    }
}
