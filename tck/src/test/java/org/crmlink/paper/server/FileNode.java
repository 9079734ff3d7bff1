package org.crmlink.paper.server;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file or folder. Guarded by its {@link FileStore}. */
final class FileNode {

    /** Bytes of a file; immutable. */
    record Content(Path file, long size, String sha256, long version) {}

    final String id;
    final boolean folder;
    String path;
    String type = "";
    Optional<Ref> record = Optional.empty();

    @Nullable
    Content content;

    final List<Map<String, @Nullable Object>> earlier = new ArrayList<>();
    long version;
    Instant modified = Instant.EPOCH;
    boolean deleted;

    FileNode(String id, String path, boolean folder) {
        this.id = id;
        this.path = path;
        this.folder = folder;
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    String parent() {
        return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    }

    Map<String, @Nullable Object> show() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("id", id);
        map.put("path", path);
        map.put("name", name());
        map.put("folder", folder);
        if (!parent().isEmpty()) {
            map.put("parent", parent());
        }
        Content bytes = content;
        if (bytes != null) {
            map.put("size", bytes.size());
            map.put("sha256", bytes.sha256());
            map.put("contentVersion", Long.toString(bytes.version()));
        }
        map.put("type", type);
        map.put("version", Long.toString(version));
        map.put("modified", modified.toString());
        record.ifPresent(ref -> map.put("record", Values.write(ref)));
        return map;
    }
}
