package org.crmlink.benchmarks.contestant;

import java.util.List;
import org.crmlink.engine.SyncReport;

/**
 * Ours, end to end, as a first sync: loader, login, metadata, tables, all records, the token for the next time. The time ends when the database is closed,
 * as everybody's does. In the same process follow a second sync, in which every hundredth record has changed, and a third that finds nothing.
 */
final class OurFull implements Contestant {

    @Override
    public Outcome run(Job job) throws Exception {
        long start = System.nanoTime();
        long rows;
        try (OurSync ours = OurSync.open(job.url(), job.database(), List.of(Table.ENTITY))) {
            rows = OurSync.received(ours.sync());
        }
        Outcome full = Outcome.of(rows, System.nanoTime() - start, Fingerprint.of(job.database()));
        try (OurSync ours = OurSync.open(job.url(), job.database(), List.of(Table.ENTITY))) {
            long before = System.nanoTime();
            SyncReport second = ours.sync();
            long between = System.nanoTime();
            SyncReport third = ours.sync();
            long end = System.nanoTime();
            long changed = (rows + 99) / 100;
            OurSync.require(OurSync.received(second) == changed, "every hundredth record changes", second);
            OurSync.require(OurSync.received(third) == 0, "nothing changes any more", third);
            return full.with(Contestants.INCREMENTAL, between - before).with(Contestants.IDLE_SYNC, end - between);
        }
    }
}
