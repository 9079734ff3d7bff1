package org.crmlink.connector.dynamics;

import java.util.function.Supplier;
import org.crmlink.toolkit.odata.ODataPage;
import org.jspecify.annotations.Nullable;

/** The page that a walk is in the middle of. After a failure there is none: the page has to be asked for again. One-at-a-time. */
final class PageSlices implements AutoCloseable {

    private @Nullable OpenPage open;

    /**
     * Reads the next slice.
     *
     * @param request asks for the page, if none is open
     */
    AnyLengthReader.Timed<ODataPage> next(Supplier<OpenPage> request) {
        OpenPage page = open;
        if (page == null) {
            page = request.get();
            open = page;
        }
        boolean read = false;
        try {
            AnyLengthReader.Timed<ODataPage> slice = new AnyLengthReader.Timed<>(page.next(), page.date());
            read = !page.ended();
            return slice;
        } finally {
            if (!read) {
                close();
            }
        }
    }

    /** Whether the slice read last is not the last one of its page. */
    boolean inside() {
        return open != null;
    }

    @Override
    public void close() {
        OpenPage page = open;
        open = null;
        if (page != null) {
            page.close();
        }
    }
}
