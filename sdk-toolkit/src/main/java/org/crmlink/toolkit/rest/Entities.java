package org.crmlink.toolkit.rest;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntitySummary;
import org.crmlink.sdk.metadata.EntityType;

/** Metadata that is the same for every caller and changes only with the connector: the usual case of a service without customizing. Immutable. */
public final class Entities implements EntityMetadata {

    private final String version;
    private final Map<String, EntityType> types = new LinkedHashMap<>();

    private Entities(String version, List<EntityType> types) {
        this.version = requireNonNull(version, "version is null");
        types.forEach(type -> this.types.put(type.name(), type));
    }

    /** @param version another text whenever the types are others, such as the connector's version */
    public static Entities fixed(String version, List<EntityType> types) {
        return new Entities(version, types);
    }

    @Override
    public String schemaVersion() {
        return version;
    }

    @Override
    public List<EntitySummary> entities() {
        return types.values().stream()
                .map(type -> new EntitySummary(type.name(), type.label(), type.intersect()))
                .toList();
    }

    @Override
    public List<EntityType> describe(Set<String> names) {
        List<String> unknown = new ArrayList<>(names);
        unknown.removeAll(types.keySet());
        if (!unknown.isEmpty()) {
            throw ConnectorException.of(
                            ErrorKind.NOT_FOUND, "there is no entity '" + String.join("', '", unknown) + "'")
                    .operation("describe")
                    .entity(unknown.get(0))
                    .hint("the entities are " + String.join(", ", types.keySet()))
                    .build();
        }
        return names.stream().map(types::get).map(type -> requireNonNull(type)).toList();
    }
}
