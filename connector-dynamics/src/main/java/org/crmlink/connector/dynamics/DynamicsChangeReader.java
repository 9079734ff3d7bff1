package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.Guids;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.odata.ODataPage;
import org.crmlink.toolkit.odata.ODataQuery;
import org.crmlink.toolkit.odata.RowLayout;

/** Reads records of the Web API. Thread-safe. */
@Singleton
final class DynamicsChangeReader implements ChangeReader {

    static final int MAX_PAGE = 5_000;

    /** Each id is some 60 characters of the address. */
    private static final int IDS_IN_A_REQUEST = 100;

    /** The server counts no further (dynamics.md §5.2). */
    private static final long MOST_COUNTED = 5_000;

    private final DynamicsService service;
    private final DynamicsMetadata metadata;
    private final DynamicsFilter filters;
    private final RowLayouts layouts;
    private final PageReader pages;
    private final DynamicsOptions options;

    @Inject
    DynamicsChangeReader(
            DynamicsService service,
            DynamicsMetadata metadata,
            DynamicsFilter filters,
            RowLayouts layouts,
            PageReader pages,
            DynamicsOptions options) {
        this.service = service;
        this.metadata = metadata;
        this.filters = filters;
        this.layouts = layouts;
        this.pages = pages;
        this.options = options;
    }

    @Override
    public ChangeStream changes(ChangeQuery query) {
        Table table = metadata.table(query.entity());
        requirePath(table, query.path());
        List<Column> columns = table.readable("changes", query.fields());
        DynamicsFilter.Plan filter = filters.plan("changes", query.filter(), table);
        int pageSize = Math.min(query.pageSize(), options.pageSize());
        boolean feed = query.path() == ChangePath.Tracking.TOKEN;
        requireNamed(query, feed ? query.filter() : filter.residual());
        if (feed) {
            return feed(query, table, columns, pageSize);
        }
        RowLayout layout = layouts.of(
                table,
                columns,
                query.path() == ChangePath.Tracking.WATERMARK,
                filter.fetch().isPresent());
        return new WatermarkStream(pages, query, table, columns, layout, filter, pageSize);
    }

    private ChangeStream feed(ChangeQuery query, Table table, List<Column> columns, int pageSize) {
        boolean targets = RowLayouts.needsTargets(columns);
        RowLayout keys = layouts.ofKeys(table);
        // A link that was made when the server was older has ids only, whatever the server is now.
        boolean bare = targets
                && (!service.features().annotatesTracked()
                        || query.since()
                                .map(token -> DynamicsTokens.read(query, token).text())
                                .map(link -> PageReader.selectsOnly(link, table.key()))
                                .orElse(false));
        return bare
                ? new DeltaStream(
                        pages,
                        query,
                        table,
                        keys,
                        false,
                        Optional.of(ids -> fetch(query.entity(), ids, query.fields())),
                        pageSize)
                : new DeltaStream(
                        pages, query, table, layouts.of(table, columns, false), targets, Optional.empty(), pageSize);
    }

