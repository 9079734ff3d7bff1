package org.crmlink.engine.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A write that was sent, or was about to be, and whose fate is not recorded. Immutable.
 *
 * @param id key of the local row
 * @param serverKeys whether {@code id} of a create is temporary, so that it must not be sent
 * @param values what was sent
 * @param revision number of the last local edit in it
 */
public record SentOperation(
        String operationId,
        String entity,
        String id,
        boolean serverKeys,
        ChangeKind kind,
        Map<String, @Nullable Object> values,
        Optional<String> baseVersion,
        long revision,
        Instant sentAt,
        Optional<PendingChange.LinkedPair> link) {

    public SentOperation {
        requireNonNull(operationId, "operationId is null");
        requireNonNull(entity, "entity is null");
        requireNonNull(id, "id is null");
        requireNonNull(kind, "kind is null");
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        requireNonNull(baseVersion, "baseVersion is null");
        requireNonNull(sentAt, "sentAt is null");
        requireNonNull(link, "link is null");
    }

    /** Without values, which belong into no log. */
    @Override
    public String toString() {
        return operationId + " " + kind + " " + entity + "/" + id + " r" + revision + " " + values.keySet();
    }
}
