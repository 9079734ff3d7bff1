package org.crmlink.engine.download;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.crmlink.engine.EntityReport;
import org.crmlink.engine.plan.EntityPlan;
import org.crmlink.engine.store.PageWriter;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.ChangePath.Deletions;
import org.crmlink.sdk.metadata.ChangePath.Tracking;

/**
 * One read of one entity. Immutable.
 *
 * @param fields what is asked for, the order of the rows
 * @param since where it starts; empty for the start of a full read
 * @param reason why this path and mode, for people
 * @param attempt how many reads of the entity were begun in this sync before
 */
record EntityRead(
        EntityPlan plan,
        ChangePath path,
        EntityReport.Mode mode,
        List<String> fields,
        Optional<SyncToken> since,
        String reason,
        PageWriter writer,
        int attempt) {

    EntityRead {
        requireNonNull(plan, "plan is null");
        fields = List.copyOf(fields);
        requireNonNull(writer, "writer is null");
    }

    String entity() {
        return plan.name();
    }

    boolean isFull() {
        return mode == EntityReport.Mode.FULL;
    }

    ChangeQuery query(int pageSize) {
        return new ChangeQuery(entity(), fields, plan.filter(), path.tracking(), since, pageSize);
    }

    /**
     * Whether the server's ids have to be listed afterwards: deletions do not come along this path (D5), or a filter on the server hides that a
     * record no longer matches (D8), or records come and go without being changed (D12, D16).
     */
    boolean needsComparison() {
        boolean fromTheStart = isFull() && since.isEmpty();
        if (fromTheStart) {
            return false;
        }
        boolean hidden = path.filters() && plan.isFiltered();
        return path.deletions() == Deletions.NONE || hidden || plan.membershipDrifts();
    }

    /** Whether the path can go on from a token at all. */
    static boolean isTracked(ChangePath path) {
        return path.tracking() != Tracking.NONE;
    }
}
