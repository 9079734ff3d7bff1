package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.upload.FieldError;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.toolkit.json.Guids;
import org.crmlink.toolkit.odata.BatchPart;
import org.crmlink.toolkit.odata.ODataListReader;
import org.crmlink.toolkit.odata.ODataPage;
import org.crmlink.toolkit.odata.RowLayout;
import org.jspecify.annotations.Nullable;

/** Reads what became of a mutation from its part of a batch answer. Thread-safe. */
@Singleton
final class ResultDecoder {

    private static final Pattern GUID = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern KEY = Pattern.compile("\\(\\{?(" + GUID.pattern() + ")}?\\)");

    private final Clock clock;
    private final DynamicsMetadata metadata;

    @Inject
    ResultDecoder(ConnectorContext context, DynamicsMetadata metadata) {
        this.clock = context.clock();
        this.metadata = metadata;
    }

    MutationResult result(Preparation.Ready sent, BatchPart part) {
        return part.isSuccess() ? applied(sent, part) : refused(sent, part);
    }

    private static MutationResult applied(Preparation.Ready sent, BatchPart part) {
        Mutation mutation = sent.mutation();
        if (mutation instanceof Mutation.Link || mutation instanceof Mutation.Unlink) {
            return new MutationResult.Applied(mutation.operationId(), "", Optional.empty(), Map.of(), false, false);
        }
        if (mutation instanceof Mutation.Delete) {
            return new MutationResult.Applied(
                    mutation.operationId(), sent.id().orElse(""), Optional.empty(), Map.of(), false, false);
        }
        Optional<Row> row = row(sent, part);
        String id = row.map(Row::id)
                .or(sent::id)
                .or(() -> keyOf(part.header("OData-EntityId")))
                .or(() -> keyOf(part.header("Location")))
                .orElse("");
        if (id.isEmpty()) {
            // The write is a fact, but the host could never find the record again by this answer.
            return new MutationResult.Unknown(
                    mutation.operationId(),
                    ConnectorException.of(
                                    ErrorKind.OUTCOME_UNKNOWN, "the server wrote the record but did not tell its id")
                            .operation("upload")
                            .entity(mutation.entity())
                            .outcome(Outcome.APPLIED)
                            .hint("look for the record in the server")
                            .build());
        }
        if (!sent.more().isEmpty()) {
            // What was done after the row was answered changed its version and some of its values.
            return new MutationResult.Applied(mutation.operationId(), id, Optional.empty(), Map.of(), true, false);
        }
        Optional<String> version = row.flatMap(Row::version).or(() -> part.header("ETag"));
        // Names, numbers and times that the server makes of what was sent are not in the answer.
        return new MutationResult.Applied(
                mutation.operationId(),
                id,
                version,
                row.map(found -> differences(sent, found)).orElse(Map.of()),
                true,
                false);
    }

    private static Optional<String> keyOf(Optional<String> address) {
        return address.map(KEY::matcher).filter(Matcher::find).map(matcher -> Guids.normalise(matcher.group(1)));
    }

    private static Optional<Row> row(Preparation.Ready sent, BatchPart part) {
        Optional<RowLayout> layout = sent.layout();
        if (part.body().length == 0 || layout.isEmpty()) {
            return Optional.empty();
        }
        try {
            ODataPage page = ODataListReader.readEntity(new ByteArrayInputStream(part.body()), layout.get());
            return page.rows().stream().findFirst();
        } catch (IOException e) {
            // The status has said that the write was made; what the server made of it comes with the next read.
            return Optional.empty();
        }
    }

    private static Map<String, @Nullable Object> differences(Preparation.Ready sent, Row row) {
        Map<String, @Nullable Object> values = values(sent.mutation());
        Map<String, @Nullable Object> differences = new LinkedHashMap<>();
        for (int i = 0; i < sent.sent().size(); i++) {
            Column column = sent.sent().get(i);
            FieldType type = column.field().type();
            if (type != FieldType.BINARY && !WrittenValues.same(type, values.get(column.name()), row.value(i))) {
                differences.put(column.name(), row.value(i));
            }
        }
        return differences;
    }

    static Map<String, @Nullable Object> values(Mutation mutation) {
        if (mutation instanceof Mutation.Create create) {
            return create.values();
        } else if (mutation instanceof Mutation.Update update) {
            return update.values();
        } else if (mutation instanceof Mutation.Upsert upsert) {
            return upsert.values();
        }
        return Map.of();
    }

