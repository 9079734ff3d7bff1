package org.crmlink.sdk.metadata;

import static java.util.Objects.requireNonNull;

/**
 * An entity by name. Immutable.
 *
 * @param name name in queries and uploads
 * @param label for people
 * @param intersect whether it only holds the pairs of a many-to-many relationship
 */
public record EntitySummary(String name, LocalizedText label, boolean intersect) {

    public EntitySummary {
        requireNonNull(name, "name is null");
        requireNonNull(label, "label is null");
    }
}
