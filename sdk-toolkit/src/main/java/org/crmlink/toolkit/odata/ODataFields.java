package org.crmlink.toolkit.odata;

import java.util.Optional;
import org.crmlink.sdk.metadata.FieldType;

/** What a filter's translation asks the connector about an entity: its wire names and the vendor's own functions. Immutable. */
public interface ODataFields {

    /**
     * How a field is written in an expression.
     *
     * @param path the property's name, such as {@code _primarycontactid_value}
     * @param type the field's type
     * @param guid whether it holds GUIDs, whose literals are bare
     */
    record Property(String path, FieldType type, boolean guid) {}

    /**
     * How a lookup is followed.
     *
     * @param path the single-valued navigation property
     * @param key the key property of the target, null if there is no target
     * @param fields the target's fields
     */
    record Navigation(String path, String key, ODataFields fields) {}

    /** The property, or empty if the server cannot filter by this field. */
    Optional<Property> property(String field);

    /** How the lookup reaches the target, or empty if the server cannot follow it in a filter. */
    Optional<Navigation> navigation(String field, String target);

    /** An expression that is true for rows whose multi-choice holds the option, or empty if the vendor has none. */
    Optional<String> holdsOption(String path, String option);

    /** The user of {@link org.crmlink.sdk.filter.Filter.CurrentUser}; may ask the server. */
    String currentUserId();
}
