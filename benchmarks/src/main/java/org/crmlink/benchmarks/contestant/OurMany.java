package org.crmlink.benchmarks.contestant;

import java.util.List;

/** Ours as a first sync and nothing else: for very many records in a small heap. */
final class OurMany implements Contestant {

    @Override
    public Outcome run(Job job) throws Exception {
        long start = System.nanoTime();
        long rows;
        try (OurSync ours = OurSync.open(job.url(), job.database(), List.of(Table.ENTITY))) {
            rows = OurSync.received(ours.sync());
        }
        return Outcome.of(rows, System.nanoTime() - start, Fingerprint.of(job.database()));
    }
}
