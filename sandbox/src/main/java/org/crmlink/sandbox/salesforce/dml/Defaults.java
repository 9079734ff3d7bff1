package org.crmlink.sandbox.salesforce.dml;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.PicklistValue;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/** What the server gives a new record when the client does not, and the names that it puts together. Thread-safe. */
final class Defaults {

    private static final String NAME = "Name";
    private static final String OWNER = "OwnerId";
    /** The salutation is no part of the name that the API gives; source: the vendor's object reference, Contact and Lead. */
    private static final List<String> NAME_PARTS = List.of("FirstName", "MiddleName", "LastName", "Suffix");

    private final AutoNumbers numbers;

    Defaults(RecordStore store) {
        this.numbers = new AutoNumbers(store);
    }

    /** Fills what a new record must have. */
    void fill(Work work, Draft draft) {
        SObject object = draft.object();
        @Nullable Object[] cells = draft.cells();
        for (int slot = 1; slot < cells.length; slot++) {
            Field field = object.fields().get(slot);
            // whoever clears what has to have a value gets the default
            boolean open = cells[slot] == null && (!field.nillable() || !draft.isGiven(slot));
            if (open) {
                cells[slot] = value(work, object, field);
            }
        }
    }

    private @Nullable Object value(Work work, SObject object, Field field) {
        Optional<String> form = field.autoNumber();
        if (form.isPresent()) {
            return numbers.next(object, field, form.get(), work.now());
        }
        if (field.name().equals(OWNER) && field.type() == FieldType.REFERENCE) {
            return work.user();
        }
        return field.defaultValue().orElseGet(() -> defaultOption(field));
    }

    private static @Nullable String defaultOption(Field field) {
        if (field.type() == FieldType.PICKLIST) {
            for (PicklistValue option : field.options()) {
                if (option.isDefault()) {
                    return option.value();
                }
            }
        }
        return null;
    }

    /** Puts a name together from its parts, where clients write the parts alone. */
    static void name(Draft draft) {
        SObject object = draft.object();
        boolean composed = object.field(NAME).filter(name -> !name.createable()).isPresent()
                && !object.parts(NAME).isEmpty();
        if (composed) {
            String whole = NAME_PARTS.stream()
                    .map(draft::text)
                    .flatMap(part -> part.isEmpty() ? Stream.empty() : Stream.of(part))
                    .collect(Collectors.joining(" "));
            draft.set(NAME, whole.isEmpty() ? null : whole);
        }
    }
}
