package org.crmlink.connector.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.metadata.EntitySummary;
import org.crmlink.sdk.metadata.LocalizedText;
import org.crmlink.toolkit.json.JsonObject;

/**
 * All entities of an organisation by name, with what is needed of those that lookups point to. Immutable.
 */
final class Catalogue {

    /** The properties of an entity definition that make an entry. */
    static final List<String> SELECT = List.of(
            "LogicalName",
            "EntitySetName",
            "PrimaryIdAttribute",
            "PrimaryNameAttribute",
            "DisplayName",
            "IsIntersect",
            "ChangeTrackingEnabled",
            "IsOptimisticConcurrencyEnabled",
            "ObjectTypeCode");

    /** One entity. */
    record Entry(
            String name,
            String entitySet,
            String key,
            Optional<String> nameField,
            LocalizedText label,
            boolean intersect,
            boolean tracked,
            boolean optimistic) {}

    private final Map<String, Entry> entries;

    private Catalogue(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** Reads the list of entity definitions. Definitions without an address are inner ones and left out. */
    static Catalogue of(JsonObject answer) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<JsonObject> definitions = new ArrayList<>(answer.objects("value"));
        definitions.sort((a, b) ->
                a.text("LogicalName").orElse("").compareTo(b.text("LogicalName").orElse("")));
        for (JsonObject definition : definitions) {
            Optional<String> name = definition.text("LogicalName");
            Optional<String> entitySet = definition.text("EntitySetName").filter(set -> !set.isEmpty());
            Optional<String> key = definition.text("PrimaryIdAttribute").filter(id -> !id.isEmpty());
            if (name.isPresent() && entitySet.isPresent() && key.isPresent()) {
                entries.put(
                        name.get(),
                        new Entry(
                                name.get(),
                                entitySet.get(),
                                key.get(),
                                definition.text("PrimaryNameAttribute").filter(text -> !text.isEmpty()),
                                Labels.text(definition.object("DisplayName"), name.get()),
                                definition.isTrue("IsIntersect"),
                                definition.isTrue("ChangeTrackingEnabled"),
                                definition.isTrue("IsOptimisticConcurrencyEnabled")));
            }
        }
        return new Catalogue(entries);
    }

    Optional<Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    List<String> names() {
        return List.copyOf(entries.keySet());
    }

    List<EntitySummary> summaries() {
        return entries.values().stream()
                .map(entry -> new EntitySummary(entry.name(), entry.label(), entry.intersect()))
                .toList();
    }
}
