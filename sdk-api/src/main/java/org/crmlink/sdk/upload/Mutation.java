package org.crmlink.sdk.upload;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.RecordRef;
import org.jspecify.annotations.Nullable;

/**
 * One write. A sealed family of immutable values. Values are by field name, each null (which clears) or of the field's Java type; a field that is
 * absent is left alone [UP-2].
 *
 * <p>The operation id names this write for ever: the host gives the same id when it sends the same write again.
 */
public sealed interface Mutation {

    /** Unique text, at most 64 characters, chosen by the host. */
    String operationId();

    /** The entity written; for links the first end's. */
    String entity();

    /**
     * Makes a record. Where repeatable create is declared, sending it again MUST NOT make a second record, nor write
     * over the first one [IDEM-1].
     *
     * @param id the id that the client chose; empty if the server assigns it
     */
    record Create(String operationId, String entity, Optional<String> id, Map<String, @Nullable Object> values)
            implements Mutation {
        public Create {
            requireNonNull(operationId, "operationId is null");
            requireNonNull(entity, "entity is null");
            requireNonNull(id, "id is null");
            values = Mutation.copy(values);
        }
    }

    /**
     * Changes fields of a record that exists; a missing record is NOT_FOUND, never created [UP-3].
     *
     * @param values the changed fields only
     * @param baseVersion the version that the change is based on; empty overwrites whatever is there
     */
    record Update(
            String operationId,
            String entity,
            String id,
            Map<String, @Nullable Object> values,
            Optional<String> baseVersion)
            implements Mutation {
        public Update {
            requireNonNull(operationId, "operationId is null");
            requireNonNull(entity, "entity is null");
            requireNonNull(id, "id is null");
            values = Mutation.copy(values);
            requireNonNull(baseVersion, "baseVersion is null");
        }
    }

    /** Deletes a record; one that is gone already is a success that says so [UP-3]. */
    record Delete(String operationId, String entity, String id, Optional<String> baseVersion) implements Mutation {
        public Delete {
            requireNonNull(operationId, "operationId is null");
            requireNonNull(entity, "entity is null");
            requireNonNull(id, "id is null");
            requireNonNull(baseVersion, "baseVersion is null");
        }
    }

    /**
     * Creates or updates the record that an alternate key names.
     *
     * @param key the values of all fields of one alternate key
     * @param values the other fields
     */
    record Upsert(String operationId, String entity, Map<String, Object> key, Map<String, @Nullable Object> values)
            implements Mutation {
        public Upsert {
            requireNonNull(operationId, "operationId is null");
            requireNonNull(entity, "entity is null");
            key = Collections.unmodifiableMap(new LinkedHashMap<>(key));
            values = Mutation.copy(values);
        }
    }

    /** Connects two records by a many-to-many relationship; a pair that exists already is a success. */
    record Link(String operationId, String relationship, RecordRef first, RecordRef second) implements Mutation {
        public Link {
            requireNonNull(operationId, "operationId is null");
            requireNonNull(relationship, "relationship is null");
            requireNonNull(first, "first is null");
            requireNonNull(second, "second is null");
        }

        @Override
        public String entity() {
            return first.entity();
        }
    }

    /** Dissolves a pair; one that is gone already is a success. */
    record Unlink(String operationId, String relationship, RecordRef first, RecordRef second) implements Mutation {
        public Unlink {
            requireNonNull(operationId, "operationId is null");
            requireNonNull(relationship, "relationship is null");
            requireNonNull(first, "first is null");
            requireNonNull(second, "second is null");
        }

        @Override
        public String entity() {
            return first.entity();
        }
    }

    private static Map<String, @Nullable Object> copy(Map<String, @Nullable Object> values) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
