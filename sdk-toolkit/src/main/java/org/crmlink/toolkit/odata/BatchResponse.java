package org.crmlink.toolkit.odata;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.MultipartReader;
import okio.BufferedSource;
import okio.Okio;
import org.crmlink.toolkit.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code multipart/mixed} answer of an OData {@code $batch} part by part. A part of {@link #next} is given out only when it came whole, so what was
 * read before a cut is true [PART-2]. Answers inside change sets come out flat, in order. One-at-a-time.
 */
public final class BatchResponse implements Closeable {

    private static final Pattern BOUNDARY =
            Pattern.compile("boundary=(?:\"([^\"]+)\"|([^;,\\s]+))", Pattern.CASE_INSENSITIVE);
    private static final Pattern STATUS = Pattern.compile("HTTP/\\d(?:\\.\\d)? ([1-5]\\d\\d)(?: .*)?");
    private static final int MOST_HEADERS = 200;
    private static final int LONGEST_LINE = 65_536;

    private final Deque<MultipartReader> readers = new ArrayDeque<>();
    private final BufferedSource source;
    private final long maxPartBytes;

    private BatchResponse(BufferedSource source, String boundary, long maxPartBytes) throws IOException {
        this.source = source;
        this.maxPartBytes = maxPartBytes;
        readers.push(new MultipartReader(source, boundary));
    }

    /** Whether a body of this type is a multipart answer. */
    public static boolean isMultipart(@Nullable String contentType) {
        return contentType != null
                && contentType.strip().toLowerCase(Locale.ROOT).startsWith("multipart/")
                && BOUNDARY.matcher(contentType).find();
    }

    /**
     * Starts to read.
     *
     * @param contentType of the whole answer; must be multipart
     * @param maxPartBytes a longer part is refused
     */
    public static BatchResponse open(InputStream body, String contentType, long maxPartBytes) throws IOException {
        return new BatchResponse(Okio.buffer(Okio.source(body)), boundary(contentType), maxPartBytes);
    }

    private static String boundary(String contentType) throws IOException {
        Matcher matcher = BOUNDARY.matcher(contentType);
        if (!matcher.find()) {
            throw new MalformedJsonException("the answer of the batch names no boundary");
        }
        String quoted = matcher.group(1);
        return quoted != null ? quoted : matcher.group(2);
    }

    /**
     * Reads the next part to its end.
     *
     * @return empty after the closing boundary: the answer is complete
     * @throws IOException if the answer is cut or malformed; parts returned before are sound
     */
    public Optional<BatchPart> next() throws IOException {
        Optional<BatchStream> part = nextStream();
        return part.isEmpty() ? Optional.empty() : Optional.of(part.get().whole(maxPartBytes));
    }

    /**
     * Reads the next part to the beginning of its body.
     *
     * @return empty after the closing boundary: the answer is complete
     * @throws IOException if the answer is cut or malformed
     */
    public Optional<BatchStream> nextStream() throws IOException {
        while (true) {
            MultipartReader reader = readers.peek();
            if (reader == null) {
                return Optional.empty();
            }
            MultipartReader.Part part = reader.nextPart();
            if (part == null) {
                readers.pop();
                continue;
            }
            String type = part.headers().get("Content-Type");
            if (type != null && isMultipart(type)) {
                // The outer part stays current while the inner reader walks through it.
                readers.push(new MultipartReader(part.body(), boundary(type)));
                continue;
            }
            return Optional.of(answer(part.body()));
        }
    }

    private static BatchStream answer(BufferedSource part) throws IOException {
        String line = line(part);
        while (line != null && line.isBlank()) {
            line = line(part);
        }
        Matcher status = STATUS.matcher(line == null ? "" : line.strip());
        if (!status.matches()) {
            throw new MalformedJsonException("a part of the batch answer has no status line");
        }
        Map<String, String> headers = new HashMap<>();
        line = line(part);
        while (line != null && !line.isEmpty()) {
            int colon = line.indexOf(':');
            if (colon <= 0 || headers.size() >= MOST_HEADERS) {
                throw new MalformedJsonException("a part of the batch answer has a malformed header");
            }
            headers.putIfAbsent(
                    line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
            line = line(part);
        }
        return new BatchStream(Integer.parseInt(status.group(1)), headers, part);
    }

    /** A line of a part's head. A part without body may end right behind its last header, without a line end. */
    private static @Nullable String line(BufferedSource part) throws IOException {
        if (part.indexOf((byte) '\n', 0, LONGEST_LINE) < 0 && part.request(LONGEST_LINE)) {
            throw new MalformedJsonException("a part of the batch answer has a malformed header");
        }
        return part.readUtf8Line();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
