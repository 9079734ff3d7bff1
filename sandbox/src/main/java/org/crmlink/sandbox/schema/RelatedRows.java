package org.crmlink.sandbox.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule of the server can look up while a row is written: the rows as the running transaction sees them. */
public interface RelatedRows {

    /** The row that this lookup value points to, or null if there is none. */
    @Nullable
    Values find(Object reference);

    /** Lookup values that point to the rows whose given column points to the target; in no particular order. */
    List<Object> referrers(String table, String column, Object target);
}
