package org.crmlink.engine.store;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What defining an entity's table did. Immutable.
 *
 * @param created whether the table is new
 * @param added fields that were added, empty in all rows so far
 * @param dropped fields whose columns were dropped
 * @param rebuilt whether the table was made anew, empty, because key or types changed
 * @param blocked why nothing was done although the definition differs: local changes that are not uploaded yet; empty if it was done. The old
 *     definition stays in force
 */
public record SchemaChange(boolean created, List<String> added, List<String> dropped, boolean rebuilt, String blocked) {

    /** The table is what it should be. */
    static final SchemaChange NONE = new SchemaChange(false, List.of(), List.of(), false, "");

    public SchemaChange {
        added = List.copyOf(added);
        dropped = List.copyOf(dropped);
        requireNonNull(blocked, "blocked is null");
    }

    /** Whether rows lack values, so that the entity has to be read in full. The store has forgotten its token then. */
    public boolean needsFullRead() {
        return created || rebuilt || !added.isEmpty();
    }
}
