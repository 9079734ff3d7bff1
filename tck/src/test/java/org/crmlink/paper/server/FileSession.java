package org.crmlink.paper.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;

/** An upload under way; nothing of it is visible before it is finished. Guarded by itself. */
final class FileSession {

    /** Every piece but the last is a multiple of this. */
    static final int MULTIPLE = 64 * 1024;

    final String id;
    final String path;
    final String type;
    final Optional<Ref> record;
    final Optional<String> ifMatch;
    final boolean ifAbsent;
    final Path bytes;
    private final MessageDigest digest = Hashes.digest();
    private long offset;
    private boolean last;
    Optional<FileNode> finished = Optional.empty();

    FileSession(
            String id,
            String path,
            String type,
            Optional<Ref> record,
            Optional<String> ifMatch,
            boolean ifAbsent,
            Path bytes) {
        this.id = id;
        this.path = path;
        this.type = type;
        this.record = record;
        this.ifMatch = ifMatch;
        this.ifAbsent = ifAbsent;
        this.bytes = bytes;
    }

    synchronized long offset() {
        return offset;
    }

    /** Takes a piece whole or not at all. */
    synchronized void append(long at, byte[] piece, Optional<String> sha256) throws IOException {
        if (at != offset) {
            throw new Refusal(409, "BAD_OFFSET", "the upload goes on at another place").with("offset", offset);
        }
        if (last && piece.length > 0) {
            throw new Refusal(400, "BAD_VALUE", "a piece before was not a multiple of " + MULTIPLE + " bytes");
        }
        if (sha256.isPresent() && !sha256.get().equals(Hashes.of(piece))) {
            throw new Refusal(422, "HASH_MISMATCH", "the bytes do not match their checksum");
        }
        try (OutputStream out = Files.newOutputStream(bytes, StandardOpenOption.APPEND)) {
            out.write(piece);
        }
        digest.update(piece);
        offset += piece.length;
        last = piece.length % MULTIPLE != 0;
    }

    /** Publishes once; asked again, it tells the same. */
    synchronized FileNode finish(FileStore store, Optional<String> sha256) {
        if (finished.isPresent()) {
            return finished.get();
        }
        String actual = hash();
        if (sha256.isPresent() && !sha256.get().equals(actual)) {
            throw new Refusal(422, "HASH_MISMATCH", "the bytes do not match their checksum");
        }
        synchronized (store) {
            requireCondition(store);
            FileNode node = store.publish(path, bytes, offset, actual, type, record);
            finished = Optional.of(node);
            return node;
        }
    }

    void requireCondition(FileStore store) {
        Optional<FileNode> there = store.find(path);
        if (ifAbsent && there.isPresent()) {
            throw new Refusal(409, "EXISTS", "this name is taken").with("existing", there.get().id);
        }
        if (ifMatch.isPresent()) {
            FileRoutes.requireVersion(there, ifMatch);
        }
    }

    private String hash() {
        try {
            return Hashes.hex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of the JDK can be cloned", e);
        }
    }
}
