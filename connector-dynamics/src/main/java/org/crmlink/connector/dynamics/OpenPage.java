package org.crmlink.connector.dynamics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.toolkit.odata.ODataListReader;
import org.crmlink.toolkit.odata.ODataPage;
import org.crmlink.toolkit.odata.RowLayout;

/** A page that is being read, slice by slice: its rows are handed on while the rest is still on its way. One-at-a-time. */
final class OpenPage implements AutoCloseable {

    /**
     * How much JSON is made rows at a time. A page of 5,000 wide rows has many megabytes, and a host reads several entities at once; far smaller
     * slices would only cost more steps.
     */
    static final long SLICE_BYTES = 256 * 1024;

    private final OpenAnswer answer;
    private final ODataListReader reader;
    private final String operation;
    private final String entity;

    private OpenPage(OpenAnswer answer, ODataListReader reader, String operation, String entity) {
        this.answer = answer;
        this.reader = reader;
        this.operation = operation;
        this.entity = entity;
    }

    /** Takes the answer over. */
    static OpenPage of(OpenAnswer answer, String operation, String entity, RowLayout layout) {
        boolean open = false;
        try {
            OpenPage page =
                    new OpenPage(answer, answer.read(body -> ODataListReader.open(body, layout)), operation, entity);
            open = true;
            return page;
        } finally {
            if (!open) {
                answer.close();
            }
        }
    }

    /** The server's clock when it answered; empty if it does not tell it. */
    Optional<Instant> date() {
        return answer.date();
    }

    /** The next slice; the page's links come with the last one. A page that failed cannot be read on. */
    ODataPage next() {
        return next(SLICE_BYTES);
    }

    ODataPage next(long bytes) {
        return named(answer.read(body -> reader.next(bytes)));
    }

    /** Whether the page was read to its end. */
    boolean ended() {
        return reader.ended();
    }

    /** The decoder knows no operations and entities; people who read an error want to. */
    private ODataPage named(ODataPage page) {
        if (page.unreadable().isEmpty()) {
            return page;
        }
        List<Unreadable> unreadable = page.unreadable().stream()
                .map(one -> new Unreadable(
                        one.id(),
                        one.error().toBuilder()
                                .operation(operation)
                                .entity(entity)
                                .cause(null)
                                .build()))
                .toList();
        return new ODataPage(
                page.rows(),
                page.removals(),
                unreadable,
                page.entries(),
                page.nextLink(),
                page.deltaLink(),
                page.annotations(),
                page.marks());
    }

    @Override
    public void close() {
        try (answer) {
            // gives the parser's buffers back
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("an answer's stream throws no IOException when it is closed", e);
        }
    }
}
