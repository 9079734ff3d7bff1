package org.crmlink.benchmarks.contestant;

import java.util.List;

/**
 * Decodes pages in memory again and again. The first rounds warm the JVM up, of the others the fastest counts: a decoder's speed is that of a sync of some
 * length, and what disturbs a round is not the decoder's doing.
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

    private static final int WARM_UP_ROUNDS = 2;

    private final boolean salesforce;
    private final Decoder decoder;

    ParseOnly(boolean salesforce, Decoder decoder) {
        this.salesforce = salesforce;
        this.decoder = decoder;
    }

    @Override
    public Outcome run(Job job) throws Exception {
        List<byte[]> pages = salesforce ? Documents.salesforce(job.rows()) : Documents.odata(job.rows());
        long best = Long.MAX_VALUE;
        Seen seen = new Seen();
        for (int round = 0; round < WARM_UP_ROUNDS + job.repeats(); round++) {
            seen = new Seen();
            long rows = 0;
            long start = System.nanoTime();
            for (byte[] page : pages) {
                rows += decoder.decode(page, seen);
            }
            long nanos = System.nanoTime() - start;
            if (rows != job.rows()) {
                throw new IllegalStateException(rows + " of " + job.rows() + " records were decoded");
            }
            if (round >= WARM_UP_ROUNDS) {
                best = Math.min(best, nanos);
            }
        }
        return Outcome.of(job.rows(), best, seen.names + "/" + seen.filled);
    }
}
