package org.crmlink.benchmarks.contestant;

import java.util.List;
import org.crmlink.engine.SyncReport;

/**
 * Ours, end to end, as a first sync: loader, login, metadata, tables, all records, the token for the next time. Before the database is closed, which
 * belongs to the time as it does for everybody, the same process syncs a second time, when every hundredth record has changed, and a third time, when
 * nothing has.
 */
final class OurFull implements Contestant {

    @Override
    public Outcome run(Job job) throws Exception {
        long start = System.nanoTime();
        try (OurSync ours = OurSync.open(job.url(), job.database(), List.of(Table.ENTITY))) {
            long rows = OurSync.received(ours.sync());
            long full = System.nanoTime() - start;
            String fingerprint = Fingerprint.of(job.database());
            long before = System.nanoTime();
            SyncReport second = ours.sync();
            long between = System.nanoTime();
            SyncReport third = ours.sync();
            long end = System.nanoTime();
            long changed = (rows + 99) / 100;
            OurSync.require(OurSync.received(second) == changed, "every hundredth record changes", second);
            OurSync.require(OurSync.received(third) == 0, "nothing changes any more", third);
            return Outcome.of(rows, full + ours.closing(), fingerprint)
                    .with(Contestants.INCREMENTAL, between - before)
                    .with(Contestants.IDLE_SYNC, end - between);
        }
    }
}
