package org.crmlink.sandbox.dynamics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.crmlink.sandbox.http.Headers;

/**
 * Reads {@code multipart/mixed} bodies: lines may end in CRLF or in LF alone, header names come in any case. Written by hand,
 * because it must read what sloppy clients send rather than what the standard allows.
 */
final class BatchParser {

    private final byte[] bytes;

    private BatchParser(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A stretch of the body. */
    private record Range(int from, int to) {}

    static List<BatchPart> parse(byte[] body, String contentType) {
        BatchParser parser = new BatchParser(body);
        List<BatchPart> parts = new ArrayList<>();
        for (Range part : parser.split(new Range(0, body.length), boundary(contentType))) {
            parts.add(parser.part(part));
        }
        return parts;
    }

    /** The boundary parameter of a content type. */
    static String boundary(String contentType) {
        for (String parameter : contentType.split(";", -1)) {
            String[] pair = parameter.split("=", 2);
            if (pair.length == 2 && pair[0].trim().equalsIgnoreCase("boundary")) {
                String value = pair[1].trim();
                boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                return quoted ? value.substring(1, value.length() - 1) : value;
            }
        }
        throw malformed("The content type '" + contentType + "' has no boundary.");
    }

    private static ApiException malformed(String reason) {
        return new ApiException(400, "0x80060888", "An error occurred while validating input parameters: " + reason);
    }

    private List<Range> split(Range whole, String boundary) {
        byte[] delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        List<Range> parts = new ArrayList<>();
        int start = -1;
        int line = whole.from();
        while (line < whole.to()) {
            int end = endOfLine(line, whole.to());
            if (isDelimiter(line, end, delimiter)) {
                if (start >= 0) {
                    parts.add(new Range(start, withoutLineEnd(start, line)));
                }
                start = Math.min(end + 1, whole.to());
                int after = line + delimiter.length;
                if (after + 1 < bytes.length && bytes[after] == '-' && bytes[after + 1] == '-') {
                    return parts;
                }
            }
            line = end + 1;
        }
        if (start < 0) {
            throw malformed("The boundary '" + boundary + "' does not occur in the body.");
        }
        throw malformed("The body ends before its closing boundary '" + boundary + "'.");
    }

    private boolean isDelimiter(int line, int end, byte[] delimiter) {
        if (end - line < delimiter.length
                || !Arrays.equals(bytes, line, line + delimiter.length, delimiter, 0, delimiter.length)) {
            return false;
        }
        String rest = new String(
                        bytes, line + delimiter.length, end - line - delimiter.length, StandardCharsets.ISO_8859_1)
                .trim();
        return rest.isEmpty() || rest.equals("--");
    }

    /** Index of the line feed that ends the line, or the end of the range. */
    private int endOfLine(int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    private int withoutLineEnd(int from, int to) {
        int end = to;
        if (end > from && bytes[end - 1] == '\n') {
            end--;
        }
        if (end > from && bytes[end - 1] == '\r') {
            end--;
        }
        return end;
    }

    private String line(int from, int end) {
        return new String(bytes, from, end - from, StandardCharsets.UTF_8).trim();
    }

    /** Reads header lines up to the empty one; gives where the content begins. */
    private int headers(Range range, Headers into) {
        int at = range.from();
        while (at < range.to()) {
            int end = endOfLine(at, range.to());
            String line = line(at, end);
            at = Math.min(end + 1, range.to());
            if (line.isEmpty()) {
                return at;
            }
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw malformed("The header line '" + line + "' is malformed.");
            }
            into.add(line.substring(0, colon).trim(), line.substring(colon + 1).trim());
        }
        return at;
    }

    private BatchPart part(Range range) {
        Headers headers = new Headers();
        int content = headers(range, headers);
        String type = headers.first("Content-Type").orElse("");
        if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/mixed")) {
            return operation(new Range(content, range.to()), headers);
        }
        List<BatchPart.Operation> operations = new ArrayList<>();
        for (Range inner : split(new Range(content, range.to()), boundary(type))) {
            Headers innerHeaders = new Headers();
            int start = headers(inner, innerHeaders);
            if (innerHeaders
                    .first("Content-Type")
                    .orElse("")
                    .toLowerCase(Locale.ROOT)
                    .startsWith("multipart/")) {
                throw malformed("A change set cannot contain another one.");
            }
            operations.add(operation(new Range(start, inner.to()), innerHeaders));
        }
        return new BatchPart.ChangeSet(operations);
    }

    private BatchPart.Operation operation(Range range, Headers partHeaders) {
        int at = range.from();
        String request = "";
        while (at < range.to() && request.isEmpty()) {
            int end = endOfLine(at, range.to());
            request = line(at, end);
            at = Math.min(end + 1, range.to());
        }
        int blank = request.indexOf(' ');
        if (blank < 0) {
            throw malformed("The request line '" + request + "' is malformed.");
        }
        String url = request.substring(blank + 1).trim();
        int version = url.lastIndexOf(" HTTP/");
        url = version < 0 ? url : url.substring(0, version).trim();
        Headers headers = new Headers();
        int content = headers(new Range(at, range.to()), headers);
        Optional<String> contentId = partHeaders.first("Content-ID").or(() -> headers.first("Content-ID"));
        byte[] body = Arrays.copyOfRange(bytes, content, Math.max(content, withoutLineEnd(content, range.to())));
        return new BatchPart.Operation(request.substring(0, blank), url, headers, body, contentId);
    }
}
