package org.crmlink.paper.server;

import java.util.Optional;
import java.util.Set;

/** Files. */
public final class FileStore implements AutoCloseable {
    FileStore(Store store) {}

    public void put(String path, byte[] content) {
        throw new Refusal(501, "", path);
    }

    public Optional<byte[]> get(String path) {
        throw new Refusal(501, "", path);
    }

    public void delete(String path) {
        throw new Refusal(501, "", path);
    }

    public Set<String> paths() {
        return Set.of();
    }

    @Override
    public void close() {}
}
