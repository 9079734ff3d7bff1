package org.crmlink.sandbox.salesforce.dml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/** Takes what a client sends for one record. Thread-safe. */
final class Intake {

    private final Finder finder;

    Intake(Finder finder) {
        this.finder = finder;
    }

    /**
     * Reads the values into a draft, and checks each.
     *
     * @throws OrgException for the first value that cannot be; all fields that cannot be written are named together
     */
    void take(Work work, Draft draft, Map<String, ? extends @Nullable Object> values) {
        Map<Field, @Nullable Object> assigned = fields(draft.object(), values);
        List<String> readOnly = assigned.keySet().stream()
                .filter(field -> draft.before() == null ? !field.createable() : !field.updateable())
                .map(Field::name)
                .toList();
        if (!readOnly.isEmpty()) {
            throw Refusals.readOnly(readOnly);
        }
        assigned.forEach((field, value) -> {
            boolean nested = value instanceof Map && field.type() == FieldType.REFERENCE;
            if (nested) {
                draft.give(field, finder.target(work, field, (Map<?, ?>) value));
            } else if (field.type() == FieldType.BASE64) {
                draft.give(field, BlobReader.read(work, draft.object(), field, value));
            } else {
                draft.give(field, CellReader.read(field, value));
            }
        });
    }

    private static Map<Field, @Nullable Object> fields(SObject object, Map<String, ? extends @Nullable Object> values) {
        Map<Field, @Nullable Object> assigned = new LinkedHashMap<>();
        for (Map.Entry<String, ? extends @Nullable Object> entry : values.entrySet()) {
            String name = entry.getKey();
            if (name.equals("attributes")) {
                continue;
            }
            Optional<Field> field = object.field(name);
            Optional<Field> lookup = field.isPresent() ? Optional.empty() : object.lookup(name);
            Object value = entry.getValue();
            if (lookup.isPresent() && value != null && !(value instanceof Map)) {
                throw Refusals.json("Cannot deserialize instance of "
                        + lookup.get().referenceTo().get(0) + " from " + value);
            }
            Field known = field.or(() -> lookup).orElseThrow(() -> Refusals.unknownField(object, name));
            if (known.type() == FieldType.ID) {
                throw Refusals.invalidField("The Id field should not be specified in the sobject data.");
            }
            if (field.isPresent() && value instanceof Map) {
                throw Refusals.unreadable(known, "START_OBJECT", "{");
            }
            boolean twice = known.type() == FieldType.REFERENCE && assigned.containsKey(known);
            if (twice) {
                throw Refusals.invalidField("Cannot specify both an external ID reference "
                        + known.relationshipName().orElse(known.name()) + " and a salesforce id, " + known.name());
            }
            assigned.put(known, value);
        }
        return assigned;
    }

    /** Refuses a record in which something is missing that must be there. */
    static void mustBeComplete(Draft draft) {
        List<String> missing = new ArrayList<>();
        for (Field field : draft.object().fields()) {
            boolean asked =
                    draft.before() == null ? field.isRequired() : !field.nillable() && draft.isGiven(field.name());
            if (asked && draft.get(field.name()) == null) {
                missing.add(field.name());
            }
        }
        if (!missing.isEmpty()) {
            throw Refusals.requiredMissing(missing);
        }
    }
}
