package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.jspecify.annotations.Nullable;

/** Committed rows. Thread-safe. */
record StoreReader(Store store, Schema schema) implements Reader {

    @Override
    public Optional<Row> find(String table, RecordId id) {
        return store.get(table, id);
    }

    @Override
    public List<Row> related(Row row, Navigation navigation) {
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
        return store.related(table, column, id);
    }

    /** Makes the index behind such a column before a scan. */
    void prepare(String table, String column) {
        store.related(table, column, RecordId.random());
    }

    /** Shows the rows of a table in id order, from behind the given one, until the visitor returns false. */
    void each(String table, @Nullable RecordId after, Predicate<Row> visitor) {
        store.scan(table, after, 1, row -> !visitor.test(row));
    }
}
