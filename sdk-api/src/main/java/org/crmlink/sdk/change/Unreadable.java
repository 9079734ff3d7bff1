package org.crmlink.sdk.change;

import static java.util.Objects.requireNonNull;

import org.crmlink.sdk.ConnectorException;

/**
 * A record that came but could not be decoded; it is reported, never dropped silently, and others go on [PART-3]. Immutable.
 *
 * @param id the record's id, or an empty text if even that could not be read
 * @param error what is wrong, naming the field
 */
public record Unreadable(String id, ConnectorException error) {

    public Unreadable {
        requireNonNull(id, "id is null");
        requireNonNull(error, "error is null");
    }
}
