package org.crmlink.sdk.metadata;

import static java.util.Objects.requireNonNull;

/** How two entities are connected. Immutable. Wire names, such as navigation properties, stay inside the connector. */
public sealed interface Relationship permits Relationship.ManyToOne, Relationship.ManyToMany {

    /** The backend's name of the relationship, unique within the organisation. */
    String name();

    /** What happens to the records of the many side when the one side is deleted. */
    enum OnDelete {
        /** They are deleted too, by the server. */
        CASCADE,
        /** Their lookup becomes null. */
        CLEAR,
        /** The deletion is refused. */
        RESTRICT,
        /** Nothing: the lookup dangles. */
        NOTHING
    }

    /**
     * A lookup.
     *
     * @param entity the entity that has the lookup field
     * @param field the lookup field
     * @param target the entity that it points to
     */
    record ManyToOne(String name, String entity, String field, String target, OnDelete onDelete)
            implements Relationship {

        public ManyToOne {
            requireNonNull(name, "name is null");
            requireNonNull(entity, "entity is null");
            requireNonNull(field, "field is null");
            requireNonNull(target, "target is null");
            requireNonNull(onDelete, "onDelete is null");
        }
    }

    /**
     * Pairs of records, kept in an intersect entity. They are written with Link and Unlink mutations and read as records of the intersect entity.
     *
     * @param firstEntity one end
     * @param secondEntity the other end; may be the same entity
     * @param intersectEntity name of the entity that holds the pairs
     * @param firstField field of the intersect entity that points to the first end
     * @param secondField field of the intersect entity that points to the second end
     */
    record ManyToMany(
            String name,
            String firstEntity,
            String secondEntity,
            String intersectEntity,
            String firstField,
            String secondField)
            implements Relationship {

        public ManyToMany {
            requireNonNull(name, "name is null");
            requireNonNull(firstEntity, "firstEntity is null");
            requireNonNull(secondEntity, "secondEntity is null");
            requireNonNull(intersectEntity, "intersectEntity is null");
            requireNonNull(firstField, "firstField is null");
            requireNonNull(secondField, "secondField is null");
        }
    }
}
