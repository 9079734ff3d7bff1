package org.crmlink.engine.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sdk.metadata.EntityType;

/**
 * What is synchronized. Immutable.
 *
 * @param entities by name, in the order of the configuration
 * @param related descriptions of entities that only filters speak of
 * @param uploadOrder names, targets of lookups first (U2)
 */
public record SyncPlan(Map<String, EntityPlan> entities, Map<String, EntityType> related, List<String> uploadOrder) {

    public SyncPlan {
        entities = Collections.unmodifiableMap(new LinkedHashMap<>(entities));
        related = Map.copyOf(related);
        uploadOrder = List.copyOf(uploadOrder);
    }

    public EntityPlan entity(String name) {
        EntityPlan plan = entities.get(name);
        if (plan == null) {
            throw new IllegalArgumentException("entity '" + name + "' is not in the plan");
        }
        return plan;
    }
}
