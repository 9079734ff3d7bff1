package org.crmlink.sandbox.salesforce.org;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the bytes of an org's records: what is large in a temporary directory of its own, which closing deletes. Thread-safe. */
final class Blobs implements AutoCloseable {

    /** Longer ones go to files. */
    static final int IN_MEMORY = 256 * 1024;

    private static final int BUFFER = 64 * 1024;

    private @Nullable Path directory;
    private boolean closed;

    /**
     * Takes bytes in, of which it never holds many at once.
     *
     * @param most how many there may be
     * @return the bytes, used once, by the caller; empty if there are more
     */
    Optional<Blob> take(BlobSource source, long most) {
        try (InputStream in = source.open()) {
            byte[] start = in.readNBytes(IN_MEMORY + 1);
            if (start.length > most) {
                return Optional.empty();
            }
            if (start.length > IN_MEMORY) {
                return toFile(new SequenceInputStream(new ByteArrayInputStream(start), in), most);
            }
            MessageDigest md5 = md5();
            md5.update(start);
            return Optional.of(new Blob(start, hex(md5)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Blob> toFile(InputStream in, long most) throws IOException {
        Path file = Files.createTempFile(directory(), "", ".blob");
        Optional<Blob> blob = Optional.empty();
        try {
            MessageDigest md5 = md5();
            long size = 0;
            try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), md5)) {
                byte[] buffer = new byte[BUFFER];
                for (int read = in.read(buffer); read >= 0 && size <= most; read = in.read(buffer)) {
                    size += read;
                    out.write(buffer, 0, read);
                }
            }
            if (size <= most) {
                blob = Optional.of(new Blob(file, size, hex(md5)));
            }
            return blob;
        } finally {
            if (blob.isEmpty()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Made when the first large blob comes: most orgs have none. */
    private synchronized Path directory() throws IOException {
        if (closed) {
            throw new IOException("the org is closed");
        }
        Path known = directory;
        if (known == null) {
            known = Files.createTempDirectory("crmlink-org-");
            directory = known;
        }
        return known;
    }

    /** Deletes all files; what is read of them fails from then on. */
    @Override
    public synchronized void close() {
        closed = true;
        Path known = directory;
        directory = null;
        if (known == null) {
            return;
        }
        try {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(known)) {
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(known);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
