package org.crmlink.connector.salesforce;

import java.io.InputStream;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.Download;
import org.crmlink.sdk.attachment.HashKind;
import org.crmlink.toolkit.attachment.VerifiedContent;
import org.crmlink.toolkit.http.HttpAnswer;

/** An open download of a whole file. One-at-a-time. */
final class SalesforceDownload implements Download {

    private final Attachment attachment;
    private final HttpAnswer answer;
    private final InputStream content;

    SalesforceDownload(Attachment attachment, HttpAnswer answer) {
        this.attachment = attachment;
        this.answer = answer;
        this.content = new VerifiedContent(answer, attachment, HashKind.MD5);
    }

    @Override
    public Attachment attachment() {
        return attachment;
    }

    @Override
    public long offset() {
        return 0;
    }

    @Override
    public InputStream content() {
        return content;
    }

    @Override
    public void close() {
        answer.close();
    }
}
