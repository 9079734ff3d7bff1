package org.crmlink.sandbox.salesforce.org;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of record: {@code Account}, {@code Invoice__c}. Immutable. Names are found without regard to case, as the API finds them.
 */
public final class SObject {

    private final String name;
    private final String label;
    private final String labelPlural;
    private final String keyPrefix;
    private final Traits traits;
    private final List<Field> fields;
    private final Map<String, Integer> slots = new LinkedHashMap<>();

    /**
     * What can be done with an object's records.
     *
     * @param createable clients may create them
     * @param updateable clients may change them
     * @param deletable clients may delete them
     * @param undeletable they stay in the recycle bin for a while
     * @param replicateable they are in the logs of changes and deletions
     * @param custom a customizer made the object
     */
    public record Traits(
            boolean createable,
            boolean updateable,
            boolean deletable,
            boolean undeletable,
            boolean replicateable,
            boolean custom) {

        /** Everything, as of Account. */
        public static final Traits ORDINARY = new Traits(true, true, true, true, true, false);

        /** Everything, made by a customizer. */
        public static final Traits CUSTOM = new Traits(true, true, true, true, true, true);

        /** Records that are switched off and never deleted, as of User. */
        public static final Traits NEVER_DELETED = new Traits(true, true, false, false, true, false);

        /** Records that the server alone makes. */
        public static final Traits READ_ONLY = new Traits(false, false, false, false, false, false);
    }

    /**
     * An object.
     *
     * @param keyPrefix first three characters of its records' ids
     * @param fields in the order of describe; the first is the id
     */
    public SObject(String name, String label, String labelPlural, String keyPrefix, Traits traits, List<Field> fields) {
        this.name = name;
        this.label = label;
        this.labelPlural = labelPlural;
        this.keyPrefix = keyPrefix;
        this.traits = traits;
        this.fields = List.copyOf(fields);
        if (this.fields.isEmpty() || this.fields.get(0).type() != FieldType.ID) {
            throw new IllegalArgumentException("the first field of " + name + " is no id");
        }
        for (int slot = 0; slot < this.fields.size(); slot++) {
            String field = this.fields.get(slot).name();
            if (slots.putIfAbsent(key(field), slot) != null) {
                throw new IllegalArgumentException(name + " has two fields " + field);
            }
        }
        for (int slot = 0; slot < this.fields.size(); slot++) {
            slots.put(this.fields.get(slot).name(), slot);
        }
        for (Field field : this.fields) {
            field.compoundFieldName().or(field::controller).ifPresent(this::require);
        }
    }

    /** Name in the API, in its canonical case. */
    public String name() {
        return name;
    }

    /** Name of one record for people. */
    public String label() {
        return label;
    }

    /** Name of several records for people. */
    public String labelPlural() {
        return labelPlural;
    }

    /** First three characters of its records' ids. */
    public String keyPrefix() {
        return keyPrefix;
    }

    public Traits traits() {
        return traits;
    }

    /** All fields; the index in this list is the slot in a record. */
    public List<Field> fields() {
        return fields;
    }

    /** A field by its name in any case. */
    public Optional<Field> field(String fieldName) {
        int slot = slot(fieldName);
        return slot < 0 ? Optional.empty() : Optional.of(fields.get(slot));
    }

    /** A field that must exist. */
    public Field require(String fieldName) {
        return field(fieldName).orElseThrow(() -> new IllegalArgumentException(name + " has no field " + fieldName));
    }

    /** Slot of a field by its name in any case, -1 for unknown ones. */
    public int slot(String fieldName) {
        // reading goes by canonical names, once for each record: those need no folding
        Integer slot = slots.get(fieldName);
        return slot != null ? slot : slots.getOrDefault(key(fieldName), -1);
    }

    /** The lookup that queries read under this name, in any case: {@code Owner} for {@code OwnerId}. */
    public Optional<Field> lookup(String relationshipName) {
        return fields.stream()
                .filter(field -> field.relationshipName()
                        .filter(relationshipName::equalsIgnoreCase)
                        .isPresent())
                .findFirst();
    }

    /** The field whose text names a record. */
    public Optional<Field> nameField() {
        return fields.stream().filter(Field::nameField).findFirst();
    }

    /** The parts of a compound field, in their order. */
    public List<Field> parts(String compoundField) {
        List<Field> parts = new ArrayList<>();
        for (Field field : fields) {
            if (field.compoundFieldName()
                    .filter(compoundField::equalsIgnoreCase)
                    .isPresent()) {
                parts.add(field);
            }
        }
        return Collections.unmodifiableList(parts);
    }

    /** The same object with more fields, as a customizer adds them. */
    public SObject with(List<Field> more) {
        List<Field> all = new ArrayList<>(fields);
        all.addAll(more);
        return new SObject(name, label, labelPlural, keyPrefix, traits, all);
    }

    /** The same object with another definition of some of its fields. */
    public SObject redefined(List<Field> others) {
        List<Field> all = new ArrayList<>(fields);
        for (Field other : others) {
            all.replaceAll(field -> field.name().equals(other.name()) ? other : field);
        }
        return new SObject(name, label, labelPlural, keyPrefix, traits, all);
    }

    private static String key(String anyName) {
        return anyName.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return name;
    }
}
