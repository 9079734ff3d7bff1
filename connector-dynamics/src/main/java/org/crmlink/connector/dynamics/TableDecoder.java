package org.crmlink.connector.dynamics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.metadata.AlternateKey;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.RepeatableCreate;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Relationship;
import org.crmlink.toolkit.json.JsonObject;

/** Makes a table of an entity definition and the details of its attributes. Stateless. */
final class TableDecoder {

    /** How long the server keeps what a delta link needs; the organisation's default (dynamics.md §6.4). */
    static final Duration TOKEN_LIFETIME = Duration.ofDays(7);

    static final String MANY_TO_ONE =
            "SchemaName,ReferencingEntity,ReferencingAttribute,ReferencedEntity,ReferencingEntityNavigationPropertyName,CascadeConfiguration";
    static final String MANY_TO_MANY = "SchemaName,Entity1LogicalName,Entity2LogicalName,IntersectEntityName,"
            + "Entity1IntersectAttribute,Entity2IntersectAttribute,Entity1NavigationPropertyName,Entity2NavigationPropertyName";

    /**
     * Tables that are only read: parties travel inside their activity, a pointer is a view of activities of all kinds, shares are made by messages
     * of their own. Metadata does not tell it.
     */
    private static final Set<String> READ_ONLY = Set.of("activityparty", "activitypointer", "principalobjectaccess");

    private TableDecoder() {}

    /**
     * @param entry the entity in the catalogue
     * @param feed whether the entity is tracked and the caller may read its change feed
     * @param definition its definition with attributes, keys and relationships
     * @param details attribute name → properties of its cast
     * @param intersections for an intersect entity: the relationships whose pairs it holds
     */
    static Table table(
            Catalogue catalogue,
            Catalogue.Entry entry,
            boolean feed,
            JsonObject definition,
            Map<String, JsonObject> details,
            List<JsonObject> intersections) {
        Map<String, Map<String, String>> navigations = navigations(definition);
        List<JsonObject> attributes = new ArrayList<>(definition.objects("Attributes"));
        attributes.sort((a, b) ->
                a.text("LogicalName").orElse("").compareTo(b.text("LogicalName").orElse("")));
        Set<String> siblings = new LinkedHashSet<>();
        attributes.forEach(attribute -> attribute.text("LogicalName").ifPresent(siblings::add));
        Map<String, Table.Pair> pairs = pairs(entry, definition, intersections);
        Map<String, Column> columns = new LinkedHashMap<>();
        for (JsonObject attribute : attributes) {
            String name = attribute.text("LogicalName").orElse("");
            AttributeDecoder.column(
                            entry.name(),
                            attribute,
                            details.getOrDefault(name, JsonObject.empty()),
                            siblings,
                            navigations.getOrDefault(name, Map.of()))
                    .map(column -> end(entry, column, pairs))
                    .ifPresent(column -> columns.put(name, column));
        }
        boolean versioned = columns.containsKey(Table.VERSION_NUMBER)
                && columns.get(Table.VERSION_NUMBER).field().readable();
        boolean modified = columns.containsKey(Table.MODIFIED)
                && columns.get(Table.MODIFIED).field().type() == FieldType.INSTANT
                && columns.get(Table.MODIFIED).field().readable();
        List<AlternateKey> keys = keys(definition, columns);
        EntityType type = new EntityType(
                entry.name(),
                entry.label(),
                List.of(entry.key()),
                entry.nameField().filter(columns::containsKey),
                versioned ? Optional.of(Table.VERSION_NUMBER) : Optional.empty(),
                columns.values().stream().map(Column::field).toList(),
                relationships(catalogue, definition, columns, pairs),
                keys,
                entry.intersect(),
                capabilities(catalogue, entry, feed, !keys.isEmpty(), pairs, versioned, modified));
        return new Table(type, entry.entitySet(), Map.copyOf(columns), Map.copyOf(pairs), versioned, modified);
    }

    /** Lookup → target → navigation property, whose case is the server's. */
    private static Map<String, Map<String, String>> navigations(JsonObject definition) {
        Map<String, Map<String, String>> navigations = new LinkedHashMap<>();
        for (JsonObject relation : definition.objects("ManyToOneRelationships")) {
            Optional<String> lookup = relation.text("ReferencingAttribute");
            Optional<String> target = relation.text("ReferencedEntity");
            Optional<String> navigation =
                    relation.text("ReferencingEntityNavigationPropertyName").filter(name -> !name.isEmpty());
            if (lookup.isPresent() && target.isPresent() && navigation.isPresent()) {
                navigations
                        .computeIfAbsent(lookup.get(), name -> new LinkedHashMap<>())
                        .putIfAbsent(target.get(), navigation.get());
            }
        }
        return navigations;
    }

