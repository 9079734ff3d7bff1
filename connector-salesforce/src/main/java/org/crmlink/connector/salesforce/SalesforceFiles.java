package org.crmlink.connector.salesforce;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.RetryAdvice;
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
import org.crmlink.toolkit.http.HttpCall;

/**
 * The org's files: Salesforce Files and, where there are some, the attachments of former days. The server has no conditions for them: what a write needs is
 * looked at just before it. Ranges are not promised, so that a download begins at the first byte. Thread-safe.
 */
@Singleton
final class SalesforceFiles implements AttachmentStore {

    private static final Set<Feature> FEATURES =
            Set.of(Feature.READ, Feature.WRITE, Feature.DELETE, Feature.RENAME, Feature.VERSIONS);
    /** Slower than this, in bytes per second, a download is given up. */
    private static final long SLOWEST = 32 * 1024;

    private final SalesforceService service;
    private final FileQueries queries;
    private final SalesforceOptions options;
    private final List<FileKind> kinds;
    private final FileKind forNew;
    private final OpenUploads uploads;

    @Inject
    SalesforceFiles(
            SalesforceService service,
            FileQueries queries,
            SalesforceOptions options,
            ContentFiles files,
            ClassicAttachments attachments,
            OpenUploads uploads) {
        this.service = service;
        this.queries = queries;
        this.options = options;
        this.kinds = List.of(files, attachments);
        this.forNew = options.get(SalesforceOptions.NEW_ATTACHMENTS) == SalesforceOptions.NewAttachments.FILES
                ? files
                : attachments;
        this.uploads = uploads;
    }

    @Override
    public AttachmentCapabilities attachmentCapabilities() {
        return new AttachmentCapabilities(FEATURES, forNew.maxSize(), 1, Optional.of(HashKind.MD5), false);
    }

    /** A record's id in its normal spelling. */
    static String id(RecordRef record) {
        return SalesforceIds.normalise(record.id())
                .orElseThrow(() -> FileQueries.refused(ErrorKind.INVALID_DATA, "that is no id of a record")
                        .entity(record.entity())
                        .hint("give an id of 15 or 18 letters and digits")
                        .build());
    }

    @Override
    public AttachmentFeed list(Optional<AttachmentRef> folder) {
        service.requireOpen();
        if (folder.isPresent()) {
            throw unsupported("folders");
        }
        return listing(Optional.empty());
    }

    @Override
    public AttachmentFeed list(RecordRef record) {
        service.requireOpen();
        return listing(Optional.of(record));
    }

    private AttachmentFeed listing(Optional<RecordRef> record) {
        return new FileListing(
                service, kinds.stream().map(kind -> kind.files(record)).toList());
    }

    @Override
    public AttachmentFeed changes(Optional<SyncToken> since) {
        throw unsupported("changes of files");
    }

    private static ConnectorException unsupported(String what) {
        return FileQueries.refused(ErrorKind.UNSUPPORTED, "the connector has no " + what)
                .hint("look at attachmentCapabilities()")
                .build();
    }

    @Override
    public Attachment stat(AttachmentRef ref) {
        service.requireOpen();
        return find(ref).attachment();
    }

    private StoredFile find(AttachmentRef ref) {
        String id = SalesforceIds.normalise(ref.id()).orElse("");
        Optional<StoredFile> found =
                kinds.stream().filter(kind -> kind.owns(id)).findFirst().flatMap(kind -> kind.find(id));
        return found.orElseThrow(() -> FileQueries.refused(ErrorKind.NOT_FOUND, "there is no such file")
                .recordId(id)
                .hint("it was deleted, or the user may not see it; list the files again")
                .build());
    }

    private FileKind kindOf(StoredFile file) {
        return kinds.stream().filter(kind -> kind.owns(file.row())).findFirst().orElseThrow();
    }

