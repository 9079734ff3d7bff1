package org.crmlink.sandbox.data;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records of a CSV file with a header row. An empty field is no value. */
final class CsvSource implements RecordSource {

    private final Path file;
    private final CsvReader<CsvRecord> reader;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> header;
    private long read;

    CsvSource(Path file, Reader text) throws IOException {
        this.file = file;
        // A record of another width is told as a problem of that record, not as the end of the file.
        this.reader = CsvReader.builder()
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text);
        this.records = reader.iterator();
        CsvRecord first = nextRecord();
        if (first == null) {
            throw new LoadException(file, "the file has no header row");
        }
        this.header = first.getFields().stream().map(String::strip).toList();
        for (int i = 0; i < header.size(); i++) {
            int earlier = header.indexOf(header.get(i));
            // spreadsheets leave columns behind that have neither name nor value
            if (earlier < i && !header.get(i).isEmpty()) {
                throw new LoadException(
                        file,
                        "the header names " + header.get(i) + " twice, as column " + (earlier + 1) + " and " + (i + 1));
            }
        }
    }

    @Override
    public List<String> header() {
        return header;
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
            return records.hasNext() ? records.next() : null;
        } catch (CsvParseException | UncheckedIOException e) {
            Throwable cause = e.getCause();
            if (cause instanceof CharacterCodingException) {
                throw new LoadException(file, read, LoadException.NOT_UTF_8, e);
            }
            if (cause instanceof IOException broken) {
                throw broken;
            }
            throw new LoadException(file, read, "not CSV: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
