package org.crmlink.toolkit.odata;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;

/** The entries of a page in their order. Of those that have the same id the last holds, in its place. One-at-a-time. */
final class PageEntries {

    private record Entry(String id, Object content) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private boolean repeated;

    /**
     * Adds a {@link Row}, {@link Removal} or {@link Unreadable}.
     *
     * @param id empty if it has none: such entries are different records
     */
    void add(String id, Object content) {
        entries.add(new Entry(id, content));
        repeated |= !id.isEmpty() && !seen.add(id);
    }

    ODataPage page(
            Optional<String> nextLink,
            Optional<String> deltaLink,
            Map<String, String> annotations,
            List<ODataPage.Mark> marks) {
        List<Row> rows = new ArrayList<>(entries.size());
        List<Removal> removals = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        for (Entry entry : repeated ? last() : entries) {
            if (entry.content() instanceof Row row) {
                rows.add(row);
            } else if (entry.content() instanceof Removal removal) {
                removals.add(removal);
            } else {
                unreadable.add((Unreadable) entry.content());
            }
        }
        return new ODataPage(rows, removals, unreadable, entries.size(), nextLink, deltaLink, annotations, marks);
    }

    private List<Entry> last() {
        Map<Object, Entry> last = new LinkedHashMap<>();
        for (Entry entry : entries) {
            Object identity = entry.id().isEmpty() ? new Object() : entry.id();
            last.remove(identity);
            last.put(identity, entry);
        }
        return List.copyOf(last.values());
    }
}
