package org.crmlink.host.guard;

import java.util.List;
import java.util.Set;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntitySummary;
import org.crmlink.sdk.metadata.EntityType;

/** Guards {@link EntityMetadata} and remembers what it describes. */
record GuardedMetadata(EntityMetadata facet, Fence fence, EntityTypes types) implements EntityMetadata {

    @Override
    public String schemaVersion() {
        return fence.read("schemaVersion", "", facet::schemaVersion);
    }

    @Override
    public List<EntitySummary> entities() {
        return fence.read("entities", "", facet::entities);
    }

    @Override
    public List<EntityType> describe(Set<String> names) {
        return types.describe(facet, names);
    }
}
