package org.crmlink.tck.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.crmlink.tck.bench.FaultAction.Wire;
import org.jspecify.annotations.Nullable;

/** The head of an HTTP/1.1 answer of the proxy, as far as the gate must understand it. */
final class AnswerHead {

    /** The mark by which the proxy tells the gate what to do with an answer. */
    static final String MARK = "X-Gate";

    private final String text;
    private final Wire wire;
    private final long length;
    private final boolean chunked;
    private final boolean closes;

    private AnswerHead(String text, Wire wire, long length, boolean chunked, boolean closes) {
        this.text = text;
        this.wire = wire;
        this.length = length;
        this.chunked = chunked;
        this.closes = closes;
    }

    /** The next head, or null at the end of the connection. */
    static @Nullable AnswerHead read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        int state = 0;
        while (state < 4) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            bytes.write(next);
            state = next == (state % 2 == 0 ? '\r' : '\n') ? state + 1 : next == '\r' ? 1 : 0;
        }
        return parse(bytes.toString(StandardCharsets.ISO_8859_1));
    }

    private static AnswerHead parse(String raw) {
        StringBuilder kept = new StringBuilder();
        String mark = "";
        boolean bodiless = false;
        boolean chunked = false;
        boolean closes = false;
        long length = -1;
        for (String line : raw.split("\r\n", -1)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith(MARK.toLowerCase(Locale.ROOT) + ":")) {
                mark = line.substring(MARK.length() + 1).strip();
                continue;
            }
            if (lower.startsWith("matched-stub-id:")) {
                continue;
            }
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(
                        line.substring("content-length:".length()).strip());
            } else if (lower.startsWith("transfer-encoding:") && lower.contains("chunked")) {
                chunked = true;
            } else if (lower.startsWith("connection:") && lower.contains("close")) {
                closes = true;
            }
            if (kept.length() == 0) {
                bodiless = line.contains(" 204") || line.contains(" 304") || line.contains(" 1");
                bodiless = bodiless
                        && (line.startsWith("HTTP/1.1 204")
                                || line.startsWith("HTTP/1.1 304")
                                || line.startsWith("HTTP/1.1 1"));
            }
            if (!line.isEmpty()) {
                kept.append(line).append("\r\n");
            }
        }
        boolean head = mark.startsWith("HEAD ");
        String order = mark.substring(mark.indexOf(' ') + 1);
        long bytes = bodiless || head ? 0 : length;
        return new AnswerHead(
                kept.append("\r\n").toString(),
                wire(order),
                bytes,
                chunked && !head && !bodiless,
                closes || (bytes < 0 && !chunked));
    }

    /** The mark for an answer to a request of this method. */
    static String mark(String method, Wire wire) {
        String order;
        if (wire instanceof Wire.Reset reset) {
            order = "reset:" + reset.after();
        } else if (wire instanceof Wire.Close close) {
            order = "close:" + close.after();
        } else if (wire instanceof Wire.Stall stall) {
            order = "stall:" + stall.after();
        } else if (wire instanceof Wire.Dribble dribble) {
            order = "dribble:" + dribble.pause();
        } else if (wire instanceof Wire.Garbage) {
            order = "garbage:0";
        } else if (wire instanceof Wire.CutHead) {
            order = "cuthead:0";
        } else if (wire instanceof Wire.HugeHead huge) {
            order = "hugehead:" + huge.bytes();
        } else if (wire instanceof Wire.Endless endless) {
            order = "endless:" + endless.megabytes();
        } else {
            order = "intact:0";
        }
        return method + " " + order;
    }

    private static Wire wire(String order) {
        int colon = order.indexOf(':');
        if (colon < 0) {
            return new Wire.Intact();
        }
        int number = Integer.parseInt(order.substring(colon + 1));
        return switch (order.substring(0, colon)) {
            case "reset" -> new Wire.Reset(number);
            case "close" -> new Wire.Close(number);
            case "stall" -> new Wire.Stall(number);
            case "dribble" -> new Wire.Dribble(number);
            case "garbage" -> new Wire.Garbage();
            case "cuthead" -> new Wire.CutHead();
            case "hugehead" -> new Wire.HugeHead(number);
            case "endless" -> new Wire.Endless(number);
            default -> new Wire.Intact();
        };
    }

    /** The head to pass on, without the mark. */
    String text() {
        return text;
    }

    Wire wire() {
        return wire;
    }

    /** Whether the connection ends with this answer. */
    boolean closes() {
        return closes;
    }

    /** The whole body as it is on the wire. */
    byte[] body(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        copyBody(in, body);
        return body.toByteArray();
    }

    void copyBody(InputStream in, OutputStream out) throws IOException {
        if (chunked) {
            copyChunks(in, out);
        } else if (length < 0) {
            Gate.copy(in, out);
        } else {
            copy(in, out, length);
        }
    }

    private static void copyChunks(InputStream in, OutputStream out) throws IOException {
        long size = 1;
        while (size > 0) {
            String line = line(in);
            out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            size = Long.parseLong(line.split(";", 2)[0].strip(), 16);
            copy(in, out, size);
            // after the last chunk come trailers, of which the proxy sends none, and an empty line
            out.write((line(in) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private static void copy(InputStream in, OutputStream out, long count) throws IOException {
        byte[] buffer = new byte[16_384];
        long left = count;
        while (left > 0) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new EOFException();
            }
            out.write(buffer, 0, n);
            left -= n;
        }
    }
}
