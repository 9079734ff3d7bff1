package org.crmlink.connector.dynamics;

import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.toolkit.fetchxml.FetchQuery;
import org.crmlink.toolkit.fetchxml.PagingCookie;
import org.crmlink.toolkit.odata.ODataPage;
import org.crmlink.toolkit.odata.ODataQuery;
import org.crmlink.toolkit.odata.RowLayout;

/**
 * Pages of a FetchXML query, each beginning behind the cookie of the one before (dynamics.md §5.3). Without cookies the server would count rows,
 * and rows that change meanwhile would push others over the edge of a page unread; so a page without one is an error if more follow. One-at-a-time.
 */
final class FetchWalk implements PageWalk {

    private static final String COOKIE = "Microsoft.Dynamics.CRM.fetchxmlpagingcookie";
    private static final String MORE = "Microsoft.Dynamics.CRM.morerecords";

    private final PageReader pages;
    private final String operation;
    private final Table table;
    private final FetchQuery query;
    private final int pageSize;
    private final String prefer;
    private final RowLayout layout;
    private Optional<PagingCookie> cookie = Optional.empty();
    private final PageSlices slices = new PageSlices();
    private int entries;
    private boolean ended;

    /** @param targets whether rows have to tell which entity a lookup points to */
    FetchWalk(
            PageReader pages,
            String operation,
            Table table,
            FetchQuery query,
            int pageSize,
            boolean targets,
            RowLayout layout) {
        this.pages = pages;
        this.operation = operation;
        this.table = table;
        this.query = query;
        this.pageSize = pageSize;
        this.layout = layout;
        this.prefer = "odata.include-annotations=\"" + COOKIE + "," + MORE
                + (targets ? "," + RowLayouts.TARGET.substring(1) : "") + "\"";
    }

    @Override
    public AnyLengthReader.Timed<ODataPage> next() {
        if (!slices.inside()) {
            entries = 0;
        }
        AnyLengthReader.Timed<ODataPage> answer = slices.next(this::open);
        ODataPage page = answer.value();
        entries += page.entries();
        if (slices.inside()) {
            return answer;
        }
        Optional<PagingCookie> next =
                Optional.ofNullable(page.annotations().get(COOKIE)).flatMap(PagingCookie::parse);
        String more = page.annotations().getOrDefault(MORE, "");
        if (more.equals("true") && next.isEmpty()) {
            throw broken("more records follow, but the answer has no paging cookie");
        }
        // Servers that do not tell whether more follow send a cookie with the last page too; behind it nothing comes.
        ended = !more.equals("true") && (!more.isEmpty() || next.isEmpty() || entries == 0);
        if (!ended && next.isPresent()) {
            if (next.get().page() <= cookie.map(PagingCookie::page).orElse(1)) {
                throw broken("the paging cookie does not lead on");
            }
            cookie = next;
        }
        return answer;
    }

    private OpenPage open() {
        String fetch = cookie.map(next -> query.page(pageSize, next)).orElseGet(() -> query.firstPage(pageSize));
        String address =
                ODataQuery.of(table.entitySet()).option("fetchXml", fetch).build();
        return pages.open(operation, table.name(), address, prefer, layout);
    }

    private ConnectorException broken(String what) {
        return ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "a FetchXML query cannot be read on: " + what)
                .operation(operation)
                .entity(table.name())
                .hint("use a filter without conditions on other entities, or check proxies on the way")
                .build();
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public void close() {
        slices.close();
    }
}
