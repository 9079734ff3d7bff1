package org.crmlink.toolkit.upload;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.FieldError;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;

/** Refusals of mutations before anything is sent. Stateless. */
public final class Refusals {

    private Refusals() {}

    /**
     * The refusal of a write that the entity does not declare: the kind of write itself, a check of versions, ids chosen by the client [META-4].
     *
     * @param connector the connector's id, for the message
     */
    public static Optional<MutationResult.Rejected> undeclared(String connector, EntityType type, Mutation mutation) {
        return undeclared(mutation, type.capabilities())
                .map(what -> of(
                        mutation,
                        ErrorKind.UNSUPPORTED,
                        "connector '" + connector + "' does not declare " + what + " for " + type.name(),
                        List.of()));
    }

    private static Optional<String> undeclared(Mutation mutation, EntityCapabilities capabilities) {
        if (mutation instanceof Mutation.Create create) {
            boolean id = create.id().isPresent() && capabilities.idAssignment() == IdAssignment.SERVER;
            return undeclared(capabilities, Operation.CREATE, false)
                    .or(() -> id ? Optional.of("ids chosen by the client") : Optional.empty());
        } else if (mutation instanceof Mutation.Update update) {
            return undeclared(
                    capabilities, Operation.UPDATE, update.baseVersion().isPresent());
        } else if (mutation instanceof Mutation.Delete delete) {
            return undeclared(
                    capabilities, Operation.DELETE, delete.baseVersion().isPresent());
        } else if (mutation instanceof Mutation.Upsert) {
            return undeclared(capabilities, Operation.UPSERT, false);
        }
        return undeclared(capabilities, mutation instanceof Mutation.Link ? Operation.LINK : Operation.UNLINK, false);
    }

    private static Optional<String> undeclared(EntityCapabilities capabilities, Operation operation, boolean version) {
        String word = operation.name().toLowerCase(Locale.ROOT);
        if (!capabilities.can(operation)) {
            return Optional.of(word);
        }
        return version && capabilities.versionCheck(operation) == VersionCheck.NONE
                ? Optional.of("a check of versions on " + word)
                : Optional.empty();
    }

    /** The refusal of a mutation because of its fields; the message names each of them. */
    public static MutationResult.Rejected ofFields(Mutation mutation, ErrorKind kind, List<FieldError> errors) {
        StringBuilder text = new StringBuilder("entity '" + mutation.entity() + "': ");
        for (FieldError error : errors) {
            text.append(text.charAt(text.length() - 1) == ' ' ? "" : "; ")
                    .append("field '")
                    .append(error.field())
                    .append("' ")
                    .append(error.message());
        }
        return of(mutation, kind, text.toString(), errors);
    }

    /** The refusal of a mutation for any reason. */
    public static MutationResult.Rejected of(
            Mutation mutation, ErrorKind kind, String message, List<FieldError> errors) {
        ConnectorException error = ConnectorException.of(kind, message)
                .operation("upload")
                .entity(mutation.entity())
                .hint("correct the record and try again")
                .build();
        return new MutationResult.Rejected(mutation.operationId(), error, errors);
    }
}
