package org.crmlink.connector.dynamics;

import java.util.Optional;
import org.crmlink.toolkit.odata.ODataPage;
import org.crmlink.toolkit.odata.RowLayout;

/** Pages that each name the next one by a link, followed byte for byte. One-at-a-time. */
final class LinkWalk implements PageWalk {

    private final PageReader pages;
    private final String operation;
    private final String entity;
    private final String prefer;
    private final RowLayout layout;
    private final VisitedLinks visited;
    private String link;
    private final PageSlices slices = new PageSlices();
    private boolean ended;

    LinkWalk(PageReader pages, String operation, String entity, String firstLink, String prefer, RowLayout layout) {
        this.pages = pages;
        this.operation = operation;
        this.entity = entity;
        this.link = firstLink;
        this.prefer = prefer;
        this.layout = layout;
        this.visited = new VisitedLinks(entity);
    }

    @Override
    public AnyLengthReader.Timed<ODataPage> next() {
        AnyLengthReader.Timed<ODataPage> answer =
                slices.next(() -> pages.open(operation, entity, link, prefer, layout));
        if (slices.inside()) {
            return answer;
        }
        Optional<String> next = answer.value().nextLink().map(found -> PageReader.below(entity, found));
        next.ifPresent(visited::add);
        ended = next.isEmpty();
        link = next.orElse(link);
        return answer;
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
