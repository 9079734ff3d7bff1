package org.crmlink.sandbox.dynamics.duplicates;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.crmlink.sandbox.schema.Values;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/**
 * A published rule.
 *
 * @param name its name
 * @param base table of the rows that are checked
 * @param matching table of the rows that they are compared with
 * @param conditions all of which must be met
 * @param caseSensitive whether the case of letters counts
 * @param activeOnly whether inactive rows are no duplicates
 */
record Rule(
        String name,
        String base,
        String matching,
        List<Condition> conditions,
        boolean caseSensitive,
        boolean activeOnly) {

    Rule {
        conditions = List.copyOf(conditions);
    }

    /** The test for duplicates of a row; empty if it can have none. */
    Optional<Predicate<Row>> duplicatesOf(Values row) {
        List<Object> codes = new ArrayList<>();
        for (Condition condition : conditions) {
            Optional<Object> code =
                    condition.code(condition.base(), row.get(condition.base().logicalName()), caseSensitive);
            if (code.isEmpty()) {
                return Optional.empty();
            }
            codes.add(code.get());
        }
        return codes.isEmpty() ? Optional.empty() : Optional.of(other -> matches(other, codes));
    }

    private boolean matches(Row other, List<Object> codes) {
        for (int i = 0; i < codes.size(); i++) {
            Condition condition = conditions.get(i);
            @Nullable Object value = other.get(condition.matching().logicalName());
            Optional<Object> code = condition.code(condition.matching(), value, caseSensitive);
            if (code.isEmpty() || !code.get().equals(codes.get(i))) {
                return false;
            }
        }
        return !activeOnly || isActive(other);
    }

    private static boolean isActive(Row row) {
        return row.table().column("statecode").isEmpty() || Integer.valueOf(0).equals(row.get("statecode"));
    }
}
