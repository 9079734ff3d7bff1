package org.crmlink.sandbox.salesforce.query;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.jspecify.annotations.Nullable;

/**
 * An address or a place, made of its parts. Immutable.
 *
 * @param parts values by name, such as {@code postalCode}, in the order of their names
 */
public record Compound(Map<String, @Nullable Object> parts) {

    public Compound {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    /** Which fields of an object the parts of a compound field are, by their names in it. */
    static Map<String, Field> fields(SObject object, Field compound) {
        boolean address = compound.type() == FieldType.ADDRESS;
        String stem = compound.name().replaceFirst(address ? "Address$" : "__c$", "");
        Map<String, Field> fields = new TreeMap<>();
        for (Field part : object.parts(compound.name())) {
            String name =
                    part.name().substring(stem.length()).replaceFirst("^__", "").replaceFirst("__s$", "");
            fields.put(Character.toLowerCase(name.charAt(0)) + name.substring(1), part);
        }
        return fields;
    }

    /** The value of a record; null if all parts are empty. */
    static @Nullable Compound of(Map<String, Field> fields, Row row) {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        boolean any = false;
        for (Map.Entry<String, Field> part : fields.entrySet()) {
            Object value = row.get(part.getValue().name());
            any |= value != null;
            parts.put(part.getKey(), ResultRecord.shown(part.getValue(), value));
        }
        return any ? new Compound(parts) : null;
    }
}
