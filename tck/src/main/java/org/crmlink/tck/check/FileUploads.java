package org.crmlink.tck.check;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.attachment.AttachmentCapabilities;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.attachment.UploadSession;
import org.crmlink.sdk.attachment.UploadTarget;
import org.crmlink.sdk.attachment.WriteCondition;
import org.crmlink.tck.run.Run;

/** Small files that are sent through the connector, for the checks on how writes travel. */
record FileUploads(AttachmentStore store) {

    /** Empty if the connector has no files that can be written. */
    static Optional<FileUploads> of(Run run) {
        return run.connector()
                .facet(AttachmentStore.class)
                .filter(store ->
                        store.attachmentCapabilities().features().contains(AttachmentCapabilities.Feature.WRITE))
                .map(FileUploads::new);
    }

    /** Sends a small file in one chunk, which may fail; what was begun is given up. */
    void tryUpload(Run run, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        UploadTarget target = new UploadTarget(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "chunk-" + System.nanoTime() + ".txt",
                "text/plain",
                OptionalLong.of(bytes.length),
                Map.of(),
                new WriteCondition.Always());
        Optional<UploadSession> begun = Optional.empty();
        try {
            UploadSession session = store.begin(target);
            begun = Optional.of(session);
            store.finish(store.append(session, new ByteArrayInputStream(bytes), bytes.length));
        } catch (ConnectorException e) {
            run.record("the upload of a file", e);
            begun.ifPresent(session -> abort(run, session));
        }
    }

    private void abort(Run run, UploadSession session) {
        try {
            store.abort(session);
        } catch (ConnectorException e) {
            run.record("giving up the upload of a file", e);
        }
    }
}
