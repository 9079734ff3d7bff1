package org.crmlink.paper.connector;

import java.util.Optional;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.toolkit.http.HttpCall;

/**
 * The change feed. A full read is the feed from its beginning: what changes meanwhile moves to its end and comes again, so that nothing is missed, and
 * each page's cursor is a safe place.
 */
final class FeedStream extends PagedStream {

    private static final String KIND = "feed";

    private final String identity;
    private final HttpCall start;
    private final PaperService service;

    FeedStream(
            PaperService service,
            PageReader reader,
            Filter residual,
            int pageSize,
            String identity,
            HttpCall start,
            HttpCall first) {
        super(service, reader, residual, pageSize, first);
        this.service = service;
        this.identity = identity;
        this.start = start;
    }

    static String cursor(String identity, String entity, SyncToken token) {
        PaperTokens.Content content = PaperTokens.read(identity, entity, token);
        if (!content.kind().equals(KIND)) {
            throw PaperTokens.refused(entity, "it is of another path");
        }
        int secret = content.text().indexOf('#');
        return secret < 0 ? content.text() : content.text().substring(0, secret);
    }

    @Override
    Optional<SyncToken> checkpoint(PageReader.Page page) {
        return Optional.of(endToken(page));
    }

    @Override
    SyncToken endToken(PageReader.Page page) {
        String cursor = page.cursor().orElseThrow(() -> PaperErrors.missing(start, "cursor"));
        String content =
                Flaw.TOKEN_IN_CHECKPOINT.here() ? cursor + "#" + service.login().reveal() : cursor;
        return PaperTokens.write(identity, KIND, content);
    }

    @Override
    HttpCall fromTheStart() {
        return start;
    }

    @Override
    SyncToken lastResort() {
        return PaperTokens.write(identity, KIND, "");
    }
}
