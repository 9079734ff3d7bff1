package org.crmlink.host.guard;

import java.util.Locale;
import java.util.Optional;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.upload.Mutation;

/** What of a mutation the capabilities of its entity do not declare. */
final class UploadRules {

    private UploadRules() {}

    static Optional<String> violation(Mutation mutation, EntityCapabilities capabilities) {
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
        if (givesId && capabilities.idAssignment() == IdAssignment.SERVER) {
            return Optional.of("ids chosen by the client");
        }
        return Optional.empty();
    }

    private static Operation operation(Mutation mutation) {
        if (mutation instanceof Mutation.Create) {
            return Operation.CREATE;
        }
        if (mutation instanceof Mutation.Update) {
            return Operation.UPDATE;
        }
        if (mutation instanceof Mutation.Delete) {
            return Operation.DELETE;
        }
        if (mutation instanceof Mutation.Upsert) {
            return Operation.UPSERT;
        }
        return mutation instanceof Mutation.Link ? Operation.LINK : Operation.UNLINK;
    }

    private static Optional<String> baseVersion(Mutation mutation) {
        if (mutation instanceof Mutation.Update update) {
            return update.baseVersion();
        }
        return mutation instanceof Mutation.Delete delete ? delete.baseVersion() : Optional.empty();
    }
}
