package org.crmlink.paper.connector;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;
import org.jspecify.annotations.Nullable;

/** Flaws and oddities that lie around a stream; without one, streams are as they are. Thread-safe. */
final class StreamFlaws {

    private static final String KEY = "paper-key-";
    private static final String NONCE = "paper-nonce-";
    private static final int NONCE_LENGTH = 36;

    private final Map<String, SyncToken> remembered = new ConcurrentHashMap<>();

    static int pageSize(int wish, int option) {
        if (Flaw.ODD_LARGE_PAGES.here()) {
            return option;
        }
        return Flaw.ODD_SMALL_PAGES.here() ? Math.max(1, wish / 3) : wish;
    }

    /** The query with the token that its token stands for. */
    ChangeQuery real(ChangeQuery query) {
        String text = query.since().map(SyncToken::value).orElse("");
        if (text.startsWith(KEY)) {
            SyncToken token = remembered.get(text);
            if (token == null) {
                throw PaperTokens.refused(query.entity(), "it is not known");
            }
            return query.since(token);
        }
        boolean odd =
                Flaw.ODD_TOKENS.here() && text.startsWith(NONCE) && text.length() > NONCE.length() + NONCE_LENGTH + 16;
        if (odd) {
            String nonce = text.substring(NONCE.length(), NONCE.length() + NONCE_LENGTH);
            String check = text.substring(NONCE.length() + NONCE_LENGTH, NONCE.length() + NONCE_LENGTH + 16);
            String rest = text.substring(NONCE.length() + NONCE_LENGTH + 16);
            return query.since(new SyncToken(check.equals(PaperTokens.digest(nonce)) ? rest : "damaged"));
        }
        return query;
    }

    private SyncToken key(SyncToken token) {
        String key = KEY + UUID.randomUUID();
        remembered.put(key, token);
        return new SyncToken(key);
    }

    private static SyncToken odd(SyncToken token) {
        String nonce = UUID.randomUUID().toString();
        return new SyncToken(NONCE + nonce + PaperTokens.digest(nonce) + token.value());
    }

    /** A stream with whatever is chosen around it. */
    ChangeStream around(ChangeQuery query, Supplier<ChangeStream> open) {
        if (!Flaw.ODD_LATE_REFUSAL.here()) {
            return new Around(query, open.get());
        }
        try {
            return new Around(query, open.get());
        } catch (ConnectorException e) {
            return new Refused(query.filter(), e);
        }
    }

    /** {@link Flaw#ODD_LATE_REFUSAL}. */
    private record Refused(Filter residual, ConnectorException error) implements ChangeStream {
        @Override
        public ChangeStep next() {
            throw error;
        }

        @Override
        public void close() {}
    }

    private final class Around implements ChangeStream {
        private final ChangeQuery query;
        private final ChangeStream inner;
        private int pages;
        private boolean emptyNext;
        private @Nullable ChangeStep ahead;
        private @Nullable ConnectorException aheadError;
        private @Nullable Row last;
        private @Nullable ChangeStep ended;

        Around(ChangeQuery query, ChangeStream inner) {
            this.query = query;
            this.inner = inner;
        }

        @Override
        public Filter residual() {
            return inner.residual();
        }

        @Override
        public ChangeStep next() {
            if (ended != null) {
                return ended;
            }
            ConnectorException failed = aheadError;
            if (failed != null) {
                aheadError = null;
                throw failed;
            }
            if (emptyNext) {
                emptyNext = false;
                return ChangePage.of(List.of(), List.of(), List.of());
            }
            ChangeStep step = ahead == null ? inner.next() : ahead;
            ahead = null;
            if (step instanceof ChangePage page) {
                pages++;
                emptyNext = Flaw.ODD_EMPTY_PAGES.here();
                return page(page);
            }
            if (step instanceof ChangeStep.End end) {
                ended = new ChangeStep.End(token(end.token()));
                return ended;
            }
            return step;
        }

        private SyncToken token(SyncToken token) {
            if (Flaw.TOKEN_NEVER_MOVES.here() && query.since().isPresent()) {
                return query.since().get();
            }
            if (Flaw.ODD_TOKENS.here()) {
                return odd(token);
            }
            return Flaw.TOKEN_IN_MEMORY.here() ? key(token) : token;
        }

        private ChangePage page(ChangePage page) {
            Optional<SyncToken> checkpoint = page.checkpoint();
            if (Flaw.CHECKPOINT_AHEAD.here()) {
                try {
                    ahead = inner.next();
                } catch (ConnectorException e) {
                    aheadError = e;
                    ahead = null;
                }
                checkpoint = ahead instanceof ChangePage behind ? behind.checkpoint() : checkpoint;
            }
            if (Flaw.CHANGES_END_AFTER_TWO_PAGES.here() && query.since().isPresent() && pages == 2) {
                ended = new ChangeStep.End(page.checkpoint().orElseThrow());
            }
            if (Flaw.ODD_FEW_CHECKPOINTS.here() && pages % 3 != 0) {
                checkpoint = Optional.empty();
            }
            checkpoint = checkpoint.map(token ->
                    Flaw.CHECKPOINT_IN_MEMORY.here() ? key(token) : Flaw.ODD_TOKENS.here() ? odd(token) : token);
            ChangePage given = ChangePage.of(rows(page), removals(page.removals()), page.unreadable());
            return checkpoint.map(given::withCheckpoint).orElse(given);
        }

        private List<Row> rows(ChangePage page) {
            List<Row> rows = page.rows();
            Row before = last;
            last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
            if (!Flaw.ODD_ROWS_TWICE.here()
                    || before == null
                    || rows.stream().anyMatch(row -> row.id().equals(before.id()))
                    || page.removals().stream().anyMatch(gone -> gone.id().equals(before.id()))) {
                return rows;
            }
            List<Row> twice = new ArrayList<>(List.of(before));
            twice.addAll(rows);
            return twice;
        }

        private List<Removal> removals(List<Removal> removals) {
            if (Flaw.REMOVALS_DROPPED.here()) {
                return List.of();
            }
            return Flaw.REMOVALS_SPELLED_OTHERWISE.here()
                    ? removals.stream()
                            .map(one -> new Removal("{" + one.id().toUpperCase(Locale.ROOT) + "}", one.reason()))
                            .toList()
                    : removals;
        }

        @Override
        public void close() {
            if (Flaw.CLOSE_READS_ON.here() && ended == null && pages > 0) {
                ChangeStep step = inner.next();
                for (int i = 0; i < 100 && step instanceof ChangePage; i++) {
                    step = inner.next();
                }
                ended = step;
            }
            inner.close();
        }
    }
}
