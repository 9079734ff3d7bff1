package org.crmlink.paper;

import java.util.Optional;
import java.util.Set;
import org.crmlink.paper.server.FileStore;
import org.crmlink.tck.FileBackdoor;

/** The files of Paper CRM in the kit's words. */
record PaperFileBackdoor(FileStore files) implements FileBackdoor {

    @Override
    public void put(String path, byte[] content) {
        files.put(path, content);
    }

    @Override
    public Optional<byte[]> get(String path) {
        return files.get(path);
    }

    @Override
    public void delete(String path) {
        files.delete(path);
    }

    @Override
    public Set<String> paths() {
        return files.paths();
    }
}
