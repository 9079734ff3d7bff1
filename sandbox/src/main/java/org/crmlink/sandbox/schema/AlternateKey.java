package org.crmlink.sandbox.schema;

import java.util.List;
import java.util.UUID;

/**
 * A second identity of the rows of a table. Rows with an empty key column are not constrained; texts compare without case.
 *
 * @param schemaName the name as the customizer wrote it
 * @param displayName the name shown to people
 * @param columns logical names of the key columns, in order
 */
public record AlternateKey(String schemaName, String displayName, List<String> columns) {

    public AlternateKey {
        columns = List.copyOf(columns);
    }

    /** The logical name: the schema name in lower case. */
    public String logicalName() {
        return Names.lower(schemaName);
    }

    /** Deterministic id of this key in the metadata of the given table. */
    public UUID metadataId(String table) {
        return Names.metadataId("key", table + "." + schemaName);
    }
}
