package org.crmlink.host.guard;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;

/** Guards an open read. */
record GuardedStream(ChangeStream stream, ChangeQuery query, Fence fence, EntityTypes types) implements ChangeStream {

    @Override
    public Filter residual() {
        return fence.read("changes", query.entity(), stream::residual);
    }

    @Override
    public ChangeStep next() {
        ChangeStep step;
        try {
            step = fence.read("changes", query.entity(), stream::next);
        } catch (ConnectorException e) {
            types.heed(e);
            throw e;
        }
        if (step instanceof ChangePage page) {
            check(page);
        }
        return step;
    }

    private void check(ChangePage page) {
        Set<String> ids =
                new HashSet<>(2 * (page.rows().size() + page.removals().size()));
        for (Row row : page.rows()) {
            checkWidth(row, query.fields(), query.entity(), "changes", fence);
            checkOnce(ids, row.id());
        }
        for (Removal removal : page.removals()) {
            checkOnce(ids, removal.id());
        }
    }

    private void checkOnce(Set<String> ids, String id) {
        if (!ids.add(id)) {
            throw fence.defect(
                    "changes", query.entity(), Outcome.NOT_APPLIED, "a page holds the id '" + id + "' twice [DEL-1]");
        }
    }

    static void checkWidth(Row row, List<String> fields, String entity, String operation, Fence fence) {
        if (row.values().length != fields.size()) {
            throw fence.defect(
                    operation,
                    entity,
                    Outcome.NOT_APPLIED,
                    "a row holds " + row.values().length + " values, " + fields.size() + " fields were asked for");
        }
    }

    @Override
    public void close() {
        fence.release("changes", query.entity(), stream::close);
    }
}
