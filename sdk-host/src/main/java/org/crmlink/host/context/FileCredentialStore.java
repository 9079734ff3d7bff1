package org.crmlink.host.context;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.config.CredentialStore;
import org.crmlink.sdk.config.Secret;

/**
 * Keeps credentials in one file of a directory. Thread-safe, also between processes and between several stores on one directory.
 *
 * <p><b>Files.</b> {@code credentials} holds the entries as plain text, {@code credentials.lock} is locked while one is changed, {@code credentials.tmp}
 * lives for a moment during a change. They are made with mode 0600, the directory with 0700; a file that others may touch is refused. Secrecy is that of
 * the file system, as with ssh keys.
 *
 * <p><b>Changes</b> read after the lock was taken, write beside, flush to disk and rename. A failure at any point leaves the earlier file. Whether the
 * directory can be written is found out before the change function runs, because that function may use up a one-time token. Once it has run, the
 * result is stored even if the thread was interrupted meanwhile.
 *
 * <p><b>Errors</b> are {@link ConnectorException}s of operation {@code credentials}: CONFIG_INVALID for open modes and for a file that is not of the
 * format (which is never replaced), UNAVAILABLE if the disk fails, CANCELLED if the thread is interrupted while it waits for the lock.
 */
public final class FileCredentialStore implements CredentialStore {

    /** File locks are held by the process, so threads of one process need a lock of their own. */
    private static final Map<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();

    private final Path directory;
    private final Path file;
    private final Path lockFile;
    private final Path newFile;

    private FileCredentialStore(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
        this.file = this.directory.resolve("credentials");
        this.lockFile = this.directory.resolve("credentials.lock");
        this.newFile = this.directory.resolve("credentials.tmp");
    }

    /** A store in a directory, which is made when the first credential is stored. Does not block. */
    public static FileCredentialStore in(Path directory) {
        return new FileCredentialStore(requireNonNull(directory, "directory is null"));
    }

    @Override
    public Optional<Secret> read(String key) {
        requireNonNull(key, "key is null");
        try {
            // no lock: a rename shows either the file before a change or the one after it
            return Optional.ofNullable(load().get(key)).map(Secret::of);
        } catch (IOException e) {
            throw failed("could not be read", e);
        }
    }

    @Override
    public Optional<Secret> update(String key, UnaryOperator<Optional<Secret>> change) {
        requireNonNull(key, "key is null");
        requireNonNull(change, "change is null");
        try {
            OwnerOnly.createDirectory(directory);
            ReentrantLock lock = IN_PROCESS.computeIfAbsent(directory.toRealPath(), path -> new ReentrantLock());
            if (lock.isHeldByCurrentThread()) {
                throw new IllegalStateException("a change of credentials must not change credentials itself");
            }
            lock.lockInterruptibly();
            try {
                return updateAlone(key, change);
            } finally {
                lock.unlock();
            }
        } catch (FileLockInterruptionException | ClosedByInterruptException | InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ConnectorException.of(ErrorKind.CANCELLED, "interrupted while waiting for the lock on " + file)
                    .operation("credentials")
                    .cause(e)
                    .build();
        } catch (IOException e) {
            throw failed("could not be changed", e);
        }
    }

    private Optional<Secret> updateAlone(String key, UnaryOperator<Optional<Secret>> change) throws IOException {
        OwnerOnly.createFile(lockFile);
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            requireNonNull(lock, "no lock");
            Map<String, String> entries = load();
            Optional<Secret> before = Optional.ofNullable(entries.get(key)).map(Secret::of);
            try (NewFile next = NewFile.create(newFile, CredentialFormat.write(entries))) {
                Optional<Secret> after = requireNonNull(change.apply(before), "the change returned null");
                if (after.equals(before)) {
                    return after;
                }
                after.ifPresentOrElse(secret -> entries.put(key, secret.reveal()), () -> entries.remove(key));
                next.replace(file, CredentialFormat.write(entries));
                return after;
            }
        }
    }

    private Map<String, String> load() throws IOException {
        byte[] content;
        try {
            OwnerOnly.check(file);
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new TreeMap<>();
        }
        try {
            return CredentialFormat.read(content);
        } catch (CredentialFormat.CorruptException e) {
            throw ConnectorException.of(
                            ErrorKind.CONFIG_INVALID, "the credentials file " + file + " is damaged: " + e.getMessage())
                    .operation("credentials")
                    .hint("restore the file, or delete it and log in again")
                    .cause(e)
                    .build();
        }
    }

    private ConnectorException failed(String what, IOException e) {
        return ConnectorException.of(
                        ErrorKind.UNAVAILABLE,
                        "the credentials file " + file + " " + what + ": "
                                + e.getClass().getSimpleName() + " " + e.getMessage())
                .operation("credentials")
                .hint("check that the directory exists, is writable and has room")
                .cause(e)
                .build();
    }

    /** Shows the place only. */
    @Override
    public String toString() {
        return "FileCredentialStore[" + directory + "]";
    }

    /**
     * The file beside. It is made and filled with the old content before the change, so that a disk without room or rights says so in time, and
     * written through {@link RandomAccessFile}, which an interrupt does not close as it closes channels.
     */
    private static final class NewFile implements AutoCloseable {

        private final Path path;
        private final RandomAccessFile content;

        private NewFile(Path path, RandomAccessFile content) {
            this.path = path;
            this.content = content;
        }

        static NewFile create(Path path, byte[] before) throws IOException {
            Files.deleteIfExists(path);
            OwnerOnly.createFile(path);
            RandomAccessFile content = new RandomAccessFile(path.toFile(), "rw");
            try {
                content.write(before);
                return new NewFile(path, content);
            } catch (IOException e) {
                content.close();
                Files.deleteIfExists(path);
                throw e;
            }
        }

        void replace(Path target, byte[] after) throws IOException {
            content.seek(0);
            content.write(after);
            content.setLength(after.length);
            content.getFD().sync();
            content.close();
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void close() throws IOException {
            content.close();
            Files.deleteIfExists(path);
        }
    }
}
