package org.crmlink.paper.connector;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentCapabilities;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.sdk.attachment.AttachmentFeed;
import org.crmlink.sdk.attachment.AttachmentRef;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.attachment.Download;
import org.crmlink.sdk.attachment.HashKind;
import org.crmlink.sdk.attachment.UploadSession;
import org.crmlink.sdk.attachment.UploadTarget;
import org.crmlink.sdk.attachment.WriteCondition;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpBody;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.JsonObject;

/** The files of Paper CRM. Thread-safe. */
final class PaperFiles implements AttachmentStore {

    private static final String OPERATION = "attachment";
    private static final long LARGEST = 1L << 32;
    private static final int MULTIPLE = 64 * 1024;
    /** How much travels in one request, and is held in memory to know its checksum beforehand. */
    private static final int PIECE = 16 * MULTIPLE;

    private static final AttachmentCapabilities CAPABILITIES = FlawedFiles.declared(new AttachmentCapabilities(
            Set.of(Feature.values()), LARGEST, MULTIPLE, Optional.of(HashKind.SHA256), false));

    private final PaperService service;
    private final FlawedFiles flawed = new FlawedFiles(this);

    PaperFiles(PaperService service) {
        this.service = service;
    }

    @Override
    public AttachmentCapabilities attachmentCapabilities() {
        return CAPABILITIES;
    }

    @Override
    public AttachmentFeed list(Optional<AttachmentRef> folder) {
        service.requireOpen();
        String[] parameters = folder.filter(ref -> !Flaw.FOLDER_LISTS_ROOT.here())
                .map(ref -> parameters(ref))
                .orElse(new String[0]);
        return new PaperFileFeed(service, service.get(OPERATION, "", "files/list", parameters), true);
    }

    @Override
    public AttachmentFeed list(RecordRef record) {
        service.requireOpen();
        HttpCall call = service.get(OPERATION, "", "files/list", "entity", record.entity(), "record", record.id());
        return new PaperFileFeed(service, call, true);
    }

    @Override
    public AttachmentFeed changes(Optional<SyncToken> since) {
        service.requireOpen();
        flawed.requireDeclared(Feature.CHANGE_FEED);
        String[] parameters = since.flatMap(FlawedFiles::cursor)
                .map(cursor -> new String[] {"cursor", cursor})
                .orElse(new String[0]);
        HttpCall call = service.get(OPERATION, "", "files/changes", parameters);
        return FlawedFiles.feed(new PaperFileFeed(service, call, false), since);
    }

    private static String[] parameters(AttachmentRef ref, String... more) {
        List<String> all = new ArrayList<>();
        all.add(ref.id().isEmpty() ? "path" : "id");
        all.add(ref.id().isEmpty() ? ref.path() : ref.id());
        for (int i = 0; i < more.length; i += 2) {
            if (!more[i + 1].isEmpty()) {
                all.add(more[i]);
                all.add(more[i + 1]);
            }
        }
        return all.toArray(String[]::new);
    }

    @Override
    public Attachment stat(AttachmentRef ref) {
        return file(service.get(OPERATION, "", "files/meta", parameters(ref)));
    }

    private Attachment file(HttpCall call) {
        return service.json(call, body -> FileJson.read(JsonObject.read(body)));
    }