    private static void requirePath(Table table, ChangePath.Tracking path) {
        if (table.type().capabilities().changePath(path).isEmpty()) {
            throw ConnectorException.of(
                            ErrorKind.UNSUPPORTED,
                            "connector 'dynamics' does not declare the change path " + path + " for " + table.name())
                    .operation("changes")
                    .entity(table.name())
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
        Table table = metadata.table(query.entity());
        requirePath(table, query.path());
        table.readable("estimate", query.fields());
        if (query.path() == ChangePath.Tracking.TOKEN) {
            return query.since().isEmpty() ? total(table) : pending(table, query);
        }
        // What only FetchXML can say is left out: a count may be too high, never too low.
        String condition = filters.plan("estimate", query.filter(), table).odata().expression();
        if (query.since().isPresent() && query.path() == ChangePath.Tracking.WATERMARK) {
            Watermark mark = watermark(query);
            if (table.hasVersionNumber() && mark.version() > 0) {
                condition = (condition.isEmpty() ? "" : condition + " and ") + Table.VERSION_NUMBER + " gt "
                        + mark.version();
            }
        }
        return condition.isEmpty() ? total(table) : counted(table, condition);
    }

    private static Watermark watermark(ChangeQuery query) {
        try {
            return Watermark.parse(
                    DynamicsTokens.read(query, query.since().orElseThrow()).text());
        } catch (IllegalArgumentException e) {
            throw DynamicsTokens.refused(query, "it is damaged").toBuilder()
                    .cause(e)
                    .build();
        }
    }

    /** Counts the changes behind a delta link; the rest of an interrupted read cannot be counted. */
    private OptionalLong pending(Table table, ChangeQuery query) {
        DynamicsTokens.Content token = DynamicsTokens.read(query, query.since().orElseThrow());
        int start = token.text().indexOf("$deltatoken=");
        if (token.kind() != DynamicsTokens.Kind.DELTA || start < 0) {
            return OptionalLong.empty();
        }
        int stop = token.text().indexOf('&', start);
        String option = stop < 0 ? token.text().substring(start) : token.text().substring(start, stop);
        try {
            return count(table, table.entitySet() + "/$count?" + option);
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.RESYNC_REQUIRED) {
                // changes() tells it as the outcome that it is.
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    private OptionalLong counted(Table table, String condition) {
        String address =
                ODataQuery.of(table.entitySet() + "/$count").filter(condition).build();
        if (address.length() > AnyLengthReader.LONGEST) {
            return OptionalLong.empty();
        }
        OptionalLong count = count(table, address);
        return count.isPresent() && count.getAsLong() < MOST_COUNTED ? count : OptionalLong.empty();
    }

    private OptionalLong count(Table table, String relative) {
        HttpCall call = service.get("estimate", table.name(), relative).header("Accept", "text/plain");
        try (HttpAnswer answer = service.send(call)) {
            if (answer.isHtml()) {
                throw DynamicsErrors.notOData(answer);
            }
            // Some servers begin the number with a byte order mark.
            String text = answer.text(64).replace("\uFEFF", "").strip();
            return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
        }
    }

    /** A snapshot of up to a day ago. */
    private OptionalLong total(Table table) {
        if (!service.features().countsAll()) {
            return OptionalLong.empty();
        }
        String function = "RetrieveTotalRecordCount(EntityNames=['" + table.name() + "'])";
        try {
            JsonObject counts = service.object("estimate", table.name(), ODataQuery.encode(function))
                    .object("EntityRecordCountCollection");
            List<BigDecimal> values = counts.numbers("Values");
            return values.size() == 1 ? OptionalLong.of(values.get(0).longValue()) : OptionalLong.empty();
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.NOT_FOUND
                    || e.kind() == ErrorKind.SCHEMA_CHANGED
                    || e.kind() == ErrorKind.UNSUPPORTED
                    || e.kind() == ErrorKind.INVALID_DATA) {
                // Virtual and some system tables are not counted.
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    @Override
    public IdStream ids(String entity, Filter filter) {
        Table table = metadata.table(entity);
        ListRequest request = new ListRequest(
                table, List.of(), layouts.ofKeys(table), filters.plan("ids", filter, table), List.of(table.key()), List.of());
        return new IdSweep(request.walk(pages, "ids", options.pageSize()));
    }

    @Override
    public FetchResult fetch(String entity, List<String> ids, List<String> fields) {
        Table table = metadata.table(entity);
        List<Column> columns = table.readable("fetch", fields);
        RowLayout layout = layouts.of(table, columns, false);
        String prefer = PageReader.prefer(MAX_PAGE, RowLayouts.needsTargets(columns), false);
        List<Row> rows = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        Set<String> distinct = new LinkedHashSet<>();
        for (String id : ids) {
            // rows come under the id as the server spells it: under another spelling there is none
            if (id.equals(Guids.normalise(id))) {
                distinct.add(id);
            }
        }
        List<String> wanted = List.copyOf(distinct);
        for (int from = 0; from < wanted.size(); from += IDS_IN_A_REQUEST) {
            String filter = wanted.subList(from, Math.min(wanted.size(), from + IDS_IN_A_REQUEST)).stream()
                    .map(id -> table.key() + " eq " + id)
                    .collect(Collectors.joining(" or "));
            String address = ODataQuery.of(table.entitySet())
                    .select(layout.select())
                    .filter(filter)
                    .build();
            VisitedLinks visited = new VisitedLinks(entity);
            Optional<String> link = Optional.of(address);
            while (link.isPresent()) {
                visited.add(link.get());
                ODataPage page = pages.read("fetch", entity, link.get(), prefer, layout);
                rows.addAll(page.rows());
                unreadable.addAll(page.unreadable());
                link = page.nextLink().map(next -> PageReader.below(entity, next));
            }
        }
        Set<String> found = new HashSet<>();
        rows.forEach(row -> found.add(row.id()));
        unreadable.forEach(one -> found.add(one.id()));
        List<String> missing = ids.stream().filter(id -> !found.contains(id)).toList();
        return new FetchResult(rows, missing, unreadable);
    }
}
