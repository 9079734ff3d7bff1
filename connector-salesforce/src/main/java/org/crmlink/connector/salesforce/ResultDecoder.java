package org.crmlink.connector.salesforce;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.upload.FieldError;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.toolkit.json.JsonObject;

/** Reads what became of a mutation from its row, or its part, of an answer. Thread-safe. */
@Singleton
final class ResultDecoder {

    private final SalesforceMetadata metadata;
    private final RecordStates states;

    @Inject
    ResultDecoder(SalesforceMetadata metadata, RecordStates states) {
        this.metadata = metadata;
        this.states = states;
    }

    /** A row of a collection's answer. */
    MutationResult ofRow(Preparation.Ready sent, JsonObject row) {
        return row.isTrue("success")
                ? written(sent, row.text("id").orElse(""))
                : refused(sent, RestError.list(row.objects("errors")), 400);
    }

    /** A row that was written; the id may be missing. */
    MutationResult written(Preparation.Ready sent, String told) {
        Optional<String> id = SalesforceIds.normalise(told).or(sent::id);
        return id.isPresent() ? applied(sent, id.get(), false) : withoutId(sent);
    }

    /** A row of a job that was refused. */
    MutationResult refused(Preparation.Ready sent, RestError error) {
        return refused(sent, List.of(error), 400);
    }

    /** A part of a composite answer. */
    MutationResult ofPart(Preparation.Ready sent, JsonObject part) {
        int status = part.integer("httpStatusCode").orElse(0);
        if (status >= 200 && status < 300) {
            return applied(sent, sent.id().orElseThrow(), false);
        }
        List<RestError> errors = RestError.list(part.objects("body"));
        if (status == 412) {
            return states.conflict(sent);
        }
        if (status >= 500) {
            // what the server was doing when it failed, nobody knows
            ConnectorException.Builder error =
                    SalesforceErrors.of(first(errors), status, sent.object().name());
            return new MutationResult.Unknown(
                    sent.mutation().operationId(),
                    error.retry(RetryAdvice.never()).outcome(Outcome.UNKNOWN).build());
        }
        return refused(sent, errors, status);
    }

    private static RestError first(List<RestError> errors) {
        return errors.isEmpty() ? new RestError("", "no message", List.of()) : errors.get(0);
    }

    private static MutationResult applied(Preparation.Ready sent, String id, boolean alreadySo) {
        boolean delete = sent.way() == Preparation.Way.DELETE;
        return new MutationResult.Applied(
                sent.mutation().operationId(), id, Optional.empty(), Map.of(), !delete, alreadySo);
    }

    /** The write is a fact, but the host could never find the record again by this answer. */
    private static MutationResult withoutId(Preparation.Ready sent) {
        return new MutationResult.Unknown(
                sent.mutation().operationId(),
                ConnectorException.of(ErrorKind.OUTCOME_UNKNOWN, "the server wrote the record but did not tell its id")
                        .operation("upload")
                        .entity(sent.object().name())
                        .outcome(Outcome.APPLIED)
                        .hint("look for the record in the server")
                        .build());
    }

    private MutationResult refused(Preparation.Ready sent, List<RestError> errors, int status) {
        RestError first = first(errors);
        String operation = sent.mutation().operationId();
        ConnectorException error = SalesforceErrors.of(
                        first, status, sent.object().name())
                .recordId(sent.id().orElse(""))
                .build();
        if (error.retryAdvice().when() != RetryAdvice.When.NEVER) {
            return new MutationResult.Deferred(operation, error);
        }
        if (error.kind() == ErrorKind.CONFLICT && sent.base().isPresent()) {
            return states.conflict(sent);
        }
        if (error.kind() == ErrorKind.SCHEMA_CHANGED) {
            metadata.forget();
        }
        if (error.kind() == ErrorKind.NOT_FOUND) {
            return notFound(sent, first, error);
        }
        if (error.kind() == ErrorKind.ALREADY_EXISTS) {
            // The record in the way is another one than the one that was to be written; only the text names it [CFL-4].
            String other = SalesforceErrors.recordInText(first.message()).orElse("");
            return new MutationResult.Rejected(
                    operation, error.toBuilder().recordId(other).build(), fieldErrors(errors));
        }
        return new MutationResult.Rejected(operation, error, fieldErrors(errors));
    }

    private MutationResult notFound(Preparation.Ready sent, RestError told, ConnectorException error) {
        String operation = sent.mutation().operationId();
        if (sent.way() == Preparation.Way.DELETE) {
            return applied(sent, sent.id().orElse(""), true);
        }
        boolean lookups = sent.values().entrySet().stream()
                .anyMatch(value -> value.getKey().field().type() == FieldType.LOOKUP && value.getValue() != null);
        // One code for the record and for what it points to: where both may be meant, the record is looked for.
        boolean itself = sent.id().isPresent() && (!lookups || !states.exists(sent));
        if (!itself) {
            ConnectorException pointsNowhere = ConnectorException.of(
                            ErrorKind.INVALID_DATA, String.valueOf(error.getMessage()))
                    .operation("upload")
                    .entity(sent.object().name())
                    .recordId(sent.id().orElse(""))
                    .vendorCode(told.code())
                    .hint("correct the lookup: the record that it points to is gone, or the user may not see it")
                    .build();
            return new MutationResult.Rejected(operation, pointsNowhere, fieldErrors(List.of(told)));
        }
        return sent.base().isPresent()
                ? new MutationResult.Conflict(operation, true, Optional.empty())
                : new MutationResult.Rejected(operation, error, List.of());
    }

    /** The fields that the server names. */
    private static List<FieldError> fieldErrors(List<RestError> errors) {
        List<FieldError> found = new ArrayList<>();
        for (RestError error : errors) {
            for (String field : error.fields()) {
                found.add(new FieldError(field, SalesforceErrors.shortened(error.message())));
            }
        }
        return List.copyOf(found);
    }
}
