package org.crmlink.benchmarks.contestant;

import org.crmlink.benchmarks.data.Entity;
import org.crmlink.benchmarks.server.BenchServer;
import org.crmlink.engine.SyncReport;

/**
 * Twelve entities, each page late. Synced twice into fresh databases by one process, and the second one is measured: it is about waiting in parallel, not
 * about a JVM that is just starting. Login and metadata of both are included.
 */
final class OurTwelve implements Contestant {

    @Override
    public Outcome run(Job job) throws Exception {
        sync(job, "first.db");
        long start = System.nanoTime();
        SyncReport report = sync(job, "second.db");
        long nanos = System.nanoTime() - start;
        long rows = OurSync.received(report);
        OurSync.require(rows == BenchServer.latencyRows(), "all records arrive", report);
        return Outcome.of(rows, nanos, "");
    }

    private static SyncReport sync(Job job, String name) {
        try (OurSync ours = OurSync.open(job.url(), job.folder().resolve(name), Entity.TWELVE)) {
            return ours.sync();
        }
    }
}
