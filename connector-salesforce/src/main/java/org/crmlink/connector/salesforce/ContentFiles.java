package org.crmlink.connector.salesforce;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentRef;
import org.crmlink.sdk.attachment.HashKind;
import org.crmlink.sdk.attachment.UploadTarget;
import org.crmlink.toolkit.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Salesforce Files: a document with versions, linked to records. A new content is a new version; a document's id stays. The name is the newest version's
 * title with the extension; both are told apart by the path under which the file was given. Thread-safe. Source: salesforce.md §17.
 */
@Singleton
final class ContentFiles implements FileKind {

    static final String VERSION = "ContentVersion";

    private static final String DOCUMENT = "ContentDocument";
    private static final String DOCUMENT_ID = "ContentDocumentId";
    private static final String DOCUMENT_PREFIX = "069";
    private static final String VERSION_PREFIX = "068";
    private static final long MOST_BYTES = 2L << 30;
    /** So many ids fit well into an address. */
    private static final int MOST_IDS = 200;

    private static final List<String> COLUMNS = List.of(
            "Id",
            DOCUMENT_ID,
            "Title",
            "PathOnClient",
            "FileExtension",
            "ContentSize",
            "Checksum",
            "VersionNumber",
            "LastModifiedDate");
    /** The rest are links to other places, which have no bytes here. */
    private static final String HERE = "ContentLocation = 'S'";

    private static final String NEWEST = "IsLatest = true";

    private final FileQueries queries;

    @Inject
    ContentFiles(FileQueries queries) {
        this.queries = queries;
    }

    @Override
    public String entity() {
        return VERSION;
    }

    @Override
    public String contentField() {
        return "VersionData";
    }

    @Override
    public long maxSize() {
        return MOST_BYTES;
    }

    @Override
    public boolean owns(String id) {
        return id.startsWith(DOCUMENT_PREFIX) || id.startsWith(VERSION_PREFIX);
    }

    private static String query(String... where) {
        List<String> conditions = new ArrayList<>(List.of(where));
        conditions.add(HERE);
        return Soql.query(COLUMNS, VERSION, conditions, List.of("Id"));
    }

    private static List<StoredFile> files(List<JsonObject> rows, Optional<RecordRef> record) {
        return rows.stream().map(row -> file(row, record)).toList();
    }

    private static StoredFile file(JsonObject row, Optional<RecordRef> record) {
        String id = FileQueries.id(row, VERSION, "Id");
        String changed = FileQueries.text(row, VERSION, "LastModifiedDate");
        Map<HashKind, String> hashes = row.text("Checksum")
                .filter(text -> text.matches("[0-9a-fA-F]{32}"))
                .map(text -> Map.of(HashKind.MD5, text.toLowerCase(Locale.ROOT)))
                .orElse(Map.of());
        Attachment file = new Attachment(
                new AttachmentRef(FileQueries.id(row, VERSION, DOCUMENT_ID), ""),
                name(row),
                false,
                Optional.empty(),
                row.number("ContentSize")
                        .map(size -> OptionalLong.of(size.longValue()))
                        .orElse(OptionalLong.empty()),
                "",
                id,
                id + "@" + changed,
                FileQueries.time(row, VERSION, "LastModifiedDate"),
                hashes,
                record);
        return new StoredFile(file, id);
    }

    /**
     * The title of a file comes with or without the extension, according to who made it. Where it was not changed since, the path tells; else the
     * extension is added unless it is there.
     */
    private static String name(JsonObject row) {
        String title = row.text("Title").orElse("");
        String extension = row.text("FileExtension").orElse("");
        String path = row.text("PathOnClient").orElse("");
        String file = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        if (file.equals(title) || (!file.isEmpty() && title.equals(FileNames.base(file)))) {
            return file;
        }
        return extension.isEmpty() || ends(title, extension) ? title : title + "." + extension;
    }

    private static boolean ends(String title, String extension) {
        return FileNames.extension(title).equalsIgnoreCase(extension);
    }

    @Override
    public FilePages files(Optional<RecordRef> record) {
        return record.isPresent() ? new OfRecord(record.get()) : new All();
    }

    /** All files that the user may see. */
    private final class All implements FilePages {
        private final FileQueries.Walk walk = queries.walk(VERSION, query(NEWEST));

        @Override
        public Optional<List<StoredFile>> next() {
            return walk.ended() ? Optional.empty() : Optional.of(files(walk.page(), Optional.empty()));
        }
    }

    /** A record's files: its links can only be asked for by the record, and not within another query. */
    private final class OfRecord implements FilePages {
        private final RecordRef record;
        private final FileQueries.Walk links;
        private final Deque<String> documents = new ArrayDeque<>();

        OfRecord(RecordRef record) {
            this.record = record;
            this.links = queries.walk(
                    VERSION,
                    Soql.query(
                            List.of(DOCUMENT_ID),
                            "ContentDocumentLink",
                            List.of("LinkedEntityId = " + Soql.text(SalesforceFiles.id(record))),
                            List.of("Id")));
        }

