package org.crmlink.toolkit.rest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;

/** Finds out by reading what became of a write. Thread-safe. */
final class Settlement {

    private final RecordSource source;

    Settlement(RecordSource source) {
        this.source = source;
    }

    /** The answer to a refused version: the record as it is now. */
    MutationResult conflict(EntityType type, Mutation mutation) {
        Optional<Row> row;
        try {
            row = row(type, mutation, List.of(type.keyField()));
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.CANCELLED) {
                throw e;
            }
            // that it is a conflict was told; the version is a help
            return new MutationResult.Conflict(mutation.operationId(), false, Optional.empty());
        }
        return new MutationResult.Conflict(mutation.operationId(), row.isEmpty(), row.flatMap(Row::version));
    }

    MutationResult settle(EntityType type, Mutation mutation) {
        if (MutationRules.id(mutation).isEmpty()) {
            return unknown(mutation);
        }
        List<String> fields = List.copyOf(MutationRules.values(mutation).keySet());
        Optional<Row> row = row(type, mutation, fields);
        if (mutation instanceof Mutation.Create) {
            // The id was the client's own: a record with it is this one, whatever happened to it since.
            return row.map(found -> RecordUploader.applied(mutation, found, fields))
                    .orElseGet(() -> notArrived(mutation));
        }
        if (row.isEmpty()) {
            return mutation instanceof Mutation.Delete delete
                    ? new MutationResult.Applied(
                            delete.operationId(), delete.id(), Optional.empty(), Map.of(), false, true)
                    : new MutationResult.Conflict(mutation.operationId(), true, Optional.empty());
        }
        boolean so = mutation instanceof Mutation.Update
                && RecordUploader.differences(MutationRules.values(mutation), row.get(), fields)
                        .isEmpty();
        if (so) {
            return RecordUploader.applied(mutation, row.get(), fields);
        }
        Optional<String> base = MutationRules.baseVersion(mutation);
        boolean untouched = mutation instanceof Mutation.Delete && base.isEmpty()
                || base.isPresent() && base.equals(row.get().version());
        return untouched
                ? notArrived(mutation)
                : new MutationResult.Conflict(
                        mutation.operationId(), false, row.get().version());
    }

    private Optional<Row> row(EntityType type, Mutation mutation, List<String> fields) {
        String id = MutationRules.id(mutation).orElseThrow();
        FetchResult found = source.fetchAll(type, List.of(id), fields);
        if (!found.unreadable().isEmpty()) {
            throw found.unreadable().get(0).error();
        }
        return found.rows().stream().findFirst();
    }

    static MutationResult notArrived(Mutation mutation) {
        return new MutationResult.Deferred(
                mutation.operationId(),
                ConnectorException.of(ErrorKind.UNAVAILABLE, "the write did not arrive")
                        .operation("settle")
                        .entity(mutation.entity())
                        .retry(RetryAdvice.later())
                        .hint("send it again")
                        .build());
    }

    private static MutationResult unknown(Mutation mutation) {
        return new MutationResult.Unknown(
                mutation.operationId(),
                ConnectorException.of(
                                ErrorKind.OUTCOME_UNKNOWN,
                                "it cannot be told what became of the write: the server chose its id")
                        .operation("settle")
                        .entity(mutation.entity())
                        .outcome(Outcome.UNKNOWN)
                        .hint("look for the record in the server before sending it again")
                        .build());
    }
}
