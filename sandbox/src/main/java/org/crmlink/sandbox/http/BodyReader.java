package org.crmlink.sandbox.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Takes the body of a request in, whole: one that breaks off is refused, so that no face ever works on a part of it. Forms with files may be large and
 * go to a temporary file, others stay in memory. Stateless.
 */
final class BodyReader {

    /** Two gigabytes, the most that a vendor takes as one file, and something for the parts around it. */
    private static final long MOST_OF_A_FORM = (2L << 30) + (1 << 20);

    private static final int FORM_IN_MEMORY = 256 * 1024;
    private static final int BUFFER = 64 * 1024;

    private BodyReader() {}

    /** The body; whoever gets it closes it. */
    static RequestBody read(Request jetty, Headers headers) throws IOException {
        String type = headers.first("Content-Type").orElse("").strip().toLowerCase(Locale.ROOT);
        boolean form = type.startsWith("multipart/form-data");
        try (InputStream raw = Content.Source.asInputStream(jetty);
                InputStream plain = plain(raw, headers)) {
            RequestBody body = form ? spooled(plain) : RequestBody.of(inMemory(plain));
            try {
                mustHaveEnded(raw, plain);
                return body;
            } catch (IOException | RuntimeException e) {
                body.close();
                throw e;
            }
        } catch (ZipException e) {
            throw new BadBodyException(400, "The compressed body is damaged.");
        } catch (EOFException e) {
            throw new BadBodyException(400, "The body ends too early.");
        }
    }

    private static InputStream plain(InputStream raw, Headers headers) throws IOException {
        String coding =
                headers.first("Content-Encoding").orElse("identity").trim().toLowerCase(Locale.ROOT);
        return switch (coding) {
            case "", "identity" -> raw;
            case "gzip", "x-gzip" -> new GZIPInputStream(raw, BUFFER);
            case "deflate" -> new InflaterInputStream(raw);
            default -> throw new BadBodyException(415, "Unsupported content coding.");
        };
    }

    /** The coding knows its own end; whether the request came to its end only the connection knows. */
    private static void mustHaveEnded(InputStream raw, InputStream plain) throws IOException {
        if (plain != raw && raw.read() >= 0) {
            throw new BadBodyException(400, "There is something behind the compressed body.");
        }
    }

    private static byte[] inMemory(InputStream plain) throws IOException {
        byte[] bytes = plain.readNBytes(RequestBody.MOST_IN_MEMORY + 1);
        if (bytes.length > RequestBody.MOST_IN_MEMORY) {
            throw tooLarge();
        }
        return bytes;
    }

    private static RequestBody spooled(InputStream plain) throws IOException {
        byte[] start = plain.readNBytes(FORM_IN_MEMORY);
        if (start.length < FORM_IN_MEMORY) {
            return RequestBody.of(start);
        }
        FileChannel file = temporary();
        try {
            write(file, start, start.length);
            byte[] buffer = new byte[BUFFER];
            for (int read = plain.read(buffer); read >= 0; read = plain.read(buffer)) {
                if (file.position() + read > MOST_OF_A_FORM) {
                    throw tooLarge();
                }
                write(file, buffer, read);
            }
            return RequestBody.of(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** A file that goes with its channel; where the system can, it has no name from the beginning, and not even a killed server leaves it behind. */
    private static FileChannel temporary() throws IOException {
        Path file = Files.createTempFile("crmlink-sandbox-", ".request");
        try {
            return FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static void write(FileChannel file, byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            // a single large write would keep a buffer of its size outside of the heap
            buffer.limit(Math.min(buffer.position() + BUFFER, length));
            file.write(buffer);
            buffer.limit(length);
        }
    }

    private static BadBodyException tooLarge() {
        return new BadBodyException(413, "Request body too large.");
    }

    /** A body that no face gets to see. */
    static final class BadBodyException extends IOException {
        private static final long serialVersionUID = 1L;
        final int status;
        final String reason;

        BadBodyException(int status, String reason) {
            super(reason);
            this.status = status;
            this.reason = reason;
        }
    }
}
