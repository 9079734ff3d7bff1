package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.crmlink.sandbox.dynamics.security.Access;
import org.crmlink.sandbox.dynamics.security.AccessRight;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * Committed rows, as far as the caller may see them. One request, one thread.
 *
 * @param access what the caller may do; null if everything is seen, as by the server itself
 */
record StoreReader(Store store, Schema schema, @Nullable Access access) implements Reader {

    @Override
    public StoreReader unlimited() {
        return new StoreReader(store, schema, null);
    }

    @Override
    public void mustRead(Table table) {
        if (access != null) {
            access.mustRead(table);
        }
    }

    @Override
    public Optional<Row> find(String table, RecordId id) {
        Optional<Row> row = store.get(table, id);
        Access limits = access;
        if (limits == null || limits.isUnlimited()) {
            return row;
        }
        return row.filter(found -> limits.can(AccessRight.READ, found));
    }

    @Override
    public List<Row> related(Row row, Navigation navigation) {
        return readable(all(row, navigation));
    }

    private List<Row> readable(List<Row> found) {
        if (access == null || access.isUnlimited() || found.isEmpty()) {
            return found;
        }
        Predicate<Row> readable = access.readable(found.get(0).table());
        return found.stream().filter(readable).toList();
    }

    private List<Row> all(Row row, Navigation navigation) {
        if (navigation instanceof Navigation.ToMany many) {
            return store.related(
                    many.relation().referencingTable(), many.relation().referencingColumn(), row.id());
        }
        if (navigation instanceof Navigation.Pairs pairs) {
            String here = pairs.first()
                    ? pairs.relation().attribute1()
                    : pairs.relation().attribute2();
            String there = pairs.first()
                    ? pairs.relation().attribute2()
                    : pairs.relation().attribute1();
            List<Row> found = new ArrayList<>();
            for (Row pair : store.related(pairs.relation().intersectTable(), here, row.id())) {
                if (pair.get(there) instanceof RecordId id) {
                    store.get(pairs.target(), id).ifPresent(found::add);
                }
            }
            return found;
        }
        return List.of();
    }

    /** Makes the index behind a collection before a scan, which itself could only search through the whole table. */
    void prepare(Navigation navigation) {
        if (navigation instanceof Navigation.ToMany many) {
            store.related(many.relation().referencingTable(), many.relation().referencingColumn(), RecordId.random());
        } else if (navigation instanceof Navigation.Pairs pairs) {
            store.related(
                    pairs.relation().intersectTable(),
                    pairs.first()
                            ? pairs.relation().attribute1()
                            : pairs.relation().attribute2(),
                    RecordId.random());
        }
    }

    /** Rows whose column holds the id. */
    List<Row> related(String table, String column, RecordId id) {
        return readable(store.related(table, column, id));
    }

    /** Makes the index behind such a column before a scan. */
    void prepare(String table, String column) {
        store.related(table, column, RecordId.random());
    }

    /** Shows the rows of a table in id order, from behind the given one, until the visitor returns false. */
    void each(String table, @Nullable RecordId after, Predicate<Row> visitor) {
        if (access == null || access.isUnlimited()) {
            store.scan(table, after, 1, row -> !visitor.test(row));
            return;
        }
        Predicate<Row> readable = access.readable(schema.require(table));
        store.scan(table, after, 1, row -> readable.test(row) && !visitor.test(row));
    }
}