        @Override
        public Optional<List<StoredFile>> next() {
            if (documents.isEmpty() && links.ended()) {
                return Optional.empty();
            }
            if (documents.isEmpty()) {
                links.page().forEach(link -> documents.add(FileQueries.id(link, "ContentDocumentLink", DOCUMENT_ID)));
            }
            List<String> some = documents.stream().limit(MOST_IDS).toList();
            if (some.isEmpty()) {
                return Optional.of(List.of());
            }
            String in = some.stream().map(Soql::text).collect(Collectors.joining(",", DOCUMENT_ID + " IN (", ")"));
            List<StoredFile> page = files(queries.rows(VERSION, query(NEWEST, in)), Optional.of(record));
            some.forEach(id -> documents.remove());
            return Optional.of(page);
        }
    }

    @Override
    public Optional<StoredFile> find(String id) {
        String where = id.startsWith(VERSION_PREFIX) ? "Id = " + Soql.text(id) : DOCUMENT_ID + " = " + Soql.text(id);
        String newest = id.startsWith(VERSION_PREFIX) ? "" : NEWEST;
        return files(queries.rows(VERSION, query(where, newest)), Optional.empty()).stream()
                .findFirst();
    }

    @Override
    public Optional<StoredFile> named(Optional<RecordRef> record, String name) {
        if (record.isPresent()) {
            FilePages pages = files(record);
            for (Optional<List<StoredFile>> page = pages.next(); page.isPresent(); page = pages.next()) {
                Optional<StoredFile> found = among(page.get(), name);
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
        String titles = "Title IN (" + Soql.text(name) + "," + Soql.text(FileNames.base(name)) + ")";
        return among(files(queries.rows(VERSION, query(NEWEST, titles)), Optional.empty()), name);
    }

    private static Optional<StoredFile> among(List<StoredFile> files, String name) {
        return files.stream().filter(file -> file.name().equals(name)).findFirst();
    }

    @Override
    public void requireName(String name) {
        FileNames.require(name);
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw FileNames.refused("a file's name may have neither / nor \\, which the server takes for a path");
        }
        if (!FileNames.base(name).equals(FileNames.base(name).strip())) {
            throw FileNames.refused("a file's name may have no blank before its extension, which the server drops");
        }
    }

    @Override
    public void requireTarget(UploadTarget target) {
        requireName(target.name());
    }

    @Override
    public String[] request(Optional<StoredFile> existing) {
        return new String[] {"POST", "sobjects/" + VERSION};
    }

    @Override
    public Map<String, @Nullable Object> fields(UploadTarget target, Optional<StoredFile> existing) {
        String name = existing.map(StoredFile::name).orElse(target.name());
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("Title", FileNames.base(name));
        fields.put("PathOnClient", name);
        existing.ifPresent(
                file -> fields.put(DOCUMENT_ID, file.attachment().ref().id()));
        if (existing.isEmpty()) {
            target.record().ifPresent(record -> fields.put("FirstPublishLocationId", SalesforceFiles.id(record)));
        }
        return fields;
    }

    @Override
    public void rename(StoredFile file, String name) {
        String before = FileNames.extension(file.name());
        String title = FileNames.base(name);
        boolean told = FileNames.extension(name).equalsIgnoreCase(before)
                && !(before.isEmpty() ? name : title).isEmpty()
                && (before.isEmpty() || !ends(title, before));
        if (!told) {
            throw FileQueries.refused(
                            ErrorKind.INVALID_DATA,
                            before.isEmpty()
                                    ? "a file without an extension keeps to having none"
                                    : "a file keeps its extension, '" + before + "'")
                    .entity(VERSION)
                    .recordId(file.attachment().ref().id())
                    .hint("choose a name with this extension, or upload the file anew")
                    .build();
        }
        queries.write("PATCH", VERSION, "sobjects/" + VERSION + "/" + file.row(), Map.of("Title", title));
    }

    @Override
    public void delete(StoredFile file) {
        queries.delete(
                VERSION, "sobjects/" + DOCUMENT + "/" + file.attachment().ref().id());
    }

    @Override
    public List<Attachment> versions(StoredFile file) {
        String document =
                DOCUMENT_ID + " = " + Soql.text(file.attachment().ref().id());
        record Numbered(long number, Attachment attachment) {}
        List<Numbered> versions = new ArrayList<>();
        for (JsonObject row : queries.rows(VERSION, query(document, "IsLatest = false"))) {
            StoredFile version = file(row, Optional.empty());
            Attachment told = version.attachment();
            versions.add(new Numbered(
                    number(row),
                    new Attachment(
                            new AttachmentRef(version.row(), ""),
                            told.name(),
                            false,
                            Optional.empty(),
                            told.size(),
                            told.mediaType(),
                            told.contentVersion(),
                            told.version(),
                            told.modified(),
                            told.hashes(),
                            Optional.empty())));
        }
        versions.sort(Comparator.comparingLong(Numbered::number).reversed());
        return versions.stream().map(Numbered::attachment).toList();
    }

    private static long number(JsonObject row) {
        String text = row.text("VersionNumber").orElse("");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }
}
