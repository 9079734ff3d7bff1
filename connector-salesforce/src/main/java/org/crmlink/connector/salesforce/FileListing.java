package org.crmlink.connector.salesforce;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.attachment.AttachmentChange;
import org.crmlink.sdk.attachment.AttachmentFeed;
import org.crmlink.sdk.attachment.AttachmentStep;
import org.jspecify.annotations.Nullable;

/** A listing of files of all kinds. One-at-a-time. */
final class FileListing implements AttachmentFeed {

    /** Nothing goes on from a listing, because there is no feed of changes. */
    private static final SyncToken TOKEN = new SyncToken("salesforce:files:1:none");

    private final SalesforceService service;
    private final List<FilePages> kinds;
    private int at;
    private @Nullable AttachmentStep end;
    private boolean closed;

    FileListing(SalesforceService service, List<FilePages> kinds) {
        this.service = service;
        this.kinds = List.copyOf(kinds);
    }

    @Override
    public AttachmentStep next() {
        service.requireOpen();
        if (closed) {
            throw new IllegalStateException("the feed is closed");
        }
        while (at < kinds.size()) {
            Optional<List<StoredFile>> page = kinds.get(at).next();
            if (page.isPresent()) {
                List<AttachmentChange> changes = new ArrayList<>();
                page.get().forEach(file -> changes.add(new AttachmentChange.Changed(file.attachment())));
                return new AttachmentStep.Page(changes);
            }
            at++;
        }
        AttachmentStep told = end == null ? new AttachmentStep.End(TOKEN) : end;
        end = told;
        return told;
    }

    @Override
    public void close() {
        closed = true;
    }
}
