package org.crmlink.cli.chaos;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Transactions of the server's people that stay open while others commit and syncs run: their changes become visible late, with versions lower than
 * those that a reader has seen. Rows they hold are left alone by everyone else in the run, because the others would only wait.
 */
final class LateWriter {

    private static final int MOST_OPEN = 3;

    private static final class Open {
        private final ChaosServer.Late transaction;
        private final long versionAtStart;
        private final Set<String> held = new HashSet<>();
        private boolean syncedMeanwhile;

        private Open(ChaosServer.Late transaction, long versionAtStart) {
            this.transaction = transaction;
            this.versionAtStart = versionAtStart;
        }
    }

    private final ChaosServer backend;
    private final ServerSide server;
    private final Journal journal;
    private final List<Open> open = new ArrayList<>();

    LateWriter(ChaosServer backend, ServerSide server, Journal journal) {
        this.backend = backend;
        this.server = server;
        this.journal = journal;
    }

    /** Opens a transaction that creates a row or two, and changes one if there is one that nobody else has to do with. */
    boolean begin(Random random) {
        synchronized (journal) {
            if (open.size() == MOST_OPEN) {
                return false;
            }
            List<Entity> entities = backend.entities();
            Open late = new Open(backend.begin(), backend.currentVersion());
            for (int i = random.nextInt(2); i >= 0; i--) {
                Entity entity = entities.get(random.nextInt(entities.size()));
                String id = ServerSide.newId(random);
                late.transaction.insert(entity, id, server.newRow(entity, random));
                late.held.add(id);
            }
            Entity entity = entities.get(random.nextInt(entities.size()));
            List<String> free = backend.rows(entity).entrySet().stream()
                    .filter(row -> isFree(entity, row.getKey(), row.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            if (!free.isEmpty()) {
                String id = free.get(random.nextInt(free.size()));
                late.transaction.update(entity, id, server.edit(entity, random));
                late.held.add(id);
            }
            open.add(late);
            return true;
        }
    }

    /** No links and no unsent local edits: neither a cascade nor an upload has to wait for it. */
    private boolean isFree(Entity entity, String id, ChaosServer.Shown row) {
        Trace trace = journal.trace(entity, id);
        Map<String, String> values = row.values();
        return !holds(id)
                && trace.writes.isEmpty()
                && trace.deletes.isEmpty()
                && !journal.isPointedTo(id)
                && entity.lookups().stream().allMatch(lookup -> values.get(lookup.field()) == null);
    }

    boolean holds(String id) {
        synchronized (journal) {
            return open.stream().anyMatch(late -> late.held.contains(id));
        }
    }

    /** A sync has run to its end while transactions were open. */
    void synced() {
        synchronized (journal) {
            open.forEach(late -> late.syncedMeanwhile = true);
        }
    }

    /** Commits the oldest; true if others had committed and synced meanwhile, which is what makes it late. */
    boolean commitOne() {
        synchronized (journal) {
            if (open.isEmpty()) {
                return false;
            }
            Open late = open.remove(0);
            long took = late.held.size();
            boolean isLate = late.syncedMeanwhile && backend.currentVersion() > late.versionAtStart + took;
            server.exclusively(late.transaction::commit);
            return isLate;
        }
    }

    int open() {
        synchronized (journal) {
            return open.size();
        }
    }
}
