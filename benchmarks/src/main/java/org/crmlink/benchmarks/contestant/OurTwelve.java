package org.crmlink.benchmarks.contestant;

import org.crmlink.benchmarks.data.Entity;
import org.crmlink.benchmarks.server.BenchServer;
import org.crmlink.engine.SyncReport;

/** Twelve entities, each page late: it is about waiting in parallel. Login and metadata are included. */
final class OurTwelve implements Contestant {

    @Override
    public Outcome run(Job job) {
        long start = System.nanoTime();
        SyncReport report;
        try (OurSync ours = OurSync.open(job.url(), job.database(), Entity.TWELVE)) {
            report = ours.sync();
        }
        long nanos = System.nanoTime() - start;
        long rows = OurSync.received(report);
        OurSync.require(rows == BenchServer.latencyRows(), "all records arrive", report);
        return Outcome.of(rows, nanos, "");
    }
}