    @Override
    public Download download(AttachmentRef ref, long offset, Optional<String> version) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset is negative");
        }
        if (offset > 0) {
            flawed.requireDeclared(Feature.RANGE);
        }
        String held = Flaw.VERSIONS_MIXED.here() ? "" : version.orElse("");
        HttpCall call = service.get(OPERATION, "", "files/content", parameters(ref, "version", held))
                .header("Accept", "application/octet-stream")
                .header("Accept-Encoding", "identity")
                .maxAnswerBytes(LARGEST + 1);
        if (offset > 0) {
            call = call.header("Range", "bytes=" + offset + "-");
        }
        HttpAnswer answer = service.sendAnyStatus(call);
        boolean handedOver = false;
        try {
            if (answer.status() == 416) {
                Attachment there = stat(ref);
                boolean atEnd = there.size().orElse(-1) == offset
                        && version.map(there.version()::equals).orElse(true);
                if ((atEnd && !Flaw.ODD_END_REFUSED.here()) || Flaw.BEHIND_THE_END_IS_EMPTY.here()) {
                    return new PaperDownload(there, offset);
                }
            }
            if (!answer.isSuccess()) {
                throw PaperErrors.of(answer, service.login());
            }
            requireRange(answer, offset);
            Download download = new PaperDownload(told(answer), offset, answer);
            handedOver = true;
            return download;
        } finally {
            if (!handedOver) {
                answer.close();
            }
        }
    }

    private static void requireRange(HttpAnswer answer, long offset) {
        boolean partial = answer.status() == 206;
        String range = answer.header("Content-Range").orElse("");
        boolean right = offset == 0 ? !partial : partial && range.startsWith("bytes " + offset + "-");
        boolean part = Flaw.RANGE_NOT_COMPARED.here() && partial;
        if (!right && !part && !Flaw.IGNORED_RANGE_SPLICED.here()) {
            throw PaperErrors.protocol(answer.call(), "the server did not send the range that was asked for")
                    .requestId(answer.header("X-Request-Id").orElse(""))
                    .hint("read the file from the start; a proxy may have removed the range")
                    .build();
        }
    }

    private static Attachment told(HttpAnswer answer) {
        try {
            byte[] json = Base64.getDecoder().decode(answer.header("X-File").orElse(""));
            return FileJson.read(JsonObject.read(new ByteArrayInputStream(json)));
        } catch (IOException e) {
            throw PaperErrors.unreadable(answer.call(), e);
        } catch (IllegalArgumentException e) {
            throw PaperErrors.missing(answer.call(), "X-File");
        }
    }

    @Override
    public UploadSession begin(UploadTarget target) {
        service.requireOpen();
        if (target.size().orElse(0) > LARGEST) {
            throw PaperErrors.refused(
                    ErrorKind.LIMIT_EXCEEDED,
                    OPERATION,
                    "",
                    "the file is larger than " + LARGEST + " bytes",
                    "split the file");
        }
        if (target.existing().isEmpty()) {
            requireName(target.name());
        }
        flawed.check(target.existing(), target.condition());
        HttpCall call = service.write("POST", OPERATION, "", "files/uploads").body(FileJson.body(out -> {
            if (target.existing().isPresent()) {
                AttachmentRef ref = target.existing().get();
                out.writeStringField(
                        ref.id().isEmpty() ? "path" : "id", ref.id().isEmpty() ? ref.path() : ref.id());
            } else {
                FileJson.parent(out, target.parent().filter(folder -> !Flaw.FOLDER_NOT_SENT.here()));
                out.writeStringField("name", FlawedFiles.name(target.name()));
            }
            out.writeStringField("type", target.mediaType());
            if (target.size().isPresent()) {
                out.writeNumberField("size", target.size().getAsLong());
            }
            if (target.record().isPresent() && !Flaw.RECORD_NOT_SENT.here()) {
                out.writeObjectFieldStart("record");
                out.writeStringField("entity", target.record().get().entity());
                out.writeStringField("id", target.record().get().id());
                out.writeEndObject();
            }
            if (!ifMatch(target.condition()).isEmpty()) {
                out.writeStringField("ifMatch", ifMatch(target.condition()));
            }
            boolean absent = target.condition() instanceof WriteCondition.IfAbsent;
            out.writeBooleanField("ifAbsent", absent && !Flaw.ABSENCE_IGNORED.here());
        }));
        String session = service.json(call, JsonObject::read)
                .text("session")
                .orElseThrow(() -> PaperErrors.missing(call, "session"));
        flawed.began(session);
        boolean forgotten = FlawedFiles.hashesUnchecked() || Flaw.TOLD_HASH_FORGOTTEN.here();
        String sha256 = forgotten ? "" : target.hashes().getOrDefault(HashKind.SHA256, "");
        return new UploadState(session, sha256).at(0);
    }

    /** What a name may not be is told before anything is sent. */
    private static void requireName(String name) {
        boolean bad = name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.indexOf('/') >= 0
                || name.chars().anyMatch(c -> c < ' ')
                || !ValueCheck.isUnicode(name)
                || FlawedFiles.isTooOdd(name);
        if (bad) {
            throw PaperErrors.invalid(OPERATION, "", "that cannot be the name of a file", "choose another name");
        }
    }

    @Override
    public UploadSession resume(UploadSession session) {
        service.requireOpen();
        flawed.requireDeclared(Feature.RESUME_UPLOAD);
        UploadState state = UploadState.of(session);
        flawed.requireBegun(state.session());
        if (Flaw.RESUMED_BY_OWN_COUNT.here()) {
            return session;
        }
        return state.at(offset(service.get(OPERATION, "", "files/upload", "session", state.session())));
    }

    private long offset(HttpCall call) {
        return service.json(call, JsonObject::read)
                .number("offset")
                .orElseThrow(() -> PaperErrors.missing(call, "offset"))
                .longValue();
    }

    @Override
    public UploadSession append(UploadSession session, InputStream chunk, long length) {
        service.requireOpen();
        UploadState state = UploadState.of(session);
        long offset = session.offset();
        long left = Flaw.PIECE_OFF_BY_ONE.here() && length > MULTIPLE && length % MULTIPLE == 1 ? length - 1 : length;
        while (left > 0) {
            byte[] piece;
            try {
                piece = FlawedFiles.spoilt(piece(chunk, flawed.pieceLength(left, PIECE)), offset);
            } catch (ConnectorException e) {
                flawed.sourceFailed(state.at(offset));
                throw e;
            }
            HttpCall call = service.write(
                            "PUT",
                            OPERATION,
                            "",
                            "files/upload",
                            "session",
                            state.session(),
                            "offset",
                            Long.toString(offset))
                    .body(HttpBody.bytes("application/octet-stream", piece));
            if (!FlawedFiles.hashesUnchecked()) {
                call = call.header(
                        "X-Content-SHA256",
                        HexFormat.of().formatHex(VerifiedStream.sha256().digest(piece)));
            }
            offset = offset(call);
            left -= piece.length;
        }
        return state.at(offset);
    }

    private static byte[] piece(InputStream chunk, int length) {
        try {
            byte[] piece = chunk.readNBytes(length);
            if (piece.length == length) {
                return piece;
            }
            throw PaperErrors.invalid(
                    OPERATION, "", "the content ended before the length that was announced", "give the true length");
        } catch (IOException e) {
            throw ConnectorException.of(ErrorKind.INVALID_DATA, "the content to upload could not be read")
                    .operation(OPERATION)
                    .hint("look at where the content comes from; the upload can go on at its offset")
                    .cause(e)
                    .build();
        }
    }

    @Override
    public Attachment finish(UploadSession session) {
        service.requireOpen();
        UploadState state = UploadState.of(session);
        String[] parameters = state.sha256().isEmpty()
                ? new String[] {"session", state.session()}
                : new String[] {"session", state.session(), "sha256", state.sha256()};
        return file(service.write("POST", OPERATION, "", "files/finish", parameters));
    }

    @Override
    public void abort(UploadSession session) {
        service.requireOpen();
        UploadState state = UploadState.of(session);
        if (Flaw.ABORT_PUBLISHES.here()) {
            finish(session);
        }
        service.send(service.write("DELETE", OPERATION, "", "files/upload", "session", state.session()))
                .close();
    }

    @Override
    public Attachment createFolder(Optional<AttachmentRef> parent, String name) {
        service.requireOpen();
        flawed.requireDeclared(Feature.FOLDERS);
        requireName(name);
        return file(service.write("POST", OPERATION, "", "files/folder").body(FileJson.body(out -> {
            FileJson.parent(out, parent);
            out.writeStringField("name", name);
        })));
    }

    @Override
    public Attachment rename(
            AttachmentRef ref, Optional<AttachmentRef> newParent, String newName, WriteCondition condition) {
        service.requireOpen();
        flawed.requireDeclared(Feature.RENAME);
        requireName(newName);
        flawed.check(Optional.of(ref), condition);
        if (Flaw.RENAME_UNSENT.here()) {
            return FlawedFiles.named(stat(ref), newName);
        }
        String[] parameters = parameters(ref, "ifMatch", ifMatch(condition));
        return file(service.write("POST", OPERATION, "", "files/move", parameters)
                .body(FileJson.body(out -> {
                    FileJson.parent(out, newParent.filter(folder -> !Flaw.MOVE_KEEPS_FOLDER.here()));
                    out.writeStringField("name", newName);
                })));
    }

    /** A rename never overwrites, so that "if absent" holds of itself; of a deletion it makes no sense. */
    private static String ifMatch(WriteCondition condition) {
        boolean ignored = Flaw.FILE_VERSION_IGNORED.here() || Flaw.FILE_CHECK_NOT_ATOMIC.here();
        return condition instanceof WriteCondition.IfVersion version && !ignored ? version.version() : "";
    }

    @Override
    public void delete(AttachmentRef ref, WriteCondition condition) {
        service.requireOpen();
        flawed.requireDeclared(Feature.DELETE);
        if (condition instanceof WriteCondition.IfAbsent) {
            throw PaperErrors.unsupported(OPERATION, "", "what is deleted cannot be asked to be absent");
        }
        flawed.check(Optional.of(ref), condition);
        try {
            service.send(service.write(
                            "DELETE", OPERATION, "", "files/item", parameters(ref, "ifMatch", ifMatch(condition))))
                    .close();
        } catch (ConnectorException e) {
            if (e.vendorCode().filter("NO_FILE"::equals).isEmpty()) {
                throw e;
            }
        }
    }

    @Override
    public List<Attachment> versions(AttachmentRef ref) {
        flawed.requireDeclared(Feature.VERSIONS);
        HttpCall call = service.get(OPERATION, "", "files/versions", parameters(ref));
        return flawed.history(ref, service.json(call, FileJson::list));
    }
}
