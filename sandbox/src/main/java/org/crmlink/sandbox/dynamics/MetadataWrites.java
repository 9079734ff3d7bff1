package org.crmlink.sandbox.dynamics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.crmlink.sandbox.dynamics.schema.Customizing;
import org.crmlink.sandbox.dynamics.schema.NewColumn;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.schema.AlternateKey;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnBuilder;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;
import org.crmlink.sandbox.store.Store;

/**
 * POST, PUT and DELETE on definitions of tables, columns, keys and relationships. What is customized is in force at once, without
 * publishing, and lasts as long as the process. Thread-safe.
 */
final class MetadataWrites {

    private static final Map<String, DeleteBehavior> DELETIONS = Map.of(
            "Cascade", DeleteBehavior.CASCADE,
            "RemoveLink", DeleteBehavior.REMOVE_LINK,
            "Restrict", DeleteBehavior.RESTRICT,
            "NoCascade", DeleteBehavior.NO_CASCADE);

    private final Store store;

    MetadataWrites(Store store) {
        this.store = store;
    }

    /** Publishes a change of the schema; only one at a time is worked on. */
    static void alter(Store store, UnaryOperator<Schema> change) {
        synchronized (store) {
            try {
                store.alter(change.apply(store.schema()));
            } catch (IllegalStateException e) {
                // Somebody's transaction is open.
                throw new ApiException(
                        400,
                        "0x80071151",
                        "Cannot start the requested operation [Customization] because there is another operation running"
                                + " at this moment. Use Solution History for more details.");
            } catch (IllegalArgumentException e) {
                throw ApiErrors.invalidArgument(String.valueOf(e.getMessage()));
            }
        }
    }

    HttpResponse handle(Call call, boolean inChangeSet) {
        if (inChangeSet) {
            // Our assumption, as for operations that change the schema.
            throw ApiErrors.badQuery("Definitions cannot be changed in a change set.");
        }
        Segment set = call.segment(0);
        boolean deleting = call.method().equals("DELETE");
        if (set.name().equals("RelationshipDefinitions")) {
            if (call.depth() > 1) {
                throw ApiErrors.methodNotAllowed(call.method());
            }
            return deleting ? deleteRelationship(set) : only("POST", call, () -> createRelationship(call));
        }
        if (!set.name().equals("EntityDefinitions")) {
            throw ApiErrors.notSupported("Changing '" + set.name() + "'");
        }
        if (set.key() == null) {
            return only("POST", call, () -> createTable(call));
        }
        Table table = table(set);
        if (call.depth() == 1) {
            return deleting ? deleteTable(table) : only("PUT", call, () -> updateTable(call, table));
        }
        Segment member = call.segment(1);
        boolean whole =
                call.depth() == 2 || call.depth() == 3 && call.segment(2).name().startsWith(MetadataNode.NAMESPACE);
        if (member.name().equals("Attributes") && whole) {
            if (member.key() == null) {
                return only("POST", call, () -> createColumn(call, table));
            }
            Column column = column(table, member);
            return deleting ? deleteColumn(table, column) : only("PUT", call, () -> updateColumn(call, table, column));
        }
        if (member.name().equals("Keys") && whole) {
            return member.key() == null
                    ? only("POST", call, () -> createKey(call, table))
                    : only("DELETE", call, () -> deleteKey(table, member));
        }
        throw ApiErrors.methodNotAllowed(call.method());
    }

    private static HttpResponse only(String method, Call call, Supplier<HttpResponse> work) {
        if (!call.method().equals(method)) {
            throw ApiErrors.methodNotAllowed(call.method());
        }
        return work.get();
    }

    private static Map<?, ?> body(Call call) {
        try {
            if (call.request().body().length > 0 && Json.read(call.request().body()) instanceof Map<?, ?> map) {
                return map;
            }
        } catch (IOException e) {
            throw ApiErrors.payload(call.segment(0).name(), "Invalid JSON. " + e.getMessage());
        }
        throw ApiErrors.payload(call.segment(0).name(), "A JSON object is expected in the request body.");
    }

    private static HttpResponse created(Call call, String path) {
        String url = call.root() + path;
        return Answers.noContent().with("Location", url).with("OData-EntityId", url);
    }

