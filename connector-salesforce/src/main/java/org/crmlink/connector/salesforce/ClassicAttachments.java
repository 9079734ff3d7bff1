package org.crmlink.connector.salesforce;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentRef;
import org.crmlink.sdk.attachment.UploadTarget;
import org.crmlink.toolkit.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Attachments as orgs had them before Files: a row of one record, with its bytes; no earlier contents, no checksum. Thread-safe. */
@Singleton
final class ClassicAttachments implements FileKind {

    static final String ENTITY = "Attachment";

    private static final String PREFIX = "00P";
    private static final long MOST_BYTES = 500L << 20;
    private static final List<String> COLUMNS =
            List.of("Id", "Name", "ContentType", "BodyLength", "ParentId", "LastModifiedDate", "SystemModstamp");

    private final FileQueries queries;
    private final SalesforceMetadata metadata;

    @Inject
    ClassicAttachments(FileQueries queries, SalesforceMetadata metadata) {
        this.queries = queries;
        this.metadata = metadata;
    }

    @Override
    public String entity() {
        return ENTITY;
    }

    @Override
    public String contentField() {
        return "Body";
    }

    @Override
    public long maxSize() {
        return MOST_BYTES;
    }

    @Override
    public boolean owns(String id) {
        return id.startsWith(PREFIX);
    }

    private StoredFile file(JsonObject row) {
        String id = FileQueries.id(row, ENTITY, "Id");
        String parent = FileQueries.id(row, ENTITY, "ParentId");
        String version = FileQueries.text(row, ENTITY, "SystemModstamp");
        return new StoredFile(
                new Attachment(
                        new AttachmentRef(id, ""),
                        row.text("Name").orElse(""),
                        false,
                        Optional.empty(),
                        row.number("BodyLength")
                                .map(size -> OptionalLong.of(size.longValue()))
                                .orElse(OptionalLong.empty()),
                        row.text("ContentType")
                                .filter(type -> type.indexOf('/') > 0)
                                .orElse(""),
                        version,
                        version,
                        FileQueries.time(row, ENTITY, "LastModifiedDate"),
                        Map.of(),
                        metadata.catalogue().entityOf(parent).map(entity -> new RecordRef(entity, parent))),
                id);
    }

    /** Newer orgs have none of them, and some users may not see them. */
    private boolean areThere() {
        return metadata.catalogue().has(ENTITY);
    }

    private static String query(String where) {
        return Soql.query(COLUMNS, ENTITY, List.of(where), List.of("Id"));
    }

    @Override
    public FilePages files(Optional<RecordRef> record) {
        if (!areThere()) {
            return Optional::empty;
        }
        String where = record.map(one -> "ParentId = " + Soql.text(SalesforceFiles.id(one)))
                .orElse("");
        FileQueries.Walk walk = queries.walk(ENTITY, query(where));
        return () -> walk.ended()
                ? Optional.empty()
                : Optional.of(walk.page().stream().map(this::file).toList());
    }

    @Override
    public Optional<StoredFile> find(String id) {
        return queries.rows(ENTITY, query("Id = " + Soql.text(id))).stream()
                .map(this::file)
                .findFirst();
    }

    @Override
    public Optional<StoredFile> named(Optional<RecordRef> record, String name) {
        String parent = "ParentId = " + Soql.text(SalesforceFiles.id(record.orElseThrow()));
        return queries.rows(ENTITY, query(parent + " AND Name = " + Soql.text(name))).stream()
                .map(this::file)
                .filter(file -> file.name().equals(name))
                .findFirst();
    }

    @Override
    public void requireName(String name) {
        FileNames.require(name);
    }

    @Override
    public void requireTarget(UploadTarget target) {
        requireName(target.name());
        if (target.record().isEmpty()) {
            throw FileQueries.refused(ErrorKind.INVALID_DATA, "an attachment needs a record that it belongs to")
                    .entity(ENTITY)
                    .hint("name a record, or leave out 'new-attachments' so that files are made, which need none")
                    .build();
        }
    }

    @Override
    public String[] request(Optional<StoredFile> existing) {
        return existing.map(file -> new String[] {"PATCH", "sobjects/" + ENTITY + "/" + file.row()})
                .orElse(new String[] {"POST", "sobjects/" + ENTITY});
    }

    @Override
    public Map<String, @Nullable Object> fields(UploadTarget target, Optional<StoredFile> existing) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (existing.isEmpty()) {
            fields.put("Name", target.name());
            fields.put("ParentId", SalesforceFiles.id(target.record().orElseThrow()));
        }
        if (!target.mediaType().isEmpty()) {
            fields.put("ContentType", target.mediaType());
        }
        return fields;
    }

    @Override
    public void rename(StoredFile file, String name) {
        queries.write("PATCH", ENTITY, "sobjects/" + ENTITY + "/" + file.row(), Map.of("Name", name));
    }

    @Override
    public void delete(StoredFile file) {
        queries.delete(ENTITY, "sobjects/" + ENTITY + "/" + file.row());
    }

    @Override
    public List<Attachment> versions(StoredFile file) {
        return List.of();
    }
}
