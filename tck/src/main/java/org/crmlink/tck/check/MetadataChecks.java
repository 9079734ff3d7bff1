package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntitySummary;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Option;
import org.crmlink.sdk.metadata.Relationship;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Specimens;
import org.crmlink.tck.run.Track;
import org.jspecify.annotations.Nullable;

/** C3: what the connector says of entities, and whether records keep to it. */
final class MetadataChecks {

    /**
     * Does: describes the fixture's entities twice, with two instances, and in Turkish in another zone, and compares; looks whether everything that is
     * named exists.
     * Why: hosts compare descriptions to find changes, and follow references.
     * Not run: never. "Serialisable" is not tried: the contract has no form of a description outside of Java, and no host here stores one; that
     * a description is made of values alone is seen by comparing those of two instances.
     * Look at: the order of fields, sets in the description, texts made with the default locale, references to entities that the caller cannot see.
     */
    @Check(Requirement.R11)
    void descriptionsAreDeterministicAndComplete(Run run) {
        Set<String> names = new LinkedHashSet<>(run.fixture().entities());
        List<EntityType> first = run.metadata().describe(names);
        same("a second time", first, run.metadata().describe(names));
        same("by a second connector", first, metadata(run).describe(names));
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            same("by a connector on a Turkish computer", first, metadata(run).describe(names));
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
        List<String> order = first.stream().map(EntityType::name).toList();
        require(
                order.equals(List.copyOf(names)),
                "describe() must answer in the order of the names: " + names + ", but answered " + order + ".");
        Set<String> known = new HashSet<>();
        for (EntitySummary summary : run.metadata().entities()) {
            require(known.add(summary.name()), "entities() names '" + summary.name() + "' twice.");
        }
        require(known.containsAll(names), "entities() lacks " + names + ", which can be described.");
        first.forEach(entity -> complete(entity, known));
        run.evidence(known.size() + " entities, " + first.size() + " described four times");
    }

    private static org.crmlink.sdk.metadata.EntityMetadata metadata(Run run) {
        return run.connect()
                .facet(org.crmlink.sdk.metadata.EntityMetadata.class)
                .orElseThrow(
                        () -> new AssertionError("The connector declares metadata, and a second instance has none."));
    }

    private static void same(String when, List<EntityType> first, List<EntityType> again) {
        for (int i = 0; i < Math.max(first.size(), again.size()); i++) {
            String name = first.get(Math.min(i, first.size() - 1)).name();
            require(
                    i < first.size() && i < again.size() && first.get(i).equals(again.get(i)),
                    "The entity '" + name + "', described " + when
                            + ", is described otherwise than before, although nothing has changed. Look at the order of lists and at "
                            + "what depends on this computer.");
        }
    }

    private static void complete(EntityType entity, Set<String> known) {
        String where = "of the entity '" + entity.name() + "' ";
        for (String key : entity.keyFields()) {
            require(
                    entity.field(key).filter(Field::readable).isPresent(),
                    "The key field '" + key + "' " + where + "must be a readable field.");
        }
        entity.nameField().ifPresent(name -> exists(entity, name, "name field"));
        entity.versionField().ifPresent(name -> exists(entity, name, "version field"));
        entity.alternateKeys().forEach(key -> key.fields().forEach(name -> exists(entity, name, "key " + key.name())));
        for (Field field : entity.fields()) {
            boolean lookup = field.type() == FieldType.LOOKUP || field.type() == FieldType.LOOKUP_LIST;
            require(
                    !lookup || !field.targets().isEmpty(),
                    "The lookup '" + field.name() + "' " + where + "has no target.");
            for (String target : field.targets()) {
                require(
                        known.contains(target),
                        "The lookup '" + field.name() + "' " + where + "points to '" + target
                                + "', which entities() does not name: leave out targets that the caller cannot see.");
            }
            Set<String> values = new HashSet<>();
            for (Option option : field.options()) {
                require(
                        values.add(option.value()),
                        "The choice '" + field.name() + "' " + where + "has the option " + option.value() + " twice.");
            }
        }
        for (Relationship relationship : entity.relationships()) {
            List<String> ends = relationship instanceof Relationship.ManyToOne one
                    ? List.of(one.entity(), one.target())
                    : List.of(
                            ((Relationship.ManyToMany) relationship).firstEntity(),
                            ((Relationship.ManyToMany) relationship).secondEntity());
            require(
                    known.containsAll(ends) && ends.contains(entity.name()),
                    "The relationship '" + relationship.name() + "' " + where + "is between " + ends
                            + ": both must be entities that entities() names, one of them this one.");
        }
    }

