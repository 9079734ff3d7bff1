package org.crmlink.paper.connector;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.jspecify.annotations.Nullable;

/** {@link Flaw#TOKEN_AT_END}: reads by a list of ids and takes the token when it is through. One-at-a-time. */
final class LateTokenStream implements ChangeStream {

    private final PaperReader reader;
    private final ChangeQuery query;
    private final int pageSize;
    private @Nullable List<String> ids;
    private int position;

    LateTokenStream(PaperReader reader, ChangeQuery query, int pageSize) {
        this.reader = reader;
        this.query = query;
        this.pageSize = pageSize;
    }

    @Override
    public Filter residual() {
        return PaperFilter.of(query.filter()).residual();
    }

    @Override
    public ChangeStep next() {
        List<String> all = ids;
        if (all == null) {
            all = list();
            ids = all;
        }
        if (position >= all.size()) {
            return new ChangeStep.End(token());
        }
        List<String> some = all.subList(position, Math.min(all.size(), position + pageSize));
        FetchResult result = reader.fetch(query.entity(), some, query.fields());
        position += some.size();
        return ChangePage.of(result.rows(), List.of(), result.unreadable());
    }

    private List<String> list() {
        List<String> all = new ArrayList<>();
        try (IdStream stream = reader.ids(query.entity(), query.filter())) {
            for (List<String> page = stream.next(); !page.isEmpty(); page = stream.next()) {
                all.addAll(page);
            }
        }
        return all;
    }

    /** Runs through the feed as it is now, only for its end. */
    private SyncToken token() {
        ChangeQuery whole = new ChangeQuery(
                query.entity(), query.fields(), query.filter(), query.path(), Optional.empty(), query.pageSize());
        try (ChangeStream stream = reader.wholeFeed(whole)) {
            ChangeStep step = stream.next();
            while (step instanceof ChangePage) {
                step = stream.next();
            }
            return ((ChangeStep.End) step).token();
        }
    }

    @Override
    public void close() {
        position = Integer.MAX_VALUE;
    }

    static boolean concerns(ChangeQuery query) {
        return Flaw.TOKEN_AT_END.here() && query.since().isEmpty() && query.path() == ChangePath.Tracking.TOKEN;
    }
}
