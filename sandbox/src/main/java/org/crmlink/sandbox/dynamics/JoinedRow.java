package org.crmlink.sandbox.dynamics;

import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** Rows joined with each other: one for each table of a query, or none where an outer join found none. Filled by one thread. */
final class JoinedRow {

    private final @Nullable Row[] rows;

    private JoinedRow(@Nullable Row[] rows) {
        this.rows = rows;
    }

    /** No rows yet. */
    static JoinedRow ofSize(int tables) {
        return new JoinedRow(new @Nullable Row[tables]);
    }

    /** The row of the table with this number; the table asked for has 0. */
    @Nullable
    Row row(int table) {
        return rows[table];
    }

    /** The row of the table asked for. */
    Row root() {
        Row root = rows[0];
        if (root == null) {
            throw new IllegalStateException("not joined yet");
        }
        return root;
    }

    void set(int table, @Nullable Row row) {
        rows[table] = row;
    }

    int size() {
        return rows.length;
    }

    /** The same rows; later changes here do not show there. */
    JoinedRow copy() {
        return new JoinedRow(rows.clone());
    }
}
