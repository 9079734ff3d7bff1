package org.crmlink.connector.salesforce;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.AlternateKey;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.Relationship;
import org.crmlink.toolkit.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Makes an entity of a describe. Immutable. */
final class SObjectDecoder {

    /** The recycle bin keeps records for 15 days; a day is left for clocks and long syncs. */
    static final Duration BIN = Duration.ofDays(14);

    private static final List<String> STAMPS = List.of(SObject.MODSTAMP, "LastModifiedDate", "CreatedDate");
    /** As long as an operation's id may be. */
    private static final int LONGEST_OPERATION_ID = 64;

    private final Catalogue catalogue;
    private final SalesforceOptions options;

    SObjectDecoder(Catalogue catalogue, SalesforceOptions options) {
        this.catalogue = catalogue;
        this.options = options;
    }

    SObject decode(String name, JsonObject describe) {
        Map<String, JsonObject> fields = new LinkedHashMap<>();
        for (JsonObject field : describe.objects("fields")) {
            field.text("name").ifPresent(text -> fields.put(text, field));
        }
        List<JsonObject> recordTypes = describe.objects("recordTypeInfos");
        List<Column> columns = new ArrayList<>();
        fields.values()
                .forEach(field -> FieldDecoder.column(field, fields, recordTypes, catalogue)
                        .ifPresent(columns::add));
        Map<String, Column> byName = SObject.byName(columns);
        if (!byName.containsKey(SObject.ID)) {
            throw ConnectorException.of(ErrorKind.UNSUPPORTED, "entity '" + name + "' has no ids")
                    .operation("metadata")
                    .entity(name)
                    .hint("leave the entity out")
                    .build();
        }
        Optional<String> stamp = STAMPS.stream()
                .filter(field -> Optional.ofNullable(byName.get(field))
                        .filter(column -> column.filterable() && column.sortable())
                        .isPresent())
                .findFirst();
        boolean keepsDeleted = Optional.ofNullable(byName.get(SObject.IS_DELETED))
                .filter(Column::filterable)
                .isPresent();
        Optional<String> repeatKey = options.externalId(name).map(field -> checkedKey(name, field, fields.get(field)));
        EntityType type = new EntityType(
                name,
                catalogue.find(name).orElseThrow().label(),
                List.of(SObject.ID),
                nameField(fields),
                byName.containsKey(SObject.MODSTAMP) ? Optional.of(SObject.MODSTAMP) : Optional.empty(),
                columns.stream()
                        .map(column -> repeatKey.filter(column.name()::equals).isPresent()
                                ? reserved(column.field())
                                : column.field())
                        .toList(),
                relationships(name, fields, describe),
                keys(fields, repeatKey),
                false,
                capabilities(describe, byName, stamp, keepsDeleted, repeatKey, fields));
        return new SObject(type, byName, stamp, keepsDeleted, repeatKey);
    }

    /** A field that carries our operation ids is not for others to write. */
    private static Field reserved(Field field) {
        Field.Builder builder = Field.of(field.name(), field.type())
                .label(field.label())
                .computed(true)
                .normalisations(field.normalisations());
        field.maxLength().ifPresent(builder::maxLength);
        return builder.build();
    }

    /** The configured field has to find one record at most, and to have room for an operation's id. */
    private static String checkedKey(String entity, String field, @Nullable JsonObject described) {
        boolean fits = described != null
                && described.isTrue("externalId")
                && described.isTrue("unique")
                && described.isTrue("createable")
                && described.text("type").orElse("").equals("string")
                && described.integer("length").orElse(0) >= LONGEST_OPERATION_ID;
        if (!fits) {
            throw ConnectorException.of(
                            ErrorKind.CONFIG_INVALID,
                            "external-ids: field '" + field + "' of entity '" + entity
                                    + "' cannot make creations repeatable")
                    .operation("metadata")
                    .entity(entity)
                    .hint("it has to be a text field of at least " + LONGEST_OPERATION_ID
                            + " characters, marked as unique external id, that the user may write")
                    .build();
        }
        return field;
    }

