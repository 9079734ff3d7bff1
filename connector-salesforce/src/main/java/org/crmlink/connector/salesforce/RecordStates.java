package org.crmlink.connector.salesforce;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.upload.MutationResult;
import org.jspecify.annotations.Nullable;

/** How records stand in the server now: before a write that cannot carry its condition, and after one whose answer says little. Thread-safe. */
@Singleton
final class RecordStates {

    private final RecordFetch fetch;
    private final RowLayouts layouts;

    @Inject
    RecordStates(RecordFetch fetch, RowLayouts layouts) {
        this.fetch = fetch;
        this.layouts = layouts;
    }

    /**
     * The conflict that a refused condition is: with the record's version, or with its deletion, which moves its time of change as well. That it is a
     * conflict was told; how the record stands is a help alone.
     */
    MutationResult.Conflict conflict(Preparation.Ready sent) {
        String operation = sent.mutation().operationId();
        try {
            Optional<Row> row = row(sent.object(), sent.id().orElseThrow(), List.of());
            return new MutationResult.Conflict(operation, row.isEmpty(), row.flatMap(Row::version));
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.CANCELLED) {
                throw e;
            }
            return new MutationResult.Conflict(operation, false, Optional.empty());
        }
    }

    boolean exists(Preparation.Ready sent) {
        return row(sent.object(), sent.id().orElseThrow(), List.of()).isPresent();
    }

    /** The record as it is now; empty if it is gone. */
    Optional<Row> row(SObject object, String id, List<Column> columns) {
        FetchResult found = fetch.fetch("settle", layouts.of(object, columns, false), List.of(id));
        if (!found.unreadable().isEmpty()) {
            throw found.unreadable().get(0).error();
        }
        return found.rows().stream().findFirst();
    }

    /** The versions of records of one entity by id; those that are gone are left out. */
    Map<String, String> versions(SObject object, List<String> ids) {
        Map<String, String> versions = new HashMap<>();
        fetch.fetch("upload", layouts.of(object, List.of(), false), ids)
                .rows()
                .forEach(row -> row.version().ifPresent(version -> versions.put(row.id(), version)));
        return versions;
    }

    /**
     * Tells of writes that were made which version the records have now and which values differ from what was sent, in one request for an entity.
     * Somebody else's later write is told with it: that is how the record stands.
     */
    Map<String, MutationResult.Applied> described(
            SObject object, Map<MutationResult.Applied, Preparation.Ready> writes) {
        Map<String, Preparation.Ready> byId = new LinkedHashMap<>();
        List<Column> columns = new ArrayList<>();
        writes.forEach((applied, sent) -> {
            byId.put(applied.id(), sent);
            sent.values().keySet().stream()
                    .filter(column -> !columns.contains(column) && Cell.isInBulk(column))
                    .forEach(columns::add);
        });
        Map<String, Row> rows = new HashMap<>();
        fetch.fetch("upload", layouts.of(object, columns, false), List.copyOf(byId.keySet()))
                .rows()
                .forEach(row -> rows.put(row.id(), row));
        Map<String, MutationResult.Applied> told = new HashMap<>();
        writes.forEach((applied, sent) -> {
            Row row = rows.get(applied.id());
            if (row != null) {
                told.put(
                        applied.operationId(),
                        new MutationResult.Applied(
                                applied.operationId(),
                                applied.id(),
                                row.version(),
                                true,
                                differences(sent, columns, row),
                                true,
                                applied.alreadySo()));
            }
        });
        return told;
    }

    /** Fields whose value is another one than what was sent. */
    static Map<String, @Nullable Object> differences(Preparation.Ready sent, List<Column> columns, Row row) {
        Map<String, @Nullable Object> differences = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (sent.values().containsKey(column)
                    && !sent.object().repeatKey().filter(column.name()::equals).isPresent()
                    && !WrittenValues.same(sent.values().get(column), row.value(i))) {
                differences.put(column.name(), row.value(i));
            }
        }
        return differences;
    }
}
