package org.crmlink.sandbox.store;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.Values;
import org.crmlink.sandbox.schema.WriteEffect;
import org.jspecify.annotations.Nullable;

/** A change as the effects of its table see it. */
record RowChange(
        Transaction transaction,
        Table rowTable,
        RecordId id,
        @Nullable Row old,
        @Nullable Row row) implements WriteEffect.Change {

    @Override
    public Object reference() {
        return new Reference(table(), id);
    }

    @Override
    public String table() {
        return rowTable.logicalName();
    }

    @Override
    public Optional<Values> before() {
        return Optional.ofNullable(old);
    }

    @Override
    public Optional<Values> now() {
        return Optional.ofNullable(row);
    }

    @Override
    public boolean isChanged(String column) {
        Object then = old == null ? null : old.get(column);
        return !Objects.equals(then, row == null ? null : row.get(column));
    }

    @Override
    public @Nullable Values find(Object reference) {
        return transaction.find((Reference) reference);
    }

    @Override
    public List<Object> referrers(String in, String column, Object target) {
        return List.copyOf(transaction.referrers(in, column, (Reference) target));
    }

    @Override
    public Object twin(String ofTable) {
        return new Reference(ofTable, id);
    }

    @Override
    public void hold(Object reference) {
        transaction.hold((Reference) reference);
    }

    @Override
    public void insertTwin(String ofTable, Map<String, ? extends @Nullable Object> values) {
        transaction.insert(ofTable, id, values);
    }

    @Override
    public Object insert(String into, Map<String, ? extends @Nullable Object> values) {
        return transaction.insert(into, null, values).reference();
    }

    @Override
    public void update(Object reference, Map<String, ? extends @Nullable Object> values) {
        Reference target = (Reference) reference;
        transaction.update(target.table(), target.id(), values);
    }

    @Override
    public void delete(Object reference) {
        Reference target = (Reference) reference;
        transaction.delete(target.table(), target.id());
    }
}
