package org.crmlink.engine.run;

import java.util.List;
import java.util.Set;
import org.crmlink.host.retry.HostRetry;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntitySummary;
import org.crmlink.sdk.metadata.EntityType;

/** Metadata with retries. Thread-safe. */
record RetryingMetadata(EntityMetadata metadata, HostRetry retry) implements EntityMetadata {

    @Override
    public String schemaVersion() {
        return retry.call("schema version", metadata::schemaVersion);
    }

    @Override
    public List<EntitySummary> entities() {
        return retry.call("list of entities", metadata::entities);
    }

    @Override
    public List<EntityType> describe(Set<String> names) {
        return retry.call("description of " + names, () -> metadata.describe(names));
    }
}
