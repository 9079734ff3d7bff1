package org.crmlink.sandbox.dynamics.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.Values;
import org.crmlink.sandbox.schema.WriteEffect;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a rollup column of a parent row in step with the rows that point to it. The real service does so by a job within the hour, or
 * when {@code CalculateRollupField} is called; here it happens at once (our choice: a test need not wait).
 */
final class RollupEffect implements WriteEffect {

    /** How the values of the rows become one. */
    enum Aggregate {
        COUNT,
        SUM,
        MIN,
        MAX,
        AVG
    }

    /** State of a calculation that has been done. */
    private static final int CALCULATED = 1;

    private final String table;
    private final String lookup;
    private final @Nullable String source;
    private final Aggregate aggregate;
    private final Column target;

    /**
     * A rollup.
     *
     * @param table the table of the rows that are rolled up
     * @param lookup their lookup to the parent
     * @param source the column that is rolled up, or null to count rows
     * @param target the column of the parent
     */
    RollupEffect(String table, String lookup, @Nullable String source, Aggregate aggregate, Column target) {
        this.table = table;
        this.lookup = lookup;
        this.source = source;
        this.aggregate = aggregate;
        this.target = target;
    }

    @Override
    public void after(Change change) {
        Set<Object> parents = new LinkedHashSet<>();
        change.before().map(row -> row.get(lookup)).ifPresent(parents::add);
        change.now().map(row -> row.get(lookup)).ifPresent(parents::add);
        boolean same = source != null && !change.isChanged(source) && !change.isChanged(lookup);
        if (same) {
            return;
        }
        for (Object parent : parents) {
            if (change.find(parent) == null) {
                continue;
            }
            change.hold(parent);
            Values row = change.find(parent);
            if (row != null) {
                roll(change, parent, row);
            }
        }
    }

    private void roll(Change change, Object parent, Values row) {
        List<BigDecimal> numbers = new ArrayList<>();
        for (Object reference : change.referrers(table, lookup, parent)) {
            Values child = change.find(reference);
            Object value = child == null ? null : source == null ? BigDecimal.ONE : child.get(source);
            if (value instanceof Number number) {
                numbers.add(new BigDecimal(number.toString()));
            }
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put(target.logicalName(), kept(aggregated(numbers)));
        values.put(target.logicalName() + "_state", CALCULATED);
        // The calculation is none of the row's modifications.
        values.put("modifiedon", row.get("modifiedon"));
        values.put("modifiedby", row.get("modifiedby"));
        change.update(parent, values);
    }

    private @Nullable BigDecimal aggregated(List<BigDecimal> numbers) {
        return switch (aggregate) {
            case COUNT -> BigDecimal.valueOf(numbers.size());
            case SUM -> numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            case MIN -> numbers.stream().min(BigDecimal::compareTo).orElse(null);
            case MAX -> numbers.stream().max(BigDecimal::compareTo).orElse(null);
            case AVG ->
                numbers.isEmpty()
                        ? null
                        : numbers.stream()
                                .reduce(BigDecimal.ZERO, BigDecimal::add)
                                .divide(BigDecimal.valueOf(numbers.size()), java.math.MathContext.DECIMAL64);
        };
    }

    private @Nullable Object kept(@Nullable BigDecimal number) {
        if (number == null) {
            return null;
        }
        return target.type() == ColumnType.INTEGER ? (Object) number.intValue() : number;
    }
}
