package org.crmlink.sandbox.salesforce.query;

import org.crmlink.sandbox.salesforce.org.Field;
import org.jspecify.annotations.Nullable;

/**
 * Reads one value of a record, or of a group of records.
 *
 * @param <T> what it reads of
 */
interface Reading<T> {

    /** What the values are like: a field, or one that a function makes up. */
    Field field();

    /** The value; null for none. */
    @Nullable
    Object value(T from);

    /** A reading of these. */
    static <T> Reading<T> of(Field field, java.util.function.Function<T, @Nullable Object> value) {
        return new Reading<>() {
            @Override
            public Field field() {
                return field;
            }

            @Override
            public @Nullable Object value(T from) {
                return value.apply(from);
            }
        };
    }
}
