package org.crmlink.engine.store;

import java.sql.SQLException;
import org.crmlink.engine.store.PageTransaction.Effect;
import org.crmlink.sdk.change.Row;

/** Where the rows of a download go, inside a transaction. One-at-a-time. */
interface RowTarget {

    /** Stores a row of the server. */
    Effect upsert(Row row) throws SQLException;

    /** The record is gone, or no longer wanted. */
    Effect remove(String id) throws SQLException;

    /** The record could not be read; its row stays as it was. */
    void unreadable(String id, String message) throws SQLException;

    /** The record is to be fetched by its id. */
    void refetch(String id) throws SQLException;

    /** What was taken so far is in the database; the transaction may end. */
    void flush() throws SQLException;

    /** The read has come to its end. Says how many rows are gone by that. */
    int finish() throws SQLException;
}
