package org.crmlink.engine.run;

import java.util.Optional;
import org.crmlink.engine.EntityReport;
import org.crmlink.engine.SyncFailure;
import org.crmlink.engine.store.Backlog;
import org.crmlink.sdk.metadata.ChangePath;
import org.jspecify.annotations.Nullable;

/** The figures of one entity while a sync runs. One-at-a-time: the sync's own thread. */
public final class Account {

    private final String entity;
    private EntityReport.Mode mode = EntityReport.Mode.INCREMENTAL;
    private ChangePath.Tracking path = ChangePath.Tracking.TOKEN;
    private String pathReason = "not read";
    private long received;
    private long deleted;
    private long sent;
    private long conflicts;
    private @Nullable SyncFailure failure;

    Account(String entity) {
        this.entity = entity;
    }

    /** A read begins; a full one counts anew what comes. */
    public void reads(EntityReport.Mode how, ChangePath.Tracking along, String reason) {
        if (how == EntityReport.Mode.FULL) {
            received = 0;
        }
        this.mode = how;
        this.path = along;
        this.pathReason = reason;
    }

    public void received(long count) {
        received += count;
    }

    public void deleted(long count) {
        deleted += count;
    }

    public void sent(long count) {
        sent += count;
    }

    public void conflict() {
        conflicts++;
    }

    public void failed(SyncFailure why) {
        failure = why;
    }

    public long received() {
        return received;
    }

    public long deleted() {
        return deleted;
    }

    public long sent() {
        return sent;
    }

    public boolean hasFailed() {
        return failure != null;
    }

    /** The report, with what the store holds at the end. */
    public EntityReport report(Backlog backlog) {
        return new EntityReport(
                entity,
                mode,
                path,
                pathReason,
                received,
                deleted,
                sent,
                conflicts,
                backlog.errors(),
                backlog.pending(),
                Optional.ofNullable(failure));
    }
}
