package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.crmlink.sandbox.dynamics.schema.Customizing;
import org.crmlink.sandbox.dynamics.schema.NewColumn;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.AlternateKey;
import org.crmlink.sandbox.schema.Column;
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

    private final Store store;
    private final ColumnWrites columns;
    private final RelationshipWrites relationships;

    MetadataWrites(Store store) {
        this.store = store;
        this.columns = new ColumnWrites(store);
        this.relationships = new RelationshipWrites(store, columns);
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
            return deleting ? relationships.delete(set) : only("POST", call, () -> relationships.create(call));
        }
        if (!set.name().equals("EntityDefinitions")) {
            throw ApiErrors.notSupported("Changing '" + set.name() + "'");
        }
        if (set.key() == null) {
            return only("POST", call, () -> createTable(call));
        }
        Table table = Definitions.table(store, set);
        if (call.depth() == 1) {
            return deleting ? deleteTable(table) : only("PUT", call, () -> updateTable(call, table));
        }
        Segment member = call.segment(1);
        boolean whole =
                call.depth() == 2 || call.depth() == 3 && call.segment(2).name().startsWith(MetadataNode.NAMESPACE);
        if (member.name().equals("Attributes") && whole) {
            if (member.key() == null) {
                return only("POST", call, () -> columns.create(call, table));
            }
            Column column = Definitions.column(table, member);
            return deleting
                    ? columns.delete(table, column)
                    : only("PUT", call, () -> columns.update(call, table, column));
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

    // ------------------------------------------------------------------ tables

    private HttpResponse createTable(Call call) {
        Map<?, ?> json = Definitions.body(call);
        String schemaName = AttributeRequest.schemaName(json);
        String logicalName = schemaName.toLowerCase(Locale.ROOT);
        if (store.schema().table(logicalName).isPresent()) {
            throw ApiErrors.invalidArgument(
                    "An entity with the specified name " + logicalName + " already exists. Specify a unique name.");
        }
        if (Boolean.TRUE.equals(json.get("IsActivity"))) {
            throw ApiErrors.notSupported("A custom activity");
        }
        List<NewColumn> attributes = new ArrayList<>();
        String primaryName = "";
        for (Object item : json.get("Attributes") instanceof List<?> items ? items : List.of()) {
            Map<?, ?> attribute = (Map<?, ?>) item;
            NewColumn column = AttributeRequest.read(store.schema(), attribute);
            attributes.add(column);
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
        Definitions.alter(store, schema -> Customizing.withTable(schema, base, schemaName, owned, attributes));
        return Definitions.created(
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
        Map<?, ?> json = Definitions.body(call);
        Definitions.alter(store, schema -> {
            TableBuilder changed = table.toBuilder();
            Definitions.label(json, "DisplayName").ifPresent(changed::displayName);
            Definitions.label(json, "DisplayCollectionName").ifPresent(changed::plural);
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

    private HttpResponse deleteTable(Table table) {
        Definitions.mustBeCustom(table.isCustom(), table.logicalName());
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
        Definitions.alter(store, before -> {
            Schema.Builder changed = before.toBuilder();
            for (ManyToMany relation : before.manyToManyOf(table.logicalName())) {
                changed.withoutTable(relation.intersectTable());
            }
            return changed.withoutTable(table.logicalName()).build();
        });
        return Answers.noContent();
    }

    // ------------------------------------------------------------------ keys

    private HttpResponse createKey(Call call, Table table) {
        Map<?, ?> json = Definitions.body(call);
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
        Definitions.alter(
                store,
                schema -> schema.toBuilder()
                        .table(schema.require(table.logicalName()).toBuilder()
                                .key(key.schemaName(), key.displayName(), columns.toArray(String[]::new))
                                .build())
                        .build());
        return Definitions.created(
                call,
                "EntityDefinitions(" + table.metadataId() + ")/Keys(" + key.metadataId(table.logicalName()) + ")");
    }

    private HttpResponse deleteKey(Table table, Segment segment) {
        AlternateKey key = table.keys().stream()
                .filter(one ->
                        Definitions.names(segment.arguments(), one.metadataId(table.logicalName()), one.logicalName()))
                .findFirst()
                .orElseThrow(() -> Definitions.notFound(segment));
        Definitions.alter(
                store,
                schema -> schema.toBuilder()
                        .table(schema.require(table.logicalName()).toBuilder()
                                .withoutKey(key.schemaName())
                                .build())
                        .build());
        return Answers.noContent();
    }
}
