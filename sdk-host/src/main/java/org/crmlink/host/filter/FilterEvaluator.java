package org.crmlink.host.filter;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.EntityType;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a filter on rows exactly as {@link Filter} defines it; the reference that connectors are measured by. Immutable, thread-safe if the
 * environment's {@link RelatedRecords} is.
 *
 * <p>The filter is compiled once: field positions, bounds of relative dates and sets of values are resolved then. <em>Now</em> is read once too, so
 * that one evaluator judges all rows by the same time; compile anew for each pass.
 *
 * <p>Where {@link Filter} leaves room: choices compare without case like texts; ids compare exactly, except that two GUIDs compare without case; a
 * field of several choices or references matches {@code eq} and {@code in} if one of them does.
 */
public final class FilterEvaluator {

    private final Condition condition;

    private FilterEvaluator(Condition condition) {
        this.condition = condition;
    }

    /**
     * Compiles a filter.
     *
     * @param filter bound to the entity, see {@link FilterBinding}
     * @param entity the entity of the rows
     * @param fields the order of the rows' values; every field that the filter uses is among them
     * @throws IllegalArgumentException if the filter is not bound, or a field is not in {@code fields}
     */
    public static FilterEvaluator compile(
            Filter filter, EntityType entity, List<String> fields, FilterEnvironment environment) {
        requireNonNull(environment, "environment is null");
        return new FilterEvaluator(new FilterCompiler(entity, fields, environment).compile(filter));
    }

    /** Whether a row matches. Blocks only where semi-joins do. */
    public boolean matches(Row row) {
        return condition.matches(row.values());
    }

    /** Whether values in the order of the fields match. */
    public boolean matches(@Nullable Object[] values) {
        return condition.matches(values);
    }
}
