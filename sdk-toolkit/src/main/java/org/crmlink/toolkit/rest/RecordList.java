package org.crmlink.toolkit.rest;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.toolkit.json.JsonObject;

/**
 * The records of one JSON document. Immutable. An id appears once: its last entry in the document holds.
 *
 * @param around the document's other members, such as a next link
 */
public record RecordList(List<Row> rows, List<Removal> removals, List<Unreadable> unreadable, JsonObject around) {

    public RecordList {
        rows = List.copyOf(rows);
        removals = List.copyOf(removals);
        unreadable = List.copyOf(unreadable);
        requireNonNull(around, "around is null");
    }
}
