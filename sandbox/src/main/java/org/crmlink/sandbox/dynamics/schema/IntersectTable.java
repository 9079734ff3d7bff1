package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.guid;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;

import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;

/** Tables that hold the pairs of N:N relationships. */
final class IntersectTable {

    private IntersectTable() {}

    static Table of(
            String schemaName,
            String entitySet,
            String primaryId,
            boolean tracked,
            int typeCode,
            String attribute1,
            String attribute2) {
        return TableBuilder.table(schemaName, "", entitySet)
                .intersect()
                .changeTracking(tracked)
                .objectTypeCode(typeCode)
                .columns(new ColumnList()
                        .add(primaryId(primaryId, ""), guid(attribute1, ""), guid(attribute2, ""))
                        .version()
                        .list())
                .build();
    }
}
