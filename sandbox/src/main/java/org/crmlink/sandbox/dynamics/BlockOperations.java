package org.crmlink.sandbox.dynamics;

import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.dynamics.schema.FileStorage;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** Files in blocks, to and from file columns, notes and attachments of mails (dynamics.md §8). */
final class BlockOperations {

    /** The most that one block can have. */
    private static final int MOST = 4 << 20;

    private static final int LONGEST_ID = 64;
    private static final String ANY = "mscrm.crmbaseentity";
    private static final String TOKEN = "FileContinuationToken";
    private static final String TEXT = "Edm.String";

    private final Uploads uploads;

    BlockOperations(Uploads uploads) {
        this.uploads = uploads;
    }

    /** Where the documents of a table are: its body column. */
    private record Documents(String kind, String table, String body, String idMember) {}

    private static final Documents NOTES = new Documents("Annotation", "annotation", "documentbody", "AnnotationId");
    private static final Documents ATTACHMENTS =
            new Documents("Attachment", "activitymimeattachment", "body", "ActivityMimeAttachmentId");

    List<Operation> list() {
        return List.of(
                Operation.action("InitializeFileBlocksUpload")
                        .parameter("Target", ANY)
                        .parameter("FileName", TEXT)
                        .parameter("FileAttributeName", TEXT)
                        .returns(TOKEN, TEXT)
                        .does(this::initializeFile),
                Operation.action("UploadBlock")
                        .parameter("BlockId", TEXT)
                        .parameter("BlockData", "Edm.Binary")
                        .parameter(TOKEN, TEXT)
                        .does(this::uploadBlock),
                Operation.action("CommitFileBlocksUpload")
                        .parameter("FileName", TEXT)
                        .optional("MimeType", TEXT)
                        .parameter("BlockList", "Collection(Edm.String)")
                        .parameter(TOKEN, TEXT)
                        .returns("FileId", "Edm.Guid", "FileSizeInBytes", "Edm.Int64")
                        .does(this::commitFile),
                Operation.action("InitializeFileBlocksDownload")
                        .parameter("Target", ANY)
                        .parameter("FileAttributeName", TEXT)
                        .returns(
                                TOKEN,
                                TEXT,
                                "FileSizeInBytes",
                                "Edm.Int64",
                                "FileName",
                                TEXT,
                                "IsChunkingSupported",
                                "Edm.Boolean")
                        .does(this::downloadFile),
                Operation.action("DownloadBlock")
                        .parameter("Offset", "Edm.Int64")
                        .parameter("BlockLength", "Edm.Int64")
                        .parameter(TOKEN, TEXT)
                        .returns("Data", "Edm.Binary")
                        .does(this::downloadBlock),
                Operation.action("DeleteFile").parameter("FileId", "Edm.Guid").does(BlockOperations::deleteFile),
                initialize(NOTES),
                commit(NOTES),
                download(NOTES),
                initialize(ATTACHMENTS),
                commit(ATTACHMENTS),
                download(ATTACHMENTS));
    }

    // ------------------------------------------------------------------ file columns

    private HttpResponse initializeFile(Invocation in) {
        EntityArgument target = in.entity("Target");
        Row row = in.entities().row(target);
        Column column = FileColumns.column(row.table(), in.arguments().text("FileAttributeName"));
        String name = in.arguments().text("FileName");
        UploadRules.checkFile(in.store(), column, name, 0);
        return token(in, new Uploads.Upload(target.address(), Optional.of(column), name));
    }

    private HttpResponse token(Invocation in, Uploads.Upload upload) {
        return in.answer(Map.of(TOKEN, uploads.begin(upload)));
    }

    private HttpResponse uploadBlock(Invocation in) {
        String id = in.arguments().text("BlockId");
        byte[] data = in.arguments().bytes("BlockData");
        if (id.isEmpty() || id.length() > LONGEST_ID * 4 / 3 + 4 || !isBase64(id)) {
            throw ApiErrors.invalidArgument("The value of 'BlockId' must be base64 of at most 64 bytes.");
        }
        if (data.length > MOST) {
            throw ApiErrors.invalidArgument(
                    "The block has " + data.length + " bytes; at most " + MOST + " are allowed.");
        }
        uploads.upload(in.arguments().text(TOKEN)).add(id, data);
        return Answers.noContent();
    }

