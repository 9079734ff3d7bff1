package org.crmlink.engine.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.crmlink.sdk.change.Row;
import org.jspecify.annotations.Nullable;

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

    /** Whether the rows are those of a full read, which wait in the staging table for its end. */
    final boolean fullRead;

    final long generation;

    PageWriter(Database db, EntityDirectory entities, String entity, List<String> fields, boolean fullRead) {
        this.db = db;
        this.entities = entities;
        EntityState state = entities.require(entity);
        this.table = state.table();
        if (fullRead && !state.fullRead()) {
            throw new IllegalStateException("no full read of '" + entity + "' was begun");
        }
        this.fullRead = fullRead;
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
    }

    /** Compiles what writes the rows, which else the first row would wait for. */
    public void prepare() {
        db.direct("prepare", () -> db.prepare(insert()));
    }

    /** The statement that takes a row; for {@link #bind}. */
    String insert() {
        return fullRead ? Staging.insert(table, columns, generation) : TableSql.upsert(table, columns, generation);
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

    /** Binds a row: key, value columns, version. */
    void bind(PreparedStatement statement, Row row) throws SQLException, UnfitValueException {
        @Nullable Object[] values = row.values();
        int parameter = 1;
        statement.setString(parameter++, row.id());
        for (int i = 0; i < places.length; i++) {
            Column column = columns.get(i);
            Object value = values[places[i]];
            bind(statement, parameter++, stored(column, value));
            if (column.polymorphic()) {
                statement.setString(parameter++, ValueCodec.storeEntity(value));
            }
        }
        statement.setString(parameter, row.version().orElse(null));
    }

    /** Most values are texts; the driver looks for all other types first. */
    private static void bind(PreparedStatement statement, int parameter, @Nullable Object value) throws SQLException {
        if (value instanceof String text) {
            statement.setString(parameter, text);
        } else {
            statement.setObject(parameter, value);
        }
    }

    private static @Nullable Object stored(Column column, @Nullable Object value) throws UnfitValueException {
        try {
            return ValueCodec.store(column, value);
        } catch (UnfitValueException e) {
            throw new UnfitValueException("'" + column.name() + "' cannot be stored: " + e.reason());
        }
    }

    /** The entity as it stands now. */
    public EntityState state() {
        return entities.require(table.name());
    }
}
