package org.crmlink.connector.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.crmlink.toolkit.fetchxml.FetchQuery;
import org.crmlink.toolkit.odata.ODataLiteral;
import org.crmlink.toolkit.odata.ODataQuery;
import org.crmlink.toolkit.odata.RowLayout;

/** A list of rows to be asked for, in OData or in FetchXML as its filter wants. Immutable. */
final class ListRequest {

    /**
     * Where the list begins.
     *
     * @param inclusive whether rows that hold the value itself are wanted
     */
    record From(String attribute, Object value, boolean inclusive) {}

    private final Table table;
    private final List<Column> columns;
    private final RowLayout layout;
    private final DynamicsFilter.Plan filter;
    private final List<String> order;
    private final List<From> from;

    /**
     * @param columns what a row must hold, the key and what the layout needs beside it apart
     * @param order attributes of the table itself, ascending
     * @param from bounds that rows must have reached
     */
    ListRequest(
            Table table,
            List<Column> columns,
            RowLayout layout,
            DynamicsFilter.Plan filter,
            List<String> order,
            List<From> from) {
        this.table = table;
        this.columns = List.copyOf(columns);
        this.layout = layout;
        this.filter = filter;
        this.order = List.copyOf(order);
        this.from = List.copyOf(from);
    }

    PageWalk walk(PageReader pages, String operation, int pageSize) {
        boolean targets = RowLayouts.needsTargets(columns);
        if (filter.fetch().isPresent()) {
            return new FetchWalk(pages, operation, table, fetchXml(), pageSize, targets, layout);
        }
        String prefer = PageReader.prefer(pageSize, targets, false);
        return new LinkWalk(pages, operation, table.name(), address(), prefer, layout);
    }

    private String address() {
        List<String> conditions = new ArrayList<>();
        if (!filter.odata().expression().isEmpty()) {
            conditions.add(filter.odata().expression());
        }
        for (From bound : from) {
            conditions.add(bound.attribute() + (bound.inclusive() ? " ge " : " gt ") + ODataLiteral.of(bound.value()));
        }
        return ODataQuery.of(table.entitySet())
                .select(layout.select())
                .filter(String.join(" and ", conditions))
                .orderBy(String.join(" asc,", order) + " asc")
                .build();
    }

    private FetchQuery fetchXml() {
        Set<String> attributes = new LinkedHashSet<>(layout.select());
        for (Column column : columns) {
            attributes.remove(column.property());
            attributes.add(column.attribute());
        }
        FetchQuery query = FetchQuery.of(table.name()).attributes(List.copyOf(attributes));
        filter.fetch().ifPresent(query::filter);
        for (From bound : from) {
            query.condition(bound.attribute(), bound.inclusive() ? "ge" : "gt", ODataLiteral.of(bound.value()));
        }
        order.forEach(query::orderBy);
        return query;
    }
}
