package org.crmlink.sandbox.schema;

import java.util.UUID;

/**
 * A lookup column seen as a relationship: many rows of the referencing table point to one row of the referenced table. A polymorphic
 * lookup has one relationship for each target.
 *
 * @param schemaName unique name
 * @param referencedTable the table pointed to
 * @param referencedColumn its primary id
 * @param referencingTable the table that has the lookup
 * @param referencingColumn the lookup
 * @param collectionNavigation navigation property on the referenced side, case-sensitive
 * @param lookupNavigation navigation property on the referencing side, case-sensitive
 * @param onDelete what happens to the referencing rows on deletion
 * @param custom whether a customizer made it
 */
public record OneToMany(
        String schemaName,
        String referencedTable,
        String referencedColumn,
        String referencingTable,
        String referencingColumn,
        String collectionNavigation,
        String lookupNavigation,
        DeleteBehavior onDelete,
        boolean custom) {

    /** A relationship whose collection navigation property has the schema name, as nearly all have. */
    public static OneToMany of(
            String schemaName,
            String referencedTable,
            String referencedColumn,
            String referencingTable,
            String referencingColumn,
            String lookupNavigation,
            DeleteBehavior onDelete) {
        return new OneToMany(
                schemaName,
                referencedTable,
                referencedColumn,
                referencingTable,
                referencingColumn,
                schemaName,
                lookupNavigation,
                onDelete,
                false);
    }

    /** The same relationship, marked as made by a customizer. */
    public OneToMany asCustom() {
        return new OneToMany(
                schemaName,
                referencedTable,
                referencedColumn,
                referencingTable,
                referencingColumn,
                collectionNavigation,
                lookupNavigation,
                onDelete,
                true);
    }

    /** Deterministic id. */
    public UUID metadataId() {
        return Names.metadataId("relationship", schemaName);
    }
}
