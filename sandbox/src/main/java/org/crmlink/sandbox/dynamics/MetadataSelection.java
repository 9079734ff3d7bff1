package org.crmlink.sandbox.dynamics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.http.Json;
import org.jspecify.annotations.Nullable;

/** The {@code EntityQueryExpression} of {@code RetrieveMetadataChanges}: which items, and what of them. */
final class MetadataSelection {

    private static final List<String> RELATIONSHIPS =
            List.of("OneToManyRelationships", "ManyToOneRelationships", "ManyToManyRelationships");

    private final Map<?, ?> query;

    MetadataSelection(Map<?, ?> query) {
        this.query = query;
    }

    /** All of a table, for comparing. */
    static Map<String, @Nullable Object> everything(MetadataNode table) {
        return new MetadataSelection(Map.of("Properties", Map.of("AllProperties", true))).render(table, false);
    }

    boolean wants(MetadataNode table) {
        return fits(object(query, "Criteria"), table);
    }

    Map<String, @Nullable Object> render(MetadataNode table, boolean changed) {
        Map<?, ?> wanted = query.isEmpty() ? Map.of("AllProperties", true) : object(query, "Properties");
        Map<String, @Nullable Object> members = shaped(table, wanted, changed);
        if (wants(wanted, "Attributes")) {
            members.put("Attributes", items(table, "Attributes", object(query, "AttributeQuery"), changed));
        }
        for (String relationships : RELATIONSHIPS) {
            if (wants(wanted, relationships)) {
                members.put(relationships, items(table, relationships, object(query, "RelationshipQuery"), changed));
            }
        }
        if (wants(wanted, "Keys")) {
            members.put("Keys", items(table, "Keys", object(query, "KeyQuery"), changed));
        }
        return members;
    }

    private static List<Map<String, @Nullable Object>> items(
            MetadataNode table, String navigation, Map<?, ?> query, boolean changed) {
        List<Map<String, @Nullable Object>> items = new ArrayList<>();
        if (table.navigation(navigation) instanceof MetadataNode.Target.Many many) {
            Map<?, ?> wanted = query.isEmpty() ? Map.of("AllProperties", true) : object(query, "Properties");
            for (MetadataNode node : many.nodes()) {
                if (fits(object(query, "Criteria"), node)) {
                    items.add(shaped(node, wanted, changed));
                }
            }
        }
        return items;
    }

    private static Map<String, @Nullable Object> shaped(MetadataNode node, Map<?, ?> wanted, boolean changed) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (node.isDerived()) {
            members.put("@odata.type", "#" + MetadataNode.NAMESPACE + "Complex" + node.type());
        }
        node.properties().forEach((name, value) -> {
            boolean always = name.equals("MetadataId") || name.equals("LogicalName") || name.equals("SchemaName");
            if (always || wants(wanted, name)) {
                members.put(name, value);
            }
        });
        members.put("HasChanged", changed ? Boolean.TRUE : null);
        for (String optionSet : List.of("OptionSet", "GlobalOptionSet")) {
            if (node.navigations().containsKey(optionSet)
                    && wants(wanted, optionSet)
                    && node.navigation(optionSet) instanceof MetadataNode.Target.One one) {
                MetadataNode target = one.node();
                members.put(optionSet, target == null ? null : target.properties());
            }
        }
        return members;
    }

    private static boolean wants(Map<?, ?> properties, String name) {
        return Boolean.TRUE.equals(properties.get("AllProperties"))
                || (properties.get("PropertyNames") instanceof List<?> names && names.contains(name));
    }

    private static Map<?, ?> object(Map<?, ?> parent, String name) {
        Object child = parent.get(name);
        if (child != null && !(child instanceof Map<?, ?>)) {
            throw ApiErrors.syntax("The value of '" + name + "' is not an object.");
        }
        return child instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<Map<?, ?>> objects(Map<?, ?> parent, String name) {
        Object children = parent.get(name);
        if (children == null) {
            return List.of();
        }
        List<Map<?, ?>> objects = new ArrayList<>();
        if (children instanceof List<?> list) {
            list.forEach(item -> objects.add(object(Collections.singletonMap(name, item), name)));
            return objects;
        }
        throw ApiErrors.syntax("The value of '" + name + "' is not an array.");
    }

    private static boolean fits(Map<?, ?> criteria, MetadataNode node) {
        boolean or = "Or".equals(criteria.get("FilterOperator"));
        List<Boolean> results = new ArrayList<>();
        objects(criteria, "Conditions").forEach(condition -> results.add(holds(condition, node)));
        objects(criteria, "Filters").forEach(filter -> results.add(fits(filter, node)));
        return results.isEmpty() || (or ? results.contains(true) : !results.contains(false));
    }

    private static boolean holds(Map<?, ?> condition, MetadataNode node) {
        Object property = node.properties().get(String.valueOf(condition.get("PropertyName")));
        String found = String.valueOf(property instanceof Map<?, ?> complex ? complex.get("Value") : property);
        List<String> wanted = values(object(condition, "Value").get("Value"));
        String operator = String.valueOf(condition.get("ConditionOperator"));
        boolean in = wanted.stream().anyMatch(found::equalsIgnoreCase);
        return switch (operator) {
            case "Equals", "In" -> in;
            case "NotEquals", "NotIn" -> !in;
            default -> throw ApiErrors.notSupported("The metadata condition operator '" + operator + "'");
        };
    }

    private static List<String> values(@Nullable Object value) {
        List<String> values = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(item -> values.add(String.valueOf(item)));
            return values;
        }
        String text = String.valueOf(value);
        if (text.startsWith("[")) {
            try {
                return values(Json.read(text.replace('\'', '"')));
            } catch (IOException e) {
                throw ApiErrors.syntax("The value '" + text + "' is not an array.");
            }
        }
        values.add(text);
        return values;
    }
}
