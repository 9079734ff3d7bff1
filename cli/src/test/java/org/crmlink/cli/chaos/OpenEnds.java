package org.crmlink.cli.chaos;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What may rightly be different on both sides: records with an entry in {@code sync_errors}, and records with an unsent link to one of those that
 * the server does not have, for they wait until somebody decides.
 */
final class OpenEnds {

    private final Map<Entity, Set<String>> entries;
    private final Map<Entity, Set<String>> waiting = new HashMap<>();

    private OpenEnds(World world) {
        this.entries = world.local.entryIds();
        for (Entity entity : world.entities) {
            waiting.put(entity, new HashSet<>());
        }
    }

    static OpenEnds of(World world) {
        OpenEnds ends = new OpenEnds(world);
        Map<Entity, Map<String, Map<String, String>>> rows = new HashMap<>();
        for (Entity entity : world.entities) {
            rows.put(entity, world.local.rows(entity));
        }
        // each round finds what waits for a record that was found in the round before
        boolean more = ends.count() > 0;
        while (more) {
            more = false;
            for (Entity entity : world.entities) {
                for (Map.Entry<String, Map<String, String>> row :
                        rows.get(entity).entrySet()) {
                    if (!ends.has(entity, row.getKey())
                            && entity.lookups().stream()
                                    .anyMatch(lookup ->
                                            ends.waits(world, entity, lookup, row.getKey(), row.getValue()))) {
                        ends.waiting.get(entity).add(row.getKey());
                        more = true;
                    }
                }
            }
        }
        return ends;
    }

    private boolean waits(World world, Entity entity, Entity.Lookup lookup, String id, Map<String, String> row) {
        String target = row.get(lookup.field());
        return target != null
                && world.journal.wrote(entity, id, lookup.field(), target)
                && lookup.targets().stream()
                        .map(table -> Entity.of(world.entities, table))
                        .anyMatch(there -> has(there, target) && !world.backend.exists(there, target));
    }

    boolean has(Entity entity, String id) {
        return entries.get(entity).contains(id) || waiting.get(entity).contains(id);
    }

    /** Records that wait for one with an entry. */
    int waiting() {
        return waiting.values().stream().mapToInt(Set::size).sum();
    }

    private int count() {
        return entries.values().stream().mapToInt(Set::size).sum();
    }
}
