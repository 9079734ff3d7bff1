package org.crmlink.host.filter;

import org.jspecify.annotations.Nullable;

/** A compiled filter or part of one. */
@FunctionalInterface
interface Condition {

    boolean matches(@Nullable Object[] values);
}