    // ------------------------------------------------------------------ finding

    private Table table(Segment segment) {
        Map<String, String> key = segment.arguments();
        for (Table table : store.schema().tables()) {
            if (names(key, table.metadataId(), table.logicalName())) {
                return table;
            }
        }
        throw notFound(segment);
    }

    private static Column column(Table table, Segment segment) {
        for (Column column : table.columns()) {
            if (names(segment.arguments(), column.metadataId(table.logicalName()), column.logicalName())) {
                return column;
            }
        }
        throw notFound(segment);
    }

    private static boolean names(Map<String, String> key, UUID id, String logicalName) {
        String byName = key.getOrDefault("LogicalName", "").replace("'", "");
        String byId = key.getOrDefault("", key.getOrDefault("MetadataId", ""));
        return key.size() == 1
                && (byName.equals(logicalName)
                        || Literals.guid(byId).filter(id::equals).isPresent());
    }

    private static ApiException notFound(Segment segment) {
        return new ApiException(
                404,
                "0x80060888",
                "Could not find an item with the key '" + segment.key() + "' in '" + segment.name() + "'.");
    }

    private Table named(Map<?, ?> json, String member) {
        String name = String.valueOf(json.get(member));
        return store.schema()
                .table(name)
                .orElseThrow(() ->
                        new ApiException(400, "0x80041102", "The entity with a name = '" + name + "' was not found."));
    }

    // ------------------------------------------------------------------ tables

    private HttpResponse createTable(Call call) {
        Map<?, ?> json = body(call);
        String schemaName = AttributeRequest.schemaName(json);
        String logicalName = schemaName.toLowerCase(Locale.ROOT);
        if (store.schema().table(logicalName).isPresent()) {
            throw ApiErrors.invalidArgument(
                    "An entity with the specified name " + logicalName + " already exists. Specify a unique name.");
        }
        if (Boolean.TRUE.equals(json.get("IsActivity"))) {
            throw ApiErrors.notSupported("A custom activity");
        }
        List<NewColumn> columns = new ArrayList<>();
        String primaryName = "";
        for (Object item : json.get("Attributes") instanceof List<?> items ? items : List.of()) {
            Map<?, ?> attribute = (Map<?, ?>) item;
            NewColumn column = AttributeRequest.read(store.schema(), attribute);
            columns.add(column);
            if (Boolean.TRUE.equals(attribute.get("IsPrimaryName"))) {
                primaryName = column.schemaName().toLowerCase(Locale.ROOT);
            }
        }
        if (primaryName.isEmpty()) {
            throw ApiErrors.invalidArgument("The table needs an attribute with IsPrimaryName.");
        }
        String set = json.get("EntitySetName") instanceof String given ? given : plural(logicalName);
        TableBuilder base = TableBuilder.table(schemaName, LabelTypes.text(json.get("DisplayName")), set)
                .plural(LabelTypes.text(json.get("DisplayCollectionName")))
                .primaryName(primaryName)
                .changeTracking(Boolean.TRUE.equals(json.get("ChangeTrackingEnabled")));
        boolean owned = !"OrganizationOwned".equals(json.get("OwnershipType"));
        alter(store, schema -> Customizing.withTable(schema, base, schemaName, owned, columns));
        return created(
                call, "EntityDefinitions(" + store.schema().require(logicalName).metadataId() + ")");
    }

    /** As the service makes a set's name of a table's. */
    private static String plural(String name) {
        if (name.endsWith("y") && !name.matches(".*[aeiou]y")) {
            return name.substring(0, name.length() - 1) + "ies";
        }
        return name.matches(".*(s|x|z|ch|sh)") ? name + "es" : name + "s";
    }

    private HttpResponse updateTable(Call call, Table table) {
        Map<?, ?> json = body(call);
        alter(store, schema -> {
            TableBuilder changed = table.toBuilder();
            label(json, "DisplayName").ifPresent(changed::displayName);
            label(json, "DisplayCollectionName").ifPresent(changed::plural);
            if (json.get("ChangeTrackingEnabled") instanceof Boolean tracked) {
                changed.changeTracking(tracked);
            }
            if (json.get("IsOptimisticConcurrencyEnabled") instanceof Boolean enabled) {
                changed.optimisticConcurrency(enabled);
            }
            return schema.toBuilder().table(changed.build()).build();
        });
        return Answers.noContent();
    }

