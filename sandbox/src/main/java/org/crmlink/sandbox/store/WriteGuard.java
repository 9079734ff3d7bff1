package org.crmlink.sandbox.store;

import java.util.Map;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.Table;
import org.jspecify.annotations.Nullable;

/**
 * Asked about each change that the user of a transaction makes; refuses by throwing, after which the transaction can only be rolled back.
 * What follows from a change, such as deletions by cascade, is the server's doing and not asked about. Called under the store's write
 * lock.
 */
public interface WriteGuard {

    /** A row is to be made of these values. */
    void creating(Table table, Map<String, ? extends @Nullable Object> values);

    /** The row that was made. */
    void created(Row row, Map<String, ? extends @Nullable Object> values);

    /** Values are to be put into a row. */
    void updating(Row old, Map<String, ? extends @Nullable Object> values);

    /** The row as it will be. */
    default void updated(Row old, Row row, Map<String, ? extends @Nullable Object> values) {
        // Most guards have decided before.
    }

    /** A row is to be deleted. */
    void deleting(Row row);

    /** A pair is to be put into a relationship, or taken out of it. */
    void linking(ManyToMany relation, Row first, Row second);
}
