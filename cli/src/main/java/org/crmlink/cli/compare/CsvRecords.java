package org.crmlink.cli.compare;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Records of CSV with a header row; each must be as wide as the header. */
final class CsvRecords {

    private CsvRecords() {}

    static void read(Reader text, Consumer<FileRecord> consumer) throws IOException {
        // The width is checked here, to tell it in words.
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text)) {
            CloseableIterator<CsvRecord> lines = reader.iterator();
            List<String> header = next(lines)
                    .map(first -> first.getFields().stream().map(String::strip).toList())
                    .orElseThrow(() -> new FileFault("it has no header row"));
            checkHeader(header);
            for (Optional<CsvRecord> line = next(lines); line.isPresent(); line = next(lines)) {
                consumer.accept(record(header, line.get()));
            }
        }
    }

    private static Optional<CsvRecord> next(CloseableIterator<CsvRecord> lines) throws IOException {
        try {
            return lines.hasNext() ? Optional.of(lines.next()) : Optional.empty();
        } catch (CsvParseException | UncheckedIOException e) {
            if (e.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw new FileFault("it is not CSV: " + e.getMessage(), e);
        }
    }

    private static void checkHeader(List<String> header) throws FileFault {
        for (int i = 0; i < header.size(); i++) {
            int earlier = header.indexOf(header.get(i));
            if (earlier < i && !header.get(i).isEmpty()) {
                throw new FileFault(
                        "its columns " + (earlier + 1) + " and " + (i + 1) + " are both named " + header.get(i));
            }
        }
    }

    private static FileRecord record(List<String> header, CsvRecord line) throws FileFault {
        if (line.getFieldCount() != header.size()) {
            throw new FileFault("line " + line.getStartingLineNumber() + " has " + line.getFieldCount()
                    + " fields, the header has " + header.size());
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            if (!line.getField(i).isEmpty()) {
                values.put(header.get(i), line.getField(i));
            }
        }
        return new FileRecord(line.getStartingLineNumber(), values);
    }
}
