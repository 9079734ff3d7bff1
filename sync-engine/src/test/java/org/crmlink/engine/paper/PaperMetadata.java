package org.crmlink.engine.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntitySummary;
import org.crmlink.sdk.metadata.EntityType;

/** Metadata on paper. Thread-safe. */
final class PaperMetadata implements EntityMetadata {

    private final PaperServer server;
    private final PaperConnector connector;

    PaperMetadata(PaperServer server, PaperConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    @Override
    public String schemaVersion() {
        connector.call("schemaVersion");
        return server.schemaVersion();
    }

    @Override
    public List<EntitySummary> entities() {
        connector.call("entities");
        return server.entities().stream()
                .map(PaperEntity::type)
                .map(type -> new EntitySummary(type.name(), type.label(), type.intersect()))
                .toList();
    }

    @Override
    public List<EntityType> describe(Set<String> names) {
        connector.call("describe");
        List<String> unknown =
                names.stream().filter(name -> server.entity(name) == null).toList();
        if (!unknown.isEmpty()) {
            throw ConnectorException.of(ErrorKind.NOT_FOUND, "unknown entities " + unknown)
                    .operation("describe")
                    .build();
        }
        List<EntityType> types = new ArrayList<>();
        for (String name : names) {
            types.add(server.type(name));
        }
        connector.answered("describe");
        return types;
    }
}
