package org.crmlink.sandbox.salesforce.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.crmlink.sandbox.http.RequestBody;

/** Finds the parts of a {@code multipart/form-data} body (RFC 2046) without taking them into memory. Stateless. */
final class MultipartScan {

    private static final int BUFFER = 64 * 1024;
    private static final int MOST_PARTS = 100;
    private static final int MOST_HEAD = 16 * 1024;
    private static final String LINE = "\r\n";

    /**
     * A part.
     *
     * @param head its header lines
     * @param from where in the body its content begins
     * @param length of the content in bytes
     */
    record Part(String head, long from, long length) {}

    private MultipartScan() {}

    /**
     * The parts in their order.
     *
     * @throws ApiException if the body is none of the boundary, or does not come to its end
     */
    static List<Part> parts(RequestBody body, String boundary) throws IOException {
        byte[] mark = (LINE + "--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        List<Part> parts = new ArrayList<>();
        long begin = -1;
        for (long behind : behindMarks(body, mark)) {
            if (begin >= 0) {
                parts.add(part(body, begin, behind - mark.length));
            }
            String rest = text(body, behind, LINE.length());
            if (rest.equals("--")) {
                return parts;
            }
            begin = behind;
        }
        throw malformed(begin < 0 ? "the boundary does not occur" : "a part has no end");
    }

    /** Offsets behind each boundary. */
    private static List<Long> behindMarks(RequestBody body, byte[] mark) throws IOException {
        List<Long> found = new ArrayList<>();
        try (InputStream in = body.open()) {
            byte[] buffer = new byte[BUFFER];
            long at = 0;
            // the first one needs no line before it
            int matched = LINE.length();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    // a mark has only one CR, at its begin: nothing else of what has been matched can begin another
                    matched = buffer[i] == mark[matched] ? matched + 1 : buffer[i] == mark[0] ? 1 : 0;
                    if (matched == mark.length) {
                        found.add(at + i + 1);
                        matched = 0;
                    }
                }
                at += read;
                if (found.size() > MOST_PARTS) {
                    throw malformed("it has more than " + MOST_PARTS + " parts");
                }
            }
        }
        return found;
    }

    /** What stands between two boundaries, from right behind the first one on. */
    private static Part part(RequestBody body, long begin, long end) throws IOException {
        String start = text(body, begin, (int) Math.max(0, Math.min(MOST_HEAD, end - begin)));
        int line = start.indexOf(LINE);
        if (line < 0 || !start.substring(0, line).isBlank()) {
            throw malformed("a boundary is not alone in its line");
        }
        int split = start.indexOf(LINE + LINE, line);
        if (split < 0) {
            throw malformed("a part has no headers");
        }
        long from = begin + split + 2L * LINE.length();
        // the bytes of UTF-8 were read as one character each, so that offsets are right
        String head =
                new String(start.substring(line, split).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return new Part(head, from, end - from);
    }

    private static String text(RequestBody body, long from, int length) throws IOException {
        try (InputStream in = body.open(from, Math.min(length, body.size() - from))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    static ApiException malformed(String why) {
        return new ApiException(400, "INVALID_MULTIPART_REQUEST", "The multipart body is malformed: " + why);
    }
}
