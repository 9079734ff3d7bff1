package org.crmlink.toolkit.rest;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;

/**
 * A page as a {@link RecordSource} read it. Immutable.
 *
 * @param position where the read goes on: the connector's own text, such as a link below the root or a number of the server's. After the last page it
 *     is where later changes begin
 * @param last whether the server said that this page is the last one
 */
public record RecordPage(
        List<Row> rows, List<Removal> removals, List<Unreadable> unreadable, String position, boolean last) {

    public RecordPage {
        rows = List.copyOf(rows);
        removals = List.copyOf(removals);
        unreadable = List.copyOf(unreadable);
        requireNonNull(position, "position is null");
    }

    /** A page of a document's records. */
    public static RecordPage of(RecordList list, String position, boolean last) {
        return new RecordPage(list.rows(), list.removals(), list.unreadable(), position, last);
    }
}
