package org.crmlink.toolkit.odata;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import okio.BufferedSource;
import org.crmlink.toolkit.json.MalformedJsonException;

/**
 * One answer inside a batch whose body is still on its way: for answers that are long. What is read of it is not known to be whole before its end.
 * One-at-a-time; to be read before the next part is asked for.
 */
public final class BatchStream {

    private final int status;
    private final Map<String, String> headers;
    private final BufferedSource body;

    BatchStream(int status, Map<String, String> headers, BufferedSource body) {
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The body as it comes; a cut is an {@link IOException}. */
    public InputStream stream() {
        return body.inputStream();
    }

    /**
     * Reads the part to its end.
     *
     * @throws IOException if it is cut, or longer than the bound
     */
    public BatchPart whole(long maxBytes) throws IOException {
        if (body.request(maxBytes + 1)) {
            throw new MalformedJsonException("a part of the batch answer is too long");
        }
        return new BatchPart(status, headers, body.readByteArray());
    }

    /** Status only: the body is data. */
    @Override
    public String toString() {
        return "BatchStream[" + status + "]";
    }
}
