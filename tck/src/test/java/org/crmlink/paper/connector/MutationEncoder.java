package org.crmlink.paper.connector;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.RepeatableCreate;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Relationship;
import org.crmlink.sdk.upload.FieldError;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.jspecify.annotations.Nullable;

/** Checks mutations and writes them as items of a batch. Thread-safe. */
final class MutationEncoder {

    private static final int LONGEST_OPERATION_ID = 64;

    private final PaperMetadata metadata;

    MutationEncoder(PaperMetadata metadata) {
        this.metadata = metadata;
    }

    static Operation operation(Mutation mutation) {
        if (mutation instanceof Mutation.Create) {
            return Operation.CREATE;
        } else if (mutation instanceof Mutation.Update) {
            return Operation.UPDATE;
        } else if (mutation instanceof Mutation.Delete) {
            return Operation.DELETE;
        } else if (mutation instanceof Mutation.Upsert) {
            return Operation.UPSERT;
        }
        return mutation instanceof Mutation.Link ? Operation.LINK : Operation.UNLINK;
    }

    static Optional<String> baseVersion(Mutation mutation) {
        if (mutation instanceof Mutation.Update update) {
            return update.baseVersion();
        }
        return mutation instanceof Mutation.Delete delete ? delete.baseVersion() : Optional.empty();
    }

