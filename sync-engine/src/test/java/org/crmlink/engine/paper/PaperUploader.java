package org.crmlink.engine.paper;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.RepeatableCreate;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;
import org.jspecify.annotations.Nullable;

/** Writes on paper. Thread-safe. */
final class PaperUploader implements Uploader {

    private final PaperServer server;
    private final PaperConnector connector;

    PaperUploader(PaperServer server, PaperConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    @Override
    public List<MutationResult> upload(List<Mutation> mutations) {
        connector.uploading(mutations.size());
        List<MutationResult> results = new ArrayList<>();
        @Nullable ConnectorException stopped = null;
        for (int from = 0; from < mutations.size(); from += connector.maxBatch()) {
            List<Mutation> request = mutations.subList(from, Math.min(mutations.size(), from + connector.maxBatch()));
            if (stopped == null) {
                stopped = send(request, results, from == 0);
            } else {
                defer(request, results, stopped);
            }
        }
        return results;
    }

    /** Sends one request; what it returns is why the following ones are not sent. */
    private @Nullable ConnectorException send(List<Mutation> request, List<MutationResult> results, boolean first) {
        connector.call("upload");
        Faults faults = server.faults();
        @Nullable ConnectorException refused = null;
        if (faults.fires(Fault.THROTTLE)) {
            refused = ConnectorException.of(ErrorKind.RATE_LIMITED, "too many requests")
                    .retry(RetryAdvice.after(java.time.Duration.ofSeconds(1)))
                    .operation("upload")
                    .build();
        } else if (faults.fires(Fault.CUT_WRITE)) {
            refused = PaperConnector.cut("upload");
        }
        if (refused != null) {
            if (first) {
                throw refused;
            }
            defer(request, results, refused);
            return refused;
        }
        if (faults.fires(Fault.LOST_ANSWER)) {
            int reached = faults.below(request.size() + 1);
            for (Mutation mutation : request.subList(0, reached)) {
                apply(mutation);
            }
            ConnectorException lost = ConnectorException.of(ErrorKind.OUTCOME_UNKNOWN, "the answer was lost")
                    .outcome(Outcome.UNKNOWN)
                    .operation("upload")
                    .build();
            request.forEach(mutation -> results.add(new MutationResult.Unknown(mutation.operationId(), lost)));
            return lost;
        }
        for (Mutation mutation : request) {
            if (faults.fires(Fault.DEFER)) {
                results.add(new MutationResult.Deferred(
                        mutation.operationId(),
                        ConnectorException.of(ErrorKind.RATE_LIMITED, "put off")
                                .operation("upload")
                                .retry(connector.deferral())
                                .build()));
            } else {
                results.add(connector.looksAfterwards() ? observed(mutation, apply(mutation)) : apply(mutation));
            }
        }
        connector.answered("upload");
        return null;
    }

    /** What was written, as the record stands a moment later. */
    private MutationResult observed(Mutation mutation, MutationResult result) {
        Map<String, @Nullable Object> written = mutation instanceof Mutation.Update update
                ? update.values()
                : mutation instanceof Mutation.Create create ? create.values() : Map.of();
        if (!(result instanceof MutationResult.Applied applied) || written.isEmpty()) {
            return result;
        }
        connector.observing();
        PaperRecord record = server.get(mutation.entity(), applied.id());
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        written.forEach((field, sent) -> {
            if (!Objects.equals(record.value(field), sent)) {
                values.put(field, record.value(field));
            }
        });
        return new MutationResult.Applied(
                applied.operationId(), applied.id(), Optional.of(record.versionText()), true, values, true, false);
    }

    private static void defer(List<Mutation> request, List<MutationResult> results, ConnectorException cause) {
        request.forEach(mutation -> results.add(new MutationResult.Deferred(mutation.operationId(), cause)));
    }

    private MutationResult apply(Mutation mutation) {
        connector.uploaded(mutation);
        String operation = mutation.operationId();
        try {
            if (mutation instanceof Mutation.Create create) {
                return create(create);
            } else if (mutation instanceof Mutation.Update update) {
                PaperRecord record = server.modify(
                        update.entity(),
                        update.id(),
                        new LinkedHashMap<>(update.values()),
                        update.baseVersion(),
                        operation);
                return new MutationResult.Applied(
                        operation, record.id(), version(record), computed(record, update.entity()), false, false);
            } else if (mutation instanceof Mutation.Delete delete) {
                boolean there = server.remove(delete.entity(), delete.id(), delete.baseVersion(), operation);
                return new MutationResult.Applied(operation, delete.id(), Optional.empty(), Map.of(), false, !there);
            } else if (mutation instanceof Mutation.Link link) {
                boolean made = server.linkRow(
                        server.intersectOf(link.relationship()),
                        link.first().id(),
                        link.second().id());
                return new MutationResult.Applied(operation, "", Optional.empty(), Map.of(), false, !made);
            } else if (mutation instanceof Mutation.Unlink unlink) {
                boolean gone = server.unlinkRow(
                        server.intersectOf(unlink.relationship()),
                        unlink.first().id(),
                        unlink.second().id());
                return new MutationResult.Applied(operation, "", Optional.empty(), Map.of(), false, !gone);
            }
            return rejected(operation, ErrorKind.UNSUPPORTED, "the server on paper does not do this");
        } catch (PaperServer.Refused e) {
            return refused(mutation, e);
        }
    }

    private MutationResult create(Mutation.Create create) {
        EntityType type = server.type(create.entity());
        Optional<String> before = server.appliedId(create.operationId());
        if (before.isPresent() && type.capabilities().repeatableCreate() == RepeatableCreate.EXTERNAL_ID) {
            return settle(create, Instant.EPOCH);
        }
        boolean ours = type.capabilities().idAssignment() == IdAssignment.SERVER;
        if (ours && create.id().isPresent()) {
            return rejected(create.operationId(), ErrorKind.INVALID_DATA, "the server makes the ids of this entity");
        }
        String id = ours ? "srv-" + UUID.randomUUID() : create.id().orElseThrow();
        PaperRecord record =
                server.insert(create.entity(), id, new LinkedHashMap<>(create.values()), create.operationId());
        boolean more = type.fields().stream().anyMatch(Field::computed);
        return new MutationResult.Applied(create.operationId(), id, version(record), Map.of(), more, false);
    }

    private Optional<String> version(PaperRecord record) {
        return connector.tellsVersions() ? Optional.of(record.versionText()) : Optional.empty();
    }

    private Map<String, @Nullable Object> computed(PaperRecord record, String entity) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Field field : server.type(entity).fields()) {
            if (field.computed()) {
                values.put(field.name(), record.value(field.name()));
            }
        }
        return values;
    }

    private MutationResult refused(Mutation mutation, PaperServer.Refused e) {
        String operation = mutation.operationId();
        return switch (e.reason()) {
            case VERSION -> conflict(mutation);
            case EXISTS -> rejected(operation, ErrorKind.ALREADY_EXISTS, String.valueOf(e.getMessage()));
            case INVALID -> rejected(operation, ErrorKind.INVALID_DATA, String.valueOf(e.getMessage()));
            case MISSING ->
                mutation instanceof Mutation.Update update
                                && update.baseVersion().isPresent()
                                && server.find(update.entity(), update.id()).isEmpty()
                        ? new MutationResult.Conflict(operation, true, Optional.empty())
                        : rejected(operation, ErrorKind.NOT_FOUND, String.valueOf(e.getMessage()));
        };
    }

    private MutationResult conflict(Mutation mutation) {
        String id = mutation instanceof Mutation.Update update ? update.id() : ((Mutation.Delete) mutation).id();
        return new MutationResult.Conflict(
                mutation.operationId(),
                false,
                server.find(mutation.entity(), id).map(PaperRecord::versionText));
    }

    private static MutationResult rejected(String operation, ErrorKind kind, String message) {
        return new MutationResult.Rejected(
                operation,
                ConnectorException.of(kind, message)
                        .operation("upload")
                        .vendorCode("PAPER-" + kind)
                        .hint("correct it on paper")
                        .build(),
                List.of());
    }

    @Override
    public MutationResult settle(Mutation mutation, Instant sent) {
        connector.call("settle");
        if (server.faults().fires(Fault.CUT_READ)) {
            throw PaperConnector.cut("settle");
        }
        String operation = mutation.operationId();
        PaperEntity entity = server.entity(mutation.entity());
        if (entity == null || !entity.settles()) {
            return new MutationResult.Unknown(
                    operation,
                    ConnectorException.of(ErrorKind.OUTCOME_UNKNOWN, "nobody can tell whether it arrived")
                            .outcome(Outcome.UNKNOWN)
                            .build());
        }
        if (mutation instanceof Mutation.Create create) {
            Optional<String> applied = server.appliedId(operation);
            Optional<String> id = applied.isPresent() ? applied : create.id();
            Optional<PaperRecord> record = id.flatMap(known -> server.find(create.entity(), known));
            if (record.isEmpty()) {
                return applied.isPresent()
                        ? new MutationResult.Conflict(operation, true, Optional.empty())
                        : later(operation);
            }
            return compare(operation, record.get(), create.values());
        } else if (mutation instanceof Mutation.Update update) {
            Optional<PaperRecord> record = server.find(update.entity(), update.id());
            if (record.isEmpty()) {
                return new MutationResult.Conflict(operation, true, Optional.empty());
            }
            boolean untouched =
                    update.baseVersion().equals(Optional.of(record.get().versionText()));
            return untouched && server.appliedId(operation).isEmpty()
                    ? later(operation)
                    : compare(operation, record.get(), update.values());
        } else if (mutation instanceof Mutation.Delete delete) {
            Optional<PaperRecord> record = server.find(delete.entity(), delete.id());
            if (record.isEmpty()) {
                return new MutationResult.Applied(operation, delete.id(), Optional.empty(), Map.of(), false, true);
            }
            boolean asKnown = delete.baseVersion().isEmpty()
                    || delete.baseVersion().get().equals(record.get().versionText());
            return asKnown ? later(operation) : conflict(mutation);
        }
        // links and unlinks may be sent again at any time
        return later(operation);
    }

    private static MutationResult later(String operation) {
        return new MutationResult.Deferred(
                operation,
                ConnectorException.of(ErrorKind.UNAVAILABLE, "it did not arrive")
                        .retry(RetryAdvice.later())
                        .build());
    }

    private static MutationResult compare(String operation, PaperRecord record, Map<String, @Nullable Object> sent) {
        boolean equal = sent.entrySet().stream()
                .allMatch(value -> Objects.equals(value.getValue(), record.value(value.getKey())));
        return equal
                ? new MutationResult.Applied(
                        operation, record.id(), Optional.of(record.versionText()), Map.of(), true, false)
                : new MutationResult.Conflict(operation, false, Optional.of(record.versionText()));
    }
}
