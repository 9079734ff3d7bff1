package org.crmlink.connector.salesforce;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.metadata.EntitySummary;
import org.crmlink.sdk.metadata.LocalizedText;
import org.crmlink.toolkit.json.JsonObject;

/** All entities of an org by name, and which entity the first characters of an id tell. Immutable. */
final class Catalogue {

    /**
     * Entities that can be queried below another record, or by a given condition, alone; describe does not tell it (salesforce.md §6). A list like it is
     * kept by every client of the service.
     */
    private static final Set<String> NEVER_WHOLE = Set.of(
            "ActivityHistory",
            "AggregateResult",
            "AttachedContentDocument",
            "CombinedAttachment",
            "ColorDefinition",
            "ContentDocumentLink",
            "ContentFolderItem",
            "ContentFolderMember",
            "DataStatistics",
            "DatacloudAddress",
            "EmailStatus",
            "EntityParticle",
            "FieldDefinition",
            "FlexQueueItem",
            "IconDefinition",
            "IdeaComment",
            "ListViewChartInstance",
            "LookedUpFromActivity",
            "Name",
            "NoteAndAttachment",
            "OpenActivity",
            "OutgoingEmail",
            "OutgoingEmailRelation",
            "OwnedContentDocument",
            "OwnerChangeOptionInfo",
            "PicklistValueInfo",
            "PlatformAction",
            "ProcessInstanceHistory",
            "RelationshipDomain",
            "RelationshipInfo",
            "SearchLayout",
            "SiteDetail",
            "UserEntityAccess",
            "UserFieldAccess",
            "UserRecordAccess",
            "Vote");

    /** One entity. */
    record Entry(String name, LocalizedText label) {}

    private final Map<String, Entry> entries;
    private final Map<String, String> byPrefix;

    private Catalogue(Map<String, Entry> entries, Map<String, String> byPrefix) {
        this.entries = entries;
        this.byPrefix = byPrefix;
    }

    /** Reads the answer of describe global. Histories, shares, feeds and change events of entities are satellites and left out. */
    static Catalogue of(JsonObject answer) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> byPrefix = new HashMap<>();
        List<JsonObject> all = new ArrayList<>(answer.objects("sobjects"));
        all.sort(Comparator.comparing(one -> one.text("name").orElse("")));
        for (JsonObject one : all) {
            String name = one.text("name").orElse("");
            if (name.isEmpty()) {
                continue;
            }
            one.text("keyPrefix")
                    .filter(prefix -> !prefix.isEmpty())
                    .ifPresent(prefix -> byPrefix.putIfAbsent(prefix, name));
            boolean satellite = one.text("associateEntityType")
                    .filter(type -> !type.isEmpty())
                    .isPresent();
            if (one.isTrue("queryable")
                    && !one.isTrue("deprecatedAndHidden")
                    && !satellite
                    && !NEVER_WHOLE.contains(name)) {
                String label = one.text("label").filter(text -> !text.isEmpty()).orElse(name);
                entries.put(name, new Entry(name, LocalizedText.of(label)));
            }
        }
        return new Catalogue(entries, byPrefix);
    }

    Optional<Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    List<String> names() {
        return List.copyOf(entries.keySet());
    }

    /** The entity of the record that has this id, which needs not be one that can be read. */
    Optional<String> entityOf(String id) {
        return Optional.ofNullable(byPrefix.get(SalesforceIds.prefix(id)));
    }

    List<EntitySummary> summaries() {
        return entries.values().stream()
                .map(entry -> new EntitySummary(entry.name(), entry.label(), false))
                .toList();
    }
}
