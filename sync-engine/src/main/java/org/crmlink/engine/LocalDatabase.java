package org.crmlink.engine;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.crmlink.engine.store.EntityState;
import org.crmlink.engine.store.LocalStore;
import org.crmlink.engine.store.StoreIdentity;
import org.crmlink.sdk.RecordRef;

/**
 * The local database without a connection: what it holds, which records are held back, and what can be done about it. May be open while a sync runs.
 * Thread-safe; every method blocks on the disk and throws {@link SyncException} if the file cannot be used.
 */
public final class LocalDatabase implements AutoCloseable {

    private final LocalStore store;

    private LocalDatabase(LocalStore store) {
        this.store = store;
    }

    /**
     * Opens an existing database.
     *
     * @throws SyncException of kind DATABASE_UNUSABLE if there is no such file, DATABASE_FOREIGN if it is none of this program
     */
    public static LocalDatabase open(Path database) {
        return new LocalDatabase(StoreProblem.translate(() -> LocalStore.openBeside(database)));
    }

    /** What it holds. */
    public SyncStatus status() {
        return StoreProblem.translate(() -> {
            Map<String, EntityState> states = new HashMap<>();
            store.entities().all().forEach(state -> states.put(state.name(), state));
            Optional<StoreIdentity> identity = store.identity();
            List<SyncStatus.EntityStatus> entities = store.status().stream()
                    .map(status -> new SyncStatus.EntityStatus(
                            status.name(),
                            status.rows(),
                            status.backlog().pending(),
                            status.backlog().errors(),
                            status.backlog().conflicts(),
                            status.lastSync(),
                            Optional.ofNullable(states.get(status.name()))
                                    .filter(EntityState::fullRead)
                                    .isPresent()))
                    .toList();
            return new SyncStatus(
                    store.file(),
                    identity.map(StoreIdentity::connectorId).orElse(""),
                    identity.map(StoreIdentity::organizationName).orElse(""),
                    identity.map(StoreIdentity::userId).orElse(""),
                    entities);
        });
    }

    /** The records that are held back, oldest first. */
    public List<SyncError> errors() {
        return StoreProblem.translate(
                () -> store.errors().all().stream().map(LocalDatabase::error).toList());
    }

    private static SyncError error(org.crmlink.engine.store.SyncError error) {
        return new SyncError(
                error.number(),
                error.entity(),
                error.recordId(),
                SyncError.Kind.valueOf(error.detail().kind().name()),
                error.detail().operation(),
                error.detail().code(),
                error.detail().message(),
                error.detail().hint(),
                error.detail().serverVersion(),
                error.detail().serverDeleted(),
                error.createdAt(),
                error.attempts());
    }

    /**
     * Clears entries so that their changes are sent again (E2). After a conflict the local values go up, unless the server's record changes once more.
     *
     * @param ids numbers of entries
     * @return how many there were
     */
    public int retryErrors(Collection<Long> ids) {
        return StoreProblem.translate(() -> store.errors().clear(List.copyOf(ids)));
    }

    /** Clears all entries, see {@link #retryErrors}. */
    public int retryAllErrors() {
        return StoreProblem.translate(() -> store.errors().clearAll());
    }

    /**
     * Gives up the local changes that these entries hold back: the server's side holds (E4). A record that was created here is deleted here; other
     * records are as the server has them after the next sync. Entries without a local change, such as those about records that could not be read,
     * stay.
     *
     * @param ids numbers of entries
     * @return how many changes were given up
     */
    public int discardChanges(Collection<Long> ids) {
        return discard(error -> ids.contains(error.number()));
    }

    /** Gives up all local changes that an entry holds back, see {@link #discardChanges}. */
    public int discardAllChanges() {
        return discard(error -> true);
    }

    private int discard(Predicate<org.crmlink.engine.store.SyncError> which) {
        return StoreProblem.translate(() -> {
            int discarded = 0;
            for (org.crmlink.engine.store.SyncError error : store.errors().all()) {
                if (which.test(error)
                        && !error.recordId().isEmpty()
                        && store.outbox().discard(new RecordRef(error.entity(), error.recordId()))) {
                    discarded++;
                }
            }
            return discarded;
        });
    }

    /**
     * Deletes all synchronized data and what is known of the server; the next sync reads everything.
     *
     * @param force whether local changes that were not sent are lost
     * @throws SyncException of kind CHANGES_PENDING if there are such changes and it is not forced; DATABASE_BUSY while a sync runs
     */
    public void reset(boolean force) {
        StoreProblem.translate(() -> {
            store.reset(force);
            return true;
        });
    }

    @Override
    public void close() {
        store.close();
    }
}