    @Override
    public Download download(AttachmentRef ref, long offset, Optional<String> version) {
        service.requireOpen();
        if (offset < 0) {
            throw new IllegalArgumentException("offset is negative");
        }
        if (offset > 0) {
            throw unsupported("downloads that begin within a file");
        }
        StoredFile file = find(ref);
        if (version.isPresent() && !version.get().equals(file.attachment().version())) {
            throw changed(file);
        }
        FileKind kind = kindOf(file);
        long size = file.attachment().size().orElse(kind.maxSize());
        HttpCall call = service.get(
                        FileQueries.OPERATION,
                        kind.entity(),
                        "sobjects/" + kind.entity() + "/" + file.row() + "/" + kind.contentField())
                .header("Accept", "*/*")
                .maxAnswerBytes(kind.maxSize() + 1)
                .timeout(options.get(SalesforceOptions.CALL_TIMEOUT).plusSeconds(size / SLOWEST));
        HttpAnswer answer = service.send(call);
        return new SalesforceDownload(file.attachment(), answer);
    }

    private static ConnectorException changed(StoredFile file) {
        return FileQueries.refused(ErrorKind.CONFLICT, "the file was changed since")
                .recordId(file.attachment().ref().id())
                .hint("look at the file as it is now")
                .build();
    }

    @Override
    public UploadSession begin(UploadTarget target) {
        service.requireOpen();
        if (target.parent().isPresent()) {
            throw unsupported("folders");
        }
        Optional<StoredFile> existing = target.existing().map(this::changeable);
        FileKind kind = existing.map(this::kindOf).orElse(forNew);
        if (existing.isEmpty()) {
            kind.requireTarget(target);
        }
        if (target.size().orElse(0) > kind.maxSize()) {
            throw FileQueries.refused(
                            ErrorKind.LIMIT_EXCEEDED,
                            "a file of " + target.size().getAsLong() + " bytes is larger than the " + kind.maxSize()
                                    + " that the server takes")
                    .entity(kind.entity())
                    .hint("split the file")
                    .build();
        }
        if (existing.isEmpty() && !(target.condition() instanceof WriteCondition.IfAbsent)) {
            // a session that has ended is renewed now: a request that streams cannot be sent twice
            queries.rows(kind.entity(), "SELECT Id FROM " + kind.entity() + " LIMIT 1");
        }
        requireCondition(kind, target, existing);
        return uploads.add(
                new FileUpload(service, options.get(SalesforceOptions.CALL_TIMEOUT), kind, target, existing));
    }

    /** A file that may get another content, name or end. */
    private StoredFile changeable(AttachmentRef ref) {
        StoredFile file = find(ref);
        if (!file.attachment()
                .ref()
                .id()
                .equals(SalesforceIds.normalise(ref.id()).orElse(""))) {
            throw FileQueries.refused(
                            ErrorKind.INVALID_DATA, "that is an earlier version of a file, which cannot change")
                    .recordId(ref.id())
                    .hint("name the file itself")
                    .build();
        }
        return file;
    }

    private static void requireCondition(FileKind kind, UploadTarget target, Optional<StoredFile> existing) {
        if (existing.isPresent()) {
            requireVersion(existing.get(), target.condition());
        } else if (target.condition() instanceof WriteCondition.IfVersion) {
            throw FileQueries.refused(ErrorKind.INVALID_DATA, "a new file has no version that could be compared")
                    .hint("name the file to replace")
                    .build();
        } else if (target.condition() instanceof WriteCondition.IfAbsent) {
            requireAbsent(kind, target.record(), target.name());
        }
    }

    private static void requireVersion(StoredFile file, WriteCondition condition) {
        if (condition instanceof WriteCondition.IfAbsent) {
            throw exists(file);
        }
        if (condition instanceof WriteCondition.IfVersion wanted
                && !wanted.version().equals(file.attachment().version())) {
            throw changed(file);
        }
    }

    private static void requireAbsent(FileKind kind, Optional<RecordRef> record, String name) {
        kind.named(record, name).ifPresent(file -> {
            throw exists(file);
        });
    }

    private static ConnectorException exists(StoredFile file) {
        return FileQueries.refused(ErrorKind.ALREADY_EXISTS, "a file of that name is there")
                .recordId(file.attachment().ref().id())
                .hint("choose another name, or replace the file")
                .build();
    }

    @Override
    public UploadSession resume(UploadSession session) {
        throw unsupported("uploads that go on after a failure");
    }

    @Override
    public UploadSession append(UploadSession session, InputStream chunk, long length) {
        service.requireOpen();
        FileUpload upload = uploads.require(session);
        boolean good = false;
        try {
            upload.append(chunk, length);
            good = true;
        } finally {
            if (!good) {
                uploads.discard(session);
            }
        }
        return new UploadSession(session.state(), upload.count());
    }

