package org.crmlink.connector.dynamics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Relationship;

/**
 * An entity with its wire names. Immutable.
 *
 * @param type what hosts see
 * @param entitySet name in addresses; data, not grammar
 * @param columns by field name
 * @param pairs many-to-many relationships with this entity at an end, or whose pairs it holds, by name
 * @param hasVersionNumber whether rows have the database's row version
 * @param hasModified whether rows have the instant of their last change
 */
record Table(
        EntityType type,
        String entitySet,
        Map<String, Column> columns,
        Map<String, Pair> pairs,
        boolean hasVersionNumber,
        boolean hasModified) {

    static final String VERSION_NUMBER = "versionnumber";
    static final String MODIFIED = "modifiedon";

    /**
     * A many-to-many relationship with its navigation properties.
     *
     * @param firstNavigation from the first entity to the second
     * @param secondNavigation from the second entity to the first
     */
    record Pair(Relationship.ManyToMany relationship, String firstNavigation, String secondNavigation) {}

    String name() {
        return type.name();
    }

    String key() {
        return type.keyField();
    }

    /**
     * The columns of readable fields.
     *
     * @throws ConnectorException of kind INVALID_DATA naming all that are unknown or unreadable [META-3]
     */
    List<Column> readable(String operation, List<String> fields) {
        List<String> unknown = fields.stream()
                .filter(field -> columns.get(field) == null
                        || !columns.get(field).field().readable())
                .toList();
        if (!unknown.isEmpty()) {
            throw ConnectorException.of(
                            ErrorKind.INVALID_DATA,
                            "entity '" + name() + "' has no readable field '" + String.join("', '", unknown) + "'")
                    .operation(operation)
                    .entity(name())
                    .hint("describe the entity to see its fields")
                    .build();
        }
        return fields.stream().map(columns::get).toList();
    }

    Optional<Column> column(String field) {
        return Optional.ofNullable(columns.get(field));
    }

    /** The relative address of a record; the id must be a GUID. */
    String address(String id) {
        return entitySet + "(" + id + ")";
    }
}
