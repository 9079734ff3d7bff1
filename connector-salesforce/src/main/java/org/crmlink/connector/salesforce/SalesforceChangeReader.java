package org.crmlink.connector.salesforce;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.JsonObject;

/** Reads records by SOQL, large full reads by Bulk jobs. Thread-safe. */
@Singleton
final class SalesforceChangeReader implements ChangeReader {

    private final SalesforceService service;
    private final SalesforceMetadata metadata;
    private final SalesforceFilter filters;
    private final RowLayouts layouts;
    private final RecordFetch fetch;
    private final BulkQueries bulk;
    private final SalesforceOptions options;

    @Inject
    SalesforceChangeReader(
            SalesforceService service,
            SalesforceMetadata metadata,
            SalesforceFilter filters,
            RowLayouts layouts,
            RecordFetch fetch,
            BulkQueries bulk,
            SalesforceOptions options) {
        this.service = service;
        this.metadata = metadata;
        this.filters = filters;
        this.layouts = layouts;
        this.fetch = fetch;
        this.bulk = bulk;
        this.options = options;
    }

    @Override
    public ChangeStream changes(ChangeQuery query) {
        SObject object = metadata.object(query.entity());
        requirePath(object, query.path());
        List<Column> columns = object.readable("changes", query.fields());
        SalesforceFilter.Plan filter = filters.plan("changes", query.filter(), object);
        requireNamed(query, filter.residual());
        boolean deleted =
                query.path() == ChangePath.Tracking.WATERMARK && query.since().isPresent() && object.keepsDeleted();
        RowLayout layout = layouts.of(object, columns, deleted);
        int pageSize = Math.min(query.pageSize(), options.get(SalesforceOptions.PAGE_SIZE));
        boolean inBulk = columns.stream().allMatch(Cell::isInBulk);
        return new WatermarkStream(
                query,
                object,
                layout,
                filter,
                options.get(SalesforceOptions.OVERLAP),
                service.version(),
                options.get(SalesforceOptions.BULK_THRESHOLD),
                soql -> inBulk ? Optional.of(bulk.walk("changes", layout, soql)) : Optional.empty(),
                soql -> new QueryWalk(service, layout, "changes", deleted, pageSize, fetch, soql));
    }

    private static void requirePath(SObject object, ChangePath.Tracking path) {
        if (object.type().capabilities().changePath(path).isEmpty()) {
            throw ConnectorException.of(
                            ErrorKind.UNSUPPORTED,
                            "connector 'salesforce' does not declare the change path " + path + " for " + object.name())
                    .operation("changes")
                    .entity(object.name())
                    .hint("choose one of the change paths in the entity's description")
                    .build();
        }
    }

    private static void requireNamed(ChangeQuery query, Filter residual) {
        List<String> missing = residual.fields().stream()
                .filter(field -> !query.fields().contains(field))
                .toList();
        if (!missing.isEmpty()) {
            throw ConnectorException.of(
                            ErrorKind.INVALID_DATA,
                            "the rest of the filter needs fields that the query does not name: '"
                                    + String.join("', '", missing) + "'")
                    .operation("changes")
                    .entity(query.entity())
                    .hint("add them to the query's fields")
                    .build();
        }
    }

    @Override
    public OptionalLong estimate(ChangeQuery query) {
        SObject object = metadata.object(query.entity());
        requirePath(object, query.path());
        object.readable("estimate", query.fields());
        String condition = filters.plan("estimate", query.filter(), object).condition();
        boolean since = query.since().isPresent() && query.path() == ChangePath.Tracking.WATERMARK;
        String where = condition;
        if (since) {
            Watermark mark = SalesforceTokens.read(query, query.since().orElseThrow());
            String from = object.stamp().orElseThrow() + " >= " + Soql.instant(mark.mark());
            // Deleted records come too, whether they match or not.
            where = condition.isEmpty() || object.keepsDeleted() ? from : from + " AND " + condition;
        }
        String soql = Soql.query(List.of("COUNT()"), object.name(), List.of(where), List.of());
        String resource = since && object.keepsDeleted() ? "queryAll?q=" : "query?q=";
        HttpCall call = service.get("estimate", object.name(), resource + Soql.encode(soql));
        try {
            return service.json(call, JsonObject::read)
                    .number("totalSize")
                    .map(total -> OptionalLong.of(total.longValue()))
                    .orElse(OptionalLong.empty());
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.TIMEOUT || e.kind() == ErrorKind.LIMIT_EXCEEDED) {
                // Counting is too much for the server: that is no reason not to read.
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    @Override
    public IdStream ids(String entity, Filter filter) {
        SObject object = metadata.object(entity);
        RowLayout layout = layouts.of(object, List.of(), false);
        String condition = filters.plan("ids", filter, object).condition();
        return new IdSweep(last -> new QueryWalk(
                service,
                layout,
                "ids",
                false,
                options.get(SalesforceOptions.PAGE_SIZE),
                fetch,
                select -> Soql.query(
                        List.of(SObject.ID),
                        entity,
                        List.of(last.get().isEmpty() ? "" : SObject.ID + " > " + Soql.text(last.get()), condition),
                        List.of(SObject.ID))));
    }

    @Override
    public FetchResult fetch(String entity, List<String> ids, List<String> fields) {
        SObject object = metadata.object(entity);
        RowLayout layout = layouts.of(object, object.readable("fetch", fields), false);
        return fetch.fetch("fetch", layout, ids);
    }
}