    private static boolean isBase64(String text) {
        try {
            return Base64.getDecoder().decode(text).length <= LONGEST_ID;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private HttpResponse commitFile(Invocation in) {
        String token = in.arguments().text(TOKEN);
        Uploads.Upload upload = uploads.upload(token);
        if (upload.column().isEmpty() || upload.address().isEmpty()) {
            throw ApiErrors.invalidArgument("The upload is not one for a file column.");
        }
        byte[] bytes = upload.joined(in.arguments().texts("BlockList"));
        String name = in.arguments().text("FileName");
        String type = in.arguments().textIfGiven("MimeType").orElseGet(() -> FileColumns.mimeType(name));
        Row row = in.writes().require(upload.address().get());
        RecordId id = FileColumns.put(
                in.store(), in.transaction(), row, upload.column().get(), new FileColumns.Content(name, type, bytes));
        uploads.end(token);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("FileId", id.text());
        members.put("FileSizeInBytes", bytes.length);
        return in.answer(members);
    }

    private HttpResponse downloadFile(Invocation in) {
        Row row = in.entities().row(in.entity("Target"));
        Column column = FileColumns.column(row.table(), in.arguments().text("FileAttributeName"));
        FileColumns.Content content = FileColumns.require(in.store(), row, column);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(TOKEN, uploads.begin(content.bytes()));
        members.put("FileSizeInBytes", content.bytes().length);
        members.put("FileName", content.name());
        members.put("IsChunkingSupported", true);
        return in.answer(members);
    }

    private HttpResponse downloadBlock(Invocation in) {
        byte[] all = uploads.download(in.arguments().text(TOKEN));
        long offset = in.arguments().bigNumber("Offset", 0);
        long length = in.arguments().bigNumber("BlockLength", 0);
        if (offset < 0 || length < 1 || offset >= Math.max(all.length, 1)) {
            throw ApiErrors.invalidArgument("The offset or length is outside the file.");
        }
        int end = (int) Math.min(all.length, offset + Math.min(length, MOST));
        byte[] part = Arrays.copyOfRange(all, (int) offset, end);
        return in.answer(Map.of("Data", Base64.getEncoder().encodeToString(part)));
    }

    private static HttpResponse deleteFile(Invocation in) {
        RecordId id = in.arguments().id("FileId");
        Row file = in.schema()
                .table(FileStorage.TABLE)
                .flatMap(table -> in.transaction().get(FileStorage.TABLE, id))
                .orElseThrow(() -> ApiErrors.noRow(FileStorage.TABLE, id));
        if (file.get("objectid") instanceof Reference owner) {
            Row row = in.transaction()
                    .get(owner.table(), owner.id())
                    .orElseThrow(() -> ApiErrors.noRow(owner.table(), owner.id()));
            Column column = FileColumns.column(row.table(), String.valueOf(file.get("regardingfieldname")));
            FileColumns.remove(in.transaction(), row, column);
        }
        return Answers.noContent();
    }

    // ------------------------------------------------------------------ notes and attachments

    private Operation initialize(Documents of) {
        return Operation.action("Initialize" + of.kind() + "BlocksUpload")
                .needs(of.table())
                .parameter("Target", "mscrm." + of.table())
                .returns(TOKEN, TEXT)
                .does(in -> {
                    EntityArgument target = in.entity("Target");
                    Object name = target.members().get("filename");
                    UploadRules.check(in.store(), target.table(), Map.of("filename", name == null ? "" : name));
                    return token(
                            in,
                            new Uploads.Upload(
                                    target.address(), Optional.empty(), name == null ? "" : name.toString()));
                });
    }

    private Operation commit(Documents of) {
        return Operation.action("Commit" + of.kind() + "BlocksUpload")
                .needs(of.table())
                .parameter("Target", "mscrm." + of.table())
                .parameter("BlockList", "Collection(Edm.String)")
                .parameter(TOKEN, TEXT)
                .returns(of.idMember(), "Edm.Guid", "FileSizeInBytes", "Edm.Int64")
                .does(in -> commitDocument(in, of));
    }

    /** Writes the row that the target describes, with the blocks as its body: an existing one, or a new one. */
    private HttpResponse commitDocument(Invocation in, Documents of) {
        String token = in.arguments().text(TOKEN);
        byte[] bytes = uploads.upload(token).joined(in.arguments().texts("BlockList"));
        EntityArgument target = in.entity("Target");
        Map<String, Object> json = target.content();
        json.remove(of.body());
        Body body = in.writes().body(target.table(), json);
        Map<String, @Nullable Object> values = new LinkedHashMap<>(body.values());
        values.put(of.body(), Base64.getEncoder().encodeToString(bytes));
        Optional<Row> old = target.address().flatMap(address -> in.writes().find(address));
        Row row = old.isPresent()
                ? in.writes().update(old.get(), values)
                : in.writes().insert(target.table(), body.with(body.id(), values), Map.of());
        uploads.end(token);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(of.idMember(), row.id().text());
        members.put("FileSizeInBytes", bytes.length);
        return in.answer(members);
    }

    private Operation download(Documents of) {
        return Operation.action("Initialize" + of.kind() + "BlocksDownload")
                .needs(of.table())
                .parameter("Target", "mscrm." + of.table())
                .returns(TOKEN, TEXT, "FileSizeInBytes", "Edm.Int64", "FileName", TEXT)
                .does(in -> {
                    Row row = in.entities().row(in.entity("Target"));
                    byte[] bytes = row.get(of.body()) instanceof String base64 ? decoded(base64) : new byte[0];
                    Map<String, Object> members = new LinkedHashMap<>();
                    members.put(TOKEN, uploads.begin(bytes));
                    members.put("FileSizeInBytes", bytes.length);
                    Object name = row.get("filename");
                    members.put("FileName", name == null ? "" : name);
                    return in.answer(members);
                });
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw ApiErrors.invalidArgument("The document of the record is not base64.");
        }
    }
}
