package org.crmlink.cli.chaos;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Holds both sides against each other, row by row and column by column. */
final class Comparison {

    private final World world;
    private final People people;

    Comparison(World world, People people) {
        this.world = world;
        this.people = people;
    }

    /** Both sides must be equal but for the open errors, and those must be justified. */
    void run() {
        judgeErrors();
        compare(OpenEnds.of(world));
    }

    /** Entries must have a reason that the run knows. */
    private void judgeErrors() {
        for (LocalSide.ErrorEntry error : world.local.errors()) {
            Entity entity = Entity.of(world.entities, error.entity());
            Map<String, String> row = world.local.rows(entity).get(error.record());
            boolean deletedThere = !world.backend.exists(entity, error.record());
            boolean dangling = row != null
                    && entity.lookups().stream()
                            .anyMatch(lookup -> row.get(lookup.field()) != null
                                    && !people.livesOnServer(lookup, row.get(lookup.field())));
            boolean justified = switch (error.kind()) {
                case "conflict" -> error.serverDeleted() && deletedThere;
                case "refused" -> dangling || deletedThere;
                default -> false;
            };
            if (!justified) {
                world.journal.violation("an entry of sync_errors without a reason: " + error + "\n  local row " + row
                        + "\n" + world.journal.story(entity, error.record()));
            }
        }
    }

    private void compare(OpenEnds open) {
        Map<Entity, Map<String, ChaosServer.Shown>> present = world.server.rows();
        for (Entity entity : world.entities) {
            Map<String, Map<String, String>> here = world.local.rows(entity);
            Set<String> ids = new TreeSet<>(here.keySet());
            ids.addAll(present.get(entity).keySet());
            for (String id : ids) {
                if (open.has(entity, id)) {
                    continue;
                }
                ChaosServer.Shown there = present.get(entity).get(id);
                Map<String, String> row = here.get(id);
                if (there == null) {
                    world.journal.violation("only local: " + row + "\n" + world.journal.story(entity, id));
                } else if (row == null) {
                    world.journal.violation(
                            "only on the server: " + there.values() + "\n" + world.journal.story(entity, id));
                } else {
                    compareRow(entity, id, row, there.values());
                }
            }
        }
    }

    private void compareRow(Entity entity, String id, Map<String, String> here, Map<String, String> there) {
        Set<String> different = new HashSet<>();
        for (String column : entity.columns()) {
            if (!Objects.equals(here.get(column), there.get(column))) {
                different.add(column + ": local " + here.get(column) + ", server " + there.get(column));
            }
        }
        if (!different.isEmpty()) {
            world.journal.violation("not equal: " + different + "\n" + world.journal.story(entity, id));
        }
    }
}
