package org.crmlink.sandbox.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * What was asked of the server, for tests and for the curious. Keeps the newest {@value #KEPT} entries, but counts all.
 * Thread-safe.
 */
public final class RequestLog {

    private static final int KEPT = 50_000;

    /**
     * One request.
     *
     * @param method upper-case method
     * @param target path and query as they were sent
     * @param status status of the answer, or 0 if the connection was cut
     * @param batched whether this was an operation inside a batch; the batch itself has an entry of its own
     */
    public record Entry(String method, String target, int status, boolean batched) {}

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long calls;

    /** Notes a request; called when its answer's status is known. */
    public synchronized void add(Entry entry) {
        if (entries.size() == KEPT) {
            entries.removeFirst();
        }
        entries.addLast(entry);
        if (!entry.batched()) {
            calls++;
        }
    }

    /** The kept entries, oldest first. */
    public synchronized List<Entry> entries() {
        return new ArrayList<>(entries);
    }

    /** Number of HTTP requests since the start or the last {@link #clear()}; operations inside a batch do not count. */
    public synchronized long calls() {
        return calls;
    }

    /** Number of kept entries that match. */
    public synchronized long count(Predicate<? super Entry> wanted) {
        return entries.stream().filter(wanted).count();
    }

    /** Forgets everything. */
    public synchronized void clear() {
        entries.clear();
        calls = 0;
    }
}
