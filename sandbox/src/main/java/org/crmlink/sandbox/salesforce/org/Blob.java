package org.crmlink.sandbox.salesforce.org;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a field: in memory if they are few, else in a file. Two with the same content are equal. Immutable and thread-safe.
 *
 * <p>The file goes when the last record that has it was changed or purged, and when the org closes; what is open then can be read to its end, on systems
 * that let files be deleted while they are read.
 */
public final class Blob {

    private static final System.Logger LOG = System.getLogger(Blob.class.getName());

    private final long size;
    private final String md5;
    private final byte[] memory;
    private final @Nullable Path file;
    /** Whoever made it, and each committed record that has it. */
    private final AtomicInteger uses = new AtomicInteger(1);

    Blob(byte[] bytes, String md5) {
        this.size = bytes.length;
        this.md5 = md5;
        this.memory = bytes;
        this.file = null;
    }

    Blob(Path file, long size, String md5) {
        this.size = size;
        this.md5 = md5;
        this.memory = new byte[0];
        this.file = file;
    }

    /** Length in bytes. */
    public long size() {
        return size;
    }

    /** MD5 of the content, 32 hexadecimal digits in lower case. */
    public String md5() {
        return md5;
    }

    /**
     * The bytes from the first on; the caller closes the stream.
     *
     * @throws IOException if the file is gone
     */
    public InputStream open() throws IOException {
        return file == null ? new ByteArrayInputStream(memory) : Files.newInputStream(file);
    }

    /** All bytes in memory. */
    public byte[] bytes() {
        try (InputStream in = open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One more has it. */
    void retain() {
        uses.incrementAndGet();
    }

    /** One less has it. */
    void release() {
        if (uses.decrementAndGet() == 0 && file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // what was committed stays so; the file goes with its directory when the org closes
                LOG.log(System.Logger.Level.DEBUG, "a temporary file could not be deleted yet", e);
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Blob blob && blob.size == size && blob.md5.equals(md5);
    }

    @Override
    public int hashCode() {
        return md5.hashCode();
    }

    @Override
    public String toString() {
        return size + " bytes, MD5 " + md5;
    }
}
