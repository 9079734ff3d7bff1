package org.crmlink.toolkit.fetchxml;

import java.util.Optional;
import org.crmlink.sdk.metadata.FieldType;

/** What a filter's translation asks the connector about an entity. Immutable. */
public interface FetchFields {

    /**
     * How a field is written in a condition.
     *
     * @param attribute its name in FetchXML
     * @param type the field's type
     * @param guid whether it holds GUIDs
     */
    record Property(String attribute, FieldType type, boolean guid) {}

    /**
     * How a lookup is followed.
     *
     * @param entity the target's name in FetchXML
     * @param key the target's key attribute
     * @param attribute the attribute that points to it
     * @param fields the target's fields
     */
    record Link(String entity, String key, String attribute, FetchFields fields) {}

    /** The property, or empty if the server cannot filter by this field. */
    Optional<Property> property(String field);

    /** How the lookup reaches the target, or empty if it cannot be followed. */
    Optional<Link> link(String field, String target);
}
