package org.crmlink.sandbox.dynamics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.OneToMany;
import org.jspecify.annotations.Nullable;

/** {@code OneToManyRelationshipMetadata} and {@code ManyToManyRelationshipMetadata}. */
final class RelationshipDocuments {

    /** Properties that relationships of both kinds have. */
    static final Set<String> BASE = Set.of(
            "MetadataId",
            "HasChanged",
            "IsCustomRelationship",
            "IsValidForAdvancedFind",
            "SchemaName",
            "SecurityTypes",
            "IsManaged",
            "RelationshipType",
            "IntroducedVersion",
            "IsCustomizable");

    private RelationshipDocuments() {}

    static MetadataNode of(OneToMany relation) {
        Map<String, @Nullable Object> p = base(
                relation.metadataId().toString(), relation.schemaName(), relation.custom(), "OneToManyRelationship");
        p.put("ReferencedAttribute", relation.referencedColumn());
        p.put("ReferencedEntity", relation.referencedTable());
        p.put("ReferencingAttribute", relation.referencingColumn());
        p.put("ReferencingEntity", relation.referencingTable());
        p.put("IsHierarchical", Hierarchy.isHierarchical(relation));
        p.put("EntityKey", null);
        p.put("IsRelationshipAttributeDenormalized", false);
        p.put("ReferencedEntityNavigationPropertyName", relation.collectionNavigation());
        p.put("ReferencingEntityNavigationPropertyName", relation.lookupNavigation());
        p.put("RelationshipBehavior", 1);
        p.put("DenormalizedAttributeName", null);
        p.put("CascadeConfiguration", cascade(relation.onDelete()));
        p.put("AssociatedMenuConfiguration", menu());
        p.put("RelationshipAttributes", List.of());
        return node("OneToManyRelationshipMetadata", p);
    }

    static MetadataNode of(ManyToMany relation) {
        Map<String, @Nullable Object> p = base(
                relation.metadataId().toString(), relation.schemaName(), relation.custom(), "ManyToManyRelationship");
        p.put("Entity1LogicalName", relation.table1());
        p.put("Entity2LogicalName", relation.table2());
        p.put("IntersectEntityName", relation.intersectTable());
        p.put("Entity1IntersectAttribute", relation.attribute1());
        p.put("Entity2IntersectAttribute", relation.attribute2());
        p.put("Entity1NavigationPropertyName", relation.navigation1());
        p.put("Entity2NavigationPropertyName", relation.navigation2());
        p.put("Entity1AssociatedMenuConfiguration", menu());
        p.put("Entity2AssociatedMenuConfiguration", menu());
        return node("ManyToManyRelationshipMetadata", p);
    }

    private static MetadataNode node(String type, Map<String, @Nullable Object> properties) {
        return new MetadataNode(type, type, properties, properties.keySet(), Map.of());
    }

    private static Map<String, @Nullable Object> base(String id, String schemaName, boolean custom, String type) {
        Map<String, @Nullable Object> p = new LinkedHashMap<>();
        p.put("MetadataId", id);
        p.put("HasChanged", null);
        p.put("IsCustomRelationship", custom);
        p.put("IsValidForAdvancedFind", true);
        p.put("SchemaName", schemaName);
        p.put("SecurityTypes", "Append");
        p.put("IsManaged", !custom);
        p.put("RelationshipType", type);
        p.put("IntroducedVersion", custom ? "1.0" : "5.0.0.0");
        p.put("IsCustomizable", Labels.managed(true, "iscustomizable"));
        return p;
    }

    private static Map<String, @Nullable Object> cascade(DeleteBehavior behavior) {
        String delete = switch (behavior) {
            case CASCADE -> "Cascade";
            case REMOVE_LINK -> "RemoveLink";
            case RESTRICT -> "Restrict";
            case NO_CASCADE -> "NoCascade";
        };
        Map<String, @Nullable Object> p = new LinkedHashMap<>();
        p.put("Assign", "NoCascade");
        p.put("Delete", delete);
        p.put("Archive", "NoCascade");
        p.put("Merge", "NoCascade");
        p.put("Reparent", "NoCascade");
        p.put("Share", "NoCascade");
        p.put("Unshare", "NoCascade");
        p.put("RollupView", "NoCascade");
        return p;
    }

    private static Map<String, @Nullable Object> menu() {
        Map<String, @Nullable Object> p = new LinkedHashMap<>();
        p.put("Behavior", "UseCollectionName");
        p.put("Group", "Details");
        p.put("Order", null);
        p.put("IsCustomizable", true);
        p.put("Icon", null);
        p.put("ViewId", "00000000-0000-0000-0000-000000000000");
        p.put("AvailableOffline", true);
        p.put("MenuId", null);
        p.put("QueryApi", null);
        p.put("Label", Labels.of(""));
        return p;
    }
}
