package org.crmlink.sandbox.salesforce.dml;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/** Finds records by what clients know of them. Thread-safe. */
final class Finder {

    private static final String ATTRIBUTES = "attributes";

    private final RecordStore store;

    Finder(RecordStore store) {
        this.store = store;
    }

    /** The record outside of the recycle bin; of a work, as it sees it. */
    Optional<Row> find(@Nullable Work work, SObject object, Field key, @Nullable Object value) {
        if (!key.idLookup()) {
            throw new OrgException(
                    "NOT_FOUND",
                    "Provided external ID field does not exist or is not accessible: " + key.name(),
                    List.of());
        }
        Object sought = key.type() == FieldType.ID ? id(value) : CellReader.sought(key, value);
        if (sought == null) {
            return Optional.empty();
        }
        List<Row> found = key.type() == FieldType.ID
                ? byId(work, object, sought.toString()).stream().toList()
                : work == null
                        ? store.withValue(object, key, sought).stream()
                                .filter(row -> !row.isDeleted())
                                .toList()
                        : work.find(object, key, sought);
        if (found.size() > 1) {
            throw new SeveralMatchesException(
                    key, found.stream().map(Row::id).sorted().toList());
        }
        return found.stream().findFirst();
    }

    private static @Nullable String id(@Nullable Object value) {
        return value instanceof String text ? RecordIds.normalized(text.strip()).orElse(null) : null;
    }

    private Optional<Row> byId(@Nullable Work work, SObject object, String id) {
        Optional<Row> row = work == null ? store.get(id) : work.get(id);
        return row.filter(found -> !found.isDeleted() && found.object().name().equals(object.name()));
    }

    /**
     * The id of the record that a nested object names, {@code {"Ext__c":"x"}}.
     *
     * @param lookup which is to point to it
     */
    String target(Work work, Field lookup, Map<?, ?> nested) {
        SObject target = targetObject(lookup, nested);
        List<String> names = nested.keySet().stream()
                .map(String::valueOf)
                .filter(name -> !isAttributes(name))
                .toList();
        if (names.size() != 1) {
            throw Refusals.invalidField(
                    "A reference by external ID names one field of " + target.name() + ", not " + names);
        }
        Field key = target.field(names.get(0)).orElseThrow(() -> Refusals.unknownField(target, names.get(0)));
        if (!key.idLookup()) {
            throw Refusals.invalidField("Field name provided, " + key.name()
                    + " is not an External ID or indexed field for " + target.name());
        }
        Object value = nested.get(names.get(0));
        return find(work, target, key, value)
                .map(Row::id)
                .orElseThrow(() -> Refusals.invalidField("Foreign key external ID: " + value + " not found for field "
                        + key.name() + " in entity " + target.name()));
    }

    private SObject targetObject(Field lookup, Map<?, ?> nested) {
        Optional<String> type = nested.entrySet().stream()
                .filter(member -> isAttributes(String.valueOf(member.getKey())))
                .flatMap(member -> member.getValue() instanceof Map<?, ?> attributes && attributes.get("type") != null
                        ? Stream.of(String.valueOf(attributes.get("type")))
                        : Stream.empty())
                .findFirst();
        boolean polymorphic = lookup.referenceTo().size() > 1;
        if (polymorphic) {
            boolean first = isAttributes(
                    String.valueOf(nested.keySet().stream().findFirst().orElse(null)));
            if (!first || type.isEmpty()) {
                throw Refusals.json(
                        "Nested object for polymorphic foreign key must have an attributes field before any other"
                                + " fields.");
            }
        }
        String name = type.orElseGet(() -> lookup.referenceTo().get(0));
        return store.schema()
                .object(name)
                .filter(object -> lookup.referenceTo().contains(object.name()))
                .orElseThrow(() -> Refusals.invalidField(lookup.label() + ": " + name + " is none of the objects that "
                        + lookup.name() + " refers to: " + lookup.referenceTo()));
    }

    private static boolean isAttributes(String name) {
        return name.equals(ATTRIBUTES);
    }
}
