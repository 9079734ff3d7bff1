package org.crmlink.connector.salesforce;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.AlternateKey;
import org.crmlink.sdk.upload.FieldError;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.toolkit.upload.Refusals;
import org.jspecify.annotations.Nullable;

/** Checks mutations and decides how they travel. Thread-safe. */
@Singleton
final class MutationEncoder {

    private final SalesforceMetadata metadata;

    @Inject
    MutationEncoder(SalesforceMetadata metadata) {
        this.metadata = metadata;
    }

    Preparation prepare(Mutation mutation) {
        SObject object;
        try {
            object = metadata.object(mutation.entity());
        } catch (ConnectorException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
            return refused(mutation, ErrorKind.NOT_FOUND, String.valueOf(e.getMessage()));
        }
        Optional<MutationResult.Rejected> undeclared = Refusals.undeclared("salesforce", object.type(), mutation);
        if (undeclared.isPresent()) {
            return new Preparation.Refused(undeclared.get());
        }
        if (mutation instanceof Mutation.Create create) {
            return create(create, object);
        } else if (mutation instanceof Mutation.Update update) {
            return update(update, object);
        } else if (mutation instanceof Mutation.Delete delete) {
            return identified(delete, object, Preparation.Way.DELETE, delete.id(), new Values(), delete.baseVersion());
        }
        return upsert((Mutation.Upsert) mutation, object);
    }

    /** The values of a mutation with their columns, checked. */
    private static final class Values {
        private final Map<Column, @Nullable Object> sent = new LinkedHashMap<>();
        private final List<FieldError> errors = new ArrayList<>();
        private int tooLong;

        private void addAll(SObject object, Map<String, @Nullable Object> values, boolean creating) {
            values.forEach((field, value) -> add(object, field, value, creating));
        }

        private void add(SObject object, String field, @Nullable Object value, boolean creating) {
            Optional<Column> column = object.column(field);
            if (column.isEmpty()) {
                errors.add(new FieldError(field, "does not exist"));
                return;
            }
            // The description, not the column: it knows which field is kept for operation ids.
            var described = object.type().field(field).orElseThrow();
            if (field.equals(SObject.ID)) {
                return;
            }
            if (creating ? !described.creatable() : !described.updatable()) {
                errors.add(new FieldError(field, creating ? "cannot be set on creation" : "cannot be changed"));
                return;
            }
            Optional<String> problem = value == null
                    ? Optional.of("cannot be null").filter(text -> !described.nullable())
                    : ValueCheck.problem(described, value);
            if (problem.isPresent()) {
                errors.add(new FieldError(field, problem.get()));
                tooLong += value != null && ValueCheck.isTooLong(described, value) ? 1 : 0;
                return;
            }
            sent.put(column.get(), value);
        }

        /** Too much alone, or anything that is wrong [TYPE-5]. */
        private ErrorKind kind() {
            return tooLong > 0 && tooLong == errors.size() ? ErrorKind.LIMIT_EXCEEDED : ErrorKind.INVALID_DATA;
        }
    }

    private static Preparation create(Mutation.Create create, SObject object) {
        Values values = new Values();
        values.addAll(object, create.values(), true);
        Optional<String> key = object.repeatKey();
        if (key.isPresent()) {
            // inserted, not upserted: sent again it is refused, and what others have changed since stays
            values.sent.put(object.column(key.get()).orElseThrow(), create.operationId());
        }
        return ready(create, object, Preparation.Way.CREATE, Optional.empty(), key, values, Optional.empty());
    }

    private static Preparation update(Mutation.Update update, SObject object) {
        Values values = new Values();
        values.addAll(object, update.values(), false);
        Preparation.Way way =
                update.baseVersion().isPresent() ? Preparation.Way.CHECKED_UPDATE : Preparation.Way.UPDATE;
        return identified(update, object, way, update.id(), values, update.baseVersion());
    }

    private static Preparation identified(
            Mutation mutation,
            SObject object,
            Preparation.Way way,
            String id,
            Values values,
            Optional<String> baseVersion) {
        Optional<String> normal = SalesforceIds.normalise(id);
        if (normal.isEmpty()) {
            values.errors.add(new FieldError(SObject.ID, "is not a record id"));
        }
        Optional<Instant> base = baseVersion.flatMap(MutationEncoder::instant);
        if (base.isEmpty() && baseVersion.isPresent()) {
            values.errors.add(new FieldError(SObject.MODSTAMP, "is no version that this connector gave"));
        }
        return ready(mutation, object, way, normal, Optional.empty(), values, base);
    }

    private static Optional<Instant> instant(String version) {
        try {
            return Optional.of(Instant.parse(version));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Preparation upsert(Mutation.Upsert upsert, SObject object) {
        Values values = new Values();
        values.addAll(object, upsert.values(), true);
        Optional<AlternateKey> key = object.type().alternateKeys().stream()
                .filter(known -> upsert.key().keySet().equals(Set.copyOf(known.fields())))
                .findFirst();
        if (key.isEmpty()) {
            return refused(
                    upsert,
                    ErrorKind.INVALID_DATA,
                    "'" + String.join("', '", upsert.key().keySet()) + "' is no alternate key of entity '"
                            + object.name() + "'");
        }
        String field = key.get().fields().get(0);
        values.add(object, field, upsert.key().get(field), true);
        return ready(
                upsert, object, Preparation.Way.BY_KEY, Optional.empty(), Optional.of(field), values, Optional.empty());
    }

    private static Preparation ready(
            Mutation mutation,
            SObject object,
            Preparation.Way way,
            Optional<String> id,
            Optional<String> key,
            Values values,
            Optional<Instant> base) {
        return values.errors.isEmpty()
                ? new Preparation.Ready(mutation, object, way, id, key, Collections.unmodifiableMap(values.sent), base)
                : invalid(mutation, values.kind(), values.errors);
    }

    private static Preparation.Refused invalid(Mutation mutation, ErrorKind kind, List<FieldError> errors) {
        return new Preparation.Refused(Refusals.ofFields(mutation, kind, errors));
    }

    private static Preparation.Refused refused(Mutation mutation, ErrorKind kind, String message) {
        return new Preparation.Refused(Refusals.of(mutation, kind, message, List.of()));
    }
}
