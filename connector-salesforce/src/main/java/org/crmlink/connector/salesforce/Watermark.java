package org.crmlink.connector.salesforce;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How far a read in the order of times of change has come for good. Immutable.
 *
 * <p>A record gets its time when it is saved, and becomes visible when its transaction commits: a time before one that was seen may still appear
 * (salesforce.md §10.2). So the mark never passes what is younger than the overlap when the read began, by the server's clock.
 *
 * @param mark everything that bears a time before this one was delivered
 * @param since deletions from this time on are still to be told; those before are known, or concern records that were never delivered
 * @param apiVersion in which the values were read
 */
record Watermark(Instant mark, Instant since, String apiVersion) {

    static final Watermark START = new Watermark(Instant.EPOCH, Instant.EPOCH, "");

    boolean isStart() {
        return mark.equals(Instant.EPOCH);
    }

    /** The mark of a read that begins now. */
    Watermark begun(Instant began, Duration overlap, String version) {
        return new Watermark(mark, since.equals(Instant.EPOCH) ? began.minus(overlap) : since, version);
    }

    /**
     * The mark after some rows in the order of their times. Rows that were changed while they were read bear a time that is not their place in the order;
     * it is a recent one, and recent ones do not count.
     */
    Watermark after(List<Instant> stamps, Instant began, Duration overlap) {
        Instant recent = began.minus(overlap);
        Instant done = mark;
        for (Instant stamp : stamps) {
            if (stamp.isBefore(recent) && stamp.isAfter(done)) {
                done = stamp;
            }
        }
        return new Watermark(done, later(since, done), apiVersion);
    }

    /** The mark after the whole read. */
    Watermark afterAll(Instant began, Duration overlap) {
        Instant done = later(mark, began.minus(overlap));
        return new Watermark(done, done, apiVersion);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    String text() {
        return mark.getEpochSecond() + ";" + since.getEpochSecond() + ";" + apiVersion;
    }

    /** @throws IllegalArgumentException if the text is no watermark */
    static Watermark parse(String text) {
        String[] parts = text.split(";", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a watermark");
        }
        try {
            return new Watermark(
                    Instant.ofEpochSecond(Long.parseLong(parts[0])),
                    Instant.ofEpochSecond(Long.parseLong(parts[1])),
                    parts[2]);
        } catch (NumberFormatException | DateTimeException e) {
            throw new IllegalArgumentException("not a watermark", e);
        }
    }
}