    private static Optional<String> label(Map<?, ?> json, String member) {
        return Optional.of(LabelTypes.text(json.get(member))).filter(text -> !text.isEmpty());
    }

    private HttpResponse deleteTable(Table table) {
        mustBeCustom(table.isCustom(), table.logicalName());
        Schema schema = store.schema();
        List<String> dependent = new ArrayList<>();
        for (OneToMany relation : schema.referencing(table.logicalName())) {
            if (!relation.referencingTable().equals(table.logicalName())
                    && schema.require(relation.referencingTable())
                                    .require(relation.referencingColumn())
                                    .targets()
                                    .size()
                            == 1) {
                dependent.add(relation.schemaName());
            }
        }
        if (!dependent.isEmpty()) {
            throw new ApiException(
                    400,
                    "0x8004f01f",
                    "The Entity(" + table.metadataId() + ") component cannot be deleted because it is referenced by "
                            + dependent.size() + " other components.");
        }
        alter(store, before -> {
            Schema.Builder changed = before.toBuilder();
            for (ManyToMany relation : before.manyToManyOf(table.logicalName())) {
                changed.withoutTable(relation.intersectTable());
            }
            return changed.withoutTable(table.logicalName()).build();
        });
        return Answers.noContent();
    }

    private static void mustBeCustom(boolean custom, String name) {
        if (!custom) {
            throw new ApiException(400, "0x8004f026", "Cannot delete the system component '" + name + "'.");
        }
    }

    // ------------------------------------------------------------------ columns

    private HttpResponse createColumn(Call call, Table table) {
        NewColumn column = AttributeRequest.read(store.schema(), body(call));
        if (column.type() == ColumnType.LOOKUP) {
            throw ApiErrors.invalidArgument("A lookup is created together with its relationship.");
        }
        String name = column.schemaName().toLowerCase(Locale.ROOT);
        mustBeNew(table, name);
        alter(store, schema -> Customizing.withColumn(schema, schema.require(table.logicalName()), column));
        UUID id = store.schema().require(table.logicalName()).require(name).metadataId(table.logicalName());
        return created(call, "EntityDefinitions(" + table.metadataId() + ")/Attributes(" + id + ")");
    }

    private static void mustBeNew(Table table, String column) {
        if (table.column(column).isPresent()) {
            throw ApiErrors.invalidArgument("An attribute with the specified name " + column
                    + " already exists for entity " + table.logicalName() + ".");
        }
    }

    private HttpResponse updateColumn(Call call, Table table, Column column) {
        Map<?, ?> json = body(call);
        alter(store, schema -> {
            ColumnBuilder changed = column.toBuilder();
            label(json, "DisplayName").ifPresent(changed::displayName);
            label(json, "Description").ifPresent(changed::description);
            AttributeRequest.level(json).ifPresent(changed::required);
            if (column.maxLength() > 0) {
                changed.maxLength(AttributeRequest.whole(json.get("MaxLength"), column.maxLength()));
            }
            return schema.toBuilder()
                    .table(schema.require(table.logicalName()).toBuilder()
                            .column(changed.build())
                            .build())
                    .build();
        });
        return Answers.noContent();
    }

    private HttpResponse deleteColumn(Table table, Column column) {
        mustBeCustom(column.custom(), column.logicalName());
        boolean inUse = table.primaryName().filter(column.logicalName()::equals).isPresent()
                || table.keys().stream().anyMatch(key -> key.columns().contains(column.logicalName()));
        if (inUse) {
            throw new ApiException(
                    400,
                    "0x8004f01f",
                    "The Attribute(" + column.metadataId(table.logicalName())
                            + ") component cannot be deleted because it is referenced by 1 other components.");
        }
        alter(store, schema -> Customizing.withoutColumn(schema, schema.require(table.logicalName()), column));
        return Answers.noContent();
    }

    // ------------------------------------------------------------------ keys

