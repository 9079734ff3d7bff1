package org.crmlink.paper.connector;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntitySummary;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Describes entities; keeps the last description for reads and writes, and asks again before it says that something is unknown. Thread-safe. */
final class PaperMetadata implements EntityMetadata {

    private static final long LONGEST_SCHEMA = 4L * 1024 * 1024;

    private final PaperService service;
    private volatile @Nullable Map<String, EntityType> known;

    PaperMetadata(PaperService service) {
        this.service = service;
    }

    @Override
    public String schemaVersion() {
        service.requireOpen();
        if (Flaw.SCHEMA_KEPT.here()) {
            return "1";
        }
        HttpCall call = service.get("describe", "", "api/schema/version");
        return service.json(call, JsonObject::read)
                .text("version")
                .orElseThrow(() -> PaperErrors.missing(call, "version"));
    }

    @Override
    public List<EntitySummary> entities() {
        return load().values().stream()
                .map(type -> new EntitySummary(type.name(), type.label(), type.intersect()))
                .toList();
    }

    @Override
    public List<EntityType> describe(Set<String> names) {
        service.requireOpen();
        Map<String, EntityType> all = load();
        List<String> unknown =
                names.stream().filter(name -> !all.containsKey(name)).toList();
        if (!unknown.isEmpty()) {
            throw unknownEntities("describe", unknown);
        }
        List<EntityType> types = new ArrayList<>();
        names.forEach(name ->
                Optional.ofNullable(all.get(name)).map(Careless::shuffled).ifPresent(types::add));
        return List.copyOf(types);
    }

    private static ConnectorException unknownEntities(String operation, List<String> names) {
        return PaperErrors.refused(
                ErrorKind.NOT_FOUND,
                operation,
                names.size() == 1 ? names.get(0) : "",
                "there is no entity " + String.join(", ", names),
                "list the entities to see their names");
    }

    private Map<String, EntityType> load() {
        service.requireOpen();
        Map<String, EntityType> kept = known;
        if (Flaw.SCHEMA_KEPT.here() && kept != null) {
            return kept;
        }
        HttpCall call = service.get("describe", "", "api/schema")
                .header("Accept", "application/xml")
                .maxAnswerBytes(LONGEST_SCHEMA);
        try (HttpAnswer answer = service.send(call)) {
            if (!answer.mediaType().equals("application/xml")) {
                throw PaperErrors.protocol(call, "the schema is not XML").build();
            }
            Map<String, EntityType> loaded = SchemaReader.read(answer.stream());
            known = loaded;
            return loaded;
        } catch (IOException e) {
            throw PaperErrors.protocol(call, "the schema is not understood: " + e.getMessage())
                    .build();
        }
    }

    /** An entity, for an operation on it. */
    EntityType require(String operation, String entity) {
        service.requireOpen();
        Map<String, EntityType> all = known;
        EntityType type = all == null ? null : all.get(entity);
        if (type == null) {
            type = load().get(entity);
        }
        if (type == null) {
            throw unknownEntities(operation, List.of(entity));
        }
        return type;
    }

    /** An entity, if there is one of that name. */
    Optional<EntityType> known(String entity) {
        Map<String, EntityType> all = known;
        return Optional.ofNullable((all == null ? load() : all).get(entity));
    }

    /** A field that may be new since the last description. */
    Optional<Field> find(EntityType type, String field) {
        Optional<Field> found = type.field(field);
        if (found.isPresent()) {
            return found;
        }
        EntityType now = load().get(type.name());
        return now == null ? Optional.empty() : now.field(field);
    }

    /** The fields of a query, in its order; for the flaw that drops unknown ones, they are missing here. */
    List<Field> readable(String operation, EntityType type, List<String> names) {
        List<Field> fields = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (String name : names) {
            Optional<Field> field = find(type, name).filter(Field::readable);
            field.ifPresentOrElse(fields::add, () -> wrong.add(name));
        }
        if (!wrong.isEmpty() && !Flaw.UNKNOWN_FIELD_DROPPED.here()) {
            throw PaperErrors.invalid(
                    operation,
                    type.name(),
                    type.name() + " has no readable field " + String.join(", ", wrong),
                    "describe the entity to see its fields");
        }
        return fields;
    }
}