    private static Optional<String> nameField(Map<String, JsonObject> fields) {
        return fields.entrySet().stream()
                .filter(field -> field.getValue().isTrue("nameField"))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static List<AlternateKey> keys(Map<String, JsonObject> fields, Optional<String> repeatKey) {
        return fields.entrySet().stream()
                .filter(field -> field.getValue().isTrue("idLookup")
                        && field.getValue().isTrue("unique")
                        && field.getValue().isTrue("createable")
                        && !repeatKey.filter(field.getKey()::equals).isPresent())
                .map(field -> new AlternateKey(field.getKey(), List.of(field.getKey())))
                .toList();
    }

    /** Both ends make the same name of a lookup: entity, field and target. */
    private List<Relationship> relationships(String name, Map<String, JsonObject> fields, JsonObject describe) {
        Map<String, Relationship> found = new LinkedHashMap<>();
        fields.forEach((field, described) -> {
            if (described.text("type").orElse("").equals("reference")) {
                for (String target : described.texts("referenceTo")) {
                    add(found, name, field, target, described);
                }
            }
        });
        for (JsonObject child : describe.objects("childRelationships")) {
            String entity = child.text("childSObject").orElse("");
            String field = child.text("field").orElse("");
            if (catalogue.has(entity) && !field.isEmpty()) {
                add(found, entity, field, name, child);
            }
        }
        return List.copyOf(found.values());
    }

    private void add(Map<String, Relationship> found, String entity, String field, String target, JsonObject told) {
        if (!catalogue.has(target)) {
            return;
        }
        String name = entity + "." + field + "." + target;
        Relationship.OnDelete onDelete = told.isTrue("cascadeDelete")
                ? Relationship.OnDelete.CASCADE
                : told.isTrue("restrictedDelete") ? Relationship.OnDelete.RESTRICT : Relationship.OnDelete.CLEAR;
        found.putIfAbsent(name, new Relationship.ManyToOne(name, entity, field, target, onDelete));
    }

    private EntityCapabilities capabilities(
            JsonObject describe,
            Map<String, Column> columns,
            Optional<String> stamp,
            boolean keepsDeleted,
            Optional<String> repeatKey,
            Map<String, JsonObject> fields) {
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        Map<Operation, VersionCheck> checks = new EnumMap<>(Operation.class);
        boolean versioned = columns.containsKey(SObject.MODSTAMP);
        if (describe.isTrue("createable")) {
            operations.add(Operation.CREATE);
        }
        if (describe.isTrue("updateable")) {
            operations.add(Operation.UPDATE);
            checks.put(Operation.UPDATE, versioned ? VersionCheck.ATOMIC : VersionCheck.NONE);
        }
        if (describe.isTrue("deletable")) {
            operations.add(Operation.DELETE);
            checks.put(Operation.DELETE, versioned ? VersionCheck.CHECK_THEN_WRITE : VersionCheck.NONE);
        }
        if (describe.isTrue("createable")
                && describe.isTrue("updateable")
                && !keys(fields, repeatKey).isEmpty()) {
            operations.add(Operation.UPSERT);
        }
        return new EntityCapabilities(
                operations,
                checks,
                EntityCapabilities.IdAssignment.SERVER,
                repeatKey.isPresent()
                        ? EntityCapabilities.RepeatableCreate.EXTERNAL_ID
                        : EntityCapabilities.RepeatableCreate.NONE,
                paths(stamp, keepsDeleted),
                Duration.ofSeconds(1));
    }

    private List<ChangePath> paths(Optional<String> stamp, boolean keepsDeleted) {
        ChangePath none = new ChangePath(
                ChangePath.Tracking.NONE, ChangePath.Deletions.NONE, true, false, Optional.empty(), Optional.empty());
        if (stamp.isEmpty()) {
            return List.of(none);
        }
        return List.of(
                new ChangePath(
                        ChangePath.Tracking.WATERMARK,
                        keepsDeleted ? ChangePath.Deletions.TOMBSTONES : ChangePath.Deletions.NONE,
                        true,
                        true,
                        keepsDeleted ? Optional.of(BIN) : Optional.empty(),
                        Optional.of(options.get(SalesforceOptions.OVERLAP))),
                none);
    }
}
