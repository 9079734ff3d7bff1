package org.crmlink.engine.store;

import static org.crmlink.engine.store.SqlName.quoted;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the pages of one entity's download. One-at-a-time. Make a new one for each read of the entity, and after each
 * {@link EntityDirectory#define}.
 */
public final class PageWriter {

    private final Database db;
    private final EntityDirectory entities;
    final EntityTable table;
    /** The columns that the rows bring. */
    final List<Column> columns;
    /** For each of {@link #columns} the place in a row. */
    final int[] places;

    final boolean fullRead;
    final long generation;

    final String upsert;
    final String delete;
    final String seen;

    PageWriter(Database db, EntityDirectory entities, String entity, List<String> fields) {
        this.db = db;
        this.entities = entities;
        EntityState state = entities.require(entity);
        this.table = state.table();
        this.fullRead = state.fullRead();
        this.generation = state.generation();
        List<Column> brought = new ArrayList<>();
        List<Integer> at = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            int place = i;
            table.column(fields.get(i)).ifPresent(column -> {
                brought.add(column);
                at.add(place);
            });
        }
        this.columns = List.copyOf(brought);
        this.places = at.stream().mapToInt(Integer::intValue).toArray();
        this.upsert = TableSql.upsert(table, columns, fullRead);
        this.delete = TableSql.delete(table);
        this.seen = "UPDATE " + quoted(table.name()) + " SET " + TableSql.GENERATION + " = ? WHERE "
                + quoted(table.key()) + " = ?";
    }

    /**
     * Begins a transaction: one or several pages and the token that stands behind them. The calling thread keeps the store's write lock until it
     * is closed; other programs wait or are refused meanwhile, so keep it short (a few thousand rows).
     */
    public PageTransaction begin() {
        db.beginHeld();
        boolean ready = false;
        try {
            PageTransaction transaction = new PageTransaction(db, this);
            ready = true;
            return transaction;
        } finally {
            if (!ready) {
                db.rollbackHeld();
            }
        }
    }

    /** The entity as it stands now. */
    public EntityState state() {
        return entities.require(table.name());
    }
}
