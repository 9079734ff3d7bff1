package org.crmlink.benchmarks.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are appended to; what {@link java.io.ByteArrayOutputStream} is, without its lock. One-at-a-time. */
public final class ByteSink {

    private byte[] bytes;
    private int size;

    public ByteSink(int expected) {
        this.bytes = new byte[Math.max(16, expected)];
    }

    public int size() {
        return size;
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    public ByteSink put(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
        return this;
    }

    public ByteSink put(String text) {
        return put(text.getBytes(StandardCharsets.UTF_8));
    }

    public ByteSink put(char ascii) {
        reserve(1);
        bytes[size++] = (byte) ascii;
        return this;
    }

    public ByteSink put(long number) {
        return put(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    }

    /** The lowest digits of a number that is not negative, with leading zeros. */
    public ByteSink digits(long number, int count) {
        reserve(count);
        long rest = number;
        for (int i = count - 1; i >= 0; i--) {
            bytes[size + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += count;
        return this;
    }

    /** The lowest hexadecimal digits. */
    public ByteSink hex(long bits, int count) {
        reserve(count);
        for (int i = count - 1; i >= 0; i--) {
            bytes[size++] = (byte) Character.forDigit((int) (bits >>> (4 * i)) & 15, 16);
        }
        return this;
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
