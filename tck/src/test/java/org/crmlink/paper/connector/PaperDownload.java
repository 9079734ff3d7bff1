package org.crmlink.paper.connector;

import java.io.InputStream;
import java.util.Optional;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.Download;
import org.crmlink.toolkit.http.HttpAnswer;
import org.jspecify.annotations.Nullable;

/** An open download. One-at-a-time. */
final class PaperDownload implements Download {

    private final Attachment attachment;
    private final long offset;
    private final @Nullable HttpAnswer answer;
    private final InputStream content;

    PaperDownload(Attachment attachment, long offset, HttpAnswer answer) {
        this.attachment = attachment;
        this.offset = offset;
        this.answer = answer;
        Optional<String> hash = answer.header("X-Content-SHA256");
        long length = attachment.size().orElse(-1) - offset;
        this.content = offset > 0 && (Flaw.IGNORED_RANGE_SPLICED.here() || Flaw.RANGE_NOT_COMPARED.here())
                ? answer.stream()
                : new VerifiedStream(answer, hash, attachment.size().isPresent() ? length : -1);
    }

    /** At the end of a file there is nothing left. */
    PaperDownload(Attachment attachment, long offset) {
        this.attachment = attachment;
        this.offset = offset;
        this.answer = null;
        this.content = InputStream.nullInputStream();
    }

    @Override
    public Attachment attachment() {
        return attachment;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public InputStream content() {
        return content;
    }

    @Override
    public void close() {
        if (answer != null) {
            answer.close();
        }
    }
}
