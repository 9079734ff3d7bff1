package org.crmlink.paper.connector;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.toolkit.http.HttpCall;
import org.jspecify.annotations.Nullable;

/** Follows the server's links from page to page; one request a call, nothing ahead. One-at-a-time. */
abstract class PagedStream implements ChangeStream {

    private final PaperService service;
    private final PageReader reader;
    private final Filter residual;
    private final int pageSize;
    private final Set<String> visited = new HashSet<>();
    private final Deque<ChangeStep> collected = new ArrayDeque<>();
    private HttpCall call;
    private @Nullable ChangeStep end;
    private @Nullable SyncToken endToken;
    private boolean moving;
    private boolean closed;

    PagedStream(PaperService service, PageReader reader, Filter residual, int pageSize, HttpCall first) {
        this.service = service;
        this.reader = reader;
        this.residual = residual;
        this.pageSize = pageSize;
        this.call = first;
    }

    /** Where a read goes on after this page; called once for each page, in order. */
    abstract Optional<SyncToken> checkpoint(PageReader.Page page);

    /** Where the next read begins, after the last page. */
    abstract SyncToken endToken(PageReader.Page page);

    /** The request for what follows a page; the server's link, unless a flaw knows better. */
    HttpCall following(PageReader.Page page, String link) {
        return service.follow("changes", call.entity(), link);
    }

    /** For {@link Flaw#TIES_REPEATED}. */
    boolean mayRepeat() {
        return false;
    }

    @Override
    public Filter residual() {
        return residual;
    }

    @Override
    public ChangeStep next() {
        service.requireOpen();
        if (closed) {
            throw new IllegalStateException("the stream is closed");
        }
        if (!Flaw.BUFFERS_EVERYTHING.here()) {
            return step();
        }
        while (collected.isEmpty() || collected.peekLast() instanceof ChangePage) {
            collected.add(step());
        }
        ChangeStep first = collected.peekFirst();
        return first instanceof ChangePage ? collected.removeFirst() : collected.getFirst();
    }

    private ChangeStep step() {
        if (end == null && endToken != null) {
            end = new ChangeStep.End(endToken);
        }
        if (end != null) {
            return end;
        }
        PageReader.Page page;
        try {
            call = moving ? service.place(call) : call;
            page = service.json(call, reader::read);
        } catch (ConnectorException e) {
            if (Flaw.FAILED_PAGE_PASSED_OVER.here() && e.retryAdvice().when() != RetryAdvice.When.NEVER) {
                end = new ChangeStep.End(lastResort());
            }
            return failed(e);
        }
        visited.add(call.address().toString());
        if (page.next().isPresent()) {
            HttpCall following = following(page, page.next().get());
            if (visited.contains(following.address().toString()) && !mayRepeat() && !Flaw.LINKS_NOT_REMEMBERED.here()) {
                throw PaperErrors.protocol(call, "the link to the next page repeats")
                        .build();
            }
            call = following;
            moving = true;
            service.moved(call);
        }
        boolean over = page.next().isEmpty()
                || Flaw.EMPTY_PAGE_ENDS.here() && isEmpty(page)
                || Flaw.SHORT_PAGE_ENDS.here() && isShort(page);
        Optional<SyncToken> checkpoint = checkpoint(page);
        if (over) {
            endToken = endToken(page);
        }
        ChangePage given = ChangePage.of(rows(page, over), page.removals(), page.unreadable());
        return checkpoint
                .map(Careless.spilled(given, service.temp())::withCheckpoint)
                .orElse(given);
    }

    private ChangeStep failed(ConnectorException e) {
        if (e.vendorCode().filter("CURSOR_EXPIRED"::equals).isPresent()) {
            if (Flaw.BAD_TOKEN_READS_ALL.here()) {
                call = fromTheStart();
                return step();
            }
            end = new ChangeStep.ResyncRequired("the server no longer knows this place: the cursor is too old");
            return end;
        }
        if (Flaw.EMPTY_PAGE_ENDS.here()
                && e.kind() == ErrorKind.PROTOCOL_ERROR
                && String.valueOf(e.getMessage()).contains("is empty")) {
            end = new ChangeStep.End(lastResort());
            return end;
        }
        throw e;
    }

    /** For {@link Flaw#BAD_TOKEN_READS_ALL}. */
    abstract HttpCall fromTheStart();

    /** For {@link Flaw#EMPTY_PAGE_ENDS}. */
    abstract SyncToken lastResort();

    private boolean isShort(PageReader.Page page) {
        return page.rows().size() + page.removals().size() + page.unreadable().size() < pageSize;
    }

    private static boolean isEmpty(PageReader.Page page) {
        return page.rows().isEmpty()
                && page.removals().isEmpty()
                && page.unreadable().isEmpty();
    }

    private List<Row> rows(PageReader.Page page, boolean over) {
        boolean full = page.rows().size() == pageSize;
        return Flaw.LAST_OF_FULL_PAGE_DROPPED.here() && over && full
                ? new ArrayList<>(page.rows().subList(0, pageSize - 1))
                : page.rows();
    }

    @Override
    public void close() {
        closed = true;
        service.moved(null);
    }
}