    private static Map<String, Table.Pair> pairs(
            Catalogue.Entry entry, JsonObject definition, List<JsonObject> intersections) {
        Map<String, Table.Pair> pairs = new LinkedHashMap<>();
        List<JsonObject> all = new ArrayList<>(definition.objects("ManyToManyRelationships"));
        intersections.stream()
                .filter(relation ->
                        relation.text("IntersectEntityName").orElse("").equals(entry.name()))
                .forEach(all::add);
        for (JsonObject relation : all) {
            String name = relation.text("SchemaName").orElse("");
            Relationship.ManyToMany many = new Relationship.ManyToMany(
                    name,
                    relation.text("Entity1LogicalName").orElse(""),
                    relation.text("Entity2LogicalName").orElse(""),
                    relation.text("IntersectEntityName").orElse(""),
                    relation.text("Entity1IntersectAttribute").orElse(""),
                    relation.text("Entity2IntersectAttribute").orElse(""));
            if (!name.isEmpty()) {
                pairs.put(
                        name,
                        new Table.Pair(
                                many,
                                relation.text("Entity1NavigationPropertyName").orElse(name),
                                relation.text("Entity2NavigationPropertyName").orElse(name)));
            }
        }
        return pairs;
    }

    /**
     * The two ends of a pair are plain GUID columns on the wire and lookups to hosts. Where a table holds the pairs of several relationships (members
     * of marketing lists), nothing tells which of them a pair is of: an end that may be in one of several entities is only an id, and no end can be
     * set.
     */
    private static Column end(Catalogue.Entry entry, Column column, Map<String, Table.Pair> pairs) {
        if (!entry.intersect()) {
            return column;
        }
        List<Relationship.ManyToMany> held = held(entry, pairs);
        Set<String> targets = new LinkedHashSet<>();
        for (Relationship.ManyToMany many : held) {
            if (many.firstField().equals(column.name())) {
                targets.add(many.firstEntity());
            } else if (many.secondField().equals(column.name())) {
                targets.add(many.secondEntity());
            }
        }
        if (targets.isEmpty()) {
            return column;
        }
        boolean known = targets.size() == 1;
        Field.Builder field = Field.of(column.name(), known ? FieldType.LOOKUP : FieldType.ID)
                .label(column.field().label())
                .nullable(false)
                .creatable(held.size() == 1);
        if (known) {
            field.targets(List.copyOf(targets));
        }
        return new Column(
                field.build(),
                column.name(),
                column.decoder(),
                true,
                Map.of(),
                Optional.empty(),
                known ? Optional.of(targets.iterator().next()) : Optional.empty(),
                Optional.empty());
    }

    /** The relationships whose pairs an intersect entity holds. */
    private static List<Relationship.ManyToMany> held(Catalogue.Entry entry, Map<String, Table.Pair> pairs) {
        return pairs.values().stream()
                .map(Table.Pair::relationship)
                .filter(many -> many.intersectEntity().equals(entry.name()))
                .toList();
    }

    private static List<AlternateKey> keys(JsonObject definition, Map<String, Column> columns) {
        List<AlternateKey> keys = new ArrayList<>();
        for (JsonObject key : definition.objects("Keys")) {
            List<String> fields = key.texts("KeyAttributes");
            boolean usable = key.text("EntityKeyIndexStatus").orElse("Active").equals("Active");
            if (usable && !fields.isEmpty() && columns.keySet().containsAll(fields)) {
                keys.add(new AlternateKey(key.text("LogicalName").orElse(String.join("_", fields)), fields));
            }
        }
        return keys;
    }

