package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.crmlink.sandbox.schema.AlternateKey;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.jspecify.annotations.Nullable;

/** The schema as the metadata items of the Web API. Thread-safe. */
final class MetadataDocuments {

    private final AttributeDocuments attributes = new AttributeDocuments();

    List<MetadataNode> tables(Schema schema) {
        List<MetadataNode> nodes = new ArrayList<>();
        for (Table table : schema.tables()) {
            nodes.add(table(schema, table));
        }
        return nodes;
    }

    MetadataNode table(Schema schema, Table table) {
        Map<String, Supplier<MetadataNode.Target>> navigations = new LinkedHashMap<>();
        navigations.put("Attributes", () -> new MetadataNode.Target.Many(attributes.all(table)));
        navigations.put(
                "OneToManyRelationships",
                () -> new MetadataNode.Target.Many(oneToMany(schema.referencing(table.logicalName()))));
        navigations.put(
                "ManyToOneRelationships",
                () -> new MetadataNode.Target.Many(oneToMany(schema.lookupsOf(table.logicalName()))));
        navigations.put(
                "ManyToManyRelationships",
                () -> new MetadataNode.Target.Many(manyToMany(schema.manyToManyOf(table.logicalName()))));
        navigations.put("Keys", () -> new MetadataNode.Target.Many(keys(table)));
        Map<String, @Nullable Object> properties = EntityDocument.of(table);
        return new MetadataNode("EntityMetadata", "EntityMetadata", properties, properties.keySet(), navigations);
    }

    private static List<MetadataNode> keys(Table table) {
        List<MetadataNode> nodes = new ArrayList<>();
        for (AlternateKey key : table.keys()) {
            Map<String, @Nullable Object> properties = new LinkedHashMap<>();
            properties.put("MetadataId", key.metadataId(table.logicalName()).toString());
            properties.put("HasChanged", null);
            properties.put("LogicalName", key.logicalName());
            properties.put("SchemaName", key.schemaName());
            properties.put("EntityLogicalName", table.logicalName());
            properties.put("KeyAttributes", key.columns());
            properties.put("EntityKeyIndexStatus", "Active");
            properties.put("IsManaged", false);
            properties.put("IsSynchronous", false);
            properties.put("IsExportKey", false);
            properties.put("IsSecondaryKey", false);
            properties.put("IntroducedVersion", "1.0");
            properties.put("DisplayName", Labels.of(key.displayName()));
            properties.put("IsCustomizable", Labels.managed(true, "iscustomizable"));
            nodes.add(new MetadataNode(
                    "EntityKeyMetadata", "EntityKeyMetadata", properties, properties.keySet(), Map.of()));
        }
        return nodes;
    }

    List<MetadataNode> relationships(Schema schema) {
        List<MetadataNode> nodes = new ArrayList<>();
        for (MetadataNode node : oneToMany(schema.oneToMany())) {
            nodes.add(asRelationship(node));
        }
        for (MetadataNode node : manyToMany(schema.manyToMany())) {
            nodes.add(asRelationship(node));
        }
        return nodes;
    }

    private static MetadataNode asRelationship(MetadataNode node) {
        return new MetadataNode(
                node.type(),
                "RelationshipMetadataBase",
                node.properties(),
                RelationshipDocuments.BASE,
                node.navigations());
    }

    private static List<MetadataNode> oneToMany(List<OneToMany> relations) {
        List<MetadataNode> nodes = new ArrayList<>();
        for (OneToMany relation : relations) {
            nodes.add(RelationshipDocuments.of(relation));
        }
        return nodes;
    }

    private static List<MetadataNode> manyToMany(List<ManyToMany> relations) {
        List<MetadataNode> nodes = new ArrayList<>();
        for (ManyToMany relation : relations) {
            nodes.add(RelationshipDocuments.of(relation));
        }
        return nodes;
    }

    /** Global option sets, each once however many columns use it. */
    List<MetadataNode> globalOptionSets(Schema schema) {
        Map<String, MetadataNode> byName = new LinkedHashMap<>();
        for (Table table : schema.tables()) {
            for (Column column : table.columns()) {
                if (column.globalOptionSet()) {
                    byName.computeIfAbsent(column.optionSetName(), name -> OptionSetDocuments.of(table, column, true));
                }
            }
        }
        return List.copyOf(byName.values());
    }
}