    private MutationResult refused(Preparation.Ready sent, BatchPart part) {
        Mutation mutation = sent.mutation();
        ConnectorException error = DynamicsErrors.of(part, clock.instant())
                .entity(mutation.entity())
                .recordId(sent.id().orElse(""))
                .build();
        if (error.retryAdvice().when() != RetryAdvice.When.NEVER) {
            return new MutationResult.Deferred(mutation.operationId(), error);
        }
        if (DynamicsErrors.isOtherRecord(error)) {
            // The record that is in the way is another one than the one that was to be made; the answer does not say
            // which [CFL-4].
            return rejected(mutation, error.toBuilder().recordId("").build(), List.of());
        }
        if (mutation instanceof Mutation.Link && error.kind() == ErrorKind.ALREADY_EXISTS
                // Some versions name the absent pair as a resource that is unknown.
                || mutation instanceof Mutation.Unlink && part.status() == 404) {
            return new MutationResult.Applied(mutation.operationId(), "", Optional.empty(), Map.of(), false, true);
        }
        if (error.kind() == ErrorKind.SCHEMA_CHANGED) {
            metadata.forget();
        }
        if (error.kind() == ErrorKind.NOT_FOUND) {
            return notFound(sent, error);
        }
        if (error.kind() == ErrorKind.CONFLICT && baseVersion(mutation).isPresent()) {
            return new MutationResult.Conflict(mutation.operationId(), false, Optional.empty());
        }
        if (error.kind() == ErrorKind.CONFLICT && mutation instanceof Mutation.Create) {
            // A precondition without a code (8.x): the only one that a create has is that the record is new.
            return rejected(mutation, rebuilt(error, ErrorKind.ALREADY_EXISTS), List.of());
        }
        return rejected(mutation, error, fieldErrors(sent, error));
    }

    private static MutationResult notFound(Preparation.Ready sent, ConnectorException error) {
        Mutation mutation = sent.mutation();
        if (mutation instanceof Mutation.Delete) {
            return new MutationResult.Applied(
                    mutation.operationId(), sent.id().orElse(""), Optional.empty(), Map.of(), false, true);
        }
        Optional<FieldError> target = missingTarget(sent, error);
        if (target.isPresent()) {
            return rejected(mutation, rebuilt(error, ErrorKind.INVALID_DATA), List.of(target.get()));
        }
        // Only the record itself can be meant, unless a lookup was sent and the message names no record.
        boolean gone = mutation instanceof Mutation.Update
                && (names(error, sent.id().orElse("")) || lookups(sent).isEmpty());
        return gone && baseVersion(mutation).isPresent()
                ? new MutationResult.Conflict(mutation.operationId(), true, Optional.empty())
                : rejected(mutation, error, List.of());
    }

    private static Optional<String> baseVersion(Mutation mutation) {
        if (mutation instanceof Mutation.Update update) {
            return update.baseVersion();
        }
        return mutation instanceof Mutation.Delete delete ? delete.baseVersion() : Optional.empty();
    }

    /** A lookup that points to a record that is not there is answered like a missing record; the id in the message tells them apart. */
    private static Optional<FieldError> missingTarget(Preparation.Ready sent, ConnectorException error) {
        if (names(error, sent.id().orElse(""))) {
            return Optional.empty();
        }
        return lookups(sent).entrySet().stream()
                .filter(lookup -> names(error, lookup.getValue().id()))
                .map(lookup -> new FieldError(lookup.getKey(), "points to a record that does not exist"))
                .findFirst();
    }

    private static boolean names(ConnectorException error, String id) {
        String wanted = Guids.normalise(id);
        if (wanted == null) {
            return false;
        }
        return String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT).contains(wanted);
    }

    private static Map<String, RecordRef> lookups(Preparation.Ready sent) {
        Map<String, RecordRef> lookups = new LinkedHashMap<>();
        values(sent.mutation()).forEach((field, value) -> {
            if (value instanceof RecordRef reference) {
                lookups.put(field, reference);
            }
        });
        return lookups;
    }

    /** Messages quote the names of fields; a quoted name that was sent is the field that is wrong. */
    private static List<FieldError> fieldErrors(Preparation.Ready sent, ConnectorException error) {
        List<FieldError> errors = new ArrayList<>();
        if (error.kind() == ErrorKind.INVALID_DATA || error.kind() == ErrorKind.LIMIT_EXCEEDED) {
            String message = String.valueOf(error.getMessage());
            for (String field : values(sent.mutation()).keySet()) {
                if (message.contains("'" + field + "'") || message.contains("\"" + field + "\"")) {
                    errors.add(new FieldError(field, message));
                }
            }
        }
        return errors;
    }

    private static ConnectorException rebuilt(ConnectorException error, ErrorKind kind) {
        return ConnectorException.of(kind, String.valueOf(error.getMessage()))
                .operation("upload")
                .entity(error.entity().orElse(""))
                .recordId(error.recordId().orElse(""))
                .vendorCode(error.vendorCode().orElse(""))
                .requestId(error.requestId().orElse(""))
                .hint(
                        kind == ErrorKind.INVALID_DATA
                                ? "correct the lookup, or send first the record that it points to: its entity has no record of this id"
                                : error.hint().orElse(""))
                .build();
    }

    private static MutationResult.Rejected rejected(
            Mutation mutation, ConnectorException error, List<FieldError> errors) {
        return new MutationResult.Rejected(mutation.operationId(), error, errors);
    }
}
