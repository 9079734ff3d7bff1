package org.crmlink.sandbox.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.crmlink.sandbox.schema.Schema;

/**
 * A store that is kept in a folder: a snapshot, and a journal of what was committed since. A write that was acknowledged is there again
 * after the process was killed. One process at a time. Thread-safe.
 *
 * <p>Each snapshot has a number and only the journal of the same number continues it; so a kill between writing a new snapshot and
 * deleting the old journal does no harm.
 */
public final class DurableStore implements AutoCloseable {

    private static final String SNAPSHOT = "sandbox.store";
    private static final String LOCK = "sandbox.lock";
    private static final String JOURNAL_PREFIX = "sandbox.journal-";
    private static final long DEFAULT_COMPACT_AT = 64L << 20;

    private final Path folder;
    private final FileChannel lockFile;
    private final Store store;
    private final long compactAt;
    private long generation;
    private Journal journal;
    private boolean closed;

    private DurableStore(
            Path folder, FileChannel lockFile, Store store, long generation, Journal journal, long compactAt) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.store = store;
        this.generation = generation;
        this.journal = journal;
        this.compactAt = compactAt;
    }

    /**
     * Opens the store in this folder.
     *
     * @param folder made if it does not exist
     * @param firstFill fills a new store; called only if there is none in the folder, and again if it was interrupted
     * @throws StoreFileException if the files are damaged or no store's, or if another process has it open
     */
    public static DurableStore open(Path folder, Schema schema, Clock clock, Consumer<? super Store> firstFill)
            throws IOException {
        return open(folder, schema, clock, firstFill, DEFAULT_COMPACT_AT);
    }

    static DurableStore open(Path folder, Schema schema, Clock clock, Consumer<? super Store> firstFill, long compactAt)
            throws IOException {
        Files.createDirectories(folder);
        FileChannel lockFile = lock(folder);
        try {
            Path snapshot = folder.resolve(SNAPSHOT);
            Store store;
            long generation;
            if (Files.exists(snapshot)) {
                Snapshot.Loaded loaded = Snapshot.loadWithGeneration(snapshot, schema, clock);
                store = loaded.store();
                generation = loaded.generation();
            } else {
                generation = 1;
                deleteJournals(folder, 0);
                store = new Store(schema, clock);
                firstFill.accept(store);
                Snapshot.save(store, snapshot, generation);
            }
            Journal journal = Journal.open(folder.resolve(JOURNAL_PREFIX + generation), generation, store);
            deleteJournals(folder, generation);
            DurableStore durable = new DurableStore(folder, lockFile, store, generation, journal, compactAt);
            store.listener(durable::committing);
            return durable;
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    /** Whether the folder holds a store; not, if the first fill of one was interrupted. */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(SNAPSHOT));
    }

    /** The store. Its commits fail with {@link UncheckedIOException} when they cannot be written down, and after closing. */
    public Store store() {
        return store;
    }

    /** Writes everything into one file and lets go of the folder. Later commits fail. */
    @Override
    public void close() throws IOException {
        try {
            store.writing(() -> {
                if (!closed) {
                    closed = true;
                    try {
                        if (!journal.isEmpty()) {
                            compact();
                        }
                        journal.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                return Boolean.TRUE;
            });
        } catch (UncheckedIOException e) {
            throw new IOException("cannot save the store in " + folder, e.getCause());
        } finally {
            lockFile.close();
        }
    }

    private void committing(long counter, List<Row> rows, List<Tombstone> tombstones) {
        try {
            if (closed) {
                throw new IOException("the store in " + folder + " is closed");
            }
            if (journal.size() > compactAt) {
                compact();
            }
            journal.append(store.schemaInside(), counter, rows, tombstones);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the store in " + folder, e);
        }
    }

    private void compact() throws IOException {
        long next = generation + 1;
        Snapshot.save(store, folder.resolve(SNAPSHOT), next);
        Journal fresh = Journal.open(folder.resolve(JOURNAL_PREFIX + next), next, store);
        journal.close();
        journal = fresh;
        generation = next;
        deleteJournals(folder, next);
    }

    @SuppressWarnings("resource") // the lock lives as long as the channel, which the caller keeps
    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            throw new StoreInUseException("the store in " + folder + " is open in this process already", e);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw new StoreInUseException("the store in " + folder + " is used by another process");
        }
        return channel;
    }

    private static void deleteJournals(Path folder, long except) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, JOURNAL_PREFIX + "*")) {
            for (Path file : files) {
                if (!file.getFileName().toString().equals(JOURNAL_PREFIX + except)) {
                    Files.delete(file);
                }
            }
        }
    }
}
