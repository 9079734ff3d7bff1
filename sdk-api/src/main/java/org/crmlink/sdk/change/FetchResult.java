package org.crmlink.sdk.change;

import java.util.List;

/**
 * Records read by id. Immutable.
 *
 * @param rows those that exist and may be read
 * @param missing ids that do not exist or may not be read; an id in another spelling than the backend's own is one of these
 * @param unreadable those that could not be decoded
 */
public record FetchResult(List<Row> rows, List<String> missing, List<Unreadable> unreadable) {

    public FetchResult {
        rows = List.copyOf(rows);
        missing = List.copyOf(missing);
        unreadable = List.copyOf(unreadable);
    }
}
