package org.crmlink.paper.connector;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.attachment.AttachmentChange;
import org.crmlink.sdk.attachment.AttachmentFeed;
import org.crmlink.sdk.attachment.AttachmentStep;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/** A listing of files, or their changes. One-at-a-time. */
final class PaperFileFeed implements AttachmentFeed {

    /** What tokens of files are of, in place of a query. */
    static final String IDENTITY = "files";

    private final PaperService service;
    private final boolean listing;
    private final Set<String> visited = new HashSet<>();
    private HttpCall call;
    private @Nullable SyncToken token;
    private @Nullable AttachmentStep end;
    private boolean complete;
    private boolean closed;

    /** @param listing whether the token is that of the first page: changes during a listing come with the next feed */
    PaperFileFeed(PaperService service, HttpCall first, boolean listing) {
        this.service = service;
        this.call = first;
        this.listing = listing;
    }

    @Override
    public AttachmentStep next() {
        service.requireOpen();
        if (closed) {
            throw new IllegalStateException("the feed is closed");
        }
        if (end == null && complete && token != null) {
            end = new AttachmentStep.End(token);
        }
        if (end != null) {
            return end;
        }
        JsonObject page;
        List<AttachmentChange> changes;
        try {
            page = service.json(call, JsonObject::read);
            changes = changes(page);
        } catch (ConnectorException e) {
            if (e.vendorCode().filter("CURSOR_EXPIRED"::equals).isEmpty() || Flaw.FEED_RESET_FAILS.here()) {
                throw e;
            }
            end = new AttachmentStep.ResyncRequired("the server no longer knows this place: the cursor is too old");
            return end;
        }
        String cursor = page.text("cursor").orElseThrow(() -> PaperErrors.missing(call, "cursor"));
        visited.add(call.address().toString());
        if (token == null || !listing || Flaw.LISTING_TOKEN_AT_END.here()) {
            token = PaperTokens.write(IDENTITY, "files", cursor);
        }
        complete = page.isTrue("complete") || Flaw.FEED_ONE_PAGE.here() && !listing;
        if (!complete) {
            String link = page.text("next").orElseThrow(() -> PaperErrors.missing(call, "next"));
            HttpCall following = service.follow("attachment", "", link);
            if (visited.contains(following.address().toString())) {
                throw PaperErrors.protocol(call, "the link to the next page repeats")
                        .build();
            }
            call = following;
        }
        return new AttachmentStep.Page(FlawedFiles.told(changes));
    }

    private List<AttachmentChange> changes(JsonObject page) {
        List<AttachmentChange> changes = new ArrayList<>();
        try {
            if (!page.has("files")) {
                throw new MalformedJsonException("the list is missing");
            }
            for (JsonObject file : page.objects("files")) {
                changes.add(
                        file.isTrue("removed")
                                ? new AttachmentChange.Removed(FileJson.ref(file), file.isTrue("folder"))
                                : new AttachmentChange.Changed(FlawedFiles.listed(FileJson.read(file))));
            }
        } catch (IOException e) {
            throw PaperErrors.unreadable(call, e);
        }
        return changes;
    }

    @Override
    public void close() {
        closed = true;
    }
}
