package org.crmlink.engine.upload;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.crmlink.engine.store.ChangeKind;
import org.crmlink.engine.store.PendingChange;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a change can go now. A lookup to a record that the server does not have yet is held back and goes in a later pass (U8, U9), so that
 * records that point to each other can be created; a link waits for both of its ends (U18). One-at-a-time; for one batch.
 */
final class HeldBack {

    private final Predicate<RecordRef> notOnServer;
    private final Map<RecordRef, Boolean> known = new HashMap<>();
    private final Set<RecordRef> inBatch = new LinkedHashSet<>();

    /** @param notOnServer whether a record was created here and the server has not confirmed it */
    HeldBack(Predicate<RecordRef> notOnServer) {
        this.notOnServer = notOnServer;
    }

    /** The record is created earlier in the same batch, under the id that lookups name. */
    void created(RecordRef ref) {
        inBatch.add(ref);
    }

    /** Whether any of the lookups points to a record created in this batch. */
    boolean pointsIntoBatch(Map<String, @Nullable Object> values) {
        return values.values().stream()
                .flatMap(value -> references(value).stream())
                .anyMatch(inBatch::contains);
    }

    /** The fields that can be sent; empty if the change has to wait as a whole. */
    Optional<Set<String>> sendable(PendingChange change, EntityType type) {
        if (change.link().isPresent()) {
            PendingChange.LinkedPair pair = change.link().get();
            boolean waits = change.kind() == ChangeKind.CREATE && (isMissing(pair.first()) || isMissing(pair.second()));
            return waits ? Optional.empty() : Optional.of(change.values().keySet());
        }
        Set<String> fields = new LinkedHashSet<>();
        for (Map.Entry<String, @Nullable Object> value : change.values().entrySet()) {
            boolean held = references(value.getValue()).stream().anyMatch(this::isMissing);
            if (!held) {
                fields.add(value.getKey());
            } else if (change.kind() == ChangeKind.CREATE && isRequired(type, value.getKey())) {
                return Optional.empty();
            }
        }
        boolean nothingLeft = change.kind() == ChangeKind.UPDATE
                && fields.isEmpty()
                && !change.values().isEmpty();
        return nothingLeft ? Optional.empty() : Optional.of(fields);
    }

    private boolean isMissing(RecordRef target) {
        return !inBatch.contains(target) && known.computeIfAbsent(target, notOnServer::test);
    }

    private static boolean isRequired(EntityType type, String field) {
        return type.field(field).filter(Field::required).isPresent();
    }

    private static List<RecordRef> references(@Nullable Object value) {
        if (value instanceof RecordRef ref) {
            return List.of(ref);
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .filter(RecordRef.class::isInstance)
                    .map(RecordRef.class::cast)
                    .toList();
        }
        return List.of();
    }
}
