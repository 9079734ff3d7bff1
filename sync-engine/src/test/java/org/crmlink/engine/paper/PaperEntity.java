package org.crmlink.engine.paper;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.ChangePath.Deletions;
import org.crmlink.sdk.metadata.ChangePath.Tracking;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.RepeatableCreate;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.LocalizedText;
import org.crmlink.sdk.metadata.Relationship;

/** How an entity of the server on paper is made and what it can do. One-at-a-time; a test builds it before the server starts. */
public final class PaperEntity {

    /** Tracked by token, deletions in the feed; filters are the host's business, as in Dataverse. */
    public static final ChangePath TOKEN = new ChangePath(
            Tracking.TOKEN, Deletions.IN_FEED, false, true, Optional.of(Duration.ofDays(7)), Optional.empty());

    /** Tracked by a watermark, no deletions; the server filters. */
    public static final ChangePath WATERMARK =
            new ChangePath(Tracking.WATERMARK, Deletions.NONE, true, true, Optional.empty(), Optional.empty());

    /** Not tracked at all: full reads only, not resumable. */
    public static final ChangePath UNTRACKED =
            new ChangePath(Tracking.NONE, Deletions.NONE, true, false, Optional.empty(), Optional.empty());

    private final String name;
    private final List<Field> fields = new ArrayList<>();
    private final List<Relationship> relationships = new ArrayList<>();
    private List<ChangePath> paths = List.of(TOKEN);
    private IdAssignment ids = IdAssignment.CLIENT;
    private RepeatableCreate repeatable = RepeatableCreate.CLIENT_ID;
    private boolean settles = true;
    private Map<Operation, VersionCheck> checks =
            Map.of(Operation.UPDATE, VersionCheck.ATOMIC, Operation.DELETE, VersionCheck.ATOMIC);
    private boolean intersect;
    private final Set<Operation> operations = EnumSet.of(Operation.CREATE, Operation.UPDATE, Operation.DELETE);

    private PaperEntity(String name) {
        this.name = name;
        fields.add(Field.of(key(), FieldType.ID).creatable(true).build());
    }

    /** Starts an entity with a key field of the usual name. */
    public static PaperEntity of(String name) {
        return new PaperEntity(name);
    }

    public String name() {
        return name;
    }

    public String key() {
        return name + "id";
    }

    /** Adds a field that can be read and written. */
    public PaperEntity field(String field, FieldType type) {
        return field(field, type, UnaryOperator.identity());
    }

    public PaperEntity field(String field, FieldType type, UnaryOperator<Field.Builder> change) {
        fields.add(change.apply(Field.of(field, type).creatable(true).updatable(true))
                .build());
        return this;
    }

    /** Adds a lookup. */
    public PaperEntity lookup(String field, String... targets) {
        for (String target : targets) {
            relationships.add(new Relationship.ManyToOne(
                    name + "_" + field + "_" + target, name, field, target, Relationship.OnDelete.CLEAR));
        }
        return field(field, FieldType.LOOKUP, f -> f.targets(List.of(targets)));
    }

    public PaperEntity without(String field) {
        fields.removeIf(f -> f.name().equals(field));
        return this;
    }

    public PaperEntity relationship(Relationship relationship) {
        relationships.add(relationship);
        if (relationship instanceof Relationship.ManyToMany pair
                && pair.firstEntity().equals(name)) {
            // a link is a write of its first end
            operations.addAll(EnumSet.of(Operation.LINK, Operation.UNLINK));
        }
        return this;
    }

    public PaperEntity paths(ChangePath... changePaths) {
        this.paths = List.of(changePaths);
        return this;
    }

    /** The server makes ids; a create is not repeatable. */
    public PaperEntity serverIds() {
        this.ids = IdAssignment.SERVER;
        this.repeatable = RepeatableCreate.NONE;
        return this;
    }

    /** The server makes ids and knows an operation again. */
    public PaperEntity serverIdsWithExternalId() {
        this.ids = IdAssignment.SERVER;
        this.repeatable = RepeatableCreate.EXTERNAL_ID;
        return this;
    }

    /** The server compares no versions. */
    public PaperEntity withoutVersionChecks() {
        this.checks = Map.of();
        return this;
    }

    /** Nobody can tell what became of a write whose answer was lost. */
    public PaperEntity cannotSettle() {
        this.settles = false;
        return this;
    }

    /** Makes it the holder of the pairs of a relationship. */
    public PaperEntity pairs(String relationship, String first, String second) {
        this.intersect = true;
        operations.clear();
        String firstField = first + "id";
        String secondField = second + "id";
        fields.add(Field.of(firstField, FieldType.ID).creatable(true).build());
        fields.add(Field.of(secondField, FieldType.ID).creatable(true).build());
        return relationship(new Relationship.ManyToMany(relationship, first, second, name, firstField, secondField));
    }

    boolean settles() {
        return settles;
    }

    List<Relationship> relationships() {
        return List.copyOf(relationships);
    }

    EntityType type() {
        return new EntityType(
                name,
                LocalizedText.of(name),
                List.of(key()),
                Optional.empty(),
                Optional.empty(),
                fields,
                relationships,
                List.of(),
                intersect,
                new EntityCapabilities(operations, checks, ids, repeatable, paths, Duration.ofSeconds(1)));
    }
}
