package org.crmlink.toolkit.odata;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.toolkit.json.MalformedJsonException;
import org.crmlink.toolkit.json.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * Reads one OData list or delta answer by streaming straight into rows: no tree, no map and no reflection per cell. The document comes whole, or in
 * slices while it is still on its way, so that however long a page is only a slice of it is in memory. One-at-a-time, for one document.
 *
 * <p>An answer that is not such a document, or is cut short, is an {@link IOException} that {@link StrictJson#failure} classifies, never an end
 * [PAGE-5]; slices that came before hold true records.
 */
public final class ODataListReader implements Closeable {

    private final Counted body;
    private final JsonParser parser;
    private final EntryReader reader;
    private @Nullable String nextLink;
    private @Nullable String deltaLink;
    private final Map<String, String> documentAnnotations = new HashMap<>();
    private boolean begun;
    private boolean listed;
    private boolean inList;
    private boolean ended;

    private ODataListReader(InputStream body, RowLayout layout) throws IOException {
        this.body = new Counted(body);
        this.parser = StrictJson.parser(this.body);
        this.reader = new EntryReader(layout);
    }

    /** Starts to read a document in slices. Closing the reader closes the stream. */
    public static ODataListReader open(InputStream body, RowLayout layout) throws IOException {
        return new ODataListReader(body, layout);
    }

    /** Reads the document to its end and closes the stream. */
    public static ODataPage read(InputStream body, RowLayout layout) throws IOException {
        try (ODataListReader reader = open(body, layout)) {
            return reader.next(Long.MAX_VALUE);
        }
    }

    /** Reads a document that is one entity, to its end, and closes the stream; the page has one entry. */
    public static ODataPage readEntity(InputStream body, RowLayout layout) throws IOException {
        try (ODataListReader reader = open(body, layout)) {
            return reader.entity();
        }
    }

    private ODataPage entity() throws IOException {
        PageEntries entries = new PageEntries();
        List<ODataPage.Mark> marks = new ArrayList<>();
        requireObject();
        reader.read(parser, entries, marks);
        StrictJson.requireEnd(parser);
        return result(entries, marks);
    }

    /**
     * Reads on. Links and annotations are those that were read so far: all of them once {@link #ended()}. A slice may be empty. An id may come again
     * in a later slice, which then holds.
     *
     * @param bytes how much of the document a slice takes, as a round figure: a slice ends with an entry, and begins within what is buffered
     * @throws IllegalStateException if the document has ended
     */
    public ODataPage next(long bytes) throws IOException {
        if (ended) {
            throw new IllegalStateException("the document has ended");
        }
        PageEntries entries = new PageEntries();
        List<ODataPage.Mark> marks = new ArrayList<>();
        long start = body.count;
        if (!begun) {
            requireObject();
            begun = true;
        }
        while (true) {
            if (inList) {
                if (!list(entries, marks, start, bytes)) {
                    return result(entries, marks);
                }
                inList = false;
            }
            if (parser.nextToken() == JsonToken.END_OBJECT) {
                break;
            }
            member(parser.currentName(), parser.nextToken());
        }
        StrictJson.requireEnd(parser);
        if (!listed) {
            throw new MalformedJsonException("the answer has no list 'value'");
        }
        ended = true;
        return result(entries, marks);
    }

    /** Whether the document was read to its end. */
    public boolean ended() {
        return ended;
    }

    private void requireObject() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new MalformedJsonException("the answer is empty", true);
        }
        if (first != JsonToken.START_OBJECT) {
            throw new MalformedJsonException("the answer is not a JSON object");
        }
    }

    private void member(String name, JsonToken value) throws IOException {
        switch (name) {
            case "value" -> {
                if (value != JsonToken.START_ARRAY || listed) {
                    throw new MalformedJsonException("'value' is not one list");
                }
                listed = true;
                inList = true;
            }
            case "@odata.nextLink", "@nextLink" -> nextLink = link(name);
            case "@odata.deltaLink", "@deltaLink" -> deltaLink = link(name);
            case "error" ->
                throw new MalformedJsonException("the server reports an error in the middle of its answer", true);
            default -> {
                if (value.isScalarValue() && name.startsWith("@") && !name.startsWith("@odata.")) {
                    documentAnnotations.put(name.substring(1), parser.getText());
                }
                parser.skipChildren();
            }
        }
    }

    private String link(String name) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new MalformedJsonException("'" + name + "' is not a text");
        }
        return parser.getText();
    }

    /** Reads entries; whether the list has ended. */
    private boolean list(PageEntries entries, List<ODataPage.Mark> marks, long start, long bytes) throws IOException {
        while (true) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.END_ARRAY) {
                return true;
            }
            if (token != JsonToken.START_OBJECT) {
                throw new MalformedJsonException("an entry of the list is not an object");
            }
            reader.read(parser, entries, marks);
            if (body.count - start >= bytes) {
                return false;
            }
        }
    }

    private ODataPage result(PageEntries entries, List<ODataPage.Mark> marks) {
        return entries.page(
                ODataPage.link(nextLink),
                ODataPage.link(deltaLink),
                Map.copyOf(documentAnnotations),
                List.copyOf(marks));
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    /** Counts what the parser has taken. */
    private static final class Counted extends FilterInputStream {
        private long count;

        private Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int got = super.read(target, from, length);
            count += Math.max(got, 0);
            return got;
        }
    }
}
