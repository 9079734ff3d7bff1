package org.crmlink.sdk.metadata;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is known of an entity. Immutable; equal values are equal metadata [META-1].
 *
 * @param name name in queries and uploads
 * @param label for people
 * @param keyFields the fields that make the id: one, or several for a composite key, whose id is composed by the connector; readable
 * @param nameField the field that names a record for people
 * @param versionField the field that shows a record's version, if there is one among the fields
 * @param fields all fields, names unique
 * @param relationships those with this entity at either end
 * @param alternateKeys usable ones only
 * @param intersect whether it only holds the pairs of a many-to-many relationship
 * @param capabilities what can be done with it
 */
public record EntityType(
        String name,
        LocalizedText label,
        List<String> keyFields,
        Optional<String> nameField,
        Optional<String> versionField,
        List<Field> fields,
        List<Relationship> relationships,
        List<AlternateKey> alternateKeys,
        boolean intersect,
        EntityCapabilities capabilities) {

    public EntityType {
        requireNonNull(name, "name is null");
        requireNonNull(label, "label is null");
        keyFields = List.copyOf(keyFields);
        requireNonNull(nameField, "nameField is null");
        requireNonNull(versionField, "versionField is null");
        fields = List.copyOf(fields);
        relationships = List.copyOf(relationships);
        alternateKeys = List.copyOf(alternateKeys);
        requireNonNull(capabilities, "capabilities is null");
        Map<String, Field> byName = new LinkedHashMap<>();
        for (Field field : fields) {
            if (byName.put(field.name(), field) != null) {
                throw new IllegalArgumentException("entity '" + name + "' has two fields '" + field.name() + "'");
            }
        }
        if (keyFields.isEmpty()) {
            throw new IllegalArgumentException("entity '" + name + "' has no key field");
        }
        for (String key : keyFields) {
            if (!byName.containsKey(key)) {
                throw new IllegalArgumentException("key field '" + key + "' of entity '" + name + "' does not exist");
            }
        }
    }

    /** The key field of an entity with a simple key; the first one of a composite key. */
    public String keyField() {
        return keyFields.get(0);
    }

    /** Finds a field by its exact name. Looks through the list: keep the result where it is needed often. */
    public Optional<Field> field(String fieldName) {
        return fields.stream().filter(field -> field.name().equals(fieldName)).findFirst();
    }
}
