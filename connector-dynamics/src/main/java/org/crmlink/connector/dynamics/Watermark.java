package org.crmlink.connector.dynamics;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.crmlink.toolkit.odata.ODataPage;

/**
 * How far a read by row version, or by time of change, has come for good. Immutable.
 *
 * <p>A row gets its version when it is written, and becomes visible when its transaction commits: a version below one that was seen may still
 * appear (dynamics.md §6.6). So the mark never passes a version that was given less than {@link #OVERLAP} before the read began. How old a version
 * is, the row's time of change tells; for tables without one it is known from earlier reads: a version that was seen then is at least that old.
 *
 * @param version everything up to this version is done; 0 if nothing is
 * @param time for tables without versions: everything changed before is done
 * @param seen for tables without times: the greatest version seen by earlier reads, oldest first
 */
record Watermark(long version, Instant time, List<Seen> seen) {

    /** How late a transaction may commit: the server ends requests, and so their transactions, after 2 minutes (dynamics.md §10). */
    static final Duration LATE_COMMIT_BOUND = Duration.ofMinutes(5);

    /** The bound, and room for clocks that differ between the servers of an organisation. */
    static final Duration OVERLAP = LATE_COMMIT_BOUND.plusMinutes(2);

    private static final int MOST_SEEN = 6;

    static final Watermark START = new Watermark(0, Instant.EPOCH, List.of());

    /**
     * A row version that existed at a time.
     *
     * @param at the server's clock when the read began
     */
    record Seen(Instant at, long version) {}

    Watermark {
        seen = List.copyOf(seen);
    }

    boolean isStart() {
        return equals(START);
    }

    /**
     * The mark after a page of a read in the order of versions.
     *
     * @param began the server's clock when the read began
     */
    Watermark after(ODataPage page, Instant began) {
        Instant recent = began.minus(OVERLAP);
        long done = version;
        for (ODataPage.Mark mark : page.marks()) {
            if (mark.modified().isEmpty()) {
                // Its age is unknown; an old row behind it proves that it is older.
                continue;
            }
            if (!mark.modified().get().isBefore(recent)) {
                // From here on versions may be younger than a transaction that is still open.
                break;
            }
            done = Math.max(done, mark.sequence());
        }
        return new Watermark(done, time, seen);
    }

    /** The mark after a whole read in the order of versions of a table that does not tell the time of change. */
    Watermark afterReading(OptionalLong greatest, Instant began) {
        List<Seen> reads = new ArrayList<>(seen);
        long last = reads.isEmpty() ? version : reads.get(reads.size() - 1).version();
        reads.add(new Seen(began, Math.max(last, greatest.orElse(last))));
        Instant old = began.minus(OVERLAP);
        long done = version;
        int settled = -1;
        for (int i = 0; i < reads.size(); i++) {
            if (reads.get(i).at().isBefore(old)) {
                done = Math.max(done, reads.get(i).version());
                settled = i;
            }
        }
        List<Seen> kept = new ArrayList<>(reads.subList(settled + 1, reads.size()));
        while (kept.size() > MOST_SEEN) {
            // Reads follow each other faster than the bound: any of the middle may go, the oldest is the next to count.
            kept.remove(kept.size() - 2);
        }
        return new Watermark(done, time, kept);
    }

    /** The mark after a whole read in the order of time. */
    Watermark afterTime(Instant began) {
        Instant done = began.minus(OVERLAP);
        return new Watermark(version, done.isAfter(time) ? done : time, seen);
    }

    String text() {
        StringBuilder text = new StringBuilder()
                .append(version)
                .append(';')
                .append(time.getEpochSecond())
                .append(';');
        for (Seen read : seen) {
            text.append(read.at().getEpochSecond())
                    .append('=')
                    .append(read.version())
                    .append(',');
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException if the text is no watermark */
    static Watermark parse(String text) {
        String[] parts = text.split(";", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a watermark");
        }
        try {
            List<Seen> seen = new ArrayList<>();
            for (String read : parts[2].split(",", -1)) {
                if (!read.isEmpty()) {
                    int equals = read.indexOf('=');
                    seen.add(new Seen(
                            Instant.ofEpochSecond(Long.parseLong(read.substring(0, Math.max(equals, 0)))),
                            Long.parseLong(read.substring(equals + 1))));
                }
            }
            return new Watermark(Long.parseLong(parts[0]), Instant.ofEpochSecond(Long.parseLong(parts[1])), seen);
        } catch (NumberFormatException | DateTimeException e) {
            throw new IllegalArgumentException("not a watermark", e);
        }
    }
}
