package org.crmlink.sandbox.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Opens a file of records in the format that its name or, if that says nothing, its first character tells. */
public final class SourceFile {

    private static final int BYTE_ORDER_MARK = '\ufeff';
    private static final int NOTHING = -1;
    private static final int LOOKED_AT = 8_192;

    private SourceFile() {}

    /**
     * Opens a file, which the source closes.
     *
     * @throws LoadException if there is no such file, or it is neither JSON nor CSV
     */
    @SuppressWarnings("resource") // the source that is returned closes the reader
    public static RecordSource open(Path file) throws IOException {
        BufferedReader text = reader(file);
        try {
            text.mark(1);
            if (text.read() != BYTE_ORDER_MARK) {
                text.reset();
            }
            int first = firstCharacter(text);
            if (first == NOTHING) {
                throw new LoadException(file, "the file is empty");
            }
            return isJson(file, first) ? new JsonSource(file, text) : new CsvSource(file, text);
        } catch (CharacterCodingException e) {
            close(text, e);
            throw new LoadException(file, LoadException.NOT_UTF_8, e);
        } catch (IOException | RuntimeException e) {
            close(text, e);
            throw e;
        }
    }

    private static BufferedReader reader(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new LoadException(file, "is a folder, not a file");
        }
        try {
            return Files.newBufferedReader(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new LoadException(file, "does not exist", e);
        } catch (AccessDeniedException e) {
            throw new LoadException(file, "may not be read", e);
        }
    }

    /** Leaves the reader where it is, so that lines are counted from the first. */
    private static int firstCharacter(BufferedReader text) throws IOException {
        text.mark(LOOKED_AT);
        int first = text.read();
        for (int i = 1; i < LOOKED_AT && first != NOTHING && Character.isWhitespace(first); i++) {
            first = text.read();
        }
        text.reset();
        return first;
    }

    private static boolean isJson(Path file, int first) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".json") || !name.endsWith(".csv") && (first == '{' || first == '[');
    }

    private static void close(Reader text, Exception because) {
        try {
            text.close();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }
}
