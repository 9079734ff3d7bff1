package org.crmlink.engine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.crmlink.engine.store.StoreException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The right to sync into a database, held by one process. A file beside the database carries the lock, because locks on the database itself are
 * SQLite's. The system drops the lock when the process dies; the file stays, since deleting it would race with the next process.
 */
final class StoreLock implements AutoCloseable {

    /** As many as operating systems follow. */
    private static final int MOST_LINKS = 40;

    private final FileChannel channel;

    private StoreLock(FileChannel channel) {
        this.channel = channel;
    }

    static StoreLock take(Path database) {
        Path file = lockFile(database);
        FileChannel channel = null;
        boolean taken = false;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                throw inUse(database, holder(file));
            }
            String text = Long.toString(ProcessHandle.current().pid());
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
            taken = true;
            return new StoreLock(channel);
        } catch (AccessDeniedException e) {
            throw new StoreException(
                    Kind.READ_ONLY,
                    database,
                    "the lock file '" + file + "' of the database cannot be written",
                    "Give yourself the right to write the database's folder.",
                    e);
        } catch (IOException e) {
            throw new StoreException(
                    Kind.IO,
                    database,
                    "cannot lock '" + file + "' for the database: " + e.getMessage(),
                    "Check the folder's rights and free space, and that its file system can lock.",
                    e);
        } finally {
            if (!taken && channel != null) {
                closeQuietly(channel, database);
            }
        }
    }

    /** Beside the file itself, so that a database that is reached by two names has one lock. */
    private static Path lockFile(Path database) {
        Path real = database.toAbsolutePath();
        try {
            for (int links = 0; links < MOST_LINKS && Files.isSymbolicLink(real); links++) {
                real = real.resolveSibling(Files.readSymbolicLink(real));
            }
            real = real.resolveSibling(".").toRealPath().resolve(real.getFileName());
        } catch (IOException e) {
            // out of reach: opening it tells
        }
        return real.resolveSibling(real.getFileName() + ".lock");
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by another store in this process
        }
    }

    private static String holder(Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return ""; // where locks are mandatory it cannot be read; the message is only less exact then
        }
    }

    private static StoreException inUse(Path database, String pid) {
        return new StoreException(
                Kind.IN_USE,
                database,
                "another sync is using the database '" + database + "'"
                        + (pid.isBlank() ? "" : " (process " + pid + ")"),
                "Wait until it has ended, or stop it.");
    }

    private static void closeQuietly(FileChannel channel, Path database) {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(StoreLock.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot close the lock file of " + database, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(StoreLock.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot release the lock of the database", e);
        }
    }
}
