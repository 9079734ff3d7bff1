package org.crmlink.toolkit.odata;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to one operation of a batch, complete. Immutable.
 *
 * @param status HTTP status
 * @param headers by lower-case name; of several of one name the first
 * @param body the bytes behind the headers
 */
public record BatchPart(int status, Map<String, String> headers, byte[] body) {

    public BatchPart {
        headers = Map.copyOf(headers);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Status only: the body is data. */
    @Override
    public String toString() {
        return "BatchPart[" + status + "]";
    }
}
