package org.crmlink.paper.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code /files/…}: lists, contents with ranges, upload sessions, changes. Files are named by {@code id} or {@code path} in the query. */
final class FileRoutes {

    private static final int PAGE = 100;
    private static final long LARGEST = 1L << 32;

    private final FileStore files;

    FileRoutes(FileStore files) {
        this.files = files;
    }

    Reply route(Ask ask) throws IOException {
        return switch (ask.method() + " " + ask.path().substring("/files/".length())) {
            case "GET meta" -> Reply.json(200, files.require(ask).show());
            case "GET list" -> list(ask);
            case "GET content" -> content(ask);
            case "GET changes" -> changes(ask);
            case "GET versions" -> versions(ask);
            case "POST uploads" -> begin(Json.object(HttpDoor.body(ask)));
            case "GET upload" -> offset(files.session(ask.required("session")));
            case "PUT upload" -> append(ask);
            case "POST finish" -> finish(ask);
            case "DELETE upload" -> {
                files.forget(ask.required("session"));
                yield Reply.empty(204);
            }
            case "POST folder" -> folder(Json.object(HttpDoor.body(ask)));
            case "POST move" -> move(ask);
            case "DELETE item" -> remove(ask);
            default -> throw new Refusal(404, "UNKNOWN_ADDRESS", "there is no such address");
        };
    }

    private Reply list(Ask ask) {
        synchronized (files) {
            Map<String, @Nullable Object> answer = new LinkedHashMap<>();
            answer.put("cursor", files.cursors().write(files.head(), files.head()));
            Predicate<FileNode> wanted = wanted(ask);
            String after = ask.parameter("after").orElse("");
            List<@Nullable Object> page = new ArrayList<>();
            String last = "";
            boolean more = false;
            for (FileNode node : files.all()) {
                if (node.path.compareTo(after) > 0 && wanted.test(node)) {
                    if (page.size() == PAGE) {
                        more = true;
                        break;
                    }
                    page.add(node.show());
                    last = node.path;
                }
            }
            answer.put("files", page);
            return end(ask, answer, more, "after", last);
        }
    }

    private Predicate<FileNode> wanted(Ask ask) {
        if (ask.parameter("entity").isPresent()) {
            Ref ref = new Ref(ask.required("entity"), ask.required("record"));
            return node -> node.record.filter(ref::equals).isPresent();
        }
        if (ask.parameter("id").isEmpty() && ask.parameter("path").isEmpty()) {
            return node -> node.parent().isEmpty();
        }
        FileNode folder = files.require(ask);
        if (!folder.folder) {
            throw new Refusal(400, "BAD_VALUE", "that is no folder");
        }
        return node -> node.parent().equals(folder.path);
    }

