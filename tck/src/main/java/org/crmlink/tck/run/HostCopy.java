package org.crmlink.tck.run;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.Row;

/** What a host holds after the reads that it took in: the last word on each id. Rows may come twice; the later one holds [DEL-1]. */
public final class HostCopy {

    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** What a host holds after one read. */
    public static HostCopy of(Reading reading) {
        HostCopy copy = new HostCopy();
        copy.take(reading);
        return copy;
    }

    public void take(Reading reading) {
        reading.pages().forEach(this::take);
    }

    public void take(ChangePage page) {
        page.removals().forEach(removal -> rows.remove(removal.id()));
        page.rows().forEach(row -> rows.put(row.id(), row));
    }

    /** The ids of the records that the host takes for living. */
    public Set<String> ids() {
        return new LinkedHashSet<>(rows.keySet());
    }

    public Optional<Row> row(String id) {
        return Optional.ofNullable(rows.get(id));
    }

    /** Whether the host holds the record with this text as the first of its fields. */
    public boolean holds(String id, String text) {
        Row row = rows.get(id);
        return row != null && text.equals(row.value(0));
    }
}