    private static void exists(EntityType entity, String field, String what) {
        require(
                entity.field(field).isPresent(),
                "The " + what + " of the entity '" + entity.name() + "' names the field '" + field
                        + "', which it does not have.");
    }

    /**
     * Does: makes records through the back door, with all fields, with the required ones alone, and with others empty; reads all readable fields, of the first entity on a Turkish computer, on each
     * path and holds every value against the description.
     * Why: hosts make tables and converters from the description.
     * Not run: never.
     * Look at: the field and the type that the message names: nullability, bounds, targets, the Java type of the value.
     */
    @Check(value = Requirement.R12, witnesses = "records with more than the required fields were read")
    void recordsKeepToTheDescription(Run run) {
        boolean full = false;
        for (EntityType entity : run.entities()) {
            Specimens specimens = run.specimens(entity);
            List<Map<String, @Nullable Object>> records = new ArrayList<>();
            records.add(specimens.minimal());
            Map<String, @Nullable Object> all = specimens.minimal();
            for (Field field : specimens.writable()) {
                if (!all.containsKey(field.name())) {
                    specimens.find(field).ifPresent(value -> all.put(field.name(), value));
                }
            }
            records.add(all);
            Set<String> ids = new HashSet<>();
            for (Map<String, @Nullable Object> record : records) {
                ids.add(run.seed(entity, record).id());
            }
            for (ChangePath path : entity.capabilities().changePaths()) {
                List<String> fields = Reading.readable(entity);
                ChangeQuery query = Reading.query(run, entity, path.tracking(), fields);
                Reading reading = full ? Reading.all(run.reader(), query) : turkish(run, query);
                require(
                        reading.unreadable().isEmpty() && reading.ids().containsAll(ids),
                        "Of " + ids.size() + " valid records of '" + entity.name() + "', "
                                + reading.ids().size()
                                + " were read and " + reading.unreadable().size() + " could not be decoded on the path "
                                + path.tracking() + why(reading) + ".");
                reading.rows().forEach(row -> conforms(entity, fields, row));
            }
            full |= all.size() > 2;
        }
        run.witness("records with more than the required fields were read", full);
    }

