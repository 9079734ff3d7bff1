package org.crmlink.sandbox.dynamics;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The types around {@code RetrieveMetadataChanges}. Of the answer only the names are declared: the other members are those of the
 * entity definitions, which the metadata document does not repeat.
 */
final class MetadataQueryTypes {

    private static final String PROPERTIES = "mscrm.MetadataPropertiesExpression";
    private static final String CRITERIA = "mscrm.MetadataFilterExpression";

    static final NamedType[] ALL = {
        NamedType.Complex.of(
                "EntityQueryExpression",
                "Properties",
                PROPERTIES,
                "Criteria",
                CRITERIA,
                "AttributeQuery",
                "mscrm.AttributeQueryExpression",
                "RelationshipQuery",
                "mscrm.RelationshipQueryExpression",
                "KeyQuery",
                "mscrm.EntityKeyQueryExpression",
                "LabelQuery",
                "mscrm.LabelQueryExpression"),
        query("AttributeQueryExpression"),
        query("RelationshipQueryExpression"),
        query("EntityKeyQueryExpression"),
        NamedType.Complex.of(
                "LabelQueryExpression",
                "FilterLanguages",
                "Collection(Edm.Int32)",
                "MissingLabelBehavior",
                "Edm.Int32"),
        NamedType.Complex.of(
                "MetadataPropertiesExpression",
                "AllProperties",
                "Edm.Boolean",
                "PropertyNames",
                "Collection(Edm.String)"),
        NamedType.Complex.of(
                "MetadataFilterExpression",
                "Conditions",
                "Collection(mscrm.MetadataConditionExpression)",
                "FilterOperator",
                "mscrm.LogicalOperator",
                "Filters",
                "Collection(mscrm.MetadataFilterExpression)"),
        NamedType.Complex.of(
                "MetadataConditionExpression",
                "PropertyName",
                "Edm.String",
                "ConditionOperator",
                "mscrm.MetadataConditionOperator",
                "Value",
                "mscrm.Object"),
        NamedType.Complex.of("Object", "Type", "Edm.String", "Value", "Edm.String"),
        NamedType.Choice.of("LogicalOperator", "And", "Or"),
        NamedType.Choice.of(
                "MetadataConditionOperator", "Equals", "NotEquals", "In", "NotIn", "GreaterThan", "LessThan"),
        new NamedType.Choice("DeletedMetadataFilters", deletedFilters(), true),
        NamedType.Complex.of(
                "ComplexEntityMetadata",
                "MetadataId",
                "Edm.Guid",
                "HasChanged",
                "Edm.Boolean",
                "LogicalName",
                "Edm.String",
                "SchemaName",
                "Edm.String",
                "EntitySetName",
                "Edm.String"),
        NamedType.Complex.of(
                "DeletedMetadataCollection",
                "Count",
                "Edm.Int32",
                "IsReadOnly",
                "Edm.Boolean",
                "Keys",
                "Collection(Edm.String)",
                "Values",
                "Collection(mscrm.GuidCollection)"),
        NamedType.Complex.of("GuidCollection", "Items", "Collection(Edm.Guid)")
    };

    private MetadataQueryTypes() {}

    private static NamedType query(String name) {
        return NamedType.Complex.of(name, "Properties", PROPERTIES, "Criteria", CRITERIA);
    }

    private static Map<String, Integer> deletedFilters() {
        Map<String, Integer> members = new LinkedHashMap<>();
        members.put("Default", 1);
        members.put("Entity", 1);
        members.put("Attribute", 2);
        members.put("Relationship", 4);
        members.put("Label", 8);
        members.put("OptionSet", 16);
        members.put("All", 31);
        return members;
    }
}
