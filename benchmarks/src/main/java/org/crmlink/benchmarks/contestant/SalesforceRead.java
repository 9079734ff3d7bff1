package org.crmlink.benchmarks.contestant;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.crmlink.benchmarks.data.SalesforceContacts;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;

/**
 * A full read of the sandbox's contacts with our connector, one thread, nothing written: by query, or by a Bulk job. The fingerprint is of all values,
 * whatever order the rows come in, so that both ways must bring the same. The fastest pass but the first counts.
 */
final class SalesforceRead implements Contestant {

    private static final int PAGE = 2_000;

    private final String bulkThreshold;

    /** @param bulk whether by a Bulk job */
    SalesforceRead(boolean bulk) {
        this.bulkThreshold = bulk ? "1" : "0";
    }

    @Override
    public Outcome run(Job job) {
        Map<String, String> options = Map.of(
                "url",
                job.url(),
                "instance-url",
                job.url(),
                "client-id",
                "demo",
                "client-secret",
                "demo-secret",
                "bulk-threshold",
                bulkThreshold);
        try (OpenedConnector opened = OpenedConnector.open("salesforce", options)) {
            ChangeReader reader = opened.connector().facet(ChangeReader.class).orElseThrow();
            Outcome best = pass(reader);
            for (int i = 0; i < job.repeats(); i++) {
                Outcome again = pass(reader);
                best = i == 0 || again.nanos() < best.nanos() ? again : best;
            }
            return best;
        }
    }

    private static Outcome pass(ChangeReader reader) {
        ChangeQuery query = new ChangeQuery(
                SalesforceContacts.OBJECT,
                SalesforceContacts.FIELDS,
                Filter.all(),
                ChangePath.Tracking.WATERMARK,
                Optional.empty(),
                PAGE);
        long start = System.nanoTime();
        long rows = 0;
        long sum = 0;
        try (ChangeStream stream = reader.changes(query)) {
            ChangeStep step = stream.next();
            while (step instanceof ChangePage page) {
                for (Row row : page.rows()) {
                    sum += 31L * row.id().hashCode() + Arrays.hashCode(row.values());
                }
                rows += page.rows().size();
                step = stream.next();
            }
        }
        return Outcome.of(rows, System.nanoTime() - start, Long.toHexString(sum));
    }
}
