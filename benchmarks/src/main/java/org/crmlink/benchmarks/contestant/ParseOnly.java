package org.crmlink.benchmarks.contestant;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Decodes pages in memory again and again. What happens in the first seconds warms the JVM up, of the rounds after that the fastest counts: a decoder's
 * speed is that of a sync of some length, and what disturbs a round is not the decoder's doing.
 */
final class ParseOnly implements Contestant {

    /** Decodes one page; returns how many records it got, and looks at their values through {@link Seen}. */
    @FunctionalInterface
    interface Decoder {
        int decode(byte[] page, Seen seen) throws Exception;
    }

    /** What came out, so that nobody is fast by leaving something out: every decoder has to see the same lengths. One-at-a-time. */
    static final class Seen {
        private long names;
        private long filled;

        void row(String name, int filledCells) {
            names += name.length();
            filled += filledCells;
        }
    }

    private static final int LEAST_ROUNDS = 3;

    private final boolean salesforce;
    private final Decoder decoder;

    ParseOnly(boolean salesforce, Decoder decoder) {
        this.salesforce = salesforce;
        this.decoder = decoder;
    }

    @Override
    public Outcome run(Job job) throws Exception {
        List<byte[]> pages = salesforce ? Documents.salesforce(job.rows()) : Documents.odata(job.rows());
        rounds(pages, job, TimeUnit.SECONDS.toNanos(job.repeats()) / 2);
        Round best = rounds(pages, job, TimeUnit.SECONDS.toNanos(job.repeats()));
        return Outcome.of(job.rows(), best.nanos(), best.seen().names + "/" + best.seen().filled);
    }

    private record Round(long nanos, Seen seen) {}

    /** The fastest of the rounds that fit into the time. */
    private Round rounds(List<byte[]> pages, Job job, long time) throws Exception {
        Round best = round(pages, job);
        long end = System.nanoTime() + time;
        for (int i = 1; i < LEAST_ROUNDS || System.nanoTime() < end; i++) {
            Round round = round(pages, job);
            best = round.nanos() < best.nanos() ? round : best;
        }
        return best;
    }

    private Round round(List<byte[]> pages, Job job) throws Exception {
        Seen seen = new Seen();
        long rows = 0;
        long start = System.nanoTime();
        for (byte[] page : pages) {
            rows += decoder.decode(page, seen);
        }
        long nanos = System.nanoTime() - start;
        if (rows != job.rows()) {
            throw new IllegalStateException(rows + " of " + job.rows() + " records were decoded");
        }
        return new Round(nanos, seen);
    }
}