    @Override
    public Attachment finish(UploadSession session) {
        service.requireOpen();
        FileUpload upload = uploads.require(session);
        try {
            UploadTarget target = upload.target();
            requireComplete(upload);
            requireCondition(
                    upload.kind(),
                    target,
                    upload.existing().map(file -> changeable(file.attachment().ref())));
            String row = upload.finish();
            return written(upload, row);
        } finally {
            uploads.discard(session);
        }
    }

    private static void requireComplete(FileUpload upload) {
        long size = upload.target().size().orElse(upload.count());
        if (size != upload.count()) {
            throw FileQueries.refused(
                            ErrorKind.INVALID_DATA,
                            upload.count() + " bytes were appended, and " + size + " were announced")
                    .hint("begin the upload again")
                    .build();
        }
        String told = upload.target().hashes().getOrDefault(HashKind.MD5, "");
        if (!told.isEmpty() && !told.equalsIgnoreCase(upload.checksum())) {
            throw FileQueries.refused(
                            ErrorKind.INVALID_DATA,
                            "the bytes that were appended do not match the checksum that was told")
                    .hint("look at where the content comes from, and begin the upload again")
                    .build();
        }
    }

    /** The file as the server has it now, compared with what was sent. */
    private Attachment written(FileUpload upload, String row) {
        FileKind kind = upload.kind();
        Optional<StoredFile> found;
        try {
            found = kind.find(row);
        } catch (ConnectorException e) {
            throw e.kind() == ErrorKind.CANCELLED
                    ? e
                    : e.toBuilder().outcome(Outcome.APPLIED).cause(e).build();
        }
        StoredFile file = found.orElseThrow(() -> applied(kind, row, "the file that was written is gone"));
        Attachment told = file.attachment();
        boolean size = told.size().isEmpty() || told.size().getAsLong() == upload.count();
        String checksum = told.hashes().getOrDefault(HashKind.MD5, upload.checksum());
        if (!size || !checksum.equals(upload.checksum())) {
            if (upload.existing().isEmpty()) {
                kind.delete(file);
            }
            throw applied(kind, row, "the server has other bytes than those that were sent");
        }
        return new Attachment(
                told.ref(),
                told.name(),
                false,
                told.parent(),
                told.size(),
                told.mediaType(),
                told.contentVersion(),
                told.version(),
                told.modified(),
                told.hashes(),
                told.record().or(() -> upload.target().record()));
    }

    private static ConnectorException applied(FileKind kind, String row, String what) {
        return FileQueries.refused(ErrorKind.PROTOCOL_ERROR, what)
                .entity(kind.entity())
                .recordId(row)
                .outcome(Outcome.APPLIED)
                .retry(RetryAdvice.never())
                .hint("look at the file in the org before sending it again")
                .build();
    }

    @Override
    public void abort(UploadSession session) {
        service.requireOpen();
        uploads.discard(session);
    }

    @Override
    public Attachment createFolder(Optional<AttachmentRef> parent, String name) {
        throw unsupported("folders");
    }

    @Override
    public Attachment rename(
            AttachmentRef ref, Optional<AttachmentRef> newParent, String newName, WriteCondition condition) {
        service.requireOpen();
        if (newParent.isPresent()) {
            throw unsupported("folders");
        }
        StoredFile file = changeable(ref);
        FileKind kind = kindOf(file);
        kind.requireName(newName);
        if (condition instanceof WriteCondition.IfAbsent) {
            requireAbsent(kind, file.attachment().record(), newName);
        } else {
            requireVersion(file, condition);
        }
        kind.rename(file, newName);
        return find(file.attachment().ref()).attachment();
    }

    @Override
    public void delete(AttachmentRef ref, WriteCondition condition) {
        service.requireOpen();
        StoredFile file;
        try {
            file = changeable(ref);
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return;
            }
            throw e;
        }
        requireVersion(file, condition);
        kindOf(file).delete(file);
    }

    @Override
    public List<Attachment> versions(AttachmentRef ref) {
        service.requireOpen();
        StoredFile file = find(ref);
        return kindOf(file).versions(file);
    }
}
