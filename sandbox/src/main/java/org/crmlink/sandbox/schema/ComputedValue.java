package org.crmlink.sandbox.schema;

import org.jspecify.annotations.Nullable;

/**
 * The formula of a column that the server computes from other columns of the same row, on each read. A client that sent something
 * else meets a value changed by the server.
 */
@FunctionalInterface
public interface ComputedValue {

    /** The value for this row; must depend on nothing but the row. */
    @Nullable
    Object of(Values row);
}
