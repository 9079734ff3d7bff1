package org.crmlink.sdk.upload;

import static java.util.Objects.requireNonNull;

/**
 * What is wrong with one field of a refused write. Immutable.
 *
 * @param field the field's name
 * @param message the server's or the connector's text, without the value
 */
public record FieldError(String field, String message) {

    public FieldError {
        requireNonNull(field, "field is null");
        requireNonNull(message, "message is null");
    }
}
