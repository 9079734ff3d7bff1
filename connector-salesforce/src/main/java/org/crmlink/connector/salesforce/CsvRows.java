package org.crmlink.connector.salesforce;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crmlink.toolkit.json.MalformedJsonException;

/**
 * Rows of a Bulk result. Null and an empty text are both {@code ""} there; words such as N/A are data. One-at-a-time.
 */
final class CsvRows implements AutoCloseable {

    private final CsvReader<CsvRecord> reader;
    private final CloseableIterator<CsvRecord> records;
    private final long expected;
    private final RowLayout layout;
    private final RowAssembler rows;
    private List<Optional<RowLayout.Slot>> columns = List.of();
    private long read;
    private boolean ended;

    /** @param expected how many rows the server says there are; negative if it does not say */
    CsvRows(InputStream body, long expected, RowLayout layout, RowAssembler rows) throws IOException {
        this.expected = expected;
        this.layout = layout;
        this.rows = rows;
        this.reader = CsvReader.builder().ofCsvRecord(new InputStreamReader(body, StandardCharsets.UTF_8));
        this.records = reader.iterator();
        if (records.hasNext()) {
            columns = header(records.next());
        }
    }

    private List<Optional<RowLayout.Slot>> header(CsvRecord header) throws IOException {
        List<Optional<RowLayout.Slot>> found = new ArrayList<>();
        for (String name : header.getFields()) {
            found.add(layout.slot(name));
        }
        for (String name : layout.select()) {
            if (!header.getFields().contains(name)) {
                throw new MalformedJsonException("the result has no column '" + name + "'");
            }
        }
        return found;
    }

    /** Reads so many rows, or to the end. */
    QueryPage next(int most) throws IOException {
        try {
            for (int i = 0; i < most && records.hasNext(); i++) {
                row(records.next());
            }
            ended = !records.hasNext();
        } catch (CsvParseException | UncheckedIOException e) {
            throw new IOException("the result is not valid CSV", e);
        }
        if (ended && expected >= 0 && read != expected) {
            throw new MalformedJsonException(read + " rows came instead of " + expected, true);
        }
        return rows.take();
    }

    private void row(CsvRecord record) throws IOException {
        if (record.getFieldCount() != columns.size()) {
            throw new MalformedJsonException(
                    "a row has " + record.getFieldCount() + " values instead of " + columns.size());
        }
        read++;
        rows.begin();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).isPresent()) {
                rows.cell(columns.get(i).get(), record.getField(i));
            }
        }
        rows.end();
    }

    boolean ended() {
        return ended;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
