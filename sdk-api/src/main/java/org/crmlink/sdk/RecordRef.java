package org.crmlink.sdk;

import static java.util.Objects.requireNonNull;

/**
 * Points to a record. Immutable. Wire names of lookups stay inside the connector.
 *
 * @param entity name of the entity
 * @param id the record's id: opaque, case-sensitive, normalised by the connector so that equal records have equal ids
 */
public record RecordRef(String entity, String id) {

    public RecordRef {
        requireNonNull(entity, "entity is null");
        requireNonNull(id, "id is null");
    }

    @Override
    public String toString() {
        return entity + "/" + id;
    }
}
