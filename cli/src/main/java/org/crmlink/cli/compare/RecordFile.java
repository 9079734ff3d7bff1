package org.crmlink.cli.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Reads records of flat values from sObject-tree JSON, a JSON array of objects, or CSV with a header. Nested values are left out. */
final class RecordFile {

    private static final JsonFactory JSON = new JsonFactory();

    private RecordFile() {}

    /** Gives every record to the consumer: texts by column name; empty CSV cells and JSON nulls are left out. */
    static void read(Path file, Consumer<Map<String, String>> consumer) throws IOException {
        if (file.toString().toLowerCase(java.util.Locale.ROOT).endsWith(".csv")) {
            readCsv(file, consumer);
        } else {
            readJson(file, consumer);
        }
    }

    private static void readCsv(Path file, Consumer<Map<String, String>> consumer) throws IOException {
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(file)) {
            for (NamedCsvRecord record : reader) {
                Map<String, String> values = new LinkedHashMap<>();
                record.getFieldsAsMap().forEach((name, value) -> {
                    if (!value.isEmpty()) {
                        values.put(name, value);
                    }
                });
                consumer.accept(values);
            }
        }
    }

    private static void readJson(Path file, Consumer<Map<String, String>> consumer) throws IOException {
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                seekRecords(parser, file);
            } else if (first != JsonToken.START_ARRAY) {
                throw new IOException(file + " holds neither a JSON array nor an object with \"records\"");
            }
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                consumer.accept(object(parser));
            }
        }
    }

    private static void seekRecords(JsonParser parser, Path file) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean records = parser.currentName().equals("records");
            JsonToken value = parser.nextToken();
            if (records && value == JsonToken.START_ARRAY) {
                return;
            }
            parser.skipChildren();
        }
        throw new IOException(file + " has no array \"records\"");
    }

    private static Map<String, String> object(JsonParser parser) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value.isStructStart()) {
                parser.skipChildren();
            } else if (value != JsonToken.VALUE_NULL) {
                values.put(name, parser.getText());
            }
        }
        return values;
    }
}
