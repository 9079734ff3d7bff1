package org.crmlink.host.guard;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentCapabilities;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.sdk.attachment.AttachmentFeed;
import org.crmlink.sdk.attachment.AttachmentRef;
import org.crmlink.sdk.attachment.AttachmentStep;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.attachment.Download;
import org.crmlink.sdk.attachment.UploadSession;
import org.crmlink.sdk.attachment.UploadTarget;
import org.crmlink.sdk.attachment.WriteCondition;

/** Guards {@link AttachmentStore}: each call needs the feature that declares it. */
record GuardedAttachments(AttachmentStore facet, Fence fence) implements AttachmentStore {

    private static final String OPERATION = "attachment";

    @Override
    public AttachmentCapabilities attachmentCapabilities() {
        return fence.read(OPERATION, "", facet::attachmentCapabilities);
    }

    @Override
    public AttachmentFeed list(Optional<AttachmentRef> folder) {
        if (folder.isPresent()) {
            need(Feature.FOLDERS);
        }
        return feed(Feature.READ, () -> facet.list(folder));
    }

    @Override
    public AttachmentFeed list(RecordRef record) {
        return feed(Feature.READ, () -> facet.list(record));
    }

    @Override
    public AttachmentFeed changes(Optional<SyncToken> since) {
        return feed(Feature.CHANGE_FEED, () -> facet.changes(since));
    }

    @Override
    public Attachment stat(AttachmentRef ref) {
        return reading(Feature.READ, () -> facet.stat(ref));
    }

    @Override
    public Download download(AttachmentRef ref, long offset, Optional<String> version) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset is negative");
        }
        if (offset > 0) {
            need(Feature.RANGE);
        }
        return new GuardedDownload(reading(Feature.READ, () -> facet.download(ref, offset, version)), fence);
    }

    @Override
    public UploadSession begin(UploadTarget target) {
        need(Feature.WRITE);
        long maxSize = attachmentCapabilities().maxSize();
        if (target.size().isPresent() && target.size().getAsLong() > maxSize) {
            throw ConnectorException.of(
                            ErrorKind.LIMIT_EXCEEDED,
                            "a file of " + target.size().getAsLong() + " bytes is larger than the " + maxSize
                                    + " bytes that connector '" + fence.connector() + "' declares")
                    .operation(OPERATION)
                    .build();
        }
        return writing(Feature.WRITE, () -> facet.begin(target));
    }

    @Override
    public UploadSession resume(UploadSession session) {
        return reading(Feature.RESUME_UPLOAD, () -> facet.resume(session));
    }

    @Override
    public UploadSession append(UploadSession session, InputStream chunk, long length) {
        return writing(Feature.WRITE, () -> facet.append(session, chunk, length));
    }

    @Override
    public Attachment finish(UploadSession session) {
        return writing(Feature.WRITE, () -> facet.finish(session));
    }

    @Override
    public void abort(UploadSession session) {
        writing(Feature.WRITE, () -> {
            facet.abort(session);
            return Boolean.TRUE;
        });
    }

    @Override
    public Attachment createFolder(Optional<AttachmentRef> parent, String name) {
        need(Feature.WRITE);
        return writing(Feature.FOLDERS, () -> facet.createFolder(parent, name));
    }

    @Override
    public Attachment rename(
            AttachmentRef ref, Optional<AttachmentRef> newParent, String newName, WriteCondition condition) {
        return writing(Feature.RENAME, () -> facet.rename(ref, newParent, newName, condition));
    }

    @Override
    public void delete(AttachmentRef ref, WriteCondition condition) {
        writing(Feature.DELETE, () -> {
            facet.delete(ref, condition);
            return Boolean.TRUE;
        });
    }

    @Override
    public List<Attachment> versions(AttachmentRef ref) {
        return reading(Feature.VERSIONS, () -> facet.versions(ref));
    }

    private void need(Feature feature) {
        if (!attachmentCapabilities().features().contains(feature)) {
            throw fence.unsupported(OPERATION, "", "the feature " + feature + " of attachments");
        }
    }

    private <T> T reading(Feature feature, Supplier<T> call) {
        need(feature);
        return fence.read(OPERATION, "", call);
    }

    private <T> T writing(Feature feature, Supplier<T> call) {
        need(feature);
        return fence.write(OPERATION, "", call);
    }

    private AttachmentFeed feed(Feature feature, Supplier<AttachmentFeed> call) {
        return new GuardedFeed(reading(feature, call), fence);
    }

    /** Guards an open feed. */
    private record GuardedFeed(AttachmentFeed feed, Fence fence) implements AttachmentFeed {
        @Override
        public AttachmentStep next() {
            return fence.read(OPERATION, "", feed::next);
        }

        @Override
        public void close() {
            fence.release(OPERATION, "", feed::close);
        }
    }

    /** Guards an open download; its bytes come straight from the connector. */
    private record GuardedDownload(Download download, Fence fence) implements Download {
        @Override
        public Attachment attachment() {
            return fence.read(OPERATION, "", download::attachment);
        }

        @Override
        public long offset() {
            return fence.read(OPERATION, "", download::offset);
        }

        @Override
        public InputStream content() {
            return fence.read(OPERATION, "", download::content);
        }

        @Override
        public void close() {
            fence.release(OPERATION, "", download::close);
        }
    }
}
