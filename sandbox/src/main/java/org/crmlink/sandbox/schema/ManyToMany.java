package org.crmlink.sandbox.schema;

import java.util.UUID;

/**
 * A relationship kept as rows of an intersect table.
 *
 * @param schemaName unique name
 * @param intersectTable logical name of the table that holds the pairs
 * @param table1 first side
 * @param attribute1 column of the intersect table with the id of the first side
 * @param navigation1 navigation property of the first side's table, leading to rows of the second
 * @param table2 second side
 * @param attribute2 column of the intersect table with the id of the second side
 * @param navigation2 navigation property of the second side's table, leading to rows of the first
 * @param custom whether a customizer made it
 */
public record ManyToMany(
        String schemaName,
        String intersectTable,
        String table1,
        String attribute1,
        String navigation1,
        String table2,
        String attribute2,
        String navigation2,
        boolean custom) {

    /** Deterministic id. */
    public UUID metadataId() {
        return Names.metadataId("relationship", schemaName);
    }
}
