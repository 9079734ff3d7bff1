package org.crmlink.sandbox.dynamics;

import java.util.function.Function;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Table;
import org.jspecify.annotations.Nullable;

/**
 * Where a value comes from.
 *
 * @param table the table of the column
 * @param column the column, which tells the value's type
 * @param value the way to the value from one row, or from several that are joined
 */
record Source<T>(Table table, Column column, Function<T, @Nullable Object> value) {}
