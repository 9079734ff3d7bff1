package org.crmlink.benchmarks.contestant;

import java.util.List;
import org.crmlink.engine.SyncReport;

/**
 * Ours, end to end, as a first sync: loader, login, metadata, tables, all records, the token for the next time, and the database closed. Then, into
 * another database, three syncs without closing: the second, when every hundredth record has changed, and the third, when nothing has, are told apart.
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
        return againAndAgain(job, full);
    }

    private static Outcome againAndAgain(Job job, Outcome full) {
        try (OurSync ours = OurSync.open(job.url(), job.folder().resolve("second.db"), List.of(Table.ENTITY))) {
            SyncReport first = ours.sync();
            long start = System.nanoTime();
            SyncReport second = ours.sync();
            long between = System.nanoTime();
            SyncReport third = ours.sync();
            long end = System.nanoTime();
            OurSync.require(OurSync.received(first) == full.rows(), "all records come again", first);
            long changed = (full.rows() + 99) / 100;
            OurSync.require(OurSync.received(second) == changed, "every hundredth record changes", second);
            OurSync.require(OurSync.received(third) == 0, "nothing changes any more", third);
            return full.with(Contestants.INCREMENTAL, between - start).with(Contestants.IDLE_SYNC, end - between);
        }
    }
}
