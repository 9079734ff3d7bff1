package org.crmlink.benchmarks.contestant;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.crmlink.engine.EntityReport;
import org.crmlink.engine.SyncReport;

/** Reads the sandbox's accounts, changes every one by SQL as a user would, and measures the sync that sends the changes. */
final class OurUpload implements Contestant {

    @Override
    public Outcome run(Job job) throws Exception {
        try (OurSync ours = OurSync.open(job.url(), job.database(), List.of(Table.ENTITY))) {
            ours.sync();
            long changed = edit(job);
            long start = System.nanoTime();
            SyncReport report = ours.sync();
            long nanos = System.nanoTime() - start;
            long sent = report.entities().stream().mapToLong(EntityReport::sent).sum();
            OurSync.require(sent == changed, changed + " changes are sent", report);
            return Outcome.of(sent, nanos, "");
        }
    }

    /** Other values in each process, so that every one has something to change. */
    private static long edit(Job job) throws SQLException {
        try (Connection connection = Table.open(job.database());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("UPDATE account SET telephone1 = '+49 " + System.currentTimeMillis() % 1_000_000
                    + " ' || rowid, numberofemployees = coalesce(numberofemployees, 0) % 1000 + 1");
            connection.commit();
            try (ResultSet count = statement.executeQuery("SELECT count(*) FROM account")) {
                count.next();
                return count.getLong(1);
            }
        }
    }
}
