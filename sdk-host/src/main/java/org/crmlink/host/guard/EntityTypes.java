package org.crmlink.host.guard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntityType;

/** The descriptions that a guard knows. Thread-safe. */
final class EntityTypes {

    private final Fence fence;
    private final Supplier<Optional<EntityMetadata>> metadata;
    private final Map<String, EntityType> known = new ConcurrentHashMap<>();

    EntityTypes(Fence fence, Supplier<Optional<EntityMetadata>> metadata) {
        this.fence = fence;
        this.metadata = metadata;
    }

    /** The description of an entity, asked for if it is not known; empty if the connector has no metadata at all. */
    Optional<EntityType> find(String entity) {
        EntityType type = known.get(entity);
        if (type != null) {
            return Optional.of(type);
        }
        return metadata.get().map(facet -> describe(facet, Set.of(entity)).get(0));
    }

    /** Describes anew, checks that each entity asked for is there, and keeps the answer. */
    List<EntityType> describe(EntityMetadata facet, Set<String> names) {
        List<EntityType> types = List.copyOf(fence.read("describe", "", () -> facet.describe(names)));
        List<String> described = types.stream().map(EntityType::name).toList();
        if (!described.equals(List.copyOf(names))) {
            throw fence.defect(
                    "describe",
                    "",
                    Outcome.NOT_APPLIED,
                    "asked for the entities " + String.join(", ", names) + " it described "
                            + String.join(", ", described));
        }
        types.forEach(type -> known.put(type.name(), type));
        return types;
    }

    /** Forgets what a failure says is no longer true. */
    void heed(ConnectorException failure) {
        if (failure.kind() == ErrorKind.SCHEMA_CHANGED) {
            known.clear();
        }
    }
}
