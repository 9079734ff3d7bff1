package org.crmlink.toolkit.odata;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.jspecify.annotations.Nullable;

/** The entries of a page in their order. Of those that have the same id the last holds, in its place. One-at-a-time. */
final class PageEntries {

    private static final int FIRST_PLACES = 1_024;

    private final List<Object> entries = new ArrayList<>();
    /** Open addressing: a set of the library would make an object for each id. */
    private @Nullable String[] seen = new String[FIRST_PLACES];

    private int distinct;
    private boolean repeated;

    void add(Row row) {
        add(row.id(), row);
    }

    void add(Removal removal) {
        add(removal.id(), removal);
    }

    void add(Unreadable unreadable) {
        add(unreadable.id(), unreadable);
    }

    private void add(String id, Object content) {
        entries.add(content);
        // entries without an id are different records
        if (!id.isEmpty() && !repeated) {
            repeated = !note(id);
        }
    }

    int size() {
        return entries.size();
    }

    private boolean note(String id) {
        int place = place(seen, id);
        if (seen[place] != null) {
            return false;
        }
        seen[place] = id;
        distinct++;
        if (distinct * 2 > seen.length) {
            grow();
        }
        return true;
    }

    private void grow() {
        @Nullable String[] larger = new String[seen.length * 2];
        for (String id : seen) {
            if (id != null) {
                larger[place(larger, id)] = id;
            }
        }
        seen = larger;
    }

    /** Where the id is, or the free place for it. */
    private static int place(@Nullable String[] table, String id) {
        int hash = id.hashCode();
        int place = (hash ^ (hash >>> 16)) & (table.length - 1);
        while (true) {
            @Nullable String there = table[place];
            if (there == null || there.equals(id)) {
                return place;
            }
            place = (place + 1) & (table.length - 1);
        }
    }

    ODataPage page(
            Optional<String> nextLink,
            Optional<String> deltaLink,
            Map<String, String> annotations,
            List<ODataPage.Mark> marks) {
        List<Row> rows = new ArrayList<>(entries.size());
        List<Removal> removals = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        for (Object entry : repeated ? last() : entries) {
            if (entry instanceof Row row) {
                rows.add(row);
            } else if (entry instanceof Removal removal) {
                removals.add(removal);
            } else {
                unreadable.add((Unreadable) entry);
            }
        }
        return new ODataPage(rows, removals, unreadable, entries.size(), nextLink, deltaLink, annotations, marks);
    }

    private List<Object> last() {
        Map<Object, Object> last = new LinkedHashMap<>();
        for (Object entry : entries) {
            String id = id(entry);
            Object identity = id.isEmpty() ? new Object() : id;
            last.remove(identity);
            last.put(identity, entry);
        }
        return List.copyOf(last.values());
    }

    private static String id(Object entry) {
        if (entry instanceof Row row) {
            return row.id();
        }
        return entry instanceof Removal removal ? removal.id() : ((Unreadable) entry).id();
    }
}
