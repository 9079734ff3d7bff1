package org.crmlink.cli.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;

/** The server's people: they edit the sandbox's store directly, beside whatever the sync does to it. */
final class ServerSide {

    private final ChaosServer backend;
    private final Journal journal;
    private final Values values;
    private final Predicate<String> held;

    ServerSide(ChaosServer backend, Journal journal, Values values, Predicate<String> held) {
        this.backend = backend;
        this.journal = journal;
        this.values = values;
        this.held = held;
    }

    /** Looks at all rows and judges what the sync did to them since the last look. */
    void look() {
        exclusively(() -> {});
    }

    /**
     * Runs an edit of the server's people while the sync's requests wait, so that what changed before it is the sync's doing and what it changes
     * is not.
     */
    void exclusively(Runnable edit) {
        synchronized (journal) {
            backend.exclusively(() -> {
                journal.observe(rows(), false);
                edit.run();
                journal.observe(rows(), true);
            });
        }
    }

    Map<Entity, Map<String, ChaosServer.Shown>> rows() {
        Map<Entity, Map<String, ChaosServer.Shown>> all = new HashMap<>();
        for (Entity entity : backend.entities()) {
            all.put(entity, backend.rows(entity));
        }
        return all;
    }

    void create(Entity entity, Random random) {
        Map<String, Object> row = newRow(entity, random);
        for (Entity.Lookup lookup : entity.lookups()) {
            if (random.nextInt(3) == 0) {
                randomTarget(lookup, random, row);
            }
        }
        String id = newId(random);
        exclusively(() -> {
            // who was to be pointed to may be gone by now
            row.values()
                    .removeIf(value -> value instanceof ChaosServer.Target target
                            && !backend.exists(target.entity(), target.id()));
            backend.insert(entity, id, row);
        });
    }

    /** Changes one or two fields, sometimes a lookup; false if there is no such row that may be changed. */
    boolean update(Entity entity, String id, Random random) {
        Map<String, Object> change = edit(entity, random);
        if (random.nextInt(6) == 0) {
            randomTarget(entity.lookups().get(random.nextInt(entity.lookups().size())), random, change);
        }
        boolean[] done = new boolean[1];
        exclusively(() -> {
            change.values()
                    .removeIf(value -> value instanceof ChaosServer.Target target
                            && !backend.exists(target.entity(), target.id()));
            if (backend.exists(entity, id) && !change.isEmpty()) {
                backend.update(entity, id, change);
                done[0] = true;
            }
        });
        return done[0];
    }

    boolean delete(Entity entity, String id) {
        boolean[] done = new boolean[1];
        exclusively(() -> {
            if (backend.exists(entity, id)) {
                backend.delete(entity, id);
                done[0] = true;
            }
        });
        return done[0];
    }

    Map<String, Object> newRow(Entity entity, Random random) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (String field : entity.editable()) {
            row.put(field, value(entity, field));
        }
        if (random.nextBoolean()) {
            row.remove(entity.optional());
        }
        return row;
    }

    Map<String, Object> edit(Entity entity, Random random) {
        Map<String, Object> change = new LinkedHashMap<>();
        List<String> editable = entity.editable();
        for (int i = random.nextInt(2); i >= 0; i--) {
            String field = editable.get(random.nextInt(editable.size()));
            change.put(field, field.equals(entity.optional()) && random.nextInt(4) == 0 ? null : value(entity, field));
        }
        return change;
    }

    static String newId(Random random) {
        return new UUID(
                        (random.nextLong() & 0xffffffffffff0fffL) | 0x4000L,
                        (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L)
                .toString();
    }

    private Object value(Entity entity, String field) {
        String next = values.next(entity, field);
        return entity.isNumber(field) ? (Object) Integer.valueOf(next) : next;
    }

    private void randomTarget(Entity.Lookup lookup, Random random, Map<String, Object> row) {
        Entity target = Entity.of(
                backend.entities(),
                lookup.targets().get(random.nextInt(lookup.targets().size())));
        List<String> ids = new ArrayList<>(backend.rows(target).keySet());
        ids.removeIf(held);
        if (!ids.isEmpty()) {
            row.put(lookup.field(), new ChaosServer.Target(target, ids.get(random.nextInt(ids.size()))));
        }
    }
}
