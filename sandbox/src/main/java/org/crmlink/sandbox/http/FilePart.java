package org.crmlink.sandbox.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** Reads a part of an open file without moving its position: several can do so at once. */
final class FilePart extends InputStream {

    /** Reads go through a buffer outside of the heap, which is as large as one read and kept. */
    private static final int MOST_AT_ONCE = 64 * 1024;

    private final FileChannel file;
    private long at;
    private long left;

    FilePart(FileChannel file, long from, long length) {
        this.file = file;
        this.at = from;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int wanted = (int) Math.min(Math.min(length, left), MOST_AT_ONCE);
        int read = file.read(ByteBuffer.wrap(bytes, offset, wanted), at);
        if (read < 0) {
            throw new EOFException("a temporary file is shorter than it was");
        }
        at += read;
        left -= read;
        return read;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, left));
        at += skipped;
        left -= skipped;
        return skipped;
    }
}
