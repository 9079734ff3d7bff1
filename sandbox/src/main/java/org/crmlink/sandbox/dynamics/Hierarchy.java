package org.crmlink.sandbox.dynamics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;

/**
 * The rows of a table seen as trees, over the one lookup to itself that is marked as hierarchical.
 *
 * @param reader the rows
 * @param relation the relationship
 */
record Hierarchy(Reader reader, OneToMany relation) {

    /**
     * Relationships that are hierarchical out of the box. No recording shows the flag of all standard relationships: these are
     * named as such by the vendor's documentation of hierarchical data, the business unit's is our assumption.
     */
    private static final Set<String> STANDARD = Set.of(
            "account_parent_account",
            "user_parent_user",
            "business_unit_parent_business_unit",
            "product_parent_product",
            "incident_parent_incident",
            "position_parent_position",
            "territory_parent_territory");

    static boolean isHierarchical(OneToMany relation) {
        return STANDARD.contains(relation.schemaName())
                && relation.referencedTable().equals(relation.referencingTable());
    }

    static Optional<Hierarchy> of(Reader reader, Table table) {
        for (OneToMany relation : reader.schema().lookupsOf(table.logicalName())) {
            if (isHierarchical(relation)) {
                return Optional.of(new Hierarchy(reader, relation));
            }
        }
        return Optional.empty();
    }

    /** All rows below this one, without it. */
    Set<RecordId> under(RecordId top) {
        Navigation.ToMany children = new Navigation.ToMany(relation.collectionNavigation(), relation);
        Set<RecordId> found = new LinkedHashSet<>();
        Deque<RecordId> open = new ArrayDeque<>();
        open.add(top);
        while (!open.isEmpty()) {
            Optional<Row> row = reader.find(relation.referencedTable(), open.remove());
            if (row.isPresent()) {
                for (Row child : reader.related(row.get(), children)) {
                    if (!child.id().equals(top) && found.add(child.id())) {
                        open.add(child.id());
                    }
                }
            }
        }
        return found;
    }

    /** All rows above this one, without it. */
    Set<RecordId> above(RecordId bottom) {
        Set<RecordId> found = new LinkedHashSet<>();
        RecordId at = bottom;
        while (true) {
            Optional<Row> row = reader.find(relation.referencingTable(), at);
            if (row.isEmpty()
                    || !(row.get().get(relation.referencingColumn()) instanceof Reference parent)
                    || parent.id().equals(bottom)
                    || !found.add(parent.id())) {
                return found;
            }
            at = parent.id();
        }
    }
}