    /** The refusal of a mutation that must not be sent; empty if it may. */
    Optional<MutationResult> refusal(Mutation mutation) {
        EntityType type;
        try {
            type = metadata.require("upload", mutation.entity());
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return Optional.of(new MutationResult.Rejected(mutation.operationId(), e, List.of()));
            }
            throw e;
        }
        Optional<String> unsupported = unsupported(mutation, type.capabilities());
        if (unsupported.isPresent()) {
            return Optional.of(new MutationResult.Rejected(
                    mutation.operationId(),
                    PaperErrors.unsupported(
                            "upload", type.name(), type.name() + " does not offer " + unsupported.get()),
                    List.of()));
        }
        List<FieldError> errors = new ArrayList<>();
        ErrorKind kind = check(mutation, type, errors);
        if (errors.isEmpty()) {
            return Optional.empty();
        }
        String text = errors.stream()
                .map(error -> "field '" + error.field() + "' " + error.message())
                .reduce((one, other) -> one + "; " + other)
                .orElse("");
        return Optional.of(new MutationResult.Rejected(
                mutation.operationId(),
                PaperErrors.refused(kind, "upload", type.name(), text, "correct the fields and try again"),
                errors));
    }

    private static Optional<String> unsupported(Mutation mutation, EntityCapabilities capabilities) {
        Operation operation = operation(mutation);
        boolean careless = operation == Operation.DELETE && Flaw.UNDECLARED_DELETE.here();
        if (!capabilities.can(operation) && !careless) {
            return Optional.of(operation.name());
        }
        boolean unchecked = capabilities.versionCheck(operation) == VersionCheck.NONE;
        if (baseVersion(mutation).isPresent() && unchecked && !Flaw.VERSION_IGNORED.here()) {
            return Optional.of("a check of versions on " + operation);
        }
        boolean ownId =
                mutation instanceof Mutation.Create create && create.id().isPresent();
        return ownId && capabilities.idAssignment() == IdAssignment.SERVER
                ? Optional.of("ids chosen by the client")
                : Optional.empty();
    }

    private ErrorKind check(Mutation mutation, EntityType type, List<FieldError> errors) {
        ErrorKind kind = ErrorKind.INVALID_DATA;
        boolean creating = mutation instanceof Mutation.Create;
        boolean updating = mutation instanceof Mutation.Update;
        for (Map.Entry<String, @Nullable Object> value : values(mutation).entrySet()) {
            Optional<Field> field = metadata.find(type, value.getKey());
            if (field.isEmpty()) {
                if (!Flaw.UNKNOWN_FIELD_DROPPED.here()) {
                    errors.add(new FieldError(value.getKey(), "does not exist"));
                }
                continue;
            }
            boolean writable = creating
                    ? field.get().creatable()
                    : updating
                            ? field.get().updatable()
                            : field.get().creatable() && field.get().updatable();
            if (!writable) {
                errors.add(new FieldError(value.getKey(), "cannot be written so"));
                continue;
            }
            Optional<ValueCheck.Wrong> wrong = ValueCheck.check(field.get(), value.getValue());
            if (wrong.isPresent()) {
                errors.add(new FieldError(value.getKey(), wrong.get().what()));
                kind = wrong.get().kind();
            }
        }
        if (creating) {
            type.fields().stream()
                    .filter(Field::required)
                    .filter(field -> !values(mutation).containsKey(field.name()))
                    .forEach(field -> errors.add(new FieldError(field.name(), "is required")));
        }
        checkKey(mutation, type, errors);
        checkIds(mutation, type, errors);
        return errors.size() > 1 ? ErrorKind.INVALID_DATA : kind;
    }

    private static void checkKey(Mutation mutation, EntityType type, List<FieldError> errors) {
        if (!(mutation instanceof Mutation.Upsert upsert)) {
            return;
        }
        boolean known = type.alternateKeys().stream()
                .anyMatch(key -> upsert.key().keySet().equals(Set.copyOf(key.fields())));
        if (!known) {
            errors.add(new FieldError(String.join(",", upsert.key().keySet()), "is no alternate key"));
            return;
        }
        upsert.key()
                .forEach((name, value) -> type.field(name)
                        .flatMap(field -> ValueCheck.check(field, value))
                        .ifPresent(wrong -> errors.add(new FieldError(name, wrong.what()))));
    }

    private static void checkIds(Mutation mutation, EntityType type, List<FieldError> errors) {
        boolean good =
                mutation.operationId().length() <= LONGEST_OPERATION_ID && ValueCheck.isUnicode(mutation.operationId());
        for (String id : ids(mutation)) {
            good &= !id.isEmpty() && ValueCheck.isUnicode(id);
        }
        if (!good) {
            errors.add(new FieldError(type.keyField(), "is no id"));
        }
        if (mutation instanceof Mutation.Link link && !joins(type, link.relationship(), link.first(), link.second())
                || mutation instanceof Mutation.Unlink unlink
                        && !joins(type, unlink.relationship(), unlink.first(), unlink.second())) {
            errors.add(new FieldError("relationship", "does not join these entities"));
        }
    }

    private static List<String> ids(Mutation mutation) {
        if (mutation instanceof Mutation.Create create) {
            return create.id().map(List::of).orElse(List.of());
        } else if (mutation instanceof Mutation.Update update) {
            return List.of(update.id());
        } else if (mutation instanceof Mutation.Delete delete) {
            return List.of(delete.id());
        } else if (mutation instanceof Mutation.Link link) {
            return List.of(link.first().id(), link.second().id());
        }
        return mutation instanceof Mutation.Unlink unlink
                ? List.of(unlink.first().id(), unlink.second().id())
                : List.of();
    }

    private static boolean joins(EntityType type, String name, RecordRef first, RecordRef second) {
        return type.relationships().stream()
                .anyMatch(one -> one instanceof Relationship.ManyToMany many
                        && many.name().equals(name)
                        && (many.firstEntity().equals(first.entity())
                                        && many.secondEntity().equals(second.entity())
                                || many.firstEntity().equals(second.entity())
                                        && many.secondEntity().equals(first.entity())));
    }

    static Map<String, @Nullable Object> values(Mutation mutation) {
        if (mutation instanceof Mutation.Create create) {
            return create.values();
        } else if (mutation instanceof Mutation.Update update) {
            return update.values();
        }
        return mutation instanceof Mutation.Upsert upsert ? upsert.values() : Map.of();
    }

    /**
     * Writes a mutation that was not refused.
     *
     * @param ifMatch the version that the server shall compare
     */
    void write(JsonGenerator out, Mutation mutation, Optional<String> ifMatch) throws IOException {
        EntityType type = metadata.require("upload", mutation.entity());
        out.writeStartObject();
        out.writeStringField("op", operation(mutation).name().toLowerCase(Locale.ROOT));
        out.writeStringField("operationId", mutation.operationId());
        out.writeStringField("entity", mutation.entity());
        Optional<String> id = id(mutation, type.capabilities());
        if (id.isPresent()) {
            out.writeStringField("id", id.get());
        }
        if (ifMatch.isPresent()) {
            out.writeStringField("ifMatch", ifMatch.get());
        }
        if (mutation instanceof Mutation.Upsert upsert) {
            out.writeFieldName("key");
            object(out, type, upsert.key(), false);
        }
        if (mutation instanceof Mutation.Link link) {
            pair(out, link.relationship(), link.first(), link.second());
        } else if (mutation instanceof Mutation.Unlink unlink) {
            pair(out, unlink.relationship(), unlink.first(), unlink.second());
        } else if (!(mutation instanceof Mutation.Delete)) {
            out.writeFieldName("values");
            object(out, type, values(mutation), mutation instanceof Mutation.Update);
        }
        out.writeEndObject();
    }

    /** The id that a create gets: the host's, or one that follows from the operation id, so that sending it again is safe. */
    static Optional<String> id(Mutation mutation, EntityCapabilities capabilities) {
        if (mutation instanceof Mutation.Create create) {
            return create.id().isPresent() || capabilities.repeatableCreate() != RepeatableCreate.CLIENT_ID
                    ? create.id()
                    : Optional.of(UUID.nameUUIDFromBytes(create.operationId().getBytes(StandardCharsets.UTF_8))
                            .toString());
        }
        boolean named = mutation instanceof Mutation.Update || mutation instanceof Mutation.Delete;
        return named ? Optional.of(ids(mutation).get(0)) : Optional.empty();
    }

    private static void pair(JsonGenerator out, String relationship, RecordRef first, RecordRef second)
            throws IOException {
        out.writeStringField("relationship", relationship);
        out.writeFieldName("first");
        value(out, first);
        out.writeFieldName("second");
        value(out, second);
    }

    private void object(JsonGenerator out, EntityType type, Map<String, ? extends @Nullable Object> values, boolean all)
            throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, ? extends @Nullable Object> value : values.entrySet()) {
            Optional<Field> field = metadata.find(type, value.getKey());
            if (field.isPresent()) {
                out.writeFieldName(value.getKey());
                // no option chosen is null, by the contract
                boolean none = field.get().type() == FieldType.MULTI_CHOICE
                        && List.of().equals(value.getValue());
                value(out, none ? null : value.getValue());
            }
        }
        if (all && Flaw.UPDATE_SENDS_ALL.here()) {
            for (Field field : type.fields()) {
                if (field.updatable() && !field.required() && !values.containsKey(field.name())) {
                    out.writeNullField(field.name());
                }
            }
        }
        out.writeEndObject();
    }

    private static void value(JsonGenerator out, @Nullable Object value) throws IOException {
        if (value == null || value instanceof String text && text.isEmpty() && Flaw.EMPTY_TEXT_AS_NULL.here()) {
            out.writeNull();
        } else if (value instanceof RecordRef ref) {
            out.writeStartObject();
            out.writeStringField("entity", ref.entity());
            out.writeStringField("id", ref.id());
            out.writeEndObject();
        } else if (value instanceof List<?> list) {
            list(out, list);
        } else if (value instanceof byte[] bytes) {
            out.writeBinary(bytes);
        } else if (value instanceof Long number) {
            out.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            if (Flaw.DECIMAL_THROUGH_DOUBLE.here()) {
                out.writeNumber(number.doubleValue());
            } else {
                out.writeNumber(number);
            }
        } else if (value instanceof Double number) {
            out.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else if (value instanceof LocalDate date && Flaw.DIGITS_OF_LOCALE.here()) {
            out.writeString(String.format(
                    Locale.getDefault(), "%04d-%02d-%02d", date.getYear(), date.getMonthValue(), date.getDayOfMonth()));
        } else {
            out.writeString(value.toString());
        }
    }

    private static void list(JsonGenerator out, List<?> list) throws IOException {
        out.writeStartArray();
        for (Object one : list) {
            value(out, one);
        }
        out.writeEndArray();
    }
}
