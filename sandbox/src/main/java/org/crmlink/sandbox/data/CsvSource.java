package org.crmlink.sandbox.data;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.EOFException;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records of a CSV file with a header row. An empty field is no value. */
final class CsvSource implements RecordSource {

    private final Path file;
    private final QuoteCounter quotes;
    private final CsvReader<CsvRecord> reader;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> header;
    private long read;

    @SuppressWarnings("resource") // closed by close(); an empty file closes it here
    CsvSource(Path file, Reader text) throws IOException {
        this.file = file;
        this.quotes = new QuoteCounter(text);
        // A record of another width is told as a problem of that record, not as the end of the file.
        this.reader = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(quotes);
        this.records = reader.iterator();
        CsvRecord first = nextRecord();
        if (first == null) {
            reader.close();
            throw new LoadException(file, "the file has no header row");
        }
        this.header = first.getFields().stream().map(String::strip).toList();
    }

    @Override
    public @Nullable Entry next() throws IOException {
        CsvRecord fields = nextRecord();
        if (fields == null) {
            return null;
        }
        read++;
        Map<String, String> values = new LinkedHashMap<>();
        if (fields.getFieldCount() > header.size()) {
            return new Entry(
                    values, null, "has " + fields.getFieldCount() + " fields, the header has " + header.size());
        }
        for (int i = 0; i < fields.getFieldCount(); i++) {
            if (!fields.getField(i).isEmpty()) {
                values.put(header.get(i), fields.getField(i));
            }
        }
        return new Entry(values, null, null);
    }

    private @Nullable CsvRecord nextRecord() throws IOException {
        try {
            CsvRecord record = records.hasNext() ? records.next() : null;
            // The parser takes the rest of the file for the text of an open quote; only the last record can be that.
            if (record != null && !records.hasNext() && quotes.isOdd()) {
                throw new LoadException(file, read, "a quote is opened and never closed", new EOFException());
            }
            return record;
        } catch (CsvParseException | UncheckedIOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new LoadException(file, read, "not CSV in UTF-8: " + cause.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /** Counts the quotes that pass. */
    private static final class QuoteCounter extends FilterReader {

        private boolean odd;

        QuoteCounter(Reader in) {
            super(in);
        }

        boolean isOdd() {
            return odd;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            odd ^= read == '"';
            return read;
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            for (int i = offset; i < offset + count; i++) {
                odd ^= buffer[i] == '"';
            }
            return count;
        }
    }
}