    private static Reply end(Ask ask, Map<String, @Nullable Object> answer, boolean more, String name, String value) {
        if (more) {
            Map<String, String> parameters = new LinkedHashMap<>(ask.parameters());
            parameters.put(name, value);
            StringBuilder link = new StringBuilder(ask.root()).append(ask.path());
            char separator = '?';
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                link.append(separator)
                        .append(parameter.getKey())
                        .append('=')
                        .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
                separator = '&';
            }
            answer.put("next", link.toString());
        } else {
            answer.put("complete", true);
        }
        return Reply.json(200, answer);
    }

    private Reply changes(Ask ask) {
        synchronized (files) {
            Cursors.Place place =
                    ask.parameter("cursor").map(files.cursors()::read).orElseGet(files.cursors()::start);
            List<@Nullable Object> page = new ArrayList<>();
            long last = place.seq();
            boolean more = false;
            for (Map.Entry<Long, FileNode> change : files.after(place.seq()).entrySet()) {
                if (page.size() == PAGE) {
                    more = true;
                    break;
                }
                last = change.getKey();
                FileNode node = change.getValue();
                if (!node.deleted) {
                    page.add(node.show());
                } else if (last > place.removalsAfter()) {
                    Map<String, @Nullable Object> gone = new LinkedHashMap<>();
                    gone.put("id", node.id);
                    gone.put("path", node.path);
                    gone.put("removed", true);
                    gone.put("folder", node.folder);
                    page.add(gone);
                }
            }
            Map<String, @Nullable Object> answer = new LinkedHashMap<>();
            answer.put("files", page);
            String cursor = files.cursors().write(more ? last : Math.max(last, files.head()), place.removalsAfter());
            answer.put("cursor", cursor);
            return end(ask, answer, more, "cursor", cursor);
        }
    }

    private Reply versions(Ask ask) {
        synchronized (files) {
            FileNode node = files.require(ask);
            Map<String, @Nullable Object> answer = new LinkedHashMap<>();
            answer.put("files", new ArrayList<>(node.earlier));
            answer.put("complete", true);
            return Reply.json(200, answer);
        }
    }

    static void requireVersion(Optional<FileNode> node, Optional<String> version) {
        String there = node.map(one -> Long.toString(one.version)).orElse("");
        if (version.isPresent() && !version.get().equals(there)) {
            throw new Refusal(412, "CHANGED", "the file has another version").with("version", there);
        }
    }

    private Reply content(Ask ask) throws IOException {
        FileNode.Content content;
        FileNode node;
        byte[] facts;
        synchronized (files) {
            node = files.require(ask);
            requireVersion(Optional.of(node), ask.parameter("version"));
            FileNode.Content bytes = node.content;
            if (bytes == null) {
                throw new Refusal(400, "BAD_VALUE", "a folder has no content");
            }
            content = bytes;
            facts = Json.write(node.show());
        }
        long from = 0;
        String range = ask.header("Range").orElse("");
        if (!range.isEmpty()) {
            if (!range.matches("bytes=\\d{1,18}-")) {
                throw new Refusal(416, "BAD_RANGE", "the range is not understood");
            }
            from = Long.parseLong(range.substring(6, range.length() - 1));
            if (from >= content.size()) {
                throw new Refusal(416, "BAD_RANGE", "the range begins behind the end");
            }
        }
        long start = from;
        Reply reply = new Reply(
                range.isEmpty() ? 200 : 206,
                "application/octet-stream",
                content.size() - from,
                out -> copy(content, start, out));
        if (!range.isEmpty()) {
            reply.header("Content-Range", "bytes " + from + "-" + (content.size() - 1) + "/" + content.size());
        }
        return reply.header("X-File", Base64.getEncoder().encodeToString(facts))
                .header("Accept-Ranges", "bytes")
                .header("X-Content-SHA256", from == 0 ? content.sha256() : hash(content, from));
    }

    private static void copy(FileNode.Content content, long from, OutputStream out) throws IOException {
        try (InputStream in = Files.newInputStream(content.file())) {
            in.skipNBytes(from);
            in.transferTo(out);
        }
    }

    private static String hash(FileNode.Content content, long from) throws IOException {
        MessageDigest digest = Hashes.digest();
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = Files.newInputStream(content.file())) {
            in.skipNBytes(from);
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return Hashes.hex(digest.digest());
    }

    private static Optional<String> text(Map<?, ?> body, String name) {
        return body.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private String path(String parent, String name) {
        FileStore.requireName(name);
        if (!parent.isEmpty() && files.find(parent).filter(node -> node.folder).isEmpty()) {
            throw new Refusal(404, "NO_FILE", "there is no such folder");
        }
        return parent.isEmpty() ? name : parent + "/" + name;
    }

    /** A folder by {@code parentId} or {@code parent}; the root if neither is there. */
    private String parent(Map<?, ?> body) {
        return text(body, "parentId")
                .map(id ->
                        files.byId(id).orElseThrow(() -> new Refusal(404, "NO_FILE", "there is no such folder")).path)
                .or(() -> text(body, "parent"))
                .orElse("");
    }

    private Reply begin(Map<String, @Nullable Object> body) {
        synchronized (files) {
            if (body.get("size") instanceof Number size && size.longValue() > LARGEST) {
                throw new Refusal(413, "TOO_LONG", "the file is too large");
            }
            Optional<String> existing = text(body, "id")
                    .map(id ->
                            files.byId(id).orElseThrow(() -> new Refusal(404, "NO_FILE", "there is no such file")).path)
                    .or(() -> text(body, "path"));
            if (existing.isPresent() && files.find(existing.get()).isEmpty()) {
                throw new Refusal(404, "NO_FILE", "there is no such file");
            }
            String path = existing.orElseGet(
                    () -> path(parent(body), text(body, "name").orElse("")));
            Optional<Ref> record = body.get("record") instanceof Map<?, ?> ref
                    ? Optional.of(new Ref(
                            text(ref, "entity").orElse(""), text(ref, "id").orElse("")))
                    : Optional.empty();
            FileSession session = new FileSession(
                    UUID.randomUUID().toString(),
                    path,
                    text(body, "type").orElse(""),
                    record,
                    text(body, "ifMatch"),
                    Boolean.TRUE.equals(body.get("ifAbsent")),
                    files.fresh());
            session.requireCondition(files);
            files.keep(session);
            return offset(session);
        }
    }

    private static Reply offset(FileSession session) {
        return Reply.json(200, Map.of("session", session.id, "offset", session.offset()));
    }

    private Reply append(Ask ask) throws IOException {
        FileSession session = files.session(ask.required("session"));
        byte[] piece = HttpDoor.body(ask);
        session.append(ask.longNumber("offset", -1), piece, ask.header("X-Content-SHA256"));
        return offset(session);
    }

    private Reply finish(Ask ask) {
        FileSession session = files.session(ask.required("session"));
        return Reply.json(200, session.finish(files, ask.parameter("sha256")).show());
    }

    private Reply folder(Map<String, @Nullable Object> body) {
        synchronized (files) {
            return Reply.json(
                    200,
                    files.folder(path(parent(body), text(body, "name").orElse("")))
                            .show());
        }
    }

    private Reply move(Ask ask) throws IOException {
        Map<String, @Nullable Object> body = Json.object(HttpDoor.body(ask));
        synchronized (files) {
            FileNode node = files.require(ask);
            requireVersion(Optional.of(node), ask.parameter("ifMatch"));
            boolean elsewhere = body.containsKey("parent") || body.containsKey("parentId");
            String parent = elsewhere ? parent(body) : node.parent();
            files.move(node, path(parent, text(body, "name").orElse(node.name())));
            return Reply.json(200, node.show());
        }
    }

    private Reply remove(Ask ask) {
        synchronized (files) {
            FileNode node = files.require(ask);
            requireVersion(Optional.of(node), ask.parameter("ifMatch"));
            files.remove(node);
            return Reply.empty(204);
        }
    }
}
