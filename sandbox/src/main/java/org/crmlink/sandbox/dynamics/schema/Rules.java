package org.crmlink.sandbox.dynamics.schema;

import org.crmlink.sandbox.schema.WriteRule;
import org.jspecify.annotations.Nullable;

/** Rules of one table after each other. */
record Rules(WriteRule first, WriteRule second) implements WriteRule {

    static WriteRule both(@Nullable WriteRule first, WriteRule second) {
        return first == null ? second : new Rules(first, second);
    }

    @Override
    public void apply(Draft draft) {
        first.apply(draft);
        second.apply(draft);
    }
}