    /** On a Turkish computer, "I" in lower case is no "i". */
    private static Reading turkish(Run run, ChangeQuery query) {
        Locale locale = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            return Reading.all(run.reader(), query);
        } finally {
            Locale.setDefault(locale);
        }
    }

    private static String why(Reading reading) {
        return reading.unreadable().isEmpty()
                ? ""
                : "; it says: " + reading.unreadable().get(0).error().getMessage();
    }

    private static void conforms(EntityType entity, List<String> fields, Row row) {
        require(!row.id().isBlank(), "A row of '" + entity.name() + "' has a blank id.");
        require(
                row.values().length == fields.size(),
                "A row of '" + entity.name() + "' has " + row.values().length + " values for " + fields.size()
                        + " fields.");
        for (int i = 0; i < fields.size(); i++) {
            Field field = entity.field(fields.get(i)).orElseThrow();
            String wrong = wrong(field, row.value(i));
            require(
                    wrong.isEmpty(),
                    "A record's value of the field '" + field.name() + "' (" + field.type() + ") of '" + entity.name()
                            + "' does not keep to the description: " + wrong
                            + ". Correct the description or the decoding.");
        }
    }

    /** What is wrong with a value, without the value; empty if nothing is. */
    private static String wrong(Field field, @Nullable Object value) {
        if (value == null) {
            return field.nullable() ? "" : "it is null, and the field is described as not nullable";
        }
        if (!field.type().javaType().isInstance(value)) {
            return "it is a " + value.getClass().getName() + " and must be a "
                    + field.type().javaType().getName();
        }
        if (value instanceof String text
                && field.type() == FieldType.TEXT
                && text.length() > field.maxLength().orElse(Integer.MAX_VALUE)) {
            return "it has " + text.length() + " characters, and the field is described with "
                    + field.maxLength().getAsInt();
        }
        if (value instanceof java.math.BigDecimal number
                && number.stripTrailingZeros().scale() > field.scale().orElse(Integer.MAX_VALUE)) {
            return "it has more digits behind the point than the description says";
        }
        if (value instanceof RecordRef ref && !field.targets().contains(ref.entity())) {
            return "it points to '" + ref.entity() + "', and the targets are " + field.targets();
        }
        if (value instanceof List<?> list) {
            Class<?> element = field.type() == FieldType.LOOKUP_LIST ? RecordRef.class : String.class;
            return list.stream().allMatch(element::isInstance) ? "" : "its elements must be " + element.getSimpleName();
        }
        return "";
    }

    /**
     * Does: opens a read, takes its first page, gives the entity a new field through the back door, and reads on; then describes again.
     * Why: fields are added while syncs run; one that silently stops delivering loses data.
     * Not run: if the back door cannot add a field.
     * Look at: caches of metadata, how their age is noticed (schemaVersion()), and what a running read does with rows it no longer understands.
     */
    @Check(value = Requirement.R15, witnesses = "the schema changed in the middle of a read")
    void aChangeOfTheSchemaIsSeen(Run run) {
        EntityType entity = run.entity();
        List<Seed> seeds = new Track(run, entity, Reading.best(entity)).pages(3);
        String before = run.metadata().schemaVersion();
        String marker = run.specimens(entity).markerField();
        Map<String, @Nullable Object> read = new LinkedHashMap<>();
        String added;
        boolean told = false;
        try (ChangeStream stream = run.reader().changes(Reading.query(run, entity))) {
            take(stream.next(), read);
            added = run.backdoor().addField(entity.name());
            run.witness("the schema changed in the middle of a read", read.size() < seeds.size());
            try {
                take(Reading.rest(stream), read);
            } catch (ConnectorException e) {
                run.record("a read during which the schema changed", e);
                told = e.kind() == ErrorKind.SCHEMA_CHANGED;
                if (!told) {
                    throw e;
                }
            }
        }
        for (Seed seed : seeds) {
            require(
                    told || seed.marker().equals(read.get(seed.id())),
                    "A field was added while '" + entity.name() + "' was read: the read had to go on with the field '"
                            + marker + "' of every record or to fail with SCHEMA_CHANGED, but values are missing.");
        }
        require(
                !before.equals(run.metadata().schemaVersion()),
                "A field was added to '" + entity.name() + "', and schemaVersion() is the same as before.");
        EntityType after = run.metadata().describe(Set.of(entity.name())).get(0);
        require(
                after.field(added).isPresent(),
                "A field was added to '" + entity.name()
                        + "', and the next describe() does not show it: it must not come from a cache "
                        + "that does not ask the server.");
        ChangeQuery wider = Reading.query(run, after, Reading.best(after).tracking(), List.of(marker, added));
        require(
                Reading.all(run.reader(), wider).ids().size() == seeds.size(),
                "The new field of '" + entity.name() + "' cannot be read together with the others.");
    }

    private static void take(ChangeStep step, Map<String, @Nullable Object> read) {
        if (step instanceof ChangePage page) {
            page.rows().forEach(row -> read.put(row.id(), row.value(0)));
        }
    }

    private static void take(Reading reading, Map<String, @Nullable Object> read) {
        reading.rows().forEach(row -> read.put(row.id(), row.value(0)));
    }
}
