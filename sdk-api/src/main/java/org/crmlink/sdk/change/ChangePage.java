package org.crmlink.sdk.change;

import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.SyncToken;
import org.jspecify.annotations.Nullable;

/**
 * Some records and removals. Immutable. An id appears at most once among the rows and removals of a page; where it appears on several pages, the
 * later one holds [DEL-1]. Empty pages do not end a stream [PAGE-3].
 */
public final class ChangePage implements ChangeStep {

    private final List<Row> rows;
    private final List<Removal> removals;
    private final List<Unreadable> unreadable;
    private final @Nullable SyncToken checkpoint;

    private ChangePage(
            List<Row> rows, List<Removal> removals, List<Unreadable> unreadable, @Nullable SyncToken checkpoint) {
        this.rows = rows;
        this.removals = removals;
        this.unreadable = unreadable;
        this.checkpoint = checkpoint;
    }

    /** A page without checkpoint. The lists are copied. */
    public static ChangePage of(List<Row> rows, List<Removal> removals, List<Unreadable> unreadable) {
        return new ChangePage(List.copyOf(rows), List.copyOf(removals), List.copyOf(unreadable), null);
    }

    /** This page with a checkpoint: everything up to and including this page was delivered, and a stream since it misses nothing [PAGE-2]. */
    public ChangePage withCheckpoint(SyncToken token) {
        return new ChangePage(rows, removals, unreadable, token);
    }

    public List<Row> rows() {
        return rows;
    }

    public List<Removal> removals() {
        return removals;
    }

    public List<Unreadable> unreadable() {
        return unreadable;
    }

    /** Where an interrupted read may go on, see {@link ChangeQuery#since()}; empty if the stream has no safe place here. */
    public Optional<SyncToken> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }

    @Override
    public String toString() {
        return "ChangePage[" + rows.size() + " rows, " + removals.size() + " removals, " + unreadable.size()
                + " unreadable]";
    }
}
