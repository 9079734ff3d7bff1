package org.crmlink.engine.store;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.upload.FieldError;
import org.jspecify.annotations.Nullable;

/**
 * A local edit that waits for upload. Immutable.
 *
 * @param id key of the local row; temporary for a create where the server assigns ids
 * @param values update: the changed fields; create: the creatable fields that are not null; delete: empty
 * @param baseValues update: the changed fields as the server had them before the first local edit
 * @param invalid local values that do not fit their fields; if there are any, the change cannot be sent
 * @param baseVersion the server's version that the edit is based on; empty if there is none, or on purpose for an overwrite
 * @param revision number of the last local edit in it
 * @param seq number of the first local edit in it: the order of changes
 * @param serverChanged whether a download has met it with a newer version of the record
 * @param serverDeleted whether a download has met it with the record's removal
 * @param link for the row of an intersect entity: the pair to link (create) or unlink (delete)
 */
public record PendingChange(
        String entity,
        String id,
        ChangeKind kind,
        Map<String, @Nullable Object> values,
        Map<String, @Nullable Object> baseValues,
        List<FieldError> invalid,
        Optional<String> baseVersion,
        long revision,
        long seq,
        boolean serverChanged,
        boolean serverDeleted,
        Optional<LinkedPair> link) {

    /**
     * Two records of a many-to-many relationship.
     *
     * @param relationship its name
     */
    public record LinkedPair(String relationship, RecordRef first, RecordRef second) {
        public LinkedPair {
            requireNonNull(relationship, "relationship is null");
            requireNonNull(first, "first is null");
            requireNonNull(second, "second is null");
        }
    }

    public PendingChange {
        requireNonNull(entity, "entity is null");
        requireNonNull(id, "id is null");
        requireNonNull(kind, "kind is null");
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        baseValues = Collections.unmodifiableMap(new LinkedHashMap<>(baseValues));
        invalid = List.copyOf(invalid);
        requireNonNull(baseVersion, "baseVersion is null");
        requireNonNull(link, "link is null");
    }

    public RecordRef ref() {
        return new RecordRef(entity, id);
    }

    /** Without values, which belong into no log. */
    @Override
    public String toString() {
        return kind + " " + entity + "/" + id + " r" + revision + " " + values.keySet();
    }
}
