package org.crmlink.cli.chaos;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;

/**
 * Transactions of the server's people that stay open while others commit and syncs run: their changes become visible late, with versions lower than
 * those that a reader has seen. Rows they hold are left alone by everyone else in the run, because the others would only wait.
 */
final class LateWriter {

    private static final int MOST_OPEN = 3;

    private static final class Open {
        private final Transaction transaction;
        private final long versionAtStart;
        private final Set<RecordId> held = new HashSet<>();
        private boolean syncedMeanwhile;

        private Open(Transaction transaction, long versionAtStart) {
            this.transaction = transaction;
            this.versionAtStart = versionAtStart;
        }
    }

    private final ServerSide server;
    private final Journal journal;
    private final List<Open> open = new ArrayList<>();

    LateWriter(ServerSide server, Journal journal) {
        this.server = server;
        this.journal = journal;
    }

    /** Opens a transaction that creates a row or two, and changes one if there is one that nobody else has to do with. */
    boolean begin(Random random) {
        synchronized (journal) {
            if (open.size() == MOST_OPEN) {
                return false;
            }
            Store store = server.store();
            Transaction transaction = store.begin();
            Open late = new Open(transaction, store.currentRowVersion());
            for (int i = random.nextInt(2); i >= 0; i--) {
                Entity entity = Entity.values()[random.nextInt(Entity.values().length)];
                RecordId id = ServerSide.newId(random);
                transaction.insert(entity.table(), id, server.newRow(entity, random));
                late.held.add(id);
            }
            Entity entity = Entity.values()[random.nextInt(Entity.values().length)];
            List<Row> free = store.scan(entity.table(), null, Integer.MAX_VALUE, row -> isFree(entity, row));
            if (!free.isEmpty()) {
                Row row = free.get(random.nextInt(free.size()));
                transaction.update(entity.table(), row.id(), server.edit(entity, random));
                late.held.add(row.id());
            }
            open.add(late);
            return true;
        }
    }

    /** No links and no unsent local edits: neither a cascade nor an upload has to wait for it. */
    private boolean isFree(Entity entity, Row row) {
        Trace trace = journal.trace(entity, row.id().text());
        return !holds(row.id().text())
                && trace.writes.isEmpty()
                && trace.deletes.isEmpty()
                && entity.lookups().stream().allMatch(lookup -> row.get(lookup.field()) == null);
    }

    boolean holds(String id) {
        synchronized (journal) {
            return open.stream()
                    .anyMatch(late ->
                            late.held.stream().anyMatch(held -> held.text().equals(id)));
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
            boolean isLate = late.syncedMeanwhile && server.store().currentRowVersion() > late.versionAtStart + took;
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
