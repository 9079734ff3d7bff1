package org.crmlink.connector.salesforce;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.change.Unreadable;

/** All ids of an entity in their order, so that rows that change meanwhile keep their place. One-at-a-time. */
final class IdSweep implements IdStream {

    private final PageWalk walk;
    private String last = "";
    private boolean closed;

    /** @param walk makes the walk over the ids behind the last one */
    IdSweep(Function<Supplier<String>, PageWalk> walk) {
        this.walk = walk.apply(() -> last);
    }

    @Override
    public List<String> next() {
        if (closed) {
            throw new IllegalStateException("the listing is closed");
        }
        List<String> ids = new ArrayList<>();
        // An empty page with a next link is no end; each link is followed once, so this ends.
        while (ids.isEmpty() && !walk.ended()) {
            QueryPage page = walk.next();
            page.rows().forEach(row -> ids.add(row.id()));
            for (Unreadable unreadable : page.unreadable()) {
                // A listing that lacks an id would delete a record that exists.
                throw unreadable.error();
            }
            last = page.lastId().isEmpty() ? last : page.lastId();
        }
        return List.copyOf(ids);
    }

    @Override
    public void close() {
        closed = true;
        walk.close();
    }
}
