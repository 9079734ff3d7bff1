package org.crmlink.engine.store;

import org.jspecify.annotations.Nullable;

/**
 * A value as its column holds it.
 *
 * @param value what stands in the column
 * @param entity what stands in the second column of a polymorphic lookup
 */
record StoredValue(@Nullable Object value, @Nullable Object entity) {}
