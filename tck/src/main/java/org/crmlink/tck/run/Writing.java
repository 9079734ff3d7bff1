package org.crmlink.tck.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.jspecify.annotations.Nullable;

/** Writes records of one entity through the connector, and reads them back through it. One-at-a-time. */
public final class Writing {

    private final Run run;
    private final EntityType entity;
    private final Specimens specimens;

    private Writing(Run run, EntityType entity) {
        this.run = run;
        this.entity = entity;
        this.specimens = run.specimens(entity);
    }

    public static Writing of(Run run, EntityType entity) {
        return new Writing(run, entity);
    }

    public EntityType entity() {
        return entity;
    }

    public String marker() {
        return specimens.markerField();
    }

    // ---- values

    /** The smallest record, with a marker that must not come out anywhere. */
    public Map<String, @Nullable Object> minimal() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Field field : specimens.writable()) {
            if (field.required() && !field.name().equals(marker())) {
                values.put(field.name(), value(field));
            }
        }
        values.put(marker(), secret());
        return values;
    }

    /** A record with a value for every field that can be written and that a value can be made for. */
    public Map<String, @Nullable Object> full() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Field field : specimens.writable()) {
            if (!entity.keyFields().contains(field.name())) {
                find(field).ifPresent(value -> values.put(field.name(), value));
            }
        }
        values.put(marker(), secret());
        return values;
    }

    /** A marker that must not come out anywhere. */
    public String secret() {
        String secret = Specimens.marker();
        run.forbid(secret);
        return secret;
    }

    /** A valid value; a lookup's target is made if need be. */
    public Object value(Field field) {
        return find(field)
                .orElseThrow(
                        () -> new Inconclusive(
                                "a value for '" + field.name() + "' of '" + entity.name()
                                        + "' is needed: give one in Fixture.value(), or keep the field for yourself in Fixture.untouched()"));
    }

    private Optional<Object> find(Field field) {
        Optional<Object> found = specimens.find(field);
        if (found.isPresent()) {
            return found;
        }
        Optional<Object> target = field.targets().stream()
                .flatMap(name ->
                        run.entities().stream().filter(type -> type.name().equals(name)))
                .findFirst()
                .map(this::target);
        return field.type() == FieldType.LOOKUP ? target : target.map(List::of);
    }

    /** A new record that a lookup can point to. */
    public RecordRef target(EntityType type) {
        return new RecordRef(
                type.name(), run.seed(type, run.specimens(type).minimal()).id());
    }

    // ---- mutations

    /** A create; with an id if the client gives it. */
    public Mutation.Create create(Map<String, @Nullable Object> values) {
        return new Mutation.Create(operation(), entity.name(), newId(), values);
    }

    /** An id for a new record, if the client gives it. */
    public Optional<String> newId() {
        if (entity.capabilities().idAssignment() == IdAssignment.SERVER) {
            return Optional.empty();
        }
        Optional<Object> key = entity.field(entity.keyField()).map(specimens::value);
        return Optional.of(String.valueOf(key.orElseGet(Specimens::newId)));
    }

    /** An update that overwrites whatever is there. */
    public Mutation.Update update(String id, Map<String, @Nullable Object> values) {
        return new Mutation.Update(operation(), entity.name(), id, values, Optional.empty());
    }

    /** An update of the marker alone. */
    public Mutation.Update update(String id, Optional<String> version) {
        return new Mutation.Update(operation(), entity.name(), id, Map.of(marker(), secret()), version);
    }

    public Mutation.Delete delete(String id, Optional<String> version) {
        return new Mutation.Delete(operation(), entity.name(), id, version);
    }

    /** An id of a new operation. */
    public static String operation() {
        return UUID.randomUUID().toString();
    }

    // ---- sending

    /**
     * Sends mutations. A call that fails as a whole is read as the results that the contract gives it the meaning of, and results are found by their
     * operation id, so that a check of something else does not fail for the order.
     */
    public Map<String, MutationResult> send(List<? extends Mutation> mutations) {
        List<MutationResult> results;
        try {
            results = run.uploader().upload(List.copyOf(mutations));
        } catch (ConnectorException e) {
            run.record("upload", e);
            results = mutations.stream().map(one -> meaning(one, e)).toList();
        }
        Map<String, MutationResult> byOperation = new LinkedHashMap<>();
        for (MutationResult result : results) {
            note(result);
            byOperation.put(result.operationId(), result);
        }
        for (Mutation mutation : mutations) {
            Run.require(
                    byOperation.containsKey(mutation.operationId()),
                    "A list of " + mutations.size() + " mutations brought no result for one of them (" + name(mutation)
                            + "): each mutation has a result with its operation id.");
        }
        return byOperation;
    }

    /** Sends one mutation. */
    public MutationResult send(Mutation mutation) {
        return Objects.requireNonNull(send(List.of(mutation)).get(mutation.operationId()));
    }

    private static MutationResult meaning(Mutation mutation, ConnectorException thrown) {
        String operation = mutation.operationId();
        if (thrown.outcome() != org.crmlink.sdk.Outcome.NOT_APPLIED) {
            return new MutationResult.Unknown(operation, thrown);
        }
        return thrown.retryAdvice().when() == RetryAdvice.When.NEVER
                ? new MutationResult.Rejected(operation, thrown, List.of())
                : new MutationResult.Deferred(operation, thrown);
    }

    private void note(MutationResult result) {
        Fate.error(result).ifPresent(error -> run.record("a result of upload", error));
    }

    /** Sends a mutation that must be applied. */
    public MutationResult.Applied applied(String what, Mutation mutation) {
        return applied(what, send(mutation));
    }

    /** A result that must be an applied one. */
    public MutationResult.Applied applied(String what, MutationResult result) {
        if (result instanceof MutationResult.Applied applied) {
            return applied;
        }
        throw new AssertionError(
                what + " of '" + entity.name() + "' had to be applied, but the result was " + text(result));
    }

    /** Sends a mutation that must be refused with one of these kinds; how, is told by the result. */
    public MutationResult.Rejected refused(String what, Set<ErrorKind> kinds, Mutation mutation) {
        MutationResult result = send(mutation);
        if (result instanceof MutationResult.Rejected rejected
                && kinds.contains(rejected.error().kind())) {
            return rejected;
        }
        throw new AssertionError(what + " of '" + entity.name() + "' had to be refused with "
                + String.join(" or ", kinds.stream().map(Enum::name).sorted().toList()) + ", but the result was "
                + text(result));
    }

    /** A result for people, without values. */
    public static String text(MutationResult result) {
        if (result instanceof MutationResult.Applied applied) {
            return applied.alreadySo() ? "Applied, already so" : "Applied";
        } else if (result instanceof MutationResult.Conflict conflict) {
            return conflict.deleted() ? "Conflict with a deletion" : "Conflict";
        }
        String kind = result.getClass().getSimpleName();
        return kind
                + Fate.error(result)
                        .map(error -> " with " + error.kind() + ": " + error.getMessage())
                        .orElse("");
    }

    /** An operation in words, with its article. */
    public static String a(Operation operation) {
        String word = operation.name().toLowerCase(java.util.Locale.ROOT);
        return (word.startsWith("u") ? "an " : "a ") + word;
    }

    private static String name(Mutation mutation) {
        return mutation.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    // ---- reading back

    /** Records as the connector reads them, by id. */
    public Map<String, Row> rows(List<String> ids, List<String> fields) {
        FetchResult result = run.reader().fetch(entity.name(), ids, fields);
        result.unreadable().forEach(one -> run.record("a record that cannot be read", one.error()));
        Map<String, Row> rows = new LinkedHashMap<>();
        result.rows().forEach(row -> rows.put(row.id(), row));
        List<String> absent = new ArrayList<>(ids);
        absent.removeAll(rows.keySet());
        Run.require(
                absent.isEmpty(),
                absent.size() + " of " + ids.size() + " records of '" + entity.name()
                        + "' that exist are not found by fetch(); "
                        + result.unreadable().size()
                        + " of them are reported as unreadable"
                        + result.unreadable().stream()
                                .findFirst()
                                .map(one -> ": " + one.error().getMessage())
                                .orElse(""));
        return rows;
    }

    /** A record as the connector reads it. */
    public Row row(String id, List<String> fields) {
        return Objects.requireNonNull(rows(List.of(id), fields).get(id));
    }

    /** A record's version as the connector reads it. */
    public Optional<String> version(String id) {
        return row(id, List.of(marker())).version();
    }

    /** A record as the backend holds it. */
    public Map<String, @Nullable Object> held(String id) {
        return run.backdoor()
                .get(entity.name(), id)
                .map(values -> HeldValues.typed(entity, values))
                .orElseThrow(() -> new AssertionError("The backend has no record of '" + entity.name()
                        + "' with the id that the connector told: look at the id in Applied."));
    }
}
