package org.crmlink.cli.chaos;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;

/** The server's people: they edit the sandbox's store directly, beside whatever the sync does to it. */
final class ServerSide {

    /** A committed row; its texts are made when somebody looks. */
    static final class Shown {
        private final Entity entity;
        private final Row row;

        private Shown(Entity entity, Row row) {
            this.entity = entity;
            this.row = row;
        }

        long version() {
            return row.version();
        }

        /** What SQLite must show, by column; empty ones are null. */
        Map<String, String> values() {
            Map<String, String> values = new LinkedHashMap<>();
            for (String field : entity.fields()) {
                values.put(field, text(row.get(field)));
            }
            for (Entity.Lookup lookup : entity.lookups()) {
                if (lookup.polymorphic()) {
                    values.put(
                            lookup.companion(),
                            row.get(lookup.field()) instanceof Reference reference ? reference.table() : null);
                }
            }
            return values;
        }

        private static String text(Object value) {
            if (value == null) {
                return null;
            }
            if (value instanceof Reference reference) {
                return reference.id().text();
            }
            if (value instanceof RecordId id) {
                return id.text();
            }
            if (value instanceof Instant instant) {
                return instant.truncatedTo(ChronoUnit.SECONDS).toString();
            }
            return value.toString();
        }
    }

    private final Store store;
    private final Journal journal;
    private final Values values;

    ServerSide(Store store, Journal journal, Values values) {
        this.store = store;
        this.journal = journal;
        this.values = values;
    }

    Store store() {
        return store;
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
            store.run(unused -> {
                journal.observe(rows(), false);
                edit.run();
                journal.observe(rows(), true);
            });
        }
    }

    Map<Entity, Map<String, Shown>> rows() {
        Map<Entity, Map<String, Shown>> all = new HashMap<>();
        for (Entity entity : Entity.values()) {
            Map<String, Shown> rows = new TreeMap<>();
            for (Row row : store.scan(entity.table(), null, Integer.MAX_VALUE)) {
                rows.put(row.id().text(), new Shown(entity, row));
            }
            all.put(entity, rows);
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
        RecordId id = newId(random);
        exclusively(() -> store.run(tx -> tx.insert(entity.table(), id, row)));
    }

    /** Changes one or two fields, sometimes a lookup; false if there is no such row that may be changed. */
    boolean update(Entity entity, RecordId id, Random random) {
        Map<String, Object> change = edit(entity, random);
        if (random.nextInt(6) == 0) {
            randomTarget(entity.lookups().get(random.nextInt(entity.lookups().size())), random, change);
        }
        boolean[] done = new boolean[1];
        exclusively(() -> {
            if (store.get(entity.table(), id).isPresent()) {
                store.run(tx -> tx.update(entity.table(), id, change));
                done[0] = true;
            }
        });
        return done[0];
    }

    boolean delete(Entity entity, RecordId id) {
        boolean[] done = new boolean[1];
        exclusively(() -> {
            if (store.get(entity.table(), id).isPresent()) {
                store.delete(entity.table(), id);
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
            row.remove("description");
        }
        return row;
    }

    Map<String, Object> edit(Entity entity, Random random) {
        Map<String, Object> change = new LinkedHashMap<>();
        List<String> editable = entity.editable();
        for (int i = random.nextInt(2); i >= 0; i--) {
            String field = editable.get(random.nextInt(editable.size()));
            change.put(field, field.equals("description") && random.nextInt(4) == 0 ? null : value(entity, field));
        }
        return change;
    }

    static RecordId newId(Random random) {
        return RecordId.of(randomUuid(random));
    }

    static UUID randomUuid(Random random) {
        return new UUID(
                (random.nextLong() & 0xffffffffffff0fffL) | 0x4000L,
                (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L);
    }

    private Object value(Entity entity, String field) {
        String next = values.next(entity, field);
        return entity.isNumber(field) ? (Object) Integer.valueOf(next) : next;
    }

    private void randomTarget(Entity.Lookup lookup, Random random, Map<String, Object> row) {
        Entity target =
                Entity.of(lookup.targets().get(random.nextInt(lookup.targets().size())));
        List<Row> rows = store.scan(target.table(), null, Integer.MAX_VALUE);
        if (!rows.isEmpty()) {
            row.put(
                    lookup.field(),
                    new Reference(
                            target.table(),
                            rows.get(random.nextInt(rows.size())).id()));
        }
    }
}
