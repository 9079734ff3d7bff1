package org.crmlink.connector.dynamics;

import java.util.ArrayList;
import java.util.List;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.toolkit.odata.ODataPage;
import org.crmlink.toolkit.odata.ODataQuery;
import org.crmlink.toolkit.odata.RowLayout;

/** All ids of an entity in their order, so that rows that change meanwhile keep their place. One-at-a-time. */
final class IdSweep implements IdStream {

    private final PageReader pages;
    private final String entity;
    private final RowLayout layout;
    private final String prefer;
    private final VisitedLinks visited;
    private String link;
    private boolean ended;
    private boolean closed;

    IdSweep(PageReader pages, Table table, RowLayout layout, String filter, int pageSize) {
        this.pages = pages;
        this.entity = table.name();
        this.layout = layout;
        this.prefer = PageReader.prefer(pageSize, false, false);
        this.visited = new VisitedLinks(entity);
        this.link = ODataQuery.of(table.entitySet())
                .select(List.of(table.key()))
                .filter(filter)
                .orderBy(table.key() + " asc")
                .build();
    }

    @Override
    public List<String> next() {
        if (closed) {
            throw new IllegalStateException("the listing is closed");
        }
        List<String> ids = new ArrayList<>();
        // An empty page with a next link is no end; each link is followed once, so this ends.
        while (ids.isEmpty() && !ended) {
            ODataPage page = pages.read("ids", entity, link, prefer, layout).page();
            for (Row row : page.rows()) {
                ids.add(row.id());
            }
            for (Unreadable unreadable : page.unreadable()) {
                // A listing that lacks an id would delete a record that exists.
                throw unreadable.error();
            }
            if (page.nextLink().isPresent()) {
                String next = PageReader.below(entity, page.nextLink().get());
                visited.add(next);
                link = next;
            } else {
                ended = true;
            }
        }
        return List.copyOf(ids);
    }

    @Override
    public void close() {
        closed = true;
    }
}
