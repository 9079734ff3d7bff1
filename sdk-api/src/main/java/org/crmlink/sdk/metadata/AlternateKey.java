package org.crmlink.sdk.metadata;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Fields whose values name a record beside its id. Immutable.
 *
 * @param name the backend's name of the key
 * @param fields the fields, at least one
 */
public record AlternateKey(String name, List<String> fields) {

    public AlternateKey {
        requireNonNull(name, "name is null");
        fields = List.copyOf(fields);
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("alternate key '" + name + "' has no field");
        }
    }
}
