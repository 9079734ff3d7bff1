package org.crmlink.sandbox.store;

import java.util.List;

/**
 * What happened to a table between two versions: rows in their present state in version order, then deletions in version order.
 *
 * @param rows created or changed rows
 * @param tombstones deleted rows
 */
public record Changes(List<Row> rows, List<Tombstone> tombstones) {

    public Changes {
        rows = List.copyOf(rows);
        tombstones = List.copyOf(tombstones);
    }

    /** Number of changes of both kinds. */
    public int size() {
        return rows.size() + tombstones.size();
    }
}
