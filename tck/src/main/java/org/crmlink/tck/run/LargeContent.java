package org.crmlink.tck.run;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;

/**
 * A content too large for the memory: made while it is read, and looked at while it is written. Again and again it looks how much memory is in use, so
 * that whoever collects it is found before the memory is used up. One-at-a-time.
 */
public final class LargeContent {

    private static final int BLOCK = 1 << 20;
    private static final long EVERY = 96L << 20;

    private final long size;
    private final long allowed;
    private final byte[] block = new byte[BLOCK];
    private final long before;
    private long most;
    private String tooMuch = "";

    /**
     * @param size bytes of the content
     * @param allowed by how many bytes the memory in use may grow
     */
    public LargeContent(long size, long allowed) {
        this.size = size;
        this.allowed = allowed;
        new java.util.Random(11).nextBytes(block);
        this.before = inUse();
    }

    private static long inUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** By how much the memory in use has grown at most. */
    public long grownBy() {
        return most;
    }

    /** Why the transfer was broken off; empty if it was not. */
    public String tooMuch() {
        return tooMuch;
    }

    private void look(String what, long done) {
        long grown = inUse() - before;
        most = Math.max(most, grown);
        if (grown > allowed) {
            tooMuch = "After " + (done >> 20) + " MB of " + what + ", " + (grown >> 20)
                    + " MB more memory were in use than before: a file is never held as a whole, for it may be larger than the memory. "
                    + "Look for readAllBytes(), byte arrays, and bodies that are kept to be sent again.";
            throw new TooMuch(tooMuch);
        }
    }

    /** Breaks off a transfer. A connector may wrap it. */
    private static final class TooMuch extends Error {

        private static final long serialVersionUID = 1L;

        TooMuch(String message) {
            super(message, null, false, false);
        }
    }

    private byte at(long position) {
        // the number of the block is mixed in, so that blocks differ
        return (byte) (block[(int) (position % BLOCK)] ^ (position / BLOCK));
    }

    private int fill(long position, byte[] buffer, int offset, int length) {
        int count = (int) Math.min(length, size - position);
        for (int i = 0; i < count; i++) {
            buffer[offset + i] = at(position + i);
        }
        return count;
    }

    /** The content, to be read once. */
    public InputStream source(String what) {
        return new InputStream() {
            private long position;
            private long next = EVERY;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (position >= size) {
                    return -1;
                }
                int count = fill(position, buffer, offset, length);
                position += count;
                if (position >= next) {
                    next = position + EVERY;
                    look(what, position);
                }
                return count;
            }
        };
    }

    /** Compares with what a stream gives; returns how many bytes were the right ones before the first wrong one, or the end. */
    public long compare(String what, InputStream in) throws IOException {
        byte[] found = new byte[64 * 1024];
        byte[] expected = new byte[found.length];
        long position = 0;
        long next = EVERY;
        for (int n = in.read(found); n >= 0; n = in.read(found)) {
            int count = fill(position, expected, 0, n);
            int differs = java.util.Arrays.mismatch(found, 0, n, expected, 0, count);
            if (differs >= 0) {
                return position + differs;
            }
            position += n;
            if (position >= next) {
                next = position + EVERY;
                look(what, position);
            }
        }
        return position;
    }
}
