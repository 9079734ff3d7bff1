package org.crmlink.engine.upload;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.crmlink.engine.store.ChangeKind;
import org.crmlink.engine.store.Outgoing;
import org.crmlink.engine.store.PendingChange;
import org.crmlink.engine.store.SentOperation;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;
import org.jspecify.annotations.Nullable;

/**
 * A local change on its way, with the mutation that carries it. Immutable.
 *
 * @param ref the local record; its id is temporary for a create where the server makes ids
 * @param words what is attempted, for people: create, update, delete, link or unlink
 * @param sentAt when it was noted that it is about to be sent
 */
record Sending(
        String operationId,
        RecordRef ref,
        ChangeKind kind,
        Map<String, @Nullable Object> values,
        Optional<String> baseVersion,
        Mutation mutation,
        String words,
        Instant sentAt) {

    Sending {
        requireNonNull(ref, "ref is null");
        requireNonNull(mutation, "mutation is null");
        requireNonNull(sentAt, "sentAt is null");
    }

    static Sending of(Outgoing outgoing, Instant now, boolean serverKeys, EntityType type) {
        PendingChange change = outgoing.change();
        Map<String, @Nullable Object> values = new LinkedHashMap<>(change.values());
        values.keySet().retainAll(outgoing.fields());
        return of(
                outgoing.operationId(),
                change.ref(),
                change.kind(),
                values,
                change.baseVersion(),
                serverKeys,
                change.link(),
                now,
                type);
    }

    /** What an earlier sync sent, or was about to send. */
    static Sending of(SentOperation sent, EntityType type) {
        return of(
                sent.operationId(),
                new RecordRef(sent.entity(), sent.id()),
                sent.kind(),
                sent.values(),
                sent.baseVersion(),
                sent.serverKeys(),
                sent.link(),
                sent.sentAt(),
                type);
    }

    private static Sending of(
            String operationId,
            RecordRef ref,
            ChangeKind kind,
            Map<String, @Nullable Object> values,
            Optional<String> baseVersion,
            boolean serverKeys,
            Optional<PendingChange.LinkedPair> link,
            Instant sentAt,
            EntityType type) {
        Mutation mutation;
        String words;
        if (link.isPresent()) {
            PendingChange.LinkedPair pair = link.get();
            boolean dissolves = kind == ChangeKind.DELETE;
            words = dissolves ? "unlink" : "link";
            mutation = dissolves
                    ? new Mutation.Unlink(operationId, pair.relationship(), pair.first(), pair.second())
                    : new Mutation.Link(operationId, pair.relationship(), pair.first(), pair.second());
        } else {
            words = kind.name().toLowerCase(Locale.ROOT);
            mutation = switch (kind) {
                case CREATE ->
                    new Mutation.Create(
                            operationId, ref.entity(), serverKeys ? Optional.empty() : Optional.of(ref.id()), values);
                case UPDATE ->
                    new Mutation.Update(
                            operationId, ref.entity(), ref.id(), values, checked(baseVersion, type, Operation.UPDATE));
                case DELETE ->
                    new Mutation.Delete(
                            operationId, ref.entity(), ref.id(), checked(baseVersion, type, Operation.DELETE));
            };
        }
        return new Sending(operationId, ref, kind, values, baseVersion, mutation, words, sentAt);
    }

    /** A base version that the server would not compare must not be given to it [CFL-3]. */
    private static Optional<String> checked(Optional<String> baseVersion, EntityType type, Operation operation) {
        return type.capabilities().versionCheck(operation) == VersionCheck.NONE ? Optional.empty() : baseVersion;
    }

    boolean isLink() {
        return mutation instanceof Mutation.Link || mutation instanceof Mutation.Unlink;
    }
}
