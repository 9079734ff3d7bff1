package org.crmlink.connector.salesforce;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;

/**
 * Finds out what became of a mutation whose answer was lost, by reading. A creation without a key is looked for among what this user has created in the
 * time since it was sent, by all values that were sent. Thread-safe.
 */
@Singleton
final class Settlement {

    private static final String OPERATION = "settle";
    /** By how much our clock may have gone since, against the server's: our assumption. */
    private static final Duration BEFORE = Duration.ofMinutes(15);

    private static final int MOST_CANDIDATES = 2_000;

    private final SalesforceService service;
    private final MutationEncoder encoder;
    private final RowLayouts layouts;
    private final RecordFetch fetch;
    private final RecordStates states;
    private final SentCreates creates;
    private final SalesforceIdentity identity;

    @Inject
    Settlement(
            SalesforceService service,
            MutationEncoder encoder,
            RowLayouts layouts,
            RecordFetch fetch,
            RecordStates states,
            SentCreates creates,
            SalesforceIdentity identity) {
        this.service = service;
        this.encoder = encoder;
        this.layouts = layouts;
        this.fetch = fetch;
        this.states = states;
        this.creates = creates;
        this.identity = identity;
    }

    MutationResult settle(Mutation mutation, Instant sent) {
        Preparation preparation = encoder.prepare(mutation);
        if (!(preparation instanceof Preparation.Ready ready)) {
            // It was never sent in this form; sending it again tells why.
            return notArrived(mutation);
        }
        return switch (ready.way()) {
            case CREATE -> ready.key().isPresent() ? byKey(ready) : created(ready, sent);
            case BY_KEY -> byKey(ready);
            case UPDATE, CHECKED_UPDATE -> updated(ready);
            case DELETE -> deleted(ready);
        };
    }

    private static List<Column> columns(Preparation.Ready ready) {
        return ready.values().keySet().stream().filter(Cell::isInBulk).toList();
    }

    private MutationResult updated(Preparation.Ready ready) {
        List<Column> columns = columns(ready);
        Optional<Row> row = states.row(ready.object(), ready.id().orElseThrow(), columns);
        if (row.isEmpty()) {
            return new MutationResult.Conflict(ready.mutation().operationId(), true, Optional.empty());
        }
        if (equals(ready, columns, row.get()) == columns.size()) {
            return applied(ready, columns, row.get());
        }
        return movedOnOrNotArrived(ready, row.get());
    }

    private MutationResult deleted(Preparation.Ready ready) {
        Optional<Row> row = states.row(ready.object(), ready.id().orElseThrow(), List.of());
        if (row.isEmpty()) {
            return new MutationResult.Applied(
                    ready.mutation().operationId(), ready.id().orElseThrow(), Optional.empty(), Map.of(), false, true);
        }
        return ready.base().isEmpty() ? notArrived(ready.mutation()) : movedOnOrNotArrived(ready, row.get());
    }

    private static MutationResult movedOnOrNotArrived(Preparation.Ready ready, Row row) {
        return ready.base().map(RowAssembler::version).equals(row.version())
                        && row.version().isPresent()
                ? notArrived(ready.mutation())
                : new MutationResult.Conflict(ready.mutation().operationId(), false, row.version());
    }

    private MutationResult byKey(Preparation.Ready ready) {
        Column key = ready.object().column(ready.key().orElseThrow()).orElseThrow();
        Optional<String> literal = SoqlCondition.keyLiteral(key, ready.values().get(key));
        if (literal.isEmpty()) {
            return unknown(ready.mutation(), "the key's value cannot be asked for");
        }
        List<Column> columns = columns(ready);
        List<Row> rows = rows(ready, columns, List.of(key.name() + " = " + literal.get()), 2);
        if (rows.isEmpty()) {
            return notArrived(ready.mutation());
        }
        Row row = rows.get(0);
        // The key of a creation is nobody else's: the record is this one, whatever happened to it since.
        boolean same = ready.mutation() instanceof Mutation.Create || equals(ready, columns, row) == columns.size();
        return same
                ? applied(ready, columns, row)
                : new MutationResult.Conflict(ready.mutation().operationId(), false, row.version());
    }

    private MutationResult created(Preparation.Ready ready, Instant sent) {
        Optional<Column> by = ready.object().column("CreatedById").filter(Column::filterable);
        Optional<Column> at = ready.object().column("CreatedDate").filter(Column::filterable);
        if (by.isEmpty() || at.isEmpty()) {
            return unknown(ready.mutation(), "its entity does not tell who created a record, and when");
        }
        String operation = ready.mutation().operationId();
        List<String> where = new ArrayList<>();
        where.add("CreatedById = " + Soql.text(identity.userId()));
        Instant from = service.serverTime(sent).minus(BEFORE);
        // without an end: if our clock was wrong then, it was behind more often than ahead
        where.add("CreatedDate >= " + Soql.instant(from));
        List<Column> columns = columns(ready);
        List<Row> found = new ArrayList<>();
        boolean similar = false;
        List<Row> candidates = rows(ready, columns, where, MOST_CANDIDATES);
        for (Row row : candidates) {
            if (creates.isOfAnother(row.id(), operation)) {
                continue;
            }
            int equal = equals(ready, columns, row);
            if (equal == columns.size()) {
                found.add(row);
            } else {
                similar |= equal * 2 > columns.size();
            }
        }
        if (found.size() == 1) {
            return applied(ready, columns, found.get(0));
        } else if (found.size() > 1) {
            return unknown(ready.mutation(), found.size() + " records have the values that were sent");
        } else if (similar) {
            return unknown(ready.mutation(), "records have most of the values that were sent, but not all");
        }
        return candidates.size() == MOST_CANDIDATES
                ? unknown(ready.mutation(), "too many records were created in that time")
                : notArrived(ready.mutation());
    }

    private List<Row> rows(Preparation.Ready ready, List<Column> columns, List<String> where, int most) {
        SObject object = ready.object();
        RowLayout layout = layouts.of(object, columns, false);
        List<Row> rows = new ArrayList<>();
        try (QueryWalk walk = new QueryWalk(
                service,
                layout,
                OPERATION,
                false,
                SalesforceOptions.MAX_PAGE,
                fetch,
                select -> Soql.query(select, object.name(), where, List.of(SObject.ID)) + " LIMIT " + most)) {
            while (!walk.ended()) {
                QueryPage page = walk.next();
                if (!page.unreadable().isEmpty()) {
                    throw page.unreadable().get(0).error();
                }
                rows.addAll(page.rows());
            }
        }
        return rows;
    }

    /** How many of the values are what the server makes of those that were sent. */
    private static int equals(Preparation.Ready ready, List<Column> columns, Row row) {
        int equal = 0;
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            equal += WrittenValues.equivalent(column.field(), ready.values().get(column), row.value(i)) ? 1 : 0;
        }
        return equal;
    }

    private static MutationResult applied(Preparation.Ready ready, List<Column> columns, Row row) {
        return new MutationResult.Applied(
                ready.mutation().operationId(),
                row.id(),
                row.version(),
                RecordStates.differences(ready, columns, row),
                true,
                false);
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
