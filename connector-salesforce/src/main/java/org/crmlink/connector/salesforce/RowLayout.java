package org.crmlink.connector.salesforce;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the rows of one query are read. Immutable.
 *
 * @param entity of the rows
 * @param fields the query's fields, in the order of a row's values
 * @param select what is asked for: the fields, each once, and what else is needed to know a row
 * @param slots by name, one for each of them
 */
record RowLayout(String entity, List<String> fields, List<String> select, Map<String, Slot> slots) {

    RowLayout {
        fields = List.copyOf(fields);
        select = List.copyOf(select);
        slots = Map.copyOf(slots);
    }

    /** What one selected field is good for. */
    static final class Slot {
        final String name;
        final Cell cell;
        final int[] places;
        final Role role;

        Slot(String name, Cell cell, int[] places, Role role) {
            this.name = name;
            this.cell = cell;
            this.places = places;
            this.role = role;
        }
    }

    /** What a field tells of the row itself. */
    enum Role {
        NONE,
        ID,
        /** Where the row stands in the order of changes. */
        STAMP,
        DELETED
    }

    /** The same rows without the query's fields: only what tells them apart and where they stand. */
    RowLayout bare() {
        List<String> own = new ArrayList<>();
        Map<String, Slot> bare = new HashMap<>();
        for (String name : select) {
            Slot slot = slot(name).orElseThrow();
            if (slot.role != Role.NONE) {
                own.add(name);
                bare.put(name, new Slot(name, slot.cell, new int[0], slot.role));
            }
        }
        return new RowLayout(entity, List.of(), own, bare);
    }

    Optional<Slot> slot(String name) {
        return Optional.ofNullable(slots.get(name));
    }
}
