package org.crmlink.sandbox.dynamics;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.jspecify.annotations.Nullable;

/** The ids that a filter leaves over because it compares the primary key with constants, so that no other row has to be looked at. */
final class AskedIds {

    private AskedIds() {}

    /** Nothing if the filter may be true for rows with any id. */
    static Optional<Set<RecordId>> of(Expression filter, Table table) {
        if (filter instanceof Expression.And and) {
            return and.parts().stream()
                    .map(part -> of(part, table))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        if (filter instanceof Expression.Or or) {
            Set<RecordId> all = new LinkedHashSet<>();
            for (Expression part : or.parts()) {
                Optional<Set<RecordId>> ids = of(part, table);
                if (ids.isEmpty()) {
                    return Optional.empty();
                }
                all.addAll(ids.get());
            }
            return Optional.of(all);
        }
        if (filter instanceof Expression.QueryFunction function) {
            return function.name().equals("In") && isKey(function.property(), table)
                    ? ids(function.values())
                    : Optional.empty();
        }
        if (filter instanceof Expression.Compare compare && compare.operator() == Expression.Operator.EQ) {
            if (compare.left() instanceof Expression.Path path
                    && isKey(path, table)
                    && compare.right() instanceof Expression.Literal literal) {
                return literal.value() instanceof UUID id ? Optional.of(Set.of(RecordId.of(id))) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean isKey(Expression.Path path, Table table) {
        return path.steps().equals(List.of(table.primaryId()));
    }

    private static Optional<Set<RecordId>> ids(List<@Nullable Object> values) {
        Set<RecordId> ids = new LinkedHashSet<>();
        for (@Nullable Object value : values) {
            try {
                ids.add(value instanceof UUID id ? RecordId.of(id) : RecordId.guid(String.valueOf(value)));
            } catch (IllegalArgumentException e) {
                // what it means is the evaluation's business
                return Optional.empty();
            }
        }
        return Optional.of(ids);
    }
}
