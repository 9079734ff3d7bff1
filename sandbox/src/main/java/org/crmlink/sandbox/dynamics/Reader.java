package org.crmlink.sandbox.dynamics;

import java.util.List;
import java.util.Optional;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;

/** What evaluation and formatting read from the store besides the row at hand. */
interface Reader {

    Schema schema();

    /** The same rows as the server itself sees them. */
    Reader unlimited();

    /** Refuses if the caller cannot read the table at all. */
    void mustRead(Table table);

    Optional<Row> find(String table, RecordId id);

    /** Rows that a collection-valued navigation property of the row leads to, in id order. */
    List<Row> related(Row row, Navigation navigation);
}
