package org.crmlink.sandbox.dynamics;

import java.util.LinkedHashMap;
import java.util.Map;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Transaction;
import org.jspecify.annotations.Nullable;

/** Sets and removes links between rows: lookups, rows in collections, pairs of N:N relationships. */
final class References {

    private final Transaction transaction;
    private final Schema schema;

    References(Transaction transaction, Schema schema) {
        this.transaction = transaction;
        this.schema = schema;
    }

    /** {@code POST} or {@code PUT …/$ref}. */
    HttpResponse add(Row row, Navigation navigation, Reference target) {
        if (navigation instanceof Navigation.ToOne lookup) {
            if (!lookup.targets().contains(target.table())) {
                throw ApiErrors.invalidArgument(
                        "The navigation property '" + lookup.name() + "' cannot refer to " + target.table() + ".");
            }
            set(row, lookup.column().logicalName(), target);
        } else if (navigation instanceof Navigation.ToMany many) {
            Row child = child(many, target.id());
            set(child, many.relation().referencingColumn(), row.reference());
        } else {
            Navigation.Pairs pairs = (Navigation.Pairs) navigation;
            mustBe(target, pairs.target());
            transaction.associate(
                    pairs.relation().schemaName(),
                    pairs.first() ? row.id() : target.id(),
                    pairs.first() ? target.id() : row.id());
        }
        return Answers.noContent();
    }

    /** {@code DELETE …/$ref} of a lookup. */
    HttpResponse clear(Row row, Navigation.ToOne lookup) {
        set(row, lookup.column().logicalName(), null);
        return Answers.noContent();
    }

    /** {@code DELETE …/$ref} of a member of a collection. */
    HttpResponse remove(Row row, Navigation navigation, RecordId member) {
        if (navigation instanceof Navigation.ToMany many) {
            Row child = child(many, member);
            if (!row.reference().equals(child.get(many.relation().referencingColumn()))) {
                throw ApiErrors.noRow(many.relation().referencingTable(), member);
            }
            set(child, many.relation().referencingColumn(), null);
        } else if (navigation instanceof Navigation.Pairs pairs) {
            boolean was = transaction.disassociate(
                    pairs.relation().schemaName(),
                    pairs.first() ? row.id() : member,
                    pairs.first() ? member : row.id());
            if (!was) {
                throw ApiErrors.noRow(pairs.target(), member);
            }
        } else {
            return clear(row, (Navigation.ToOne) navigation);
        }
        return Answers.noContent();
    }

    private Row child(Navigation.ToMany many, RecordId id) {
        String table = many.relation().referencingTable();
        return transaction.get(table, id).orElseThrow(() -> ApiErrors.noRow(table, id));
    }

    private void set(Row row, String column, @Nullable Reference target) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put(column, target);
        transaction.update(row.table().logicalName(), row.id(), values);
    }

    private void mustBe(Reference target, String table) {
        if (!target.table().equals(table)) {
            throw ApiErrors.invalidArgument(
                    "A record of " + schema.require(table).displayName() + " is expected, not " + target.table() + ".");
        }
    }
}
