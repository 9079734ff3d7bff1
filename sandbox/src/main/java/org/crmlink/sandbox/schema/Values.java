package org.crmlink.sandbox.schema;

import org.jspecify.annotations.Nullable;

/** The values of one row by logical column name. */
@FunctionalInterface
public interface Values {

    /** The value, or null if the row has none. Unknown names are an {@link IllegalArgumentException}. */
    @Nullable
    Object get(String column);
}
