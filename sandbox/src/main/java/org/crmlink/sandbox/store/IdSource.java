package org.crmlink.sandbox.store;

import org.crmlink.sandbox.schema.Table;

/** Makes ids for rows whose creator gave none; called under the store's lock. */
@FunctionalInterface
public interface IdSource {

    /** A new id, never used before. */
    RecordId next(Table table);
}