    private HttpResponse createKey(Call call, Table table) {
        Map<?, ?> json = body(call);
        String name = AttributeRequest.schemaName(json);
        List<String> columns = new ArrayList<>();
        for (Object column : json.get("KeyAttributes") instanceof List<?> items ? items : List.of()) {
            if (table.slot(String.valueOf(column)) < 0) {
                throw new ApiException(
                        400,
                        "0x80041103",
                        "'" + table.logicalName() + "' entity doesn't contain attribute with Name = '" + column + "'.");
            }
            columns.add(String.valueOf(column));
        }
        if (columns.isEmpty()) {
            throw ApiErrors.invalidArgument("The key has no attributes.");
        }
        AlternateKey key = new AlternateKey(name, LabelTypes.text(json.get("DisplayName")), columns);
        alter(
                store,
                schema -> schema.toBuilder()
                        .table(schema.require(table.logicalName()).toBuilder()
                                .key(key.schemaName(), key.displayName(), columns.toArray(String[]::new))
                                .build())
                        .build());
        return created(
                call,
                "EntityDefinitions(" + table.metadataId() + ")/Keys(" + key.metadataId(table.logicalName()) + ")");
    }

    private HttpResponse deleteKey(Table table, Segment segment) {
        AlternateKey key = table.keys().stream()
                .filter(one -> names(segment.arguments(), one.metadataId(table.logicalName()), one.logicalName()))
                .findFirst()
                .orElseThrow(() -> notFound(segment));
        alter(
                store,
                schema -> schema.toBuilder()
                        .table(schema.require(table.logicalName()).toBuilder()
                                .withoutKey(key.schemaName())
                                .build())
                        .build());
        return Answers.noContent();
    }

    // ------------------------------------------------------------------ relationships

    private HttpResponse createRelationship(Call call) {
        Map<?, ?> json = body(call);
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
        return created(call, "RelationshipDefinitions(" + id(name) + ")");
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
        Table referenced = named(json, "ReferencedEntity");
        Table referencing = named(json, "ReferencingEntity");
        if (!(json.get("Lookup") instanceof Map<?, ?> lookup)) {
            throw ApiErrors.payload("RelationshipDefinitions", "The property 'Lookup' is missing.");
        }
        Map<String, Object> attribute = new LinkedHashMap<>();
        lookup.forEach((key, value) -> attribute.put(String.valueOf(key), value));
        attribute.put("@odata.type", "Microsoft.Dynamics.CRM.LookupAttributeMetadata");
        NewColumn column = AttributeRequest.read(store.schema(), attribute);
        mustBeNew(referencing, column.schemaName().toLowerCase(Locale.ROOT));
        DeleteBehavior onDelete = json.get("CascadeConfiguration") instanceof Map<?, ?> cascade
                ? DELETIONS.getOrDefault(String.valueOf(cascade.get("Delete")), DeleteBehavior.REMOVE_LINK)
                : DeleteBehavior.REMOVE_LINK;
        alter(
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
        Table first = named(json, "Entity1LogicalName");
        Table second = named(json, "Entity2LogicalName");
        String intersect = json.get("IntersectEntityName") instanceof String given ? given : name;
        if (store.schema().table(intersect.toLowerCase(Locale.ROOT)).isPresent()) {
            throw ApiErrors.invalidArgument(
                    "An entity with the specified name " + intersect + " already exists. Specify a unique name.");
        }
        alter(store, schema -> Customizing.withPairs(schema, name, intersect, first, second));
    }

    private HttpResponse deleteRelationship(Segment segment) {
        Map<String, String> key = segment.arguments();
        String byName = key.getOrDefault("SchemaName", "").replace("'", "");
        Optional<UUID> byId = Literals.guid(key.getOrDefault("", key.getOrDefault("MetadataId", "")));
        Schema schema = store.schema();
        for (ManyToMany relation : schema.manyToMany()) {
            if (relation.schemaName().equals(byName)
                    || byId.filter(relation.metadataId()::equals).isPresent()) {
                mustBeCustom(relation.custom(), relation.schemaName());
                alter(
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
                mustBeCustom(relation.custom(), relation.schemaName());
                Table table = schema.require(relation.referencingTable());
                return deleteColumn(table, table.require(relation.referencingColumn()));
            }
        }
        throw notFound(segment);
    }
}
