package org.crmlink.sandbox.schema;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the server does around a change of a row, in the same transaction: refuses it for the sake of other rows, and changes others
 * afterwards, as plug-ins before and after the operation would. What an effect writes is the server's own work: columns that clients
 * cannot write can be written, and rules for clients do not apply.
 */
public interface WriteEffect {

    /** Refuses the change by an exception; must not write. Not asked about what the server itself changes. */
    default void check(Change change) {}

    /** Does what follows from the change. */
    default void after(Change change) {}

    /** A change of one row, seen from inside its transaction. */
    interface Change extends RelatedRows {

        /** A lookup value that points to the row. */
        Object reference();

        /** The row before; empty if it is being created. */
        Optional<Values> before();

        /** The row now; empty if it is being deleted. */
        Optional<Values> now();

        /** Whether this column has another value than before; true for all that have one while the row is created. */
        boolean isChanged(String column);

        /** The name of the row's table. */
        String table();

        /** Waits for other writers of a row and keeps them away until the transaction ends; before sums over its rows are made. */
        void hold(Object reference);

        /** Creates a row of another table under the id of the changed row. */
        void insertTwin(String table, Map<String, ? extends @Nullable Object> values);

        /** A lookup value for the row of another table that has the id of the changed row. */
        Object twin(String table);

        /** Creates a row and returns a lookup value that points to it. */
        Object insert(String table, Map<String, ? extends @Nullable Object> values);

        /** Changes a row. */
        void update(Object reference, Map<String, ? extends @Nullable Object> values);

        /** Deletes a row. */
        void delete(Object reference);
    }
}