    private static List<Relationship> relationships(
            Catalogue catalogue, JsonObject definition, Map<String, Column> columns, Map<String, Table.Pair> pairs) {
        Map<String, Relationship> relationships = new LinkedHashMap<>();
        for (JsonObject relation : definition.objects("ManyToOneRelationships")) {
            if (columns.containsKey(relation.text("ReferencingAttribute").orElse(""))) {
                manyToOne(catalogue, relation).ifPresent(found -> relationships.put(found.name(), found));
            }
        }
        for (JsonObject relation : definition.objects("OneToManyRelationships")) {
            manyToOne(catalogue, relation).ifPresent(found -> relationships.putIfAbsent(found.name(), found));
        }
        pairs.forEach((name, pair) -> relationships.put(name, pair.relationship()));
        return relationships.values().stream()
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    private static Optional<Relationship.ManyToOne> manyToOne(Catalogue catalogue, JsonObject relation) {
        String entity = relation.text("ReferencingEntity").orElse("");
        String target = relation.text("ReferencedEntity").orElse("");
        // "owner" and other inner entities stand for what other relationships name.
        if (catalogue.find(entity).isEmpty() || catalogue.find(target).isEmpty()) {
            return Optional.empty();
        }
        Relationship.OnDelete onDelete =
                switch (relation.object("CascadeConfiguration").text("Delete").orElse("")) {
                    case "Cascade" -> Relationship.OnDelete.CASCADE;
                    case "RemoveLink" -> Relationship.OnDelete.CLEAR;
                    case "Restrict" -> Relationship.OnDelete.RESTRICT;
                    default -> Relationship.OnDelete.NOTHING;
                };
        return Optional.of(new Relationship.ManyToOne(
                relation.text("SchemaName").orElse(""),
                entity,
                relation.text("ReferencingAttribute").orElse(""),
                target,
                onDelete));
    }

    private static EntityCapabilities capabilities(
            Catalogue catalogue,
            Catalogue.Entry entry,
            boolean feed,
            boolean upsert,
            Map<String, Table.Pair> pairs,
            boolean versioned,
            boolean modified) {
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        if (!entry.intersect() && !READ_ONLY.contains(entry.name())) {
            operations.addAll(EnumSet.of(Operation.CREATE, Operation.UPDATE, Operation.DELETE));
            if (upsert) {
                operations.add(Operation.UPSERT);
            }
        }
        boolean ambiguous = entry.intersect() && held(entry, pairs).size() > 1;
        if (!pairs.isEmpty() && !ambiguous) {
            operations.addAll(EnumSet.of(Operation.LINK, Operation.UNLINK));
        }
        Map<Operation, VersionCheck> checks = new EnumMap<>(Operation.class);
        if (entry.optimistic() && !entry.intersect()) {
            checks.put(Operation.UPDATE, VersionCheck.ATOMIC);
            checks.put(Operation.DELETE, VersionCheck.ATOMIC);
        }
        return new EntityCapabilities(
                operations,
                checks,
                entry.intersect() ? IdAssignment.SERVER : IdAssignment.CLIENT,
                entry.intersect() ? RepeatableCreate.NONE : RepeatableCreate.CLIENT_ID,
                changePaths(catalogue, entry, feed, pairs, versioned, modified),
                Duration.ofSeconds(1));
    }

    private static List<ChangePath> changePaths(
            Catalogue catalogue,
            Catalogue.Entry entry,
            boolean feed,
            Map<String, Table.Pair> pairs,
            boolean versioned,
            boolean modified) {
        List<ChangePath> paths = new ArrayList<>();
        if (feed && endsTracked(catalogue, entry, pairs)) {
            paths.add(new ChangePath(
                    ChangePath.Tracking.TOKEN,
                    ChangePath.Deletions.IN_FEED,
                    false,
                    true,
                    Optional.of(TOKEN_LIFETIME),
                    Optional.empty()));
        }
        if (versioned || modified) {
            paths.add(new ChangePath(
                    ChangePath.Tracking.WATERMARK,
                    ChangePath.Deletions.NONE,
                    true,
                    // Without the time of change nothing says how old a version is until the next read.
                    modified,
                    Optional.empty(),
                    Optional.of(Watermark.LATE_COMMIT_BOUND)));
        }
        if (paths.isEmpty()) {
            paths.add(new ChangePath(
                    ChangePath.Tracking.NONE,
                    ChangePath.Deletions.NONE,
                    true,
                    false,
                    Optional.empty(),
                    Optional.empty()));
        }
        return paths;
    }

    /** An intersect entity gives changes only if both its ends are tracked (0x80072492). */
    private static boolean endsTracked(Catalogue catalogue, Catalogue.Entry entry, Map<String, Table.Pair> pairs) {
        return !entry.intersect()
                || held(entry, pairs).stream()
                        .allMatch(many ->
                                tracked(catalogue, many.firstEntity()) && tracked(catalogue, many.secondEntity()));
    }

    private static boolean tracked(Catalogue catalogue, String entity) {
        return catalogue.find(entity).map(Catalogue.Entry::tracked).orElse(false);
    }
}
