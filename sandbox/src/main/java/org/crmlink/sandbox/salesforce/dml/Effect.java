package org.crmlink.sandbox.salesforce.dml;

import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.Row;
import org.jspecify.annotations.Nullable;

/**
 * What the server does by itself when records of an object change, inside of the same work. Does nothing about fields and objects that the schema does
 * not have. Stateless.
 */
interface Effect {

    /**
     * Before a new or changed record is checked and saved.
     *
     * @throws OrgException if it cannot be so
     */
    default void beforeSave(ServerWrites writes, Draft draft) {}

    /** After a record was created or changed; the state before is null for what is new, or comes out of the recycle bin. */
    default void afterSave(ServerWrites writes, @Nullable Row before, Row after) {}

    /** Before a record goes into the recycle bin. */
    default void beforeDelete(ServerWrites writes, Row row) {}

    /** After a record went into the recycle bin. */
    default void afterDelete(ServerWrites writes, Row row) {}
}
