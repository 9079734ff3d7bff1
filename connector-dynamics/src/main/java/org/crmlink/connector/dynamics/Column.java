package org.crmlink.connector.dynamics;

import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.toolkit.json.CellDecoder;

/**
 * A field with its wire names, which never leave the connector. Immutable.
 *
 * @param field what hosts see
 * @param property JSON name in {@code $select}, {@code $filter} and rows, such as {@code _primarycontactid_value}
 * @param decoder reads a cell
 * @param guid whether the values are GUIDs
 * @param navigation lookups: target entity → navigation property in its own case
 * @param content binaries: how the bytes are read
 * @param end for the ends of an intersect entity, whose columns are plain GUIDs: the entity they point to
 * @param parties for lists of an activity's parties
 */
record Column(
        Field field,
        String property,
        CellDecoder decoder,
        boolean guid,
        Map<String, String> navigation,
        Optional<Content> content,
        Optional<String> end,
        Optional<Parties> parties) {

    /**
     * How the parties of an activity are written: inside the activity that is created.
     *
     * @param navigation from the activity to its parties
     * @param role the participation type that this list is of
     */
    record Parties(String navigation, int role) {}

    /** How a binary value is kept. */
    enum Content {
        /** Bytes at {@code …/$value}; the cell shows an id. */
        FILE,
        /** As FILE, in full size on demand; the cell shows an id or a thumbnail. */
        IMAGE,
        /** Base64 text at {@code …/$value}; the cell shows its size. */
        BODY
    }

    /** The name in FetchXML, where a lookup is its logical name. */
    String attribute() {
        return property.equals("_" + name() + "_value") ? name() : property;
    }

    String name() {
        return field.name();
    }

    /** Whether only an annotation tells the entity that a value points to. */
    boolean isPolymorphic() {
        return field.type() == FieldType.LOOKUP
                && end.isEmpty()
                && field.targets().size() != 1;
    }
}
