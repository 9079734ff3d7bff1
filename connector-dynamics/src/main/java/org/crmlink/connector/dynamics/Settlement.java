package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.Relationship;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.odata.ODataListReader;
import org.crmlink.toolkit.odata.ODataPage;
import org.crmlink.toolkit.odata.ODataQuery;
import org.crmlink.toolkit.odata.RowLayout;
import org.jspecify.annotations.Nullable;

/** Finds out what became of a mutation whose answer was lost, by reading. Thread-safe. */
@Singleton
final class Settlement {

    private static final String OPERATION = "settle";

    private final DynamicsService service;
    private final DynamicsMetadata metadata;
    private final MutationEncoder encoder;
    private final RowLayouts layouts;

    @Inject
    Settlement(DynamicsService service, DynamicsMetadata metadata, MutationEncoder encoder, RowLayouts layouts) {
        this.service = service;
        this.metadata = metadata;
        this.encoder = encoder;
        this.layouts = layouts;
    }

    MutationResult settle(Mutation mutation) {
        Preparation preparation = encoder.prepare(mutation);
        if (preparation instanceof Preparation.Refused) {
            // It was never sent in this form; sending it again tells why.
            return notArrived(mutation);
        }
        Preparation.Ready ready = (Preparation.Ready) preparation;
        if (mutation instanceof Mutation.Link link) {
            return pair(ready, link.relationship(), true);
        } else if (mutation instanceof Mutation.Unlink unlink) {
            return pair(ready, unlink.relationship(), false);
        } else if (mutation instanceof Mutation.Create create) {
            return create.id().isPresent() ? created(ready) : unknown(mutation, "the server chose its id");
        } else if (mutation instanceof Mutation.Update update) {
            return updated(ready, update.baseVersion());
        } else if (mutation instanceof Mutation.Delete delete) {
            return deleted(ready, delete.baseVersion());
        }
        return upserted(ready);
    }

    /** The id was the client's own: a record with it is this one, whatever happened to it since. */
    private MutationResult created(Preparation.Ready ready) {
        Optional<Row> row = row(ready);
        return row.isPresent() ? applied(ready, row.get()) : notArrived(ready.mutation());
    }

    private MutationResult updated(Preparation.Ready ready, Optional<String> baseVersion) {
        Optional<Row> row = row(ready);
        if (row.isEmpty()) {
            return new MutationResult.Conflict(ready.mutation().operationId(), true, Optional.empty());
        }
        if (differences(ready, row.get()).isEmpty()) {
            return applied(ready, row.get());
        }
        return movedOnOrNotArrived(ready, baseVersion, row.get());
    }

    private MutationResult deleted(Preparation.Ready ready, Optional<String> baseVersion) {
        Optional<Row> row = row(ready);
        if (row.isEmpty()) {
            return new MutationResult.Applied(
                    ready.mutation().operationId(), ready.id().orElse(""), Optional.empty(), Map.of(), false, true);
        }
        return baseVersion.isEmpty()
                ? notArrived(ready.mutation())
                : movedOnOrNotArrived(ready, baseVersion, row.get());
    }

    private static MutationResult movedOnOrNotArrived(Preparation.Ready ready, Optional<String> baseVersion, Row row) {
        return baseVersion.isPresent() && baseVersion.equals(row.version())
                ? notArrived(ready.mutation())
                : new MutationResult.Conflict(ready.mutation().operationId(), false, row.version());
    }

    private MutationResult upserted(Preparation.Ready ready) {
        Optional<Row> row = row(ready);
        if (row.isEmpty()) {
            return notArrived(ready.mutation());
        }
        return differences(ready, row.get()).isEmpty()
                ? applied(ready, row.get())
                : new MutationResult.Conflict(
                        ready.mutation().operationId(), false, row.get().version());
    }

    private MutationResult pair(Preparation.Ready ready, String relationship, boolean linking) {
        Table.Pair pair = ready.table().pairs().get(relationship);
        Relationship.ManyToMany many = Objects.requireNonNull(pair, "prepared").relationship();
        Optional<Catalogue.Entry> intersect = metadata.entry(many.intersectEntity());
        if (intersect.isEmpty()) {
            return unknown(ready.mutation(), "the pairs of the relationship cannot be read");
        }
        RecordRef first;
        RecordRef second;
        if (ready.mutation() instanceof Mutation.Link link) {
            first = link.first();
            second = link.second();
        } else {
            Mutation.Unlink unlink = (Mutation.Unlink) ready.mutation();
            first = unlink.first();
            second = unlink.second();
        }
        boolean forward = many.firstEntity().equals(first.entity());
        String condition = many.firstField() + " eq " + (forward ? first : second).id() + " and " + many.secondField()
                + " eq " + (forward ? second : first).id();
        JsonObject answer = service.object(
                OPERATION,
                ready.table().name(),
                ODataQuery.of(intersect.get().entitySet())
                        .select(List.of(intersect.get().key()))
                        .filter(condition)
                        .build());
        boolean linked = !answer.objects("value").isEmpty();
        return linked == linking
                ? new MutationResult.Applied(
                        ready.mutation().operationId(), "", Optional.empty(), Map.of(), false, false)
                : notArrived(ready.mutation());
    }

    /** The record as it is now; empty if it is gone. */
    private Optional<Row> row(Preparation.Ready ready) {
        List<Column> columns = ready.sent();
        RowLayout layout = layouts.of(ready.table(), columns, false);
        String address = ready.operation().address();
        int query = address.indexOf('?');
        String record = query < 0 ? address : address.substring(0, query);
        HttpCall call = service.get(
                OPERATION,
                ready.table().name(),
                ODataQuery.of(record.substring(service.root().length()))
                        .select(layout.select())
                        .build());
        if (RowLayouts.needsTargets(columns)) {
            call = call.header("Prefer", RowLayouts.preferTargets());
        }
        ODataPage page;
        try {
            page = service.json(call, body -> ODataListReader.readEntity(body, layout));
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
        if (!page.unreadable().isEmpty()) {
            throw page.unreadable().get(0).error();
        }
        return page.rows().stream().findFirst();
    }

    private static Map<String, @Nullable Object> differences(Preparation.Ready ready, Row row) {
        Map<String, @Nullable Object> values = ResultDecoder.values(ready.mutation());
        Map<String, @Nullable Object> differences = new LinkedHashMap<>();
        List<Column> columns = new ArrayList<>(ready.sent());
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (!WrittenValues.equivalent(column.field().type(), values.get(column.name()), row.value(i))) {
                differences.put(column.name(), row.value(i));
            }
        }
        return differences;
    }

    private static MutationResult applied(Preparation.Ready ready, Row row) {
        return new MutationResult.Applied(
                ready.mutation().operationId(), row.id(), row.version(), differences(ready, row), true, false);
    }

    private static MutationResult notArrived(Mutation mutation) {
        return new MutationResult.Deferred(
                mutation.operationId(),
                ConnectorException.of(ErrorKind.UNAVAILABLE, "the write did not arrive")
                        .operation(OPERATION)
                        .entity(mutation.entity())
                        .retry(RetryAdvice.later())
                        .hint("send it again")
                        .build());
    }

    private static MutationResult unknown(Mutation mutation, String why) {
        return new MutationResult.Unknown(
                mutation.operationId(),
                ConnectorException.of(ErrorKind.OUTCOME_UNKNOWN, "it cannot be told what became of the write: " + why)
                        .operation(OPERATION)
                        .entity(mutation.entity())
                        .outcome(Outcome.UNKNOWN)
                        .hint("look for the record in the server before sending it again")
                        .build());
    }
}
