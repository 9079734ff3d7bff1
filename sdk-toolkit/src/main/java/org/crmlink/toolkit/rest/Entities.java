package org.crmlink.toolkit.rest;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntitySummary;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.LocalizedText;

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

    /**
     * An entity without relationships and alternate keys, labelled with its name.
     *
     * @param nameField the field that names a record for people
     * @param fields the key first
     */
    public static EntityType type(String name, String nameField, EntityCapabilities capabilities, Field... fields) {
        return new EntityType(
                name,
                LocalizedText.of(name),
                List.of(fields[0].name()),
                Optional.of(nameField),
                Optional.empty(),
                List.of(fields),
                List.of(),
                List.of(),
                false,
                capabilities);
    }

    /** The server's own feed of changes with deletions in it, without filters; its tokens do not expire by time. {@link SourceReader} reads it. */
    public static ChangePath feed() {
        return new ChangePath(
                ChangePath.Tracking.TOKEN,
                ChangePath.Deletions.IN_FEED,
                false,
                true,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Nothing can be written.
     *
     * @param resolution the finest difference between two instants that the server keeps
     */
    public static EntityCapabilities readOnly(ChangePath path, Duration resolution) {
        return new EntityCapabilities(
                Set.of(),
                Map.of(),
                EntityCapabilities.IdAssignment.SERVER,
                EntityCapabilities.RepeatableCreate.NONE,
                List.of(path),
                resolution);
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
