package org.crmlink.cli.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/** Reads records of flat values from sObject-tree JSON, a JSON array of objects, or CSV with a header; UTF-8. */
final class RecordFile {

    private static final int BYTE_ORDER_MARK = '\ufeff';
    private static final int LOOKED_AT = 8_192;

    private RecordFile() {}

    /**
     * Gives every record to the consumer.
     *
     * @throws FileFault if there is no such file, or it is damaged
     */
    static void read(Path file, Consumer<FileRecord> consumer) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileFault("it is a folder");
        }
        try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            text.mark(1);
            if (text.read() != BYTE_ORDER_MARK) {
                text.reset();
            }
            if (isJson(file, text)) {
                JsonRecords.read(text, consumer);
            } else {
                CsvRecords.read(text, consumer);
            }
        } catch (NoSuchFileException e) {
            throw new FileFault("it does not exist", e);
        } catch (AccessDeniedException e) {
            throw new FileFault("permission denied", e);
        } catch (CharacterCodingException e) {
            throw new FileFault("it is not a text in UTF-8", e);
        }
    }

    /** By the name; if that says nothing, by the first character. */
    private static boolean isJson(Path file, BufferedReader text) throws IOException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".json") || name.endsWith(".csv")) {
            return name.endsWith(".json");
        }
        text.mark(LOOKED_AT);
        int first = text.read();
        for (int i = 1; i < LOOKED_AT && Character.isWhitespace(first); i++) {
            first = text.read();
        }
        text.reset();
        return first == '{' || first == '[';
    }
}
