package org.crmlink.tck;

import java.util.Map;

/**
 * An HTTP answer that the kit gives in the backend's place.
 *
 * @param status HTTP status
 * @param headers header fields
 * @param body text of the body
 */
public record Answer(int status, Map<String, String> headers, String body) {

    public Answer {
        headers = Map.copyOf(headers);
    }

    /** A JSON answer without further headers. */
    public static Answer json(int status, String body) {
        return new Answer(status, Map.of("Content-Type", "application/json"), body);
    }
}
