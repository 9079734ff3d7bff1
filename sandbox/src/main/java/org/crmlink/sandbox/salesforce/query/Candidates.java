package org.crmlink.sandbox.salesforce.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.SystemFields;
import org.crmlink.sandbox.salesforce.soql.Condition;
import org.crmlink.sandbox.salesforce.soql.Condition.Comparator;
import org.crmlink.sandbox.salesforce.soql.Literal;
import org.crmlink.sandbox.salesforce.soql.Operand;
import org.crmlink.sandbox.salesforce.soql.Query;

/**
 * Records among which those that a query looks for are: fewer than all where an index leads to them. The condition is still to be tested. Stateless.
 */
final class Candidates {

    private Candidates() {}

    static List<Row> of(RecordStore store, SObject object, Query query) {
        if (query.where().isPresent()) {
            Condition where = query.where().get();
            List<Condition> needed = where instanceof Condition.All all ? all.parts() : List.of(where);
            for (Condition condition : needed) {
                Optional<List<Row>> few = few(store, object, condition);
                if (few.isPresent()) {
                    return few.get();
                }
            }
            for (Condition condition : needed) {
                Optional<List<Row>> recent = recent(store, object, condition);
                if (recent.isPresent()) {
                    return recent.get();
                }
            }
        }
        return store.rows(object);
    }

    /** Records with one of some ids, or values that lead to them. */
    private static Optional<List<Row>> few(RecordStore store, SObject object, Condition condition) {
        if (condition instanceof Condition.Compare compare && compare.comparator() == Comparator.EQUAL) {
            return withValues(store, object, compare.left(), List.of(compare.right()));
        }
        if (condition instanceof Condition.Among among && !among.negated()) {
            return withValues(store, object, among.left(), among.values());
        }
        return Optional.empty();
    }

    private static Optional<List<Row>> withValues(
            RecordStore store, SObject object, Operand left, List<Literal> values) {
        Optional<Field> field = own(object, left).filter(Candidates::isIndexed);
        if (field.isEmpty() || !values.stream().allMatch(Literal.Text.class::isInstance)) {
            return Optional.empty();
        }
        boolean id = field.get().type() == FieldType.ID;
        boolean ids = id || field.get().type() == FieldType.REFERENCE;
        Map<String, Row> found = new LinkedHashMap<>();
        for (Literal value : values) {
            String written = ((Literal.Text) value).value();
            String key = ids ? RecordIds.normalized(written).orElse("") : written;
            List<Row> rows = id
                    ? store.get(key).filter(row -> row.object() == object).stream()
                            .toList()
                    : store.withValue(object, field.get(), key);
            rows.forEach(row -> found.put(row.id(), row));
        }
        return Optional.of(new ArrayList<>(found.values()));
    }

    /** Texts alone: other values may be written in several ways. */
    private static boolean isIndexed(Field field) {
        return field.type() == FieldType.ID
                || field.type() == FieldType.REFERENCE
                || (field.type().isText() && (field.unique() || field.idLookup()));
    }

    private static Optional<List<Row>> recent(RecordStore store, SObject object, Condition condition) {
        boolean since = condition instanceof Condition.Compare compare
                && (compare.comparator() == Comparator.AT_LEAST || compare.comparator() == Comparator.MORE)
                && compare.right() instanceof Literal.Moment
                && own(object, compare.left())
                        .filter(field -> field.name().equals(SystemFields.SYSTEM_MODSTAMP))
                        .isPresent();
        return since
                ? Optional.of(
                        store.changedSince(object, ((Literal.Moment) ((Condition.Compare) condition).right()).value()))
                : Optional.empty();
    }

    private static Optional<Field> own(SObject object, Operand left) {
        return left instanceof Operand.Path path && path.steps().size() == 1
                ? object.field(path.steps().get(0))
                : Optional.empty();
    }
}
