package org.crmlink.benchmarks.contestant;

import java.util.Optional;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;

/** Our connector's rows, one thread, nothing written. The last of several passes counts. */
final class FetchAndParse implements Contestant {

    private static final int PAGE = 1_000;

    @Override
    public Outcome run(Job job) {
        long best = Long.MAX_VALUE;
        try (OpenedConnector opened = OpenedConnector.open(job.url())) {
            ChangeReader reader = opened.connector().facet(ChangeReader.class).orElseThrow();
            for (int i = 0; i <= job.repeats(); i++) {
                long start = System.nanoTime();
                long rows = pass(reader);
                best = i == 0 ? best : Math.min(best, System.nanoTime() - start);
                if (rows != job.rows()) {
                    throw new IllegalStateException(rows + " of " + job.rows() + " records came");
                }
            }
        }
        return Outcome.of(job.rows(), best, "");
    }

    private static long pass(ChangeReader reader) {
        ChangeQuery query = new ChangeQuery(
                Table.ENTITY.name(),
                Table.ENTITY.fields(),
                Filter.all(),
                ChangePath.Tracking.TOKEN,
                Optional.empty(),
                PAGE);
        long rows = 0;
        try (ChangeStream stream = reader.changes(query)) {
            ChangeStep step = stream.next();
            while (step instanceof ChangePage page) {
                rows += page.rows().size();
                step = stream.next();
            }
        }
        return rows;
    }
}
