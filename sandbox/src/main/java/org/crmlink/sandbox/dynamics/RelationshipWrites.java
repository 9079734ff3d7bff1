package org.crmlink.sandbox.dynamics;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.crmlink.sandbox.dynamics.schema.Customizing;
import org.crmlink.sandbox.dynamics.schema.NewColumn;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Store;

/** POST and DELETE on relationships: lookups, and tables of pairs. Thread-safe. */
final class RelationshipWrites {

    private static final Map<String, DeleteBehavior> DELETIONS = Map.of(
            "Cascade", DeleteBehavior.CASCADE,
            "RemoveLink", DeleteBehavior.REMOVE_LINK,
            "Restrict", DeleteBehavior.RESTRICT,
            "NoCascade", DeleteBehavior.NO_CASCADE);

    private final Store store;
    private final ColumnWrites columns;

    RelationshipWrites(Store store, ColumnWrites columns) {
        this.store = store;
        this.columns = columns;
    }

    HttpResponse create(Call call) {
        Map<?, ?> json = Definitions.body(call);
        String name = AttributeRequest.schemaName(json);
        boolean exists = store.schema().manyToMany(name).isPresent()
                || store.schema().oneToMany().stream()
                        .anyMatch(relation -> relation.schemaName().equals(name));
        if (exists) {
            throw ApiErrors.invalidArgument("A relationship with the name " + name + " already exists.");
        }
        String type = String.valueOf(json.get("@odata.type"));
        if (type.endsWith(".OneToManyRelationshipMetadata")) {
            createLookup(json, name);
        } else if (type.endsWith(".ManyToManyRelationshipMetadata")) {
            createPairs(json, name);
        } else {
            throw ApiErrors.payload("RelationshipDefinitions", "The type '" + type + "' cannot be created.");
        }
        return Definitions.created(call, "RelationshipDefinitions(" + id(name) + ")");
    }

    private UUID id(String relationship) {
        Schema schema = store.schema();
        return schema.manyToMany(relationship)
                .map(ManyToMany::metadataId)
                .or(() -> schema.oneToMany().stream()
                        .filter(relation -> relation.schemaName().equals(relationship))
                        .map(OneToMany::metadataId)
                        .findFirst())
                .orElseThrow();
    }

    private void createLookup(Map<?, ?> json, String name) {
        Table referenced = Definitions.named(store, json, "ReferencedEntity");
        Table referencing = Definitions.named(store, json, "ReferencingEntity");
        if (!(json.get("Lookup") instanceof Map<?, ?> lookup)) {
            throw ApiErrors.payload("RelationshipDefinitions", "The property 'Lookup' is missing.");
        }
        Map<String, Object> attribute = new LinkedHashMap<>();
        lookup.forEach((key, value) -> attribute.put(String.valueOf(key), value));
        attribute.put("@odata.type", "Microsoft.Dynamics.CRM.LookupAttributeMetadata");
        NewColumn column = AttributeRequest.read(store.schema(), attribute);
        ColumnWrites.mustBeNew(referencing, column.schemaName().toLowerCase(Locale.ROOT));
        DeleteBehavior onDelete = json.get("CascadeConfiguration") instanceof Map<?, ?> cascade
                ? DELETIONS.getOrDefault(String.valueOf(cascade.get("Delete")), DeleteBehavior.REMOVE_LINK)
                : DeleteBehavior.REMOVE_LINK;
        Definitions.alter(
                store,
                schema -> Customizing.withLookup(
                        schema,
                        name,
                        schema.require(referenced.logicalName()),
                        schema.require(referencing.logicalName()),
                        column,
                        onDelete));
    }

    private void createPairs(Map<?, ?> json, String name) {
        Table first = Definitions.named(store, json, "Entity1LogicalName");
        Table second = Definitions.named(store, json, "Entity2LogicalName");
        String intersect = json.get("IntersectEntityName") instanceof String given ? given : name;
        if (store.schema().table(intersect.toLowerCase(Locale.ROOT)).isPresent()) {
            throw ApiErrors.invalidArgument(
                    "An entity with the specified name " + intersect + " already exists. Specify a unique name.");
        }
        Definitions.alter(store, schema -> Customizing.withPairs(schema, name, intersect, first, second));
    }

    HttpResponse delete(Segment segment) {
        Map<String, String> key = segment.arguments();
        String byName = key.getOrDefault("SchemaName", "").replace("'", "");
        Optional<UUID> byId = Literals.guid(key.getOrDefault("", key.getOrDefault("MetadataId", "")));
        Schema schema = store.schema();
        for (ManyToMany relation : schema.manyToMany()) {
            if (relation.schemaName().equals(byName)
                    || byId.filter(relation.metadataId()::equals).isPresent()) {
                Definitions.mustBeCustom(relation.custom(), relation.schemaName());
                Definitions.alter(
                        store,
                        before -> before.toBuilder()
                                .withoutTable(relation.intersectTable())
                                .build());
                return Answers.noContent();
            }
        }
        for (OneToMany relation : schema.oneToMany()) {
            if (relation.schemaName().equals(byName)
                    || byId.filter(relation.metadataId()::equals).isPresent()) {
                Definitions.mustBeCustom(relation.custom(), relation.schemaName());
                Table table = schema.require(relation.referencingTable());
                return columns.delete(table, table.require(relation.referencingColumn()));
            }
        }
        throw Definitions.notFound(segment);
    }
}
