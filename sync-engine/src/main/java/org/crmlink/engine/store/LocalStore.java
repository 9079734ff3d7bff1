package org.crmlink.engine.store;

import static org.crmlink.engine.store.SqlName.quoted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.crmlink.engine.store.StoreException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * One database file. Thread-safe: transactions take turns. Every method blocks on the disk, and at most some seconds on another program's write
 * lock; it fails with a {@link StoreException}, having written nothing of its step.
 *
 * <p>Life cycle: {@link #open} for a sync, then {@link #claim} once the server has told whose data it is, then the parts; {@link #close} last. A
 * process that dies between two calls leaves a database that the next one opens and goes on with.
 */
public final class LocalStore implements AutoCloseable {

    private static final int BUSY_MILLIS = 15_000;
    private static final String CONNECTOR = "connector";
    /** In bytes. */
    private static final long MUCH_LOG = 16L * 1024 * 1024;

    private final Path file;
    private final Database db;
    private final @Nullable StoreLock lock;
    private final EntityDirectory entities;
    private final Outbox outbox;
    private final SyncErrors errors;
    private final RefetchList refetches;

    private LocalStore(Path file, Database db, @Nullable StoreLock lock) {
        this.file = file;
        this.db = db;
        this.lock = lock;
        this.entities = new EntityDirectory(db);
        this.outbox = new Outbox(db, entities);
        this.errors = new SyncErrors(db);
        this.refetches = new RefetchList(db);
    }

    /**
     * Opens a database for a sync, and makes it if the file does not exist or is empty. Holds the sync lock of the file until {@link #close}.
     *
     * @param file its folder must exist
     * @param connectorId what the database belongs to
     */
    public static LocalStore open(Path file, String connectorId) {
        return open(file, connectorId, BUSY_MILLIS);
    }

    static LocalStore open(Path file, String connectorId, int busyMillis) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new StoreException(
                    Kind.MISSING,
                    file,
                    "the folder of the database '" + file + "' does not exist",
                    "Make the folder " + (folder == null ? "" : "'" + folder + "' ") + "or name another file.");
        }
        checkWritable(file);
        StoreLock lock = StoreLock.take(file.toAbsolutePath());
        @Nullable LocalStore store = null;
        try {
            store = connect(file, lock, true, busyMillis);
            store.claimConnector(connectorId);
            return store;
        } catch (StoreException e) {
            if (store == null) {
                lock.close();
            } else {
                store.close();
            }
            throw e;
        }
    }

    /**
     * Opens an existing database beside a sync that may be running: to look at it, and to clear errors. Takes no lock; do not synchronize with it.
     */
    public static LocalStore openBeside(Path file) {
        if (!Files.exists(file)) {
            throw new StoreException(
                    Kind.MISSING,
                    file,
                    "the database '" + file + "' does not exist",
                    "Run a sync first, or name another file.");
        }
        checkWritable(file);
        return connect(file, null, false, BUSY_MILLIS);
    }

    private static LocalStore connect(Path file, @Nullable StoreLock lock, boolean create, int busyMillis) {
        Database db = Database.open(file, create, busyMillis);
        boolean ready = false;
        try {
            StoreFormat.prepare(db, create);
            ready = true;
            return new LocalStore(file, db, lock);
        } finally {
            if (!ready) {
                db.close();
            }
        }
    }

    /** SQLite would open a file that it may not write for reading only, and fail at the first write. */
    private static void checkWritable(Path file) {
        if (Files.isDirectory(file)) {
            throw new StoreException(
                    Kind.NOT_A_DATABASE, file, "'" + file + "' is a folder", "Name a file as the database.");
        }
        if (Files.exists(file) && !Files.isWritable(file)) {
            throw StoreFailure.readOnly(file, null);
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isWritable(folder)) {
            throw StoreFailure.readOnly(file, null);
        }
    }

    private void claimConnector(String connectorId) {
        Optional<String> owner = meta(CONNECTOR);
        if (owner.isPresent() && !owner.get().equals(connectorId)) {
            throw otherOwner("connector '" + owner.get() + "'", "connector '" + connectorId + "'");
        }
        if (owner.isEmpty()) {
            putMeta(CONNECTOR, connectorId);
        }
    }

    /**
     * Says whose data is synchronized; the first sync makes the database theirs. Another user of the same organisation may go on with it.
     *
     * @return the identity of the sync before this one, whose user may be another; empty for the first sync
     * @throws StoreException of kind OTHER_OWNER if it holds another connector's or organisation's data; nothing was touched
     */
    public Optional<StoreIdentity> claim(StoreIdentity identity) {
        return db.write("claim", () -> {
            Optional<StoreIdentity> before = identity();
            if (before.isPresent()) {
                StoreIdentity owner = before.get();
                if (!owner.connectorId().equals(identity.connectorId())) {
                    throw otherOwner(
                            "connector '" + owner.connectorId() + "'", "connector '" + identity.connectorId() + "'");
                }
                if (!owner.organizationId().equals(identity.organizationId())) {
                    throw otherOwner(
                            "organisation '" + owner.organizationName() + "' (" + owner.organizationId() + ")",
                            "organisation '" + identity.organizationName() + "' (" + identity.organizationId() + ")");
                }
            }
            putMeta(CONNECTOR, identity.connectorId());
            putMeta("organization", identity.organizationId());
            putMeta("organization-name", identity.organizationName());
            putMeta("user", identity.userId());
            return before;
        });
    }

    private StoreException otherOwner(String theirs, String ours) {
        return new StoreException(
                Kind.OTHER_OWNER,
                file,
                "the database '" + file + "' holds data of " + theirs + ", not of " + ours + "; it was left as it is",
                "Name another file as the database, or correct the configuration.");
    }

    /** Whose data it holds; empty before the first {@link #claim}. */
    public Optional<StoreIdentity> identity() {
        return db.read("read", () -> {
            Optional<String> organization = meta("organization");
            if (organization.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new StoreIdentity(
                    meta(CONNECTOR).orElse(""),
                    organization.get(),
                    meta("organization-name").orElse(organization.get()),
                    meta("user").orElse("")));
        });
    }

    /** A value that the engine keeps with the database, such as the last schema version. */
    public Optional<String> meta(String name) {
        return db.read("read", () -> {
            try (ResultSet result = db.query("SELECT value FROM crmlink_meta WHERE name = ?", name)) {
                return result.next() ? Optional.of(result.getString(1)) : Optional.empty();
            }
        });
    }

    /** Keeps a value; in one transaction. */
    public void putMeta(String name, String value) {
        db.write("write", () -> {
            db.update("INSERT OR REPLACE INTO crmlink_meta(name, value) VALUES(?, ?)", name, value);
            return true;
        });
    }

    /** Which entities there are, their tables and tokens. */
    public EntityDirectory entities() {
        return entities;
    }

    /** What waits for upload, what is being sent, and what became of it. */
    public Outbox outbox() {
        return outbox;
    }

    /** The table {@code sync_errors}. */
    public SyncErrors errors() {
        return errors;
    }

    /** Records to be fetched by id. */
    public RefetchList refetches() {
        return refetches;
    }

    /**
     * Starts writing what a download of one entity brought.
     *
     * @param entity a defined entity
     * @param fields the fields of the rows to come, in their order; those that the table does not have are ignored
     */
    public PageWriter pageWriter(String entity, List<String> fields) {
        return new PageWriter(db, entities, entity, fields, false);
    }

    /**
     * Starts or goes on writing what a full read brings. Nothing of it shows in the entity's table before {@link PageTransaction#finish}.
     *
     * @param entity a defined entity whose {@linkplain EntityDirectory#beginFullRead full read was begun} and has not ended
     * @param fields as for {@link #pageWriter}
     */
    public PageWriter fullReadWriter(String entity, List<String> fields) {
        return new PageWriter(db, entities, entity, fields, true);
    }

    /** Starts the comparison of an entity's ids with the server's. */
    public IdReconciliation reconcile(String entity) {
        return new IdReconciliation(db, entities.require(entity).table());
    }

    /** Counts per entity, in the order of their names; from one snapshot. */
    public List<EntityStatus> status() {
        return db.read("read", () -> {
            List<EntityStatus> all = new ArrayList<>();
            for (EntityState state : entities.all()) {
                String name = state.name();
                all.add(new EntityStatus(
                        name, db.number("SELECT count(*) FROM " + quoted(name)), backlog(name), state.lastSync()));
            }
            return all;
        });
    }

    /** What of an entity waits; of one that is not here, nothing. Looks at none of its rows. */
    public Backlog backlog(String entity) {
        return db.read(
                "read",
                () -> new Backlog(
                        db.number("SELECT count(*) FROM crmlink_outbox WHERE entity = ?", entity),
                        db.number("SELECT count(*) FROM sync_errors WHERE entity = ?", entity),
                        db.number("SELECT count(*) FROM sync_errors WHERE entity = ? AND kind = 'conflict'", entity)));
    }

    /**
     * Deletes all synchronized data: tables, tokens, errors and the ownership. The next sync starts from nothing.
     *
     * @param force whether local changes that are not uploaded are deleted too
     * @throws StoreException of kind PENDING if there are such changes and it is not forced; nothing was deleted
     */
    public void reset(boolean force) {
        // opened beside: no sync may be running now
        StoreLock own = lock == null ? StoreLock.take(file.toAbsolutePath()) : null;
        try {
            deleteAll(force);
        } finally {
            if (own != null) {
                own.close();
            }
        }
    }

    private void deleteAll(boolean force) {
        db.write("reset", () -> {
            long pending = db.number("SELECT count(*) FROM crmlink_outbox");
            if (pending > 0 && !force) {
                throw new StoreException(
                        Kind.PENDING,
                        file,
                        pending + " local changes in '" + file + "' are not uploaded; nothing was deleted",
                        "Sync first, or force the reset and lose them.");
            }
            for (EntityState state : entities.all()) {
                entities.dropTable(state.table());
            }
            for (String table : List.of(
                    "crmlink_entity",
                    "crmlink_outbox",
                    "crmlink_outbox_field",
                    "crmlink_sent",
                    "crmlink_refetch",
                    "sync_errors",
                    "crmlink_meta")) {
                db.execute("DELETE FROM " + table);
            }
            return true;
        });
        db.direct("shrink", () -> {
            db.forgetStatements();
            db.execute("VACUUM");
            return true;
        });
    }

    /**
     * Makes what was written outlast a loss of power. What comes from the server needs it not: it can come again. What others keep from being done
     * just now is left to the next time.
     */
    public void flush() {
        unlessBusy(() -> durably(() -> db.write("flush", () -> true)));
    }

    /**
     * Runs something whose commits outlast a loss of power, together with all before them.
     *
     * @throws StoreException as the work does
     */
    public <T> T durably(Supplier<T> work) {
        // with NORMAL a commit does not wait for the disk; one that does takes all before it along
        db.direct("write", () -> synchronous("FULL"));
        try {
            return work.get();
        } finally {
            db.direct("write", () -> synchronous("NORMAL"));
        }
    }

    private boolean synchronous(String mode) throws SQLException {
        db.execute("PRAGMA synchronous = " + mode);
        return true;
    }

    /**
     * Moves the log beside the database into it if it has become large, which flushes, too. A little stays there until the database is closed, since
     * its pages lie scattered. What others keep from being done just now is left to the next time.
     */
    public void shortenLog() {
        if (logSize() > MUCH_LOG) {
            unlessBusy(() -> {
                try (ResultSet result = db.query("PRAGMA wal_checkpoint(TRUNCATE)")) {
                    return result.next();
                }
            });
        }
    }

    private void unlessBusy(Database.Work<Boolean> work) {
        try {
            db.direct("flush", work);
        } catch (StoreException e) {
            if (e.kind() != Kind.BUSY) {
                throw e;
            }
        }
    }

    private long logSize() {
        try {
            return Files.size(Path.of(file + "-wal"));
        } catch (IOException e) {
            return 0;
        }
    }

    /** The connection itself. */
    Database database() {
        return db;
    }

    /** The database file. */
    public Path file() {
        return file;
    }

    /** Closes the database and gives the lock back. Doing it again does nothing. */
    @Override
    public void close() {
        try {
            db.close();
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }
}
