package org.crmlink.connector.dynamics;

import java.util.ArrayList;
import java.util.List;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.toolkit.odata.ODataPage;

/** All ids of an entity in their order, so that rows that change meanwhile keep their place. One-at-a-time. */
final class IdSweep implements IdStream {

    private final PageWalk walk;
    private boolean closed;

    IdSweep(PageWalk walk) {
        this.walk = walk;
    }

    @Override
    public List<String> next() {
        if (closed) {
            throw new IllegalStateException("the listing is closed");
        }
        List<String> ids = new ArrayList<>();
        // An empty page with a next link is no end; each link is followed once, so this ends.
        while (ids.isEmpty() && !walk.ended()) {
            ODataPage page = walk.next().value();
            for (Row row : page.rows()) {
                ids.add(row.id());
            }
            for (Unreadable unreadable : page.unreadable()) {
                // A listing that lacks an id would delete a record that exists.
                throw unreadable.error();
            }
        }
        return List.copyOf(ids);
    }

    @Override
    public void close() {
        closed = true;
        walk.close();
    }
}
