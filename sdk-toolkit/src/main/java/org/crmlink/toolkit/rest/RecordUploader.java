package org.crmlink.toolkit.rest;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;
import org.jspecify.annotations.Nullable;

/**
 * Makes an uploader of a {@link RecordWriter}: one request a mutation, in order. Refuses what cannot be right before sending, and tells the fate of
 * each mutation by what its request's failure means. Thread-safe.
 */
public final class RecordUploader implements Uploader {

    private final EntityMetadata metadata;
    private final MutationRules rules;
    private final RecordWriter writer;
    private final Settlement settlement;

    /**
     * @param connector the connector's id
     * @param source reads the current version of a record after a conflict, and what became of a write whose answer was lost
     */
    public RecordUploader(String connector, EntityMetadata metadata, RecordSource source, RecordWriter writer) {
        this.metadata = requireNonNull(metadata, "metadata is null");
        this.rules = new MutationRules(connector);
        this.writer = requireNonNull(writer, "writer is null");
        this.settlement = new Settlement(source);
    }

    @Override
    public List<MutationResult> upload(List<Mutation> mutations) {
        List<MutationResult> results = new ArrayList<>(mutations.size());
        boolean answered = false;
        @Nullable ConnectorException broken = null;
        for (Mutation mutation : mutations) {
            @Nullable MutationResult refusal = refusal(mutation);
            if (refusal != null) {
                results.add(refusal);
                continue;
            }
            if (broken != null) {
                results.add(new MutationResult.Deferred(mutation.operationId(), notReached(broken)));
                continue;
            }
            try {
                results.add(write(type(mutation.entity()), mutation));
                answered = true;
            } catch (ConnectorException e) {
                ConnectorException known = about(mutation, e);
                boolean unknown = e.outcome() == Outcome.UNKNOWN;
                if (e.kind() == ErrorKind.CANCELLED && unknown || !unknown && !answered) {
                    throw known;
                }
                broken = known;
                results.add(
                        unknown
                                ? new MutationResult.Unknown(mutation.operationId(), known)
                                : new MutationResult.Deferred(mutation.operationId(), known));
            }
        }
        return List.copyOf(results);
    }

    private @Nullable MutationResult refusal(Mutation mutation) {
        try {
            return rules.refusal(type(mutation.entity()), mutation).orElse(null);
        } catch (ConnectorException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
            return new MutationResult.Rejected(mutation.operationId(), e, List.of());
        }
    }

    private EntityType type(String entity) {
        return metadata.describe(Set.of(entity)).get(0);
    }

    /**
     * Sends one write.
     *
     * @throws ConnectorException if the outcome is unknown, or the failure is not this mutation's own: the next one would fail as well
     */
    private MutationResult write(EntityType type, Mutation mutation) {
        try {
            if (mutation instanceof Mutation.Create create) {
                List<String> fields = fields(type, create.values());
                return applied(create, writer.create(type, create, fields), fields);
            }
            if (mutation instanceof Mutation.Update update) {
                List<String> fields = fields(type, update.values());
                return applied(update, writer.update(type, update, fields), fields);
            }
            if (mutation instanceof Mutation.Delete delete) {
                writer.delete(type, delete);
                return new MutationResult.Applied(
                        delete.operationId(), delete.id(), Optional.empty(), Map.of(), false, false);
            }
        } catch (ConnectorException e) {
            if (e.outcome() == Outcome.UNKNOWN || isEveryones(e)) {
                throw e;
            }
            return refused(type, mutation, e);
        }
        return MutationRules.rejected(
                mutation, ErrorKind.UNSUPPORTED, "this connector writes single records only", List.of());
    }

    /** What was sent, and what the server computes: so that the host knows all that has changed. */
    private static List<String> fields(EntityType type, Map<String, @Nullable Object> values) {
        List<String> fields = new ArrayList<>();
        for (Field field : type.fields()) {
            if (field.readable() && (values.containsKey(field.name()) || field.computed())) {
                fields.add(field.name());
            }
        }
        return fields;
    }

    static MutationResult applied(Mutation mutation, Row row, List<String> fields) {
        return new MutationResult.Applied(
                mutation.operationId(),
                row.id(),
                row.version(),
                differences(MutationRules.values(mutation), row, fields),
                false,
                false);
    }

    /** Fields whose value is not what was sent, computed ones included. */
    static Map<String, @Nullable Object> differences(Map<String, @Nullable Object> sent, Row row, List<String> fields) {
        Map<String, @Nullable Object> differences = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            if (!sent.containsKey(field) || !Objects.equals(sent.get(field), row.value(i))) {
                differences.put(field, row.value(i));
            }
        }
        return differences;
    }

    /** Whether a failure says nothing about this record: the login, the network, the server's patience. */
    private static boolean isEveryones(ConnectorException failure) {
        return switch (failure.kind()) {
            case UNAUTHENTICATED, RATE_LIMITED, QUOTA_EXHAUSTED, UNAVAILABLE, TIMEOUT, CANCELLED -> true;
            default -> failure.retryAdvice().when() != RetryAdvice.When.NEVER;
        };
    }

    private MutationResult refused(EntityType type, Mutation mutation, ConnectorException e) {
        boolean based = MutationRules.baseVersion(mutation).isPresent();
        if (e.kind() == ErrorKind.NOT_FOUND && mutation instanceof Mutation.Delete delete) {
            return new MutationResult.Applied(
                    delete.operationId(), delete.id(), Optional.empty(), Map.of(), false, true);
        }
        if (e.kind() == ErrorKind.NOT_FOUND && based) {
            return new MutationResult.Conflict(mutation.operationId(), true, Optional.empty());
        }
        if (e.kind() == ErrorKind.CONFLICT && based) {
            return settlement.conflict(type, mutation);
        }
        return new MutationResult.Rejected(mutation.operationId(), about(mutation, e), List.of());
    }

    private static ConnectorException about(Mutation mutation, ConnectorException e) {
        return e.toBuilder()
                .operation("upload")
                .entity(mutation.entity())
                .recordId(MutationRules.id(mutation).orElse(""))
                .build();
    }

    /** The link is broken, the login has ended or the server is at its limit: what was not reached waits. */
    private static ConnectorException notReached(ConnectorException because) {
        return ConnectorException.of(ErrorKind.UNAVAILABLE, "not sent: the write before it failed")
                .operation("upload")
                .retry(because.retryAdvice().delay().map(RetryAdvice::after).orElse(RetryAdvice.later()))
                .hint("send it again")
                .cause(because)
                .build();
    }

    @Override
    public MutationResult settle(Mutation mutation, Instant sent) {
        EntityType type = type(mutation.entity());
        if (rules.refusal(type, mutation).isPresent()) {
            // It was never sent in this form; sending it again tells why.
            return Settlement.notArrived(mutation);
        }
        return settlement.settle(type, mutation);
    }
}
