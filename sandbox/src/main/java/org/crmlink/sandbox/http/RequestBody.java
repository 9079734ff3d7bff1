package org.crmlink.sandbox.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a request, whole and without their coding: in memory, or in a temporary file that goes away when the request has been answered. What
 * is opened can be read by any thread, but not after the answer.
 */
public final class RequestBody implements AutoCloseable {

    /** Most bytes that {@link #bytes()} takes into memory. */
    static final int MOST_IN_MEMORY = 128 * 1024 * 1024;

    private final long size;
    private final byte[] memory;
    private final @Nullable FileChannel file;

    private RequestBody(long size, byte[] memory, @Nullable FileChannel file) {
        this.size = size;
        this.memory = memory;
        this.file = file;
    }

    /** A body in memory; the bytes are not copied. */
    public static RequestBody of(byte[] bytes) {
        return new RequestBody(bytes.length, bytes, null);
    }

    /** A body that is all of a file. The file is closed with it, and is to be deleted then. */
    static RequestBody of(FileChannel file) throws IOException {
        return new RequestBody(file.size(), new byte[0], file);
    }

    /** Length in bytes; 0 if there is none. */
    public long size() {
        return size;
    }

    /** All bytes from the first on. */
    public InputStream open() {
        return open(0, size);
    }

    /**
     * A part of the bytes.
     *
     * @throws IndexOutOfBoundsException if the body has no such part
     */
    public InputStream open(long from, long count) {
        Objects.checkFromIndexSize(from, count, size);
        return file == null
                ? new ByteArrayInputStream(memory, (int) from, (int) count)
                : new FilePart(file, from, count);
    }

    /**
     * All bytes in memory.
     *
     * @throws TooLargeException if they are more than 128 MB; a face need not catch it
     */
    public byte[] bytes() {
        if (file == null) {
            return memory;
        }
        if (size > MOST_IN_MEMORY) {
            throw new TooLargeException();
        }
        try (InputStream in = open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes the temporary file, if there is one. */
    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A body does not fit into memory; the server answers with 413. */
    static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("Request body too large.");
        }
    }
}
