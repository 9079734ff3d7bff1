package org.crmlink.paper.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Files and folders; their bytes are in files of the system's temporary directory, so that large ones need no memory. Thread-safe. */
public final class FileStore implements AutoCloseable {

    private static final int LONGEST_NAME = 255;

    private final Supplier<Instant> clock;
    private final Cursors cursors;
    private final Map<String, FileNode> byId = new HashMap<>();
    private final NavigableMap<String, FileNode> byPath = new TreeMap<>();
    private final NavigableMap<Long, FileNode> bySeq = new TreeMap<>();
    private final Map<String, FileSession> sessions = new HashMap<>();
    private @Nullable Path directory;
    private long seq;
    private long names;

    FileStore(Supplier<Instant> clock) {
        this.clock = clock;
        this.cursors = new Cursors(clock, this::head);
    }

    Cursors cursors() {
        return cursors;
    }

    synchronized long head() {
        return seq;
    }

    synchronized NavigableMap<Long, FileNode> after(long number) {
        return new TreeMap<>(bySeq.tailMap(number, false));
    }

    /** A new, empty file on disk. */
    synchronized Path fresh() {
        try {
            Path home = directory;
            if (home == null) {
                home = Files.createTempDirectory("stored-files-");
                directory = home;
            }
            return Files.createFile(home.resolve(Long.toString(++names)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void requireName(String name) {
        boolean bad = name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.length() > LONGEST_NAME
                || name.indexOf('/') >= 0
                || name.chars().anyMatch(c -> c < ' ');
        if (bad) {
            throw new Refusal(400, "BAD_NAME", "that is no name of a file", "name");
        }
    }

    synchronized FileNode require(Ask ask) {
        FileNode node =
                ask.parameter("id").isPresent() ? byId.get(ask.required("id")) : byPath.get(ask.required("path"));
        if (node == null || node.deleted) {
            throw new Refusal(404, "NO_FILE", "there is no such file");
        }
        return node;
    }

    synchronized Optional<FileNode> find(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    synchronized Optional<FileNode> byId(String id) {
        return Optional.ofNullable(byId.get(id)).filter(node -> !node.deleted);
    }

    synchronized List<FileNode> all() {
        return List.copyOf(byPath.values());
    }

    synchronized FileNode folder(String path) {
        FileNode there = byPath.get(path);
        if (there != null) {
            if (!there.folder) {
                throw new Refusal(409, "EXISTS", "a file has this name").with("existing", there.id);
            }
            return there;
        }
        FileNode made = new FileNode("F" + (byId.size() + 1), path, true);
        byId.put(made.id, made);
        byPath.put(path, made);
        touch(made);
        return made;
    }

    private void touch(FileNode node) {
        bySeq.remove(node.version);
        node.version = ++seq;
        node.modified = clock.get();
        bySeq.put(node.version, node);
    }

    /** Puts bytes at a path, in one step. */
    synchronized FileNode publish(
            String path, Path bytes, long size, String sha256, String type, Optional<Ref> record) {
        FileNode node = byPath.get(path);
        if (node == null) {
            node = new FileNode("F" + (byId.size() + 1), path, false);
            byId.put(node.id, node);
            byPath.put(path, node);
        } else if (node.folder) {
            throw new Refusal(409, "EXISTS", "a folder has this name").with("existing", node.id);
        } else {
            node.earlier.add(0, node.show());
        }
        touch(node);
        node.content = new FileNode.Content(bytes, size, sha256, node.version);
        node.type = type;
        if (record.isPresent()) {
            node.record = record;
        }
        return node;
    }

    synchronized void move(FileNode node, String path) {
        if (node.path.equals(path)) {
            return;
        }
        if (byPath.containsKey(path)) {
            throw new Refusal(409, "EXISTS", "this name is taken");
        }
        if (path.startsWith(node.path + "/")) {
            throw new Refusal(400, "BAD_NAME", "a folder cannot go into itself", "parent");
        }
        String old = node.path;
        for (FileNode one : below(old)) {
            byPath.remove(one.path);
            one.path = path + one.path.substring(old.length());
            byPath.put(one.path, one);
            touch(one);
        }
    }

    /** A node and, if it is a folder, all that is in it. */
    private List<FileNode> below(String path) {
        List<FileNode> nodes = new ArrayList<>();
        byPath.tailMap(path, true).values().stream()
                .filter(node -> node.path.equals(path) || node.path.startsWith(path + "/"))
                .forEach(nodes::add);
        return nodes;
    }

    synchronized void remove(FileNode node) {
        for (FileNode one : below(node.path)) {
            byPath.remove(one.path);
            bySeq.remove(one.version);
            one.deleted = true;
        }
        touch(node);
    }

    synchronized void keep(FileSession session) {
        sessions.put(session.id, session);
    }

    synchronized FileSession session(String id) {
        FileSession session = sessions.get(id);
        if (session == null) {
            throw new Refusal(404, "SESSION_GONE", "the upload is not known any more");
        }
        return session;
    }

    synchronized void forget(String id) {
        sessions.remove(id);
    }

    /** Writes a file, over one that is there; folders on the way are made. */
    public synchronized void put(String path, byte[] content) {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            folder(path.substring(0, slash));
        }
        Path bytes = fresh();
        try {
            Files.write(bytes, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        publish(path, bytes, content.length, Hashes.of(content), "", Optional.empty());
    }

    /** The bytes of a file. */
    public synchronized Optional<byte[]> get(String path) {
        FileNode node = byPath.get(path);
        FileNode.Content content = node == null ? null : node.content;
        try {
            return content == null ? Optional.empty() : Optional.of(Files.readAllBytes(content.file()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a file or folder; one that is gone is no error. */
    public synchronized void delete(String path) {
        find(path).ifPresent(this::remove);
    }

    /** The paths of all files. */
    public synchronized Set<String> paths() {
        Set<String> paths = new LinkedHashSet<>();
        byPath.values().stream().filter(node -> !node.folder).forEach(node -> paths.add(node.path));
        return paths;
    }

    /** Says that a file belongs to a record. */
    public synchronized void assign(String path, Ref record) {
        find(path).ifPresent(node -> node.record = Optional.of(record));
    }

    @Override
    public synchronized void close() {
        Path home = directory;
        if (home == null) {
            return;
        }
        try (var files = Files.list(home)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
