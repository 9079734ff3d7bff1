package org.crmlink.toolkit.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.upload.FieldError;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.jspecify.annotations.Nullable;

/**
 * What metadata and capabilities say against a mutation, found out before anything is sent: writes, base versions and ids that are not declared
 * [META-4], fields that cannot be written, values of a wrong type or out of bounds [META-3]. Immutable.
 *
 * @param connector the connector's id, for messages
 */
public record MutationRules(String connector) {

    /** The refusal of a mutation; empty if nothing is known against it. */
    public Optional<MutationResult.Rejected> refusal(EntityType type, Mutation mutation) {
        Optional<String> undeclared = undeclared(type.capabilities(), mutation);
        if (undeclared.isPresent()) {
            String what = undeclared.get() + " for " + type.name();
            return Optional.of(rejected(
                    mutation,
                    ErrorKind.UNSUPPORTED,
                    "connector '" + connector + "' does not declare " + what,
                    List.of()));
        }
        boolean creates = mutation instanceof Mutation.Create;
        Map<String, @Nullable Object> values = values(mutation);
        List<FieldError> wrong = new ArrayList<>();
        values.forEach((name, value) -> check(type, creates ? Field::creatable : Field::updatable, name, value)
                .ifPresent(message -> wrong.add(new FieldError(name, message))));
        if (creates) {
            type.fields().stream()
                    .filter(field -> field.required() && !values.containsKey(field.name()))
                    .forEach(field -> wrong.add(new FieldError(field.name(), "is required")));
        }
        if (wrong.isEmpty()) {
            return Optional.empty();
        }
        boolean tooLong = wrong.stream()
                .allMatch(error -> type.field(error.field())
                        .filter(field -> isTooLong(field, values.get(field.name())))
                        .isPresent());
        String message = String.join(
                "; ",
                wrong.stream()
                        .map(error -> "field '" + error.field() + "' " + error.message())
                        .toList());
        return Optional.of(
                rejected(mutation, tooLong ? ErrorKind.LIMIT_EXCEEDED : ErrorKind.INVALID_DATA, message, wrong));
    }

    private static boolean isTooLong(Field field, @Nullable Object value) {
        return value != null && ValueRules.isTooLong(field, value);
    }

    private static Optional<String> check(
            EntityType type, Predicate<Field> writable, String name, @Nullable Object value) {
        Optional<Field> field = type.field(name);
        if (field.isEmpty()) {
            return Optional.of("does not exist");
        }
        if (!writable.test(field.get())) {
            return Optional.of("cannot be written");
        }
        if (value == null) {
            boolean clearable = field.get().nullable() && !field.get().required();
            return clearable ? Optional.empty() : Optional.of("cannot be null");
        }
        return ValueRules.problem(field.get(), value);
    }

    private static Optional<String> undeclared(EntityCapabilities capabilities, Mutation mutation) {
        Operation operation = operation(mutation);
        String word = operation.name().toLowerCase(Locale.ROOT);
        if (!capabilities.can(operation)) {
            return Optional.of(word);
        }
        if (baseVersion(mutation).isPresent() && capabilities.versionCheck(operation) == VersionCheck.NONE) {
            return Optional.of("a check of versions on " + word);
        }
        boolean givesId =
                mutation instanceof Mutation.Create create && create.id().isPresent();
        return givesId && capabilities.idAssignment() == IdAssignment.SERVER
                ? Optional.of("ids chosen by the client")
                : Optional.empty();
    }

    private static Operation operation(Mutation mutation) {
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

    static Map<String, @Nullable Object> values(Mutation mutation) {
        if (mutation instanceof Mutation.Create create) {
            return create.values();
        }
        return mutation instanceof Mutation.Update update ? update.values() : Map.of();
    }

    /** The id of the record that a mutation is about; empty if the server makes it. */
    static Optional<String> id(Mutation mutation) {
        if (mutation instanceof Mutation.Create create) {
            return create.id();
        } else if (mutation instanceof Mutation.Update update) {
            return Optional.of(update.id());
        }
        return mutation instanceof Mutation.Delete delete ? Optional.of(delete.id()) : Optional.empty();
    }

    static MutationResult.Rejected rejected(
            Mutation mutation, ErrorKind kind, String message, List<FieldError> errors) {
        ConnectorException error = ConnectorException.of(kind, message)
                .operation("upload")
                .entity(mutation.entity())
                .recordId(id(mutation).orElse(""))
                .hint("see the description of '" + mutation.entity() + "'")
                .build();
        return new MutationResult.Rejected(mutation.operationId(), error, errors);
    }
}
