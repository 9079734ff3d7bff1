package org.crmlink.toolkit.odata;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list or delta answer. Immutable. An id appears once among rows, removals and unreadable entries: the last one in the document.
 *
 * @param entries how many entries the document had
 * @param nextLink link to the next page, byte for byte
 * @param deltaLink link to later changes, byte for byte
 * @param annotations the document's own annotations that are not OData's, by name without {@code @}; simple values as texts
 * @param marks if the layout has a sequence member: one for each row that has it, unreadable ones too, in the document's order
 */
public record ODataPage(
        List<Row> rows,
        List<Removal> removals,
        List<Unreadable> unreadable,
        int entries,
        Optional<String> nextLink,
        Optional<String> deltaLink,
        Map<String, String> annotations,
        List<Mark> marks) {

    /**
     * Where a row stands in the order of changes.
     *
     * @param sequence the value of the layout's sequence member
     * @param modified the value of its modified member; empty if the row does not tell it
     */
    public record Mark(long sequence, Optional<Instant> modified) {}

    static Optional<String> link(@Nullable String text) {
        return Optional.ofNullable(text).filter(link -> !link.isEmpty());
    }
}
