package org.crmlink.sdk;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * One remote attempt. Immutable; holds no address, header or value.
 *
 * @param operation what it was for, such as {@code changes}, {@code upload}, {@code login}
 * @param entity the entity concerned, or an empty text
 * @param method HTTP method, or the protocol's own verb
 * @param status HTTP status, or 0 if there was no answer
 * @param bytesSent body bytes sent
 * @param bytesReceived body bytes received, as on the wire where known
 * @param duration from the first byte sent to the last byte received
 */
public record RequestEvent(
        String operation,
        String entity,
        String method,
        int status,
        long bytesSent,
        long bytesReceived,
        Duration duration) {

    public RequestEvent {
        requireNonNull(operation, "operation is null");
        requireNonNull(entity, "entity is null");
        requireNonNull(method, "method is null");
        requireNonNull(duration, "duration is null");
    }
}
